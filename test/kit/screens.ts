import { expect } from 'vitest'
import { node } from '../../src/sandbox/json.ts'
import { checkMessage, checkView } from '../../src/sandbox/validate.ts'
import { languages, type Words } from '../../src/words/index.ts'
import { visibleText } from './visible-text.ts'

const NO_GATES = new Set<string>()

/**
 * What this looks like in every language: kept as it is sent to Slack, within Slack's limits, and returned as it is read.
 * A message, a modal or a home.
 */
export async function looksLike(name: string, draw: (w: Words) => object): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [language, w] of Object.entries(languages)) {
    const it = draw(w)
    if ('type' in it) checkView(it, null, NO_GATES)
    else checkMessage(node(it), NO_GATES)
    await expect(`${JSON.stringify(it, null, 1)}\n`).toMatchFileSnapshot(`../__views__/${name}.${language}.json`)
    texts[language] = visibleText(node(it)['blocks'])
  }
  return texts
}

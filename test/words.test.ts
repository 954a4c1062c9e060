import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fold } from '../src/ring/group.ts'
import { en } from '../src/words/en.ts'
import { fr } from '../src/words/fr.ts'
import { languages } from '../src/words/index.ts'
import { bold, code, parts, unmarked, user } from '../src/words/marks.ts'

/** The literals of a file, without what is put into them and without what people type. */
const literals = (file: string) => {
  let source = readFileSync(file, 'utf8')
    .replace(/\[[^\]]*\]/g, '[]')
    .replaceAll(/jusqu\\?'à=/g, '')
  for (let before = ''; before !== source;) source = (before = source).replace(/\$\{[^{}]*\}/g, '…')
  return [...source.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map((it) => it[1] ?? it[2] ?? '')
}

describe('French is set as French is', () => {
  const sentences = literals('src/words/fr.ts')
  it.each([
    ['no-break space before : ? ! ; »', / [:?!;»]/],
    ['no-break space after «', /« /],
    ['no space missing before ? ! ; »', /[\p{L}\d][?!;»]/u],
    ['curly apostrophes', /\p{L}'\p{L}/u],
    ['« » for quotes', /[“”"]/],
    ['vous, never tu', /\b(tu|ton|tes|toi)\b/i],
    ['no double space', / {2}/],
  ])('%s', (_, wrong) => expect(sentences.filter((it) => wrong.test(it))).toEqual([]))
})

it('every sentence is said somewhere', () => {
  const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.ts') && !/^(words|generated)\//.test(it))
    .map((it) => readFileSync(`src/${it}`, 'utf8'))
  const known = new Set(code.join('\n').match(/\w+/g))
  const unsaid = (words: object, path: string[] = []): string[] =>
    Object.entries(words).flatMap(([key, it]: [string, unknown]) => [
      ...(known.has(key) ? [] : [[...path, key].join('.')]),
      ...(typeof it === 'object' && it !== null && !Array.isArray(it) ? unsaid(it, [...path, key]) : []),
    ])
  expect(unsaid(en)).toEqual([])
})

describe('what people type', () => {
  const words = (kind: 'keys' | 'values') => Object.values(languages).flatMap((w) => Object.entries<string[]>(w[kind]))
  it.each(['keys', 'values'] as const)('%s mean one thing each', (kind) => {
    const seen = new Map<string, string>()
    for (const [meaning, typed] of words(kind))
      for (const word of typed.map(fold)) {
        expect(seen.get(word) ?? meaning, word).toBe(meaning)
        seen.set(word, meaning)
      }
  })
  it('a command word means one command, in both languages together', () => {
    const seen = new Map<string, string>()
    for (const w of [en, fr])
      for (const [name, { typed }] of Object.entries(w.commands))
        for (const word of typed.map(fold)) {
          expect(seen.get(word) ?? name, word).toBe(name)
          seen.set(word, name)
        }
  })
})

describe('marks', () => {
  it('say what letters cannot, and nothing typed can mark', () => {
    const hostile = '\uE000bBIG\uE001'
    expect(parts(`Hi ${bold('R&D *x*')}, ask ${user('U1')}: ${code('/ringgroup help')}`)).toEqual([
      'Hi ',
      { bold: 'R&D *x*' },
      ', ask ',
      { user: 'U1' },
      ': ',
      { code: '/ringgroup help' },
    ])
    expect(parts(unmarked(hostile))).toEqual(['bBIG'])
  })
})

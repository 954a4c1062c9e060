// A typed line that is too long is refused before anything looks at its words, for looking takes time that everybody waits for.
import type { Choice, Problem } from '../ring/refusal.ts'
import { LONGEST as LONGEST_IMPORT } from '../views/import-form.ts'
import type { Words } from '../words/index.ts'
import { commandCalled } from './called.ts'
import type { Asking, Command } from './command.ts'
import { commands, names, type CommandName } from './registry.ts'

/** Characters of a typed line; one that names thirty people, each by two names, has about 600. */
export const LONGEST_LINE = 1000

/** Why a line is not read, in the language of its first word; null: it is short enough. What is pasted to be imported may be as long as in the form. */
export function tooLong(ctx: Asking, text: string): { words: Words; problem: Problem } | null {
  if (text.length <= LONGEST_LINE) return null
  const [first = ''] = /\S{1,40}/.exec(text.slice(0, 100)) ?? []
  const [name, words] = commandCalled(ctx.words, names, first) ?? [undefined, ctx.words]
  if (name === 'import') {
    if (text.length <= LONGEST_IMPORT) return null
    const say = (w: Words) => `${w.importing.tooLong(LONGEST_IMPORT)} ${w.nothingChanged}`
    return { words, problem: { say, choices: formOf(ctx, 'import') } }
  }
  const say = (w: Words) => w.lineTooLong(text.length, LONGEST_LINE)
  return { words, problem: { say, choices: [...(name ? formOf(ctx, name) : []), ...formOf(ctx, 'import')] } }
}

/** A button for the form of a command, if whoever asks may fill it in. */
function formOf({ actor }: Asking, name: CommandName): Choice[] {
  const { form, allow }: Command = commands[name]
  if (!form || allow(actor, {}) === 'no') return []
  return [{ label: (w) => `/ringgroup ${w.commands[name].typed[0]}`, command: name, input: {} }]
}

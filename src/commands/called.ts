// What a word means where a command is expected, in the languages that we speak; one's own comes first.
import { fold } from '../ring/group.ts'
import { nearest } from '../ring/nearest.ts'
import { languages, type Words } from '../words/index.ts'

type CommandName = keyof Words['commands']

const spoken = (own: Words): Words[] => [own, ...Object.values(languages)]
const typedFor = (w: Words, name: CommandName) => w.commands[name].typed.map(fold)

/** The command, and the language that its word is of. */
export function commandCalled(own: Words, names: CommandName[], said: string): [CommandName, Words] | undefined {
  const word = fold(said)
  for (const w of spoken(own)) {
    const name = names.find((it) => typedFor(w, it).includes(word))
    if (name) return [name, w]
  }
  return undefined
}

/** The one that somebody may have mistyped. */
export function commandLike(own: Words, names: CommandName[], said: string): CommandName | undefined {
  for (const w of spoken(own)) {
    const meant = nearest(
      said,
      names.flatMap((it) => typedFor(w, it)),
    )
    if (meant) return commandCalled(w, names, meant)?.[0]
  }
  return undefined
}

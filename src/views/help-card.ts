import type { KnownBlock } from '@slack/types'
import type { CommandName } from '../commands/index.ts'
import type { Words } from '../words/index.ts'
import { code } from '../words/marks.ts'
import { press, pressRaw } from './controls.ts'
import { point, said, small, type Message } from './message.ts'

/** Things that exist here, for examples that work when they are typed. */
export type Around = Parameters<Words['helping']['examples'][string]>[0]

export type Role = 'admin' | 'lead' | 'member'

const FIRST: Record<Role, CommandName[]> = {
  admin: ['create', 'show', 'add', 'mode', 'list', 'undo'],
  lead: ['add', 'remove', 'swap', 'show', 'who', 'requests'],
  member: ['show', 'who', 'join', 'leave', 'list', 'requests'],
}

const exampleOf = (w: Words, name: CommandName, around: Around) =>
  `/ringgroup ${w.helping.examples[name]?.(around) ?? ''}`
const lineOf = (w: Words, name: CommandName, around: Around) =>
  `${code(exampleOf(w, name, around))} ${w.commands[name].help}`

/** What one can type: the six lines that one needs, or all the others. */
export function helpCard(
  w: Words,
  around: Around,
  may: CommandName[],
  { role, more }: { role: Role; more: boolean },
): Message {
  const first = FIRST[role]
  const rest = may.filter((it) => !first.includes(it))
  const title = more ? w.helping.rest : w.helping.title
  const lines = (more ? rest : first).map((it) => lineOf(w, it, around))
  const blocks: KnownBlock[] = [said(title), said(...lines)]
  if (role !== 'admin') blocks.push(small(w.helping.mayDo[role]))
  if (!more && rest.length > 0)
    blocks.push({ type: 'actions', elements: [press('help', w.press.more, { more: true })] })
  return { text: point(title), blocks }
}

type One = {
  /** how it is written */
  usage: string
  /** words for it that one might not think of */
  also: string[]
  /** whoever asks may do it */
  may: boolean
  hasForm: boolean
}

/** One command: what it does, its usage line, one that works here, what else it is called, and its form. */
export function commandHelp(w: Words, name: CommandName, { usage, also, may, hasForm }: One, around: Around): Message {
  const what = w.fact.labelled(code(`/ringgroup ${w.commands[name].typed[0]}`), `${w.commands[name].help}.`)
  const lines = [what, w.helping.usage(usage), w.helping.example(exampleOf(w, name, around))]
  const notes = [
    ...(also.length > 0 ? [w.helping.also(also)] : []),
    ...(hasForm && may ? [w.helping.orForm] : []),
    ...(may ? [] : [w.helping.adminsOnly]),
  ]
  return {
    text: point(what),
    blocks: [
      said(...lines),
      ...(notes.length > 0 ? [small(notes.join(' '))] : []),
      ...(hasForm && may ? [{ type: 'actions' as const, elements: [pressRaw(name, w.press.openForm, {})] }] : []),
    ],
  }
}

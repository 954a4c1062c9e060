// What was said, as a line that could be typed: with names in place of ids, in the words of whoever reads it.
import { GroupId } from '../ring/group.ts'
import type { Db } from '../store/db.ts'
import { groupsWithIds } from '../store/groups.ts'
import { cut } from '../views/controls.ts'
import type { Words } from '../words/index.ts'
import { unmarked } from '../words/marks.ts'
import { mentioned } from './colleague.ts'
import type { Asking } from './command.ts'
import { commands, type CommandName } from './registry.ts'
import { slotOf, type Slot } from './slots.ts'

type Deps = { db: Db; words: Words; nameOf: Asking['nameOf'] }

/** As much as is read at a glance. */
const LONGEST = 200

/** `/ringgroup mode Support consecutive` */
export async function saidLine(deps: Deps, name: CommandName, said: Record<string, unknown>): Promise<string> {
  const { words: w } = deps
  const keys = w.keys as Record<string, string[]>
  const parts: string[] = [w.commands[name].typed[0] ?? name]
  for (const [key, schema] of Object.entries(commands[name].input.shape)) {
    const slot = slotOf(schema)
    const text = slot && (await textOf(deps, slot.slot, said[key]))
    if (slot && text) parts.push(slot.inLine ? text : `${keys[key]?.[0] ?? key}=${text}`)
  }
  return cut(unmarked(`/ringgroup ${parts.join(' ')}`), LONGEST)
}

async function textOf(deps: Deps, slot: Slot, value: unknown): Promise<string> {
  if (Array.isArray(value)) return (await Promise.all(value.map((it) => textOf(deps, slot, it)))).join(' ')
  if (typeof value === 'object' && value !== null && 'to' in value) {
    const { to, ...targets } = value as Record<string, unknown> // of a form: the choice, and the target of each choice
    return [await textOf(deps, slot, to), await textOf(deps, slot, targets[String(to)])].join(' ').trim()
  }
  if (typeof value !== 'string') return ''
  const group = GroupId.safeParse(value).data
  if (group) return (await groupsWithIds(deps.db, [group]))[0]?.name ?? ''
  const user = mentioned(value)
  if (user) return `@${await deps.nameOf(user)}`
  return WORDS.includes(slot) ? ((deps.words.values as Record<string, string[]>)[value]?.[0] ?? value) : value
}

/** These take words that mean something. */
const WORDS: Slot[] = ['mode', 'onOff', 'freely', 'addOrRemove', 'fallback']

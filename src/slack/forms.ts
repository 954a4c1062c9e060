// What a form holds, and what a control asks for. A form's block ids are its command's input keys, so its answers are
// already the input; what its fields do not hold stands in its private_metadata.
import type { BlockAction, ViewStateValue } from '@slack/bolt'
import type { ModalView, View } from '@slack/types'
import { z } from 'zod'
import type { Place } from '../ring/change.ts'
import { RingGroup } from '../ring/group.ts'

type Where = Pick<Place, 'url' | 'urlUntil'>

/** Slack gives back what we gave it; what is not of our making says nothing. */
const Metadata = z
  .object({
    known: z.record(z.string(), z.unknown()),
    opened: z.custom<Partial<RingGroup>>((it) => RingGroup.partial().safeParse(it).success).optional(),
    place: z.object({ url: z.string().optional(), urlUntil: z.string().optional() }).optional(),
  })
  .catch({ known: {} })

export const metadataOf = ({ private_metadata: text }: Pick<View, 'private_metadata'>) => Metadata.parse(parsed(text))

/** A form answers where it was opened. */
export const withPlace = (form: ModalView, { url, urlUntil }: Where): ModalView => ({
  ...form,
  private_metadata: JSON.stringify({ ...metadataOf(form), ...(url && { place: { url, urlUntil } }) }),
})

export const nameIn = (id: string) => id.replace(/^do:/, '').split('~', 1)[0]!

/** The command that a button or an option of a menu asks for; undefined: it asks for none. */
export function pressed(
  action: BlockAction['actions'][number],
): { name: string; input: Record<string, unknown> } | undefined {
  const { action_id: id } = action
  if (id.startsWith('do:'))
    return { name: nameIn(id), input: Input.parse(parsed('value' in action ? action.value : undefined)) }
  const [kind, , name, key] = id.split(':') // a search outside a form: what is chosen is a part of the input
  if (kind === 'find' && name && key && 'selected_option' in action)
    return { name, input: { [key]: action.selected_option?.value } }
  if (!id.startsWith('menu') || action.type !== 'overflow') return undefined
  const [wanted, input] = Choice.parse(parsed(action.selected_option.value))
  return { name: wanted, input }
}

/** The block ids of a form's fields, and the key of the input that one of them is. */
export const fieldsIn = (view: Pick<View, 'blocks'>): string[] =>
  view.blocks.flatMap((block) => (block.type === 'input' ? (block.block_id ?? []) : []))
export const keyOf = (block: string) => block.replace(/~\d+$/, '')

const Input = z.record(z.string(), z.unknown()).catch({})
const Choice = z.tuple([z.string(), z.record(z.string(), z.unknown())]).catch(['', {}])

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' && text !== '' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

type Values = Record<string, Record<string, ViewStateValue>>

/** `fallback.to` and `members~2` are the keys `to` in `fallback`, and `members`. An empty field says nothing; a control that only redraws is no field. */
export function filledIn(values: Values): Record<string, unknown> {
  const said: Record<string, unknown> = {}
  for (const [block, elements] of Object.entries(values)) {
    if (Object.keys(elements).some((it) => it.startsWith('step:'))) continue
    const path = keyOf(block).split('.')
    const last = path.pop()!
    let at = said
    for (const key of path) at = (Object.hasOwn(at, key) ? at[key] : (at[key] = {})) as Record<string, unknown>
    at[last] = read(Object.values(elements)[0])
  }
  return said
}

/** What was known, and what the fields say now; a field that was emptied is empty. */
export function merged(known: Record<string, unknown>, said: Record<string, unknown>): Record<string, unknown> {
  const all = { ...known }
  for (const [key, value] of Object.entries(said)) {
    if (isObject(value)) all[key] = merged(isObject(known[key]) ? known[key] : {}, value)
    else if (value === undefined) delete all[key]
    else all[key] = value
  }
  return all
}

const isObject = (it: unknown): it is Record<string, unknown> =>
  typeof it === 'object' && it !== null && !Array.isArray(it)

function read(it: ViewStateValue | undefined): unknown {
  if (!it) return undefined
  if (it.selected_options) return it.selected_options.map((option) => option.value)
  if (it.selected_users) return it.selected_users.map(mention)
  if (it.selected_user) return mention(it.selected_user)
  if (it.selected_date_time) return new Date(it.selected_date_time * 1000).toISOString()
  return it.selected_option?.value ?? it.value ?? undefined
}

/** Who is chosen is as good as mentioned. */
const mention = (user: string) => `<@${user}>`

type Drawn = { hash?: string | undefined; private_metadata?: string | undefined; callback_id?: string | undefined }
type Latest = { hash: string; private_metadata: string; callback_id: string }

/** Slack tells of a click the state of the form it was made on. Two quick clicks are made on one state; the second one is done on what the first has made. */
export function latestOf() {
  const views = new Map<string, { turn: Promise<void>; view: Latest | undefined; before: string[] }>()
  return {
    async inTurn(id: string, clicked: Drawn, work: (view: Latest) => Promise<Drawn | undefined>) {
      const mine = views.get(id) ?? { turn: Promise.resolve(), view: undefined, before: [] }
      const turn = (async () => {
        await mine.turn
        const { view: known, before } = views.get(id)!
        const isOlder = before.includes(clicked.hash ?? '') // else a submission has drawn it again since
        const view = known && isOlder ? known : latest(clicked)
        const drawn = await work(view)
        if (drawn) views.set(id, { ...views.get(id)!, view: latest(drawn), before: [...before, view.hash] })
      })()
      const quiet = turn.catch(() => {})
      views.set(id, { ...mine, turn: quiet })
      void quiet.finally(() => setTimeout(() => views.get(id)?.turn === quiet && views.delete(id), 60_000).unref())
      await turn
    },
  }
}

const latest = ({ hash = '', private_metadata = '', callback_id = '' }: Drawn): Latest => ({
  hash,
  private_metadata,
  callback_id,
})

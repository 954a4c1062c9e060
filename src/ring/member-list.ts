// The list that somebody works on in the members form: who rings, in which order, until when. Nothing of it is in force
// before it is saved, and it is saved as what it changes of the list that the person saw.
import { z } from 'zod'
import { leaving, type Called, type Times } from './edits.ts'
import { Extension, type Member, type RingGroup } from './group.ts'

/** `until`: an end that was set in the form. `ends`: the field for it is open. `gone`: leaves the group, but can be kept. */
export const Listed = z.object({
  extension: Extension,
  until: z.string().optional(),
  ends: z.literal(true).optional(),
  gone: z.literal(true).optional(),
})
export type Listed = z.output<typeof Listed>

export const listOf = ({ members }: Pick<RingGroup, 'members'>): Listed[] =>
  members.map(({ extension, until }) => ({ extension, ...(until && { until }) }))

/** To a place among those who stay, counted from 1. */
export function move(list: Listed[], extension: Extension, place: number): Listed[] {
  const moved = list.find((it) => it.extension === extension)
  if (!moved) return list
  const others = list.filter((it) => it !== moved)
  const behind = others.filter((it) => !it.gone)[place - 1]
  return others.toSpliced(behind ? others.indexOf(behind) : others.length, 0, moved)
}

/** Who was a member before stays in the list, to be kept again; who was added just now is simply not added. */
export const remove = (list: Listed[], extension: Extension, seen: Member[]): Listed[] =>
  seen.some((it) => it.extension === extension)
    ? change(list, extension, ({ extension, until }) => ({ extension, ...(until && { until }), gone: true }))
    : list.filter((it) => it.extension !== extension)

export const keep = (list: Listed[], extension: Extension): Listed[] =>
  change(list, extension, ({ gone: _, ...it }) => it)
export const setEnd = (list: Listed[], extension: Extension): Listed[] =>
  change(list, extension, (it) => ({ ...it, ends: true }))
export const dropEnd = (list: Listed[], extension: Extension): Listed[] =>
  change(list, extension, ({ until: _, ends: __, ...it }) => it)

/** At the end; who was to leave is kept. */
export const add = (list: Listed[], extension: Extension): Listed[] =>
  list.some((it) => it.extension === extension) ? keep(list, extension) : [...list, { extension }]

/** What the open fields hold: an end, or none any more. */
export const withEnds = (list: Listed[], ends: Record<string, string | undefined>): Listed[] =>
  list.map(({ until, ...it }) => {
    const end = it.ends ? ends[it.extension] : until
    return { ...it, ...(end && { until: end }) }
  })

/**
 * The members that come of it; of their dates only the end is in the list. `times` are of those who come, unless they have
 * an end of their own, and of those who leave: with an end they are only away, and keep their place.
 */
export const membersIn = (list: Listed[], seen: Member[], times: Times = {}, called?: Called): Member[] =>
  list.flatMap(({ extension, until, gone }) => {
    const before = seen.find((it) => it.extension === extension)
    if (gone) return before ? leaving(before, times, called) : []
    const { until: _, ...was } = before ?? { extension, ...(times.from && { from: times.from }) }
    const end = until ?? (before ? undefined : times.until)
    return [{ ...was, ...(end && { until: end }) }]
  })

/** The group has changed since the list was made: who came joins it, who went leaves it, and what was done in it stays done. */
export function rebase(list: Listed[], seen: Member[], now: Member[]): Listed[] {
  const has = (members: Member[], extension: Extension) => members.some((it) => it.extension === extension)
  const stayed = list.filter(({ extension }) => has(now, extension) || !has(seen, extension))
  const ends = stayed.map(({ until, ...it }) => {
    const [was, is] = [seen, now].map((all) => all.find((other) => other.extension === it.extension)?.until)
    const end = until === was ? is : until
    return { ...it, ...(end && { until: end }) }
  })
  const come = now.filter(({ extension }) => !has(seen, extension) && !list.some((it) => it.extension === extension))
  return [...ends, ...listOf({ members: come })]
}

const change = (list: Listed[], extension: Extension, to: (it: Listed) => Listed): Listed[] =>
  list.map((it) => (it.extension === extension ? to(it) : it))

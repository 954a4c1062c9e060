// What ends by itself: that somebody is a member, or away. Whoever has come for somebody until then, and whoever is back then,
// end together.
import { isDeepStrictEqual } from 'node:util'
import { expectMembers, type Called } from './edits.ts'
import type { Extension, Member, RingGroup } from './group.ts'
import { lapse } from './lapse.ts'
import { Refusal } from './refusal.ts'

/** `comes`: a member until then. `away`: back then. `instead`: a member until then, for the one who is `back` then. */
export type Ending = { at: string; how: 'comes' | 'away' | 'instead'; who: Extension; back: Extension | null }

/** What ends next of somebody; null: nothing does. */
export function endingOf(now: RingGroup, person: Extension): Ending | null {
  const people = together(now, person)
  const [first] = people
  const at = first && endOf(first)
  if (!first || !at) return null
  const back = people.length > 1 ? people.at(-1)!.extension : null
  return { at, how: back ? 'instead' : first.until === at ? 'comes' : 'away', who: first.extension, back }
}

/** All that ends in a group, each once, the next first. */
export function endingsIn(now: RingGroup): Ending[] {
  const all = now.members.flatMap(({ extension }) => endingOf(now, extension) ?? [])
  const once = all.filter((it, i) => all.findIndex((one) => one.who === it.who && one.at === it.at) === i)
  return once.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

/** Another end for somebody, and for whoever is back, or has come for them, until the same one. */
export function extend(now: RingGroup, person: Extension, until: string, called: Called): RingGroup {
  expectMembers(now, [person], called, 'person')
  const people = together(now, person)
  const end = people[0] && endOf(people[0])
  if (!end) throw new Refusal({ field: 'person', say: (w) => w.dates.noEnd(called(person), now.name) })
  const later = (it: Member): Member => ({
    ...it,
    ...(it.until === end && { until }),
    ...(it.away?.until === end && { away: { ...it.away, until } }),
  })
  return { ...now, members: now.members.map((it) => (people.includes(it) ? later(it) : it)) }
}

/** From when on nobody rings although somebody does before, by what begins and ends by itself; null: that does not come. */
export function emptyFrom(group: RingGroup, before: Date): string | null {
  const dates = group.members.flatMap(({ from, until, away }) => [from, until, away?.from, away?.until])
  const coming = [...new Set(dates.flatMap((it) => it ?? []))]
    .filter((it) => Date.parse(it) <= before.getTime())
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))
  let isOn = isRinging(group)
  for (const at of coming) {
    const will = isRinging(lapse(group, new Date(at)))
    if (isOn && !will) return at
    isOn = will
  }
  return null
}

/** A group once everything has begun that is different in it from before; what else is planned in it is still ahead. */
export const onceBegun = (before: RingGroup, after: RingGroup): RingGroup => ({
  ...after,
  members: after.members.map((it) => {
    const was = before.members.find((one) => one.extension === it.extension)
    if (isDeepStrictEqual(was, it)) return it
    const { from: _, away, ...member } = it
    return { ...member, ...(away && { away: { until: away.until } }) }
  }),
})

/** Has begun, and is not away. */
export const rings = ({ from, away }: Member) => !from && !(away && !away.from)
export const isRinging = ({ members }: RingGroup) => members.some(rings)

const endOf = ({ until, away }: Member): string | undefined =>
  until && away ? (Date.parse(until) > Date.parse(away.until) ? away.until : until) : (until ?? away?.until)

/** Those with the same end, who has come before whom they came for: they follow each other in the order. */
function together({ members }: RingGroup, person: Extension): Member[] {
  const at = members.findIndex((it) => it.extension === person)
  const end = at < 0 ? undefined : endOf(members[at]!)
  if (!end) return []
  const isPair = (came: Member | undefined, back: Member | undefined) =>
    came?.until === end && back?.away?.until === end
  let [first, last] = [at, at]
  while (isPair(members[first - 1], members[first])) first--
  while (isPair(members[last], members[last + 1])) last++
  if (first < last) return members.slice(first, last + 1)
  // somebody has put them in another order since: there is no doubt if there are only two
  const [came, back] = [members.filter((it) => it.until === end), members.filter((it) => it.away?.until === end)]
  return came.length === 1 && back.length === 1 && came[0] !== back[0] ? [came[0]!, back[0]!] : [members[at]!]
}

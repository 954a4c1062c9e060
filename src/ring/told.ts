// Who is told what: one table. A row is something that happens, a column somebody who may hear of it, a cell how they do.
import { isDeepStrictEqual as same } from 'node:util'
import type { UserId } from './actor.ts'
import { groupIn, type Change } from './change.ts'
import type { Extension, GroupId, Member, RingGroup } from './group.ts'

/** asker: whoever did it, or asked for it; member: whose phone rings now, or not any more; leads: of the groups it is about. */
export type Audience = 'asker' | 'member' | 'leads' | 'admins' | 'channel'

/** How long it has to be quiet, or something takes, in milliseconds. */
export type Quiet = {
  /** after the last change, before somebody is told of all of them */
  people: number
  /** from one message about a group to the next one for the same lead */
  lead: number
  /** so long a post takes more lines */
  post: number
  /** what is over sooner was no outage */
  outage: number
}
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]
export const QUIET: Quiet = { people: 60 * SECOND, lead: HOUR, post: 10 * MINUTE, outage: 5 * MINUTE }

/**
 * answer: where they asked. message: unasked. line: in a post. card: to be decided, it becomes a record. record: what was
 * done, or a card that was decided; offer: with what to do about it.
 */
export type Cell = {
  how: 'answer' | 'message' | 'line' | 'card' | 'record' | 'offer'
  /** first it is quiet for so long */
  after?: keyof Quiet
  /** at most one in this time, with all that has come to pass */
  every?: keyof Quiet
  /** in the same post for so long */
  within?: keyof Quiet
  /** the others are not told then */
  insteadOf?: Audience
}

const ANSWER: Cell = { how: 'answer' }
const MEMBER: Cell = { how: 'message', after: 'people' }
const LEADS: Cell = { how: 'message', after: 'people', every: 'lead' }
const LINE: Cell = { how: 'line', within: 'post' }
const CARD: Cell = { how: 'card' }
const RECORD: Cell = { how: 'record' }

export const TABLE = {
  /** by an admin: who is in a group, and whatever else at once */
  members: { asker: ANSWER, member: MEMBER, leads: LEADS, channel: LINE },
  /** only order, mode, time, name … */
  settings: { asker: ANSWER, leads: LEADS, channel: LINE },
  /** by a lead who does not have to ask */
  byLead: { asker: ANSWER, member: MEMBER, leads: LEADS, admins: RECORD, channel: LINE },
  request: { asker: ANSWER, admins: CARD, channel: { ...CARD, insteadOf: 'admins' } },
  granted: { asker: ANSWER, member: MEMBER, leads: LEADS, admins: RECORD, channel: RECORD },
  declined: { asker: ANSWER, leads: { how: 'message' }, admins: RECORD, channel: RECORD },
  /** a membership or an absence begins or ends by the clock */
  clock: { member: MEMBER, leads: LEADS, channel: LINE },
  /** a day before it ends */
  ending: { leads: { how: 'offer' } },
  down: { asker: ANSWER, admins: { how: 'message', after: 'outage' }, channel: { how: 'line', after: 'outage' } },
  back: { admins: { how: 'message' }, channel: { how: 'line' } },
  drift: { admins: CARD, channel: CARD },
  leaver: { admins: CARD, channel: CARD },
  /** nobody rings in a group, now or soon */
  empty: { leads: { how: 'message' }, admins: CARD, channel: CARD },
  /** where a group tells its missed calls */
  missed: { leads: { how: 'message' }, admins: { how: 'message' } },
} satisfies Record<string, Partial<Record<Audience, Cell>>>
export type Happening = keyof typeof TABLE

/** How they hear of it; null: they do not. */
export const told = (what: Happening, who: Audience): Cell | null =>
  (TABLE[what] as Partial<Record<Audience, Cell>>)[who] ?? null

/** Which row a change is; null: nobody hears of it, for no group is any different. `isAdmin`: whoever did it. */
export function happeningOf({ by, approvedBy, touched }: Change, isAdmin: boolean): Happening | null {
  if (isNothing({ touched })) return null
  if (by === null) return 'clock'
  if (approvedBy) return 'granted'
  if (!isAdmin) return 'byLead'
  return phonesIn({ touched }).length > 0 ? 'members' : 'settings'
}

/** What only put ours back on the phones, or is about a person. */
const isNothing = ({ touched }: Pick<Change, 'touched'>) => touched.every((it) => same(it.before, it.after))

/** Somebody who hears of a change, and how. The channel: in the post about the group that it touches first. */
export type Telling = { cell: Cell } & (
  | { to: 'member'; extension: Extension }
  | { to: 'lead'; group: GroupId; user: UserId }
  | { to: 'admins' }
  | { to: 'channel'; group: GroupId }
)

/** All who hear of a change but those who did it, whom `tell` answers. */
export function tellings(change: Change, isAdmin: boolean): Telling[] {
  const what = happeningOf(change, isAdmin)
  if (!what) return []
  const one = <T>(who: Audience, to: (cell: Cell) => T[]): T[] => {
    const cell = told(what, who)
    return cell ? to(cell) : []
  }
  const [first] = change.touched
  return [
    ...one('member', (cell) => phonesIn(change).map((extension) => ({ to: 'member' as const, extension, cell }))),
    ...one('leads', (cell) => leadsIn(change).map((it) => ({ to: 'lead' as const, ...it, cell }))),
    // whoever decides has the card of a request, which becomes its record
    ...one('admins', (cell) => (what === 'byLead' ? [{ to: 'admins' as const, cell }] : [])),
    ...one('channel', (cell) => (first ? [{ to: 'channel' as const, group: groupIn(first).id, cell }] : [])),
  ]
}

/** Whoever did something, or said yes to it, knows. */
export const isDoneBy = ({ by, approvedBy }: Pick<Change, 'by' | 'approvedBy'>, user: UserId): boolean =>
  by === user || approvedBy === user

function leadsIn(change: Change): { group: GroupId; user: UserId }[] {
  return change.touched.flatMap(({ before, after }) => {
    const users = new Set([before, after].flatMap((it) => it?.leads ?? []).map((it) => it.user))
    return [...users].filter((it) => !isDoneBy(change, it)).map((user) => ({ group: (after ?? before)!.id, user }))
  })
}

/** Who is in a group and was not, or the other way round, or rings there at other times. */
function phonesIn({ touched }: Pick<Change, 'touched'>): Extension[] {
  const all = touched.flatMap(({ before, after }) =>
    [...(before?.members ?? []), ...(after?.members ?? [])]
      .map((it) => it.extension)
      .filter((it) => !same(memberOf(before, it), memberOf(after, it))),
  )
  return [...new Set(all)]
}

const memberOf = (group: RingGroup | null, extension: Extension): Member | null =>
  group?.members.find((it) => it.extension === extension) ?? null

/** What a phone is in a group by now; null: no member any more. */
export type Standing = { group: RingGroup; is: Member | null }

/**
 * What is different for a phone from what its person knows: what was before these changes, or what they did themselves last.
 * Put in and taken out again is no news.
 */
export function newsFor(extension: Extension, changes: Change[], user: UserId): Standing[] {
  const groups = new Map<GroupId, Standing & { known: Member | null }>()
  for (const change of changes)
    for (const it of change.touched) {
      const [was, is] = [memberOf(it.before, extension), memberOf(it.after, extension)]
      const group = groupIn(it)
      const isOwn = !same(was, is) && isDoneBy(change, user)
      const before = groups.get(group.id)
      groups.set(group.id, { group, is, known: isOwn ? is : before ? before.known : was })
    }
  return [...groups.values()].filter(({ known, is }) => !same(known, is)).map(({ group, is }) => ({ group, is }))
}

/** What others did to a group, but for what was put back. */
export function newsOf(group: GroupId, changes: Change[], user: UserId): Change[] {
  const others = changes.filter((it) => !isDoneBy(it, user) && !isNothing(it))
  const states = changes.flatMap(({ touched }) => touched.filter((it) => groupIn(it).id === group))
  if (!changes.some((it) => isDoneBy(it, user)) && same(states[0]?.before, states.at(-1)?.after)) return []
  const undone = new Set<string>()
  for (const { id, command, because } of changes.toReversed()) {
    const of = command === 'undo' && because && 'change' in because ? because.change : null
    if (of && !undone.has(id) && others.some((it) => it.id === of)) undone.add(id).add(of)
  }
  return others.filter((it) => !undone.has(it.id))
}

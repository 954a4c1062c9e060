// A command that was found and waits for somebody who may run it. Every approval that there will ever be is one of these.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { UserId } from './actor.ts'
import { groupIn, Touched, type Place } from './change.ts'
import { GroupId, RingGroup } from './group.ts'

/** Nobody needs to decide any more: the group is gone, the requester has left or leads it no more, or nothing would change. */
const Void = z.enum(['group', 'left', 'role', 'unchanged'])

/** How a request ended: once. */
export const Decision = z.discriminatedUnion('how', [
  z.object({ how: z.literal('approved'), by: UserId, at: z.coerce.date() }),
  z.object({ how: z.literal('declined'), by: UserId, at: z.coerce.date(), reason: z.string().optional() }),
  z.object({ how: z.literal('withdrawn'), by: UserId, at: z.coerce.date() }),
  z.object({ how: z.literal('expired'), at: z.coerce.date() }),
  z.object({ how: z.literal('void'), why: Void, at: z.coerce.date() }),
])
export type Decision = z.output<typeof Decision>

export const Request = z.object({
  id: z.string(),
  command: z.string(),
  /** ids, extensions, instants: what was found when it was asked */
  found: z.json(),
  /** what the form held when it was drawn */
  opened: RingGroup.partial().nullable(),
  by: UserId,
  place: z.custom<Place>(),
  /** the requester's, IANA */
  timeZone: z.string(),
  reason: z.string().nullable(),
  at: z.coerce.date(),
  /** the groups before and after, as its cards show them; since when, if the result had become another */
  shown: z.array(Touched),
  shownAt: z.coerce.date().nullable(),
  expiresAt: z.coerce.date(),
  decision: Decision.nullable(),
  groups: z.array(GroupId),
})
export type Request = z.output<typeof Request>

/** Whom a request goes to: a channel in place of everybody. */
export type Audience = { channel: string } | { admins: UserId[] }

/** Names what a card shows: if the result would be another, it has another name. Who leads a group is on no card. */
export const resultOf = (shown: Touched[]): string =>
  createHash('sha256')
    .update(JSON.stringify(z.array(Touched).parse(shown).map(onCard))) // in one order of keys, wherever it comes from
    .digest('base64url')
    .slice(0, 16)

const onCard = ({ before, after }: Touched) =>
  [before, after].map((it) => it && { ...it, leads: [], tellsMissed: false })

/** A reason is a sentence or two; the rest of a novel is cut off. */
const LONGEST_REASON = 300

/** What somebody gave as a reason: one line, in which nothing can mark, turn around or hide anything; null: nothing. */
export function reasonIn(said: unknown): string | null {
  if (typeof said !== 'string') return null
  const line = said
    .replaceAll(/[\p{Co}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  const all = [...line]
  return all.length > LONGEST_REASON ? `${all.slice(0, LONGEST_REASON - 1).join('')}…` : line || null
}

const OPEN_MS = 7 * 24 * 3_600_000

/** After a week, or when the time that it is about has passed, or whoever should stay longer has left. */
export function expiryOf(shown: Touched[], at: Date): Date {
  const ends = shown.flatMap(({ before, after }) => {
    const known = new Set(endsIn(before))
    return endsIn(after).filter((it) => !known.has(it))
  })
  const last = ends.map((it) => Date.parse(it)).toSorted((one, other) => other - one)[0]
  const leave = shown.flatMap(({ before, after }) =>
    (before?.members ?? []).flatMap(({ extension, until }) => {
      const then = after?.members.find((it) => it.extension === extension)
      return until && then && then.until !== until ? [Date.parse(until)] : []
    }),
  )
  return new Date(Math.min(at.getTime() + OPEN_MS, ...(last === undefined ? [] : [last]), ...leave))
}
const endsIn = (group: RingGroup | null): string[] =>
  group?.members.flatMap(({ until, away }) => [until, away?.until].filter((it) => it !== undefined)) ?? []

export const groupsIn = (shown: Touched[]): RingGroup[] => shown.map(groupIn)

export const REMIND_MS = 24 * 3_600_000

/** A day later, and nobody is reminded on a Saturday or a Sunday of where the requester is. */
export function isToRemind({ at, timeZone }: Pick<Request, 'at' | 'timeZone'>, now: Date): boolean {
  const day = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(now)
  return now.getTime() - at.getTime() >= REMIND_MS && !['Sat', 'Sun'].includes(day)
}

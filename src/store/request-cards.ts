// Where requests are shown, and what was said there: a card for each request, place and kind, that stays true until it is a record.
import { Prisma } from '../generated/prisma/client.ts'
import { UserId } from '../ring/actor.ts'
import type { Stage } from '../ring/change.ts'
import type { Request } from '../ring/request.ts'
import type { Db } from './db.ts'
import type { Posted } from './notices.ts'
import { rehearsed } from './rehearsed.ts'
import { requestNumbered, stageOfGrant } from './requests.ts'

/** `own`: to the requester; `card`: to whoever may decide, or in the channel; `news`: how it ended; `reminder`: nobody has for a day. */
export type Kind = 'own' | 'card' | 'news' | 'reminder'
export type Card = { request: string; shownTo: string; kind: Exclude<Kind, 'reminder'> }

const CARDS = 1_600_702 // any number that is nobody else's

/** A channel, or somebody. */
export const isPerson = (shownTo: string) => UserId.safeParse(shownTo).success

/** Everybody who may decide is to see every open request but their own; whoever asked reads to whom it went. */
export const expectCards = (db: Db, users: UserId[]) => db.$executeRaw`
  with fresh as (
    insert into "RequestCard" ("requestId", "shownTo", kind)
    select r.id, it, 'card' from "Request" r cross join unnest(${users}::text[]) it
    where r.decision is null and r."by" <> it and not exists (
      select from "RequestCard" c where c."requestId" = r.id and c."shownTo" = it and c.kind = 'card')
    on conflict do nothing returning "requestId")
  update "RequestCard" set said = null where kind = 'own' and "requestId" in (select "requestId" from fresh)`

/** The channel is to show every open request that nobody has been shown. */
export const expectInChannel = (db: Db, channel: string) => db.$executeRaw`
  insert into "RequestCard" ("requestId", "shownTo", kind)
  select r.id, ${channel}, 'card' from "Request" r
  where r.decision is null and not exists (select from "RequestCard" c where c."requestId" = r.id and c.kind = 'card')
  on conflict do nothing`

/** A channel that cannot be written to shows nothing new. */
export const dropCards = (db: Db, channel: string) =>
  db.requestCard.deleteMany({ where: { shownTo: channel, ts: null } })

/** What people were to be shown who may not decide any more. */
export const dropFreshCards = (db: Db, but: string[]) =>
  db.requestCard.deleteMany({
    where: { kind: { in: ['card', 'reminder'] }, said: null, ts: null, shownTo: { notIn: but } },
  })

/** Where there is something to say, or may be: the requester last, who hears to whom it went. */
export const openCards = (db: Db) => db.$queryRaw<Card[]>`
  select c."requestId"::text as request, c."shownTo", c.kind from "RequestCard" c join "Request" r on r.id = c."requestId"
  where not c.done and c.kind <> 'reminder' and (c.said is distinct from r.rev::text or r.decision is not null)
  order by r.id, array_position(array['card', 'own', 'news'], c.kind)`

/** How many open requests each has not seen yet, or is to be reminded of. */
export const freshCards = (db: Db, kind: 'card' | 'reminder') => db.$queryRaw<
  { shownTo: string; requests: string[] }[]
>`
  select c."shownTo", array_agg(r.id::text order by r.id) as requests from "RequestCard" c join "Request" r on r.id = c."requestId"
  where c.said is null and c.kind = ${kind} and r.decision is null group by c."shownTo"`

/** These are told together, and have no card of their own there. */
export const tellTogetherOnce = (
  db: Db,
  shownTo: string,
  kind: 'card' | 'reminder',
  requests: string[],
  say: () => Promise<unknown>,
) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${CARDS}::int, hashtext(${shownTo}))::text`
      const where = { shownTo, kind, said: null, requestId: { in: requests.map(BigInt) } }
      if ((await tx.requestCard.count({ where })) < requests.length) return // another worker has told of some
      const note = () => tx.requestCard.updateMany({ where, data: { said: 'together', done: true } })
      await rehearsed(tx, note)
      await say()
      await note()
    },
    { timeout: 60_000, maxWait: 10_000 },
  )

/** Nothing can be shown there any more. */
export const noteUnreachable = (db: Db, { request, shownTo, kind }: Card) =>
  db.requestCard.updateMany({ where: { requestId: BigInt(request), shownTo, kind }, data: { done: true } })

/** Who has been told of it. */
export const shownToOf = async (db: Db, request: string): Promise<string[]> =>
  (
    await db.requestCard.findMany({
      where: { requestId: BigInt(request), said: { not: null }, kind: 'card' },
      orderBy: { shownTo: 'asc' },
    })
  ).map((it) => it.shownTo)

/** Open requests of which nobody has been reminded. */
export const unreminded = async (db: Db, before: Date) =>
  (
    await db.request.findMany({
      where: { decision: { equals: Prisma.DbNull }, remindedAt: null, at: { lte: before } },
      select: { id: true, at: true, timeZone: true },
      orderBy: { id: 'asc' },
    })
  ).map((it) => ({ ...it, id: `${it.id}` }))

/** Everybody who was shown these is to be reminded, once. */
export const expectReminders = (db: Db, requests: string[], at: Date) => db.$executeRaw`
  with reminded as (
    update "Request" set "remindedAt" = ${at} where id = any(${requests.map(BigInt)}::bigint[]) and "remindedAt" is null returning id)
  insert into "RequestCard" ("requestId", "shownTo", kind)
  select c."requestId", c."shownTo", 'reminder' from "RequestCard" c join reminded on reminded.id = c."requestId"
  where c.kind = 'card' and c.said is not null
  on conflict do nothing`

/** Shows it there, or in place of what stands there; null: nowhere that could be changed. */
type Show = (tx: Db, it: Request, stage: Stage | null, at: Posted | null) => Promise<Posted | null>

/** What comes after this is not shown any more. */
const LAST: (Stage | null)[] = [null, 'kept', 'live']

/**
 * One worker at a time speaks to somebody, and the next one knows what was said. The request itself is not locked, for
 * whoever decides must not wait for Slack. A card that nobody has seen is not shown of what is decided.
 */
export const showOnce = (db: Db, { request: id, shownTo, kind }: Card, show: Show) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${CARDS}::int, hashtext(${shownTo}))::text`
      const key = { requestId_shownTo_kind: { requestId: BigInt(id), shownTo, kind } }
      const row = await tx.requestCard.findUnique({ where: key, include: { request: { select: { rev: true } } } })
      if (!row || row.done) return
      const request = await requestNumbered(tx, id)
      const stage = request.decision?.how === 'approved' ? await stageOfGrant(tx, id) : null
      const said = [row.request.rev, ...(stage ? [stage] : [])].join(' ')
      const done = request.decision !== null && LAST.includes(stage)
      const posted = row.channel && row.ts ? { channel: row.channel, ts: row.ts } : null
      const isNews = said !== row.said && (posted !== null || kind !== 'card' || !request.decision)
      const note = (now: Posted | null) =>
        tx.requestCard.update({ where: key, data: { said, done: done || kind === 'news', ...now } })
      await rehearsed(tx, () => note(posted))
      await note(isNews ? await show(tx, request, stage, posted) : posted)
    },
    { timeout: 60_000, maxWait: 10_000 },
  )

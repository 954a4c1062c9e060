// How far everybody has been told of changes. What there is to say is found anew each time; only the last change that was
// told is kept, for each phone, each lead of a group, each post.
import { Prisma } from '../generated/prisma/client.ts'
import type { Delivered } from '../ring/change.ts'
import type { Extension, GroupId } from '../ring/group.ts'
import type { Db } from './db.ts'
import type { Posted } from './notices.ts'
import { rehearsed } from './rehearsed.ts'
import { changesWhere } from './whole-change.ts'

type Audience = 'phone' | 'lead' | 'channel' | 'record'
/** `of`: the extension, the group and the lead, the group, the change and the admin. */
export type Who = { audience: Audience; of: string }

/** What was told, and when; the post that still takes lines, and the change it begins with. */
export type Told = { change: string; at: Date | null; post: (Posted & { first: string }) | null }

const HANDED_OUT = { audience_of: { audience: 'all', of: '' } }
const AT_ONCE = 100

/**
 * Changes that were not handed out yet, oldest first. They are, and whatever jobs that adds are there, if this ends well.
 * True: there may be more.
 */
export const handOut = (db: Db, to: (tx: Db, changes: Delivered[]) => Promise<void>): Promise<boolean> =>
  db.$transaction(
    async (tx) => {
      const row = await tx.told.findUnique({ where: HANDED_OUT })
      const after = row?.change ?? 0n
      const changes = await changesWhere(tx, Prisma.sql`c.id > ${after} order by c.id limit ${AT_ONCE}`)
      const last = changes.at(-1)
      if (!last) return false
      await to(tx, changes)
      const change = BigInt(last.id)
      await tx.told.upsert({ where: HANDED_OUT, create: { audience: 'all', of: '', change }, update: { change } })
      return changes.length === AT_ONCE
    },
    { timeout: 30_000, maxWait: 10_000 },
  )

/** Somebody, a change that they are to hear of, and the key of the job that tells them; without one, the caller is that job. */
type Expected = Who & { change: string; job?: string }

/**
 * Each is to hear of a change and of what comes after it. Who still waits for their job hears of what they waited for, too;
 * everybody else has heard of all that came before, and their mark moves up, so that nobody looks for it in years of
 * history. When they were told last; null: never yet. Two statements, however many they are.
 */
export async function expectTold<W extends Expected>(db: Db, all: W[]): Promise<Map<W, Date | null>> {
  const asked = JSON.stringify(all.map(({ audience, of, change, job }, nth) => ({ audience, of, change, job, nth })))
  const who = Prisma.sql`json_to_recordset(${asked}::json) as it(nth int, audience text, "of" text, change bigint, job text)`
  await db.$executeRaw`
    with asked as materialized (
      select distinct on (audience, "of") audience, "of", change - 1 as change,
        exists (select from graphile_worker.jobs j where j.key = it.job) as waits
      from ${who} order by audience, "of", change)
    insert into "Told" as was (audience, "of", change) select audience, "of", change from asked
    on conflict (audience, "of") do update set change = excluded.change
      where was.change < excluded.change and (was.audience, was."of") in (select audience, "of" from asked where not waits)`
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    select t.at from ${who} cross join lateral (
      select at from "Told" t where t.audience = it.audience and t."of" = it."of" offset 0) t order by nth`
  return new Map(rows.map(({ at }, nth) => [all[nth]!, at]))
}

export async function toldTo(db: Db, who: Who): Promise<Told | null> {
  const row = await db.told.findUnique({ where: { audience_of: who } })
  if (!row) return null
  const { change, at, channel, ts, first } = row
  const post = channel && ts && first !== null ? { channel, ts, first: `${first}` } : null
  return { change: `${change}`, at, post }
}

const TELLING = 1_600_708 // any number that is nobody else's

/**
 * One worker at a time tells one of them, and the next one knows what was told. `tell` says what is to be noted then;
 * null: nothing new. No row is locked meanwhile, for whoever changes something must not wait for Slack.
 */
export const tellOf = (db: Db, who: Who, tell: (tx: Db, so: Told) => Promise<Told | null>) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${TELLING}::int, hashtext(${`${who.audience} ${who.of}`}))::text`
      const so = await toldTo(tx, who)
      if (!so) return
      const note = ({ change, at, post }: Told) => {
        const stands = { channel: post?.channel ?? null, ts: post?.ts ?? null, first: post ? BigInt(post.first) : null }
        return tx.told.update({ where: { audience_of: who }, data: { change: BigInt(change), at, ...stands } })
      }
      await rehearsed(tx, () => note(so))
      const now = await tell(tx, so)
      if (now) await note(now)
    },
    { timeout: 60_000, maxWait: 10_000 },
  )

const FOR_EVER = 2n ** 63n - 1n

/**
 * What became of groups that a phone was or is in. The range has an end, for of an open one PostgreSQL expects a third of
 * the table, and reads all of it.
 */
export const changesAtPhone = (db: Db, extension: Extension, { after }: { after: string }): Promise<Delivered[]> => {
  const has = JSON.stringify([{ extension }])
  return changesWhere(
    db,
    Prisma.sql`c.id in (
      select "changeId" from "TouchedGroup" where "changeId" between ${BigInt(after) + 1n} and ${FOR_EVER}
        and (before->'members' @> ${has}::jsonb or after->'members' @> ${has}::jsonb)) order by c.id`,
  )
}

/** What was done to a group; `from` counts, `after` does not. */
export const changesOfGroup = (
  db: Db,
  group: GroupId,
  it: { after: string } | { from: string },
): Promise<Delivered[]> => {
  const after = 'after' in it ? BigInt(it.after) : BigInt(it.from) - 1n
  return changesWhere(
    db,
    Prisma.sql`c.id in (
      select "changeId" from "TouchedGroup" where "groupId" = ${group}::uuid and "changeId" > ${after}) order by c.id`,
  )
}

/** Whether the card of a request stands in this channel: it becomes the record of what was decided. */
export const standsIn = async (db: Db, request: string, channel: string): Promise<boolean> =>
  (await db.requestCard.count({ where: { requestId: BigInt(request), shownTo: channel, ts: { not: null } } })) > 0

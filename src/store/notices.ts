// Where admins were told of what somebody did on the phone system, and what stands there. `said` is empty once there is
// nothing more to say; a case that was told with many others has no card of its own.
import { Prisma } from '../generated/prisma/client.ts'
import type { UserId } from '../ring/actor.ts'
import { Drift, Ended } from '../ring/drift.ts'
import type { Extension } from '../ring/group.ts'
import type { Db } from './db.ts'

/** Where a message stands. */
export type Posted = { channel: string; ts: string }

export type Notice = {
  drift: string
  user: UserId
  /** null: it was never shown */
  posted: Posted | null
  /** what stands there */
  said: string | null
  /** null: the case is open */
  ended: Ended | null
}

export type Forgotten = { drift: string; at: string; extensions: Extension[] }

const NOTICES = 1_600_701 // any number that is nobody else's
const KEPT_DAYS = 30
const SEVERAL = 'several'

/** Each of them is to hear once that this was forgotten, however often this is called. */
export const expectForgotten = (db: Db, users: UserId[], { drift, at, extensions }: Forgotten) =>
  db.driftNotice.createMany({
    data: users.map((user) => {
      return { drift: BigInt(drift), user, extension: '', ended: { how: 'forgotten', at, extensions } }
    }),
    skipDuplicates: true,
  })

/** Each of them is to hear of each case that is open. Nobody hears any more of what is long over. */
export async function expectNotices(db: Db, users: UserId[], at: Date): Promise<void> {
  await db.$executeRaw`
    insert into "DriftNotice" (drift, "user", extension)
    select id, who, extension from "Drift" cross join unnest(${users}::text[]) who where decided is null
    on conflict do nothing`
  await db.$executeRaw`
    update "DriftNotice" set ended = ${JSON.stringify({ how: 'over', at })}::jsonb
    where ended is null and drift not in (select id from "Drift")`
  await db.$executeRaw`
    delete from "DriftNotice" where said = '' and (ended->>'at')::timestamptz < ${at}::timestamptz - ${KEPT_DAYS}::int * interval '1 day'`
}

/** How many cases each of them has not heard of yet. */
export const freshFor = (db: Db) => db.$queryRaw<{ user: UserId; count: number }[]>`
  select "user", count(*)::int as count from "DriftNotice" where said is null and ended is null group by "user"`

/** Where there may be something to say, in the order in which it happened. */
export const openTo = (db: Db) => db.$queryRaw<Pick<Notice, 'drift' | 'user'>[]>`
  select drift::text, "user" from "DriftNotice" where said is distinct from '' order by drift, "user"`

/** All that somebody has not heard of, in one message. */
export const saySeveralOnce = (db: Db, user: UserId, say: (cases: number) => Promise<unknown>) =>
  held(db, user, async (tx) => {
    const fresh = { user, said: null, ended: { equals: Prisma.DbNull } }
    const cases = await tx.driftNotice.findMany({ where: fresh, select: { drift: true } })
    if (cases.length === 0) return
    await say(cases.length)
    await tx.driftNotice.updateMany({
      where: { user, drift: { in: cases.map((it) => it.drift) } },
      data: { said: SEVERAL },
    })
  })

/**
 * One worker at a time speaks to somebody, and the next one knows what was said: `null` if there is nothing to say now.
 * The row itself is not locked, for whoever ends the case must not wait for Slack.
 */
export const sayOnce = (
  db: Db,
  { drift, user }: Pick<Notice, 'drift' | 'user'>,
  say: (tx: Db, it: Notice, drift: Drift | null) => Promise<{ said: string; posted: Posted } | null>,
) =>
  held(db, user, async (tx) => {
    const id = { drift_user: { drift: BigInt(drift), user } }
    const row = await tx.driftNotice.findUnique({ where: id })
    if (!row || row.said === '') return
    const [found] = await tx.$queryRaw<object[]>`
      select id::text, extension, found, "seenAt", decided, begun from "Drift" where id = ${BigInt(drift)}`
    const open = found ? Drift.parse(found) : null
    const ended = row.ended ? Ended.parse(row.ended) : (open?.decided ?? null)
    const posted = row.channel && row.ts ? { channel: row.channel, ts: row.ts } : null
    const isTold = row.said === SEVERAL || (ended && ended.how !== 'forgotten' && !posted)
    const done = isTold ? null : await say(tx, { drift, user, posted, said: row.said, ended }, open)
    const said = row.ended ? '' : (done?.said ?? row.said)
    await tx.driftNotice.update({ where: id, data: { said, ...done?.posted } })
  })

const held = (db: Db, user: UserId, work: (tx: Db) => Promise<void>) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${NOTICES}::int, hashtext(${user}))::text`
      await work(tx)
    },
    { timeout: 60_000, maxWait: 10_000 },
  )

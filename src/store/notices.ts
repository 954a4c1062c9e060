// Where admins were told of what somebody did on the phone system, or that somebody has left, and what stands there. `said`
// is empty once there is nothing more to say; a case that was told with many others has no card of its own.
import { Prisma } from '../generated/prisma/client.ts'
import { z } from 'zod'
import { Drift, Ended } from '../ring/drift.ts'
import type { Extension } from '../ring/group.ts'
import { LeaverEnd, type Leaver } from '../ring/leaver.ts'
import type { Db } from './db.ts'
import { leaverOf } from './leavers.ts'
import { rehearsed } from './rehearsed.ts'

/** Where a message stands. */
export type Posted = { channel: string; ts: string }

export type Notice = {
  drift: string
  /** a person, or the channel */
  user: string
  /** null: it was never shown */
  posted: Posted | null
  /** what stands there */
  said: string | null
  /** null: the case is open */
  ended: CaseEnd | null
}

/** What a notice is about. */
export type Case = { kind: 'drift'; drift: Drift } | { kind: 'leaver'; leaver: Leaver }
const CaseEnd = z.union([Ended, LeaverEnd])
export type CaseEnd = z.output<typeof CaseEnd>

export type Forgotten = { drift: string; at: string; extensions: Extension[] }

const NOTICES = 1_600_701 // any number that is nobody else's
const SEVERAL = 'several'
// `said is distinct from ''` stands in each question about cards that are no record yet: by these words there is an index

/** Each of them is to hear once that this was forgotten, however often this is called. */
export const expectForgotten = (db: Db, users: string[], { drift, at, extensions }: Forgotten) =>
  db.driftNotice.createMany({
    data: users.map((user) => {
      return { drift: BigInt(drift), user, extension: '', ended: { how: 'forgotten', at, extensions } }
    }),
    skipDuplicates: true,
  })

/** Each of them is to hear of each case that is open. */
export async function expectNotices(db: Db, users: string[], at: Date): Promise<void> {
  await db.$executeRaw`
    insert into "DriftNotice" (drift, "user", extension)
    select id, it, extension from (
      select id, extension from "Drift" where decided is null
      union all select id, coalesce(extension, '') from "Leaver" where ended is null) cases
    cross join unnest(${users}::text[]) it
    on conflict do nothing`
  await db.$executeRaw`
    update "DriftNotice" set ended = ${JSON.stringify({ how: 'over', at })}::jsonb
    where said is distinct from '' and ended is null and drift not in (select id from "Drift" union all select id from "Leaver")`
}

const kind = Prisma.sql`case when exists (select from "Leaver" where id = drift) then 'leaver' else 'drift' end`

/** How many cases of each kind each of them has not heard of yet. */
export const freshFor = (db: Db) => db.$queryRaw<{ user: string; kind: Case['kind']; count: number }[]>`
  select "user", ${kind} as kind, count(*)::int as count
  from "DriftNotice" where said is distinct from '' and said is null and ended is null group by 1, 2 order by 1, 2`

/** Where there may be something to say, in the order in which it happened. */
export const openTo = (db: Db) => db.$queryRaw<Pick<Notice, 'drift' | 'user'>[]>`
  select drift::text, "user" from "DriftNotice"
  where said is distinct from '' and (said is distinct from ${SEVERAL} or ended is not null) order by drift, "user"`

/** All of one kind that somebody has not heard of, in one message. */
export const saySeveralOnce = (db: Db, user: string, of: Case['kind'], say: (cases: number) => Promise<unknown>) =>
  held(db, user, async (tx) => {
    const cases = await tx.$queryRaw<{ drift: bigint }[]>`
      select drift from "DriftNotice" where "user" = ${user} and said is distinct from '' and said is null and ended is null and ${kind} = ${of}`
    if (cases.length === 0) return
    const where = { user, drift: { in: cases.map((it) => it.drift) } }
    const note = () => tx.driftNotice.updateMany({ where, data: { said: SEVERAL } })
    await rehearsed(tx, note)
    await say(cases.length)
    await note()
  })

/**
 * One worker at a time speaks to somebody, and the next one knows what was said: `null` if there is nothing to say now.
 * The row itself is not locked, for whoever ends the case must not wait for Slack.
 */
export const sayOnce = (
  db: Db,
  { drift, user }: Pick<Notice, 'drift' | 'user'>,
  say: (tx: Db, it: Notice, open: Case | null) => Promise<{ said: string; posted: Posted } | null>,
) =>
  held(db, user, async (tx) => {
    const id = { drift_user: { drift: BigInt(drift), user } }
    const row = await tx.driftNotice.findUnique({ where: id })
    if (!row || row.said === '') return
    const open = await caseOf(tx, drift)
    const ended = row.ended ? CaseEnd.parse(row.ended) : open?.kind === 'drift' ? open.drift.decided : null
    const posted = row.channel && row.ts ? { channel: row.channel, ts: row.ts } : null
    const isTold = row.said === SEVERAL || (ended && ended.how !== 'forgotten' && !posted)
    const note = (done: { said: string; posted: Posted } | null) => {
      const said = row.ended ? '' : (done?.said ?? row.said)
      return tx.driftNotice.update({ where: id, data: { said, ...done?.posted } })
    }
    await rehearsed(tx, () => note(null))
    await note(isTold ? null : await say(tx, { drift, user, posted, said: row.said, ended }, open))
  })

async function caseOf(db: Db, id: string): Promise<Case | null> {
  const [found] = await db.$queryRaw<object[]>`
    select id::text, extension, found, "seenAt", decided, begun from "Drift" where id = ${BigInt(id)}`
  if (found) return { kind: 'drift', drift: Drift.parse(found) }
  const leaver = await leaverOf(db, id)
  return leaver && { kind: 'leaver', leaver }
}

const held = (db: Db, user: string, work: (tx: Db) => Promise<void>) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${NOTICES}::int, hashtext(${user}))::text`
      await work(tx)
    },
    { timeout: 60_000, maxWait: 10_000 },
  )

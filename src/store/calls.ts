// Calls, as the phone system tells of them: in parts, perhaps twice, perhaps not all of them. What is known is never unlearnt.
import { Prisma } from '../generated/prisma/client.ts'
import type { UserId } from '../ring/actor.ts'
import { endingOf, isMissed, type Call, type Ended, type LastCall, type LastCalls, type Passed } from '../ring/call.ts'
import type { Extension, GroupId, PhoneNumber } from '../ring/group.ts'
import { storable, type Db } from './db.ts'
import { missedLater } from './queue.ts'

/** One thing that was told of a call, in one of the groups it comes through. */
export type Heard = {
  call: string
  group: Extension
  number: PhoneNumber | null
  caller: Call['caller']
  at: Date
  /** who was rung there by now */
  rung: { rang: Extension[]; seconds: number } | null
  /** nobody answered there, it goes on */
  goesOn: boolean
  ended: { result: Ended['result']; by: Extension | null } | null
}

/** Callers may show whatever they like, and as much of it. */
const LONGEST = 200
/** So long calls are kept where nobody says otherwise. */
export const KEEP_CALLS_DAYS = 90
/** A number that leads to a group brings its calls there: what came before so many others came when it led elsewhere. */
const LATEST = 30

/** Keeps what was heard; what is known already stays. Whoever is first to store the end of a missed call has it told. */
export const keepCall = (db: Db, { call, group, number, caller, at, rung, goesOn, ended }: Heard) =>
  db.$transaction(async (tx) => {
    // where the phones send it now, by what we know that they hold
    const next = Prisma.sql`(select coalesce(d.found -> 'plan', h.plan) -> 'fallback'
      from "Held" h left join "Drift" d using (extension) where h.extension = ${group} and ${goesOn})`
    const [stored] = await tx.$queryRaw<{ over: boolean }[]>`
      with call as (
        insert into "Call" as was (id, number, "callerNumber", "callerName", "startedAt", "endedAt", result, by, "endedIn")
        values (${call}, ${number}, ${short(caller.number)}, ${short(caller.name)}, ${at},
          ${ended && at}, ${ended?.result ?? null}, ${ended?.by ?? null}, ${ended && group})
        on conflict (id) do update
          set "endedAt" = excluded."endedAt", result = excluded.result, by = excluded.by, "endedIn" = excluded."endedIn"
          where was."endedAt" is null and excluded."endedAt" is not null
        returning "endedAt" is not null as over),
      passed as (
        insert into "CalledGroup" as was ("callId", extension, "groupId", "startedAt", rang, seconds, fallback)
        values (${call}, ${group}, (select id from "RingGroup" where extension = ${group}), ${at},
          ${rung && JSON.stringify(rung.rang)}::jsonb, ${rung?.seconds ?? null}, ${next})
        on conflict ("callId", extension) do update
          set rang = excluded.rang, seconds = excluded.seconds, fallback = excluded.fallback
          where was.rang is null and excluded.rang is not null)
      select over from call`
    if (!stored?.over) return
    const it = await callOf(tx, call)
    if (it && isMissed(it.ending) && it.passed.some((group) => group.tells)) await missedLater(tx, call)
  })

/** A call that is over; null: it is not, or is not kept any more. */
export async function callOf(db: Db, id: string): Promise<Call | null> {
  const [row] = await db.$queryRaw<(Omit<Call, 'caller' | 'ending'> & Ended & { from: string; called: string })[]>`
    select c.id, c."startedAt" as at, c.number, coalesce(c."callerNumber", '') as from, coalesce(c."callerName", '') as called,
      ${outcome}, (
      select coalesce(json_agg(json_build_object('group', it."groupId", 'extension', it.extension, 'name', g.name,
        'tells', coalesce(g."tellsMissed", false), 'rang', coalesce(it.rang, '[]'), 'seconds', coalesce(it.seconds, 0)) order by it.nth), '[]')
      from "CalledGroup" it left join "RingGroup" g on g.id = it."groupId" where it."callId" = c.id) as passed
    from "Call" c where c.id = ${id} and c.result is not null`
  if (!row) return null
  const { at, number, from, called, passed } = row
  return {
    id,
    at,
    number,
    caller: { number: from, name: called },
    passed: passed satisfies Passed[],
    ending: endingOf(row),
  }
}

/** The last call of a group, and the last one that came to it by each of these numbers: one statement. */
export async function lastCallsOf(db: Db, group: GroupId, numbers: PhoneNumber[]): Promise<LastCalls> {
  const here = Prisma.sql`exists (select from "CalledGroup" it where it."callId" = c.id and it."groupId" = ${group}::uuid)`
  const rows = await lastCalls(
    db,
    Prisma.sql`(
      select null as number, "callId" as id, extension from "CalledGroup" where "groupId" = ${group}::uuid
      order by "startedAt" desc, nth desc limit 1)
      union all ${lastTo(numbers, here, LATEST)}`,
  )
  return { group: rows.find((it) => !it.number)?.last ?? null, numbers: byNumber(rows) }
}

/** The last call of each of these numbers, wherever it led then. */
export const lastCallsTo = async (db: Db, numbers: PhoneNumber[]): Promise<LastCalls['numbers']> =>
  byNumber(await lastCalls(db, lastTo(numbers, Prisma.sql`true`, 1)))

const lastTo = (numbers: PhoneNumber[], which: Prisma.Sql, among: number) => Prisma.sql`
  select asked.number, last.id, null as extension from unnest(${numbers}::text[]) as asked(number)
  cross join lateral (
    select c.id from (
      select it.id, it."startedAt" from "Call" it where it.number = asked.number
      order by it."startedAt" desc, it.id desc limit ${among}) c
    where ${which} order by c."startedAt" desc, c.id desc limit 1) last`

/** How it ended, and where its last group sends a call that nobody answers: an `Ended`. */
const outcome = Prisma.sql`c.result, c.by, (
  select last.fallback from "CalledGroup" last where last."callId" = c.id and last.extension = c."endedIn") as fallback`

type Last = { number: PhoneNumber | null; last: LastCall }
const byNumber = (rows: Last[]) =>
  new Map(rows.flatMap(({ number, last }) => (number ? [[number, last] as const] : [])))

/** A group in which the call did not end has not answered; to a number that does not matter. */
async function lastCalls(db: Db, which: Prisma.Sql): Promise<Last[]> {
  type Row = Partial<Ended> & { number: PhoneNumber | null; at: Date; wentOn: boolean }
  const rows = await db.$queryRaw<Row[]>`
    select it.number, c."startedAt" as at, it.extension <> c."endedIn" as "wentOn", ${outcome}
    from (${which}) as it(number, id, extension) join "Call" c using (id)`
  return rows.map(({ number, at, wentOn, result, by = null, fallback = null }) => {
    if (!result) return { number, last: { at, how: null } }
    const ending = endingOf({ result, by, fallback })
    const how = wentOn ? 'elsewhere' : number && !isMissed(ending) ? 'answered' : ending.how
    return { number, last: { at, how } }
  })
}

/** Says something of a call to somebody, unless it was said before: whoever tells holds the row, and it stays if it was said. */
export const tellOfCallOnce = (db: Db, call: string, user: UserId, say: () => Promise<unknown>) =>
  db.$transaction(
    async (tx) => {
      const [mine] = await tx.$queryRaw<object[]>`
        insert into "CallTold" ("callId", "user") values (${call}, ${user}) on conflict do nothing returning "user"`
      if (mine) await say()
    },
    { timeout: 30_000, maxWait: 10_000 },
  )

/** Whether a call is the last one of its number, or of a group that it came through. `offset 0`: asked of the index, call by call. */
const isLast = Prisma.sql`(
  c.id = (select it.id from "Call" it where it.number = c.number order by it."startedAt" desc, it.id desc limit 1)
  or exists (
    select from "CalledGroup" g where g."callId" = c.id and g.nth = (
      select it.nth from "CalledGroup" it where it."groupId" = g."groupId" order by it."startedAt" desc, it.nth desc limit 1) offset 0))`

/**
 * Of calls that began before then, the oldest so many go, with who was told of them; how many they were. The last one of a
 * group or a number stays, for it says that the line leads there.
 */
export const pruneCalls = (db: Db, before: Date, limit: number): Promise<number> => db.$executeRaw`
  delete from "Call" where ctid = any(array(
    select c.ctid from "Call" c where c."startedAt" < ${before} and ${isLast} is not true
    order by c."startedAt" limit ${limit} for update skip locked))`

/** Of so many that stay it goes who called. */
export const forgetCallers = (db: Db, before: Date, limit: number): Promise<number> => db.$executeRaw`
  update "Call" set "callerNumber" = null, "callerName" = null where ctid = any(array(
    select ctid from "Call" where "startedAt" < ${before} and "callerNumber" is not null
    order by "startedAt" limit ${limit} for update skip locked))`

const short = (text: string) => storable(storable(text).slice(0, LONGEST))

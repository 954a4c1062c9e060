// What goes by itself, and when. Each minute a few batches of each kind go, each in a transaction of its own: whoever changes
// something waits for none of them, and what has piled up is gone some minutes later.
//
// What stays is history (changes, what they did to groups, how they came to the phones, requests and where their cards
// stand) and whatever is one row for something that exists: what the phones hold at an extension, who has asked for
// something, who has left, and how far each phone, lead and channel has been told.
import { forgetCallers, KEEP_CALLS_DAYS, pruneCalls } from './calls.ts'
import { markOvertaken } from './checkup.ts'
import type { Db } from './db.ts'

const DAY_MS = 24 * 3_600_000

/**
 * How many rows go at a time, and how often in a minute at most: a batch takes some milliseconds. Rows are found by an index
 * and named by their key, or by where they lie (`ctid`, which stays while they are locked): of a limit that it cannot see, PostgreSQL expects
 * a tenth of the table, and would read all of it to join them. What somebody else has locked goes the next time.
 */
const BATCH = 500
const BATCHES = 10

/** What began or happened before then, so many at most; how many went. */
type Kind = { keepDays: number; prune(db: Db, before: Date, limit: number): Promise<number> }

const kinds = (keepCallsDays: number): Kind[] => [
  { keepDays: 0, prune: (db, _, limit) => markOvertaken(db, limit) },
  { keepDays: keepCallsDays, prune: pruneCalls },
  { keepDays: keepCallsDays, prune: forgetCallers },
  { keepDays: 7, prune: pruneRecords },
  { keepDays: 30, prune: prunePlaces },
  { keepDays: 30, prune: pruneForetold },
  { keepDays: 30, prune: pruneNotices },
  { keepDays: 90, prune: pruneOutages },
  { keepDays: 365, prune: prunePleas },
]

/** Once a minute. `keepCallsDays`: so long calls are kept, and who called. */
export async function prune(
  db: Db,
  now: Date,
  { keepCallsDays = KEEP_CALLS_DAYS, batch = BATCH, batches = BATCHES } = {},
): Promise<void> {
  for (const { keepDays, prune: some } of kinds(keepCallsDays)) {
    const before = new Date(now.getTime() - keepDays * DAY_MS)
    for (let left = batches; left > 0 && (await some(db, before, batch)) === batch;) left--
  }
}

/** That an admin was told of a change: nobody could be told twice any more. */
const pruneRecords = (db: Db, before: Date, limit: number) => db.$executeRaw`
  delete from "Told" where ctid = any(array(
    select ctid from "Told" where audience = 'record' and at < ${before} order by at limit ${limit} for update skip locked))`

/**
 * Where the answer to a change stands, with an address that was good for half an hour. It stays while somebody has heard
 * no more than that their change is saved. Changes are numbered as they happen, so the first places are the oldest.
 */
const prunePlaces = (db: Db, before: Date, limit: number) => db.$executeRaw`
  delete from "Place" where "changeId" = any(array(
      select "changeId" from (
        select "changeId" from "Place" where said is null or said not in ('saved', 'drift')
        order by "changeId" limit ${limit}) oldest
      where (select c.at from "Change" c where c.id = "changeId") < ${before}))
    and (said is null or said not in ('saved', 'drift'))`

/** What was to end by itself, and has. */
const pruneForetold = (db: Db, before: Date, limit: number) => db.$executeRaw`
  delete from "Foretold" where ctid = any(array(
    select ctid from "Foretold" where at < ${before} order by at limit ${limit} for update skip locked))`

/** Where a case was told that is over: nobody hears any more what became of it. An instant in JSON is ordered as its text. */
const pruneNotices = (db: Db, before: Date, limit: number) => db.$executeRaw`
  delete from "DriftNotice" where ctid = any(array(
    select ctid from "DriftNotice" where said = '' and (ended ->> 'at') collate "C" < ${before.toISOString()}
    order by (ended ->> 'at') collate "C" limit ${limit} for update skip locked))`

/** Who was told of an outage that is over. */
const pruneOutages = (db: Db, before: Date, limit: number) => db.$executeRaw`
  delete from "OutageTold" where ctid = any(array(
    select ctid from "OutageTold" where back and since < ${before} order by since limit ${limit} for update skip locked))`

/** What somebody asked of an admin; its buttons say from then on that they are out of date. */
const prunePleas = (db: Db, before: Date, limit: number) => db.$executeRaw`
  delete from "Plea" where id = any(array(
    select id from (select id, at from "Plea" order by id limit ${limit}) oldest where at < ${before}))`

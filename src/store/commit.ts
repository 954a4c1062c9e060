// Whether what somebody asked for is saved, where nobody has answered to COMMIT: PostgreSQL remembers of each transaction how
// it ended. One that COMMIT never reached is rolled back when its connection ends, at the latest after the time for which a
// transaction may be idle. (postgresql.org/docs/current/functions-info.html, pg_xact_status)
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from './db.ts'

/** Nobody could find out whether it was saved. */
export class NeverKnown extends Error {
  override name = 'NeverKnown'
}

/** Whoever is told how it ends. */
export type Ending = {
  /** It is not known for a while now. Called once. */
  unsure(): void
  /** It is saved: whatever goes wrong from now on, something was changed. */
  saved(): void
}

type Options = {
  ending?: Ending | undefined
  /** The first statement, which says the number of the transaction. */
  begin?(tx: Db): Promise<string>
  /** Milliseconds, as Prisma takes them: for a connection, and for the work. */
  maxWait?: number
  timeout?: number
}

/** Milliseconds: until a COMMIT without an answer is looked for, until whoever waits is told so, until nobody looks any more. */
const SILENT = 5000
const UNSURE = 2000
const GIVES_UP = 600_000

const numberOf = async (tx: Db) =>
  (await tx.$queryRaw<{ id: string }[]>`select pg_current_xact_id()::text as id`)[0]!.id

/**
 * One transaction: what it results in if it is saved, else the error that it was not saved for. Where the answer to COMMIT is
 * lost, this waits until the database says which. Throws a NeverKnown if it stays away. As a part of another transaction it
 * is that one's to find out.
 */
export async function surely<T>(
  db: Db,
  work: (tx: Db) => Promise<T>,
  { ending, begin = numberOf, ...times }: Options = {},
): Promise<T> {
  if (!('$connect' in db))
    return db.$transaction(async (tx) => {
      await begin(tx)
      return work(tx)
    })
  let done: { id: string; result: T } | undefined
  let silence: NodeJS.Timeout | undefined
  try {
    const result = await new Promise<T>((resolve, reject) => {
      const run = async (tx: Db) => {
        const id = await begin(tx)
        done = { id, result: await work(tx) }
        silence = setTimeout(reject, SILENT, new Error('the database does not answer to COMMIT'))
        return done.result
      }
      db.$transaction(run, times).then(resolve, reject)
    })
    ending?.saved()
    return result
  } catch (error) {
    if (!done) throw error // COMMIT was never sent
    const happened = await findOut(db, done.id, ending)
    if (happened === null) throw new NeverKnown('nobody knows whether this was saved', { cause: error })
    if (!happened) throw error
    ending?.saved()
    return done.result
  } finally {
    clearTimeout(silence)
  }
}

async function findOut(db: Db, id: string, ending: Ending | undefined): Promise<boolean | null> {
  const begun = performance.now()
  const timer = setTimeout(() => ending?.unsure(), UNSURE)
  try {
    for (let pause = 50; performance.now() - begun < GIVES_UP; pause = Math.min(pause * 2, 5000)) {
      const gaveUp = sleep(SILENT, null, { ref: false })
      const status = await Promise.race([statusOf(db, id), gaveUp]).catch(() => null)
      if (status === 'committed') return true
      if (status === 'aborted') return false
      await sleep(pause)
    }
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** committed, aborted or in progress; null: so long ago that nobody remembers. */
const statusOf = async (db: Db, id: string) =>
  (await db.$queryRaw<{ status: string | null }[]>`select pg_xact_status(${id}::text::xid8) as status`)[0]!.status

// Whether what somebody asked for is saved, where nobody has answered to COMMIT. Such a transaction leaves a row of its own.
// Whoever looks for it tries to write that row: that waits for the transaction if it still runs, and fails if it is there;
// where it succeeds, the transaction was not saved and never will be.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from './db.ts'

/** Nobody could find out whether it was saved. */
export class NeverKnown extends Error {
  override name = 'NeverKnown'
}

type Options = {
  /** It is not known for a while now. Called once. */
  unsure?: (() => void) | undefined
  /** Milliseconds, as Prisma takes them: for a connection, and for the work. */
  maxWait?: number
  timeout?: number
}

/** Milliseconds: until a COMMIT without an answer is looked for, until whoever waits is told so, until nobody looks any more. */
const SILENT = 5000
const UNSURE = 2000
const GIVES_UP = 600_000

/**
 * One transaction: what it results in if it is saved, else the error that it was not saved for. Where the answer to COMMIT is
 * lost, this waits until the database says which. Throws a NeverKnown if it stays away. As a part of another transaction it
 * is that one's to find out.
 */
export async function surely<T>(db: Db, work: (tx: Db) => Promise<T>, { unsure, ...times }: Options = {}): Promise<T> {
  if (!('$connect' in db)) return db.$transaction(work)
  const id = randomUUID()
  let done: { result: T } | undefined
  let silence: NodeJS.Timeout | undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      const run = async (tx: Db) => {
        await tx.$executeRaw`insert into "Commit" (id, happened) values (${id}::uuid, true)`
        done = { result: await work(tx) }
        silence = setTimeout(reject, SILENT, new Error('the database does not answer to COMMIT'))
        return done.result
      }
      db.$transaction(run, times).then(resolve, reject)
    })
  } catch (error) {
    if (!done) throw error // COMMIT was never sent
    const happened = await findOut(db, id, unsure)
    if (happened === null) throw new NeverKnown('nobody knows whether this was saved', { cause: error })
    if (!happened) throw error
    return done.result
  } finally {
    clearTimeout(silence)
  }
}

async function findOut(db: Db, id: string, unsure: () => void = () => {}): Promise<boolean | null> {
  const begun = performance.now()
  const timer = setTimeout(unsure, UNSURE)
  try {
    for (let pause = 50; performance.now() - begun < GIVES_UP; pause = Math.min(pause * 2, 5000)) {
      const gaveUp = sleep(SILENT, null, { ref: false })
      const happened = await Promise.race([look(db, id), gaveUp]).catch(() => null)
      if (happened !== null) return happened
      await sleep(pause)
    }
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** null: the transaction still runs, or the database cannot be written. */
async function look(db: Db, id: string): Promise<boolean | null> {
  const there = () => db.$queryRaw<{ happened: boolean }[]>`select happened from "Commit" where id = ${id}::uuid`
  const [row] = await there()
  if (row) return row.happened
  await db.$executeRaw`
    with patience as materialized (select set_config('lock_timeout', '2s', true))
    insert into "Commit" (id, happened) select ${id}::uuid, false from patience on conflict do nothing`
  return (await there())[0]?.happened ?? null
}

/** Nobody looks for those any more. By the clock of the database, which has dated them. */
export const forgetCommits = (db: Db) => db.$executeRaw`delete from "Commit" where at < now() - interval '1 hour'`

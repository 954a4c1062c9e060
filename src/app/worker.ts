// Runs the jobs, in this process: those that wait, and those whose minute has come. Nobody has to start it again: a database
// that goes away is waited for, and a worker that ends by itself, or was taken for dead, is followed by another one.
import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker'
import { isAway } from '../store/db.ts'
import type { Lines } from '../store/lines.ts'
import { PHONES_FIRST } from '../store/queue.ts'
import type { Part } from './health.ts'
import { LeaseLost, type Heart, type Term } from './heart.ts'
import { openJobPool } from './job-pool.ts'
import { workerLogger, type Log } from './log.ts'
import type { Terms } from './fence.ts'

/** Everything waits for the phones at most a minute longer than it must, the directory and a comparison five. */
const CRON = `
* * * * * lapse
* * * * * overdue ?queue=requests&jobKey=overdue:
* * * * * leavers ?queue=leavers&jobKey=leavers
* * * * * push ?queue=phones&jobKey=push&priority=${PHONES_FIRST}
*/5 * * * * scan ?queue=phones&jobKey=scan
*/5 * * * * directory ?queue=phones&jobKey=directory
17 3 * * * anchor ?jobKey=anchor`

/** Milliseconds before the next worker after one that has ended: the first, and at most. */
const [PAUSE_MS, LONGEST_MS] = [200, 10_000]
/** A worker that has run for so long has not failed at its start. */
const HEALTHY_MS = 30_000
/** How long what has begun may take when it is not asked to stop. */
const LEAVE_MS = 60_000
/** How long the end of the last jobs may take to be noted. */
const NOTED_MS = 1000

type Options = {
  lines: Lines
  heart: Heart
  terms: Terms
  taskList: TaskList
  log: Log
  /** told of the worker's events, whenever one is started */
  follow?(events: WorkerEvents): void
  /** whether a cron looks at the minutes */
  cron: boolean
}

/** One graphile-worker, with a pool and a lease of its own. */
type Working = { hasEnded: Promise<string>; stop(): Promise<void>; leave(): Promise<void> }

/** Returns when the first worker has begun. */
export async function startWorker(options: Options) {
  const { log } = options
  const stopping = new AbortController()
  const isOver = once(stopping.signal, 'abort').then(() => null)
  let working: Working | undefined

  async function keepWorking(begun: () => void) {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const startedAt = performance.now()
      try {
        working = await work(options, stopping.signal)
        begun()
        const why = await Promise.race([working.hasEnded, isOver])
        if (why === null) return
        log.warn({ why }, 'the worker has ended, and begins anew')
        void working.leave()
        working = undefined
      } catch (error) {
        log.warn({ err: error }, 'the worker could not begin, and tries again')
      }
      if (performance.now() - startedAt > HEALTHY_MS) failures = 0
      const pause = Math.min(LONGEST_MS, PAUSE_MS * 2 ** failures)
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  let done: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve) => (done = keepWorking(resolve)))
  return {
    /** Whether it looks for jobs. */
    standing: (): Part => ({ state: working && !stopping.signal.aborted ? 'up' : 'down' }),
    /** Finishes what has begun. */
    async stop() {
      stopping.abort()
      await done
      await working?.stop()
    },
  }
}

async function work(
  { lines, heart, terms, taskList, log, follow, cron }: Options,
  stopping: AbortSignal,
): Promise<Working> {
  const events = new EventEmitter()
  follow?.(events)
  let begin: (mine: { pool: string; term: Term }) => void
  const beginning = new Promise<{ pool: string; term: Term }>((resolve) => (begin = resolve))
  const jobs = openJobPool({ lines, log, term: () => beginning })
  events.once('pool:create', ({ workerPool: { id: pool } }: { workerPool: { id: string } }) => {
    void heart.begin({ pool, locks: jobs.locks, questions: jobs.questions }).then((term) => begin({ pool, term }))
  })
  const runner = await run({
    pgPool: jobs.pool,
    events,
    concurrency: 4,
    // it looks for the next job of a queue before the last one has let go of it, and then not for so long: usually 2 s
    pollInterval: 200,
    noHandleSignals: true,
    logger: workerLogger(log, isAway),
    taskList: inTerm(taskList, { terms, stopping, term: () => beginning }),
    crontab: cron ? CRON : '',
  }).catch(async (error: unknown) => {
    await jobs.close(0)
    throw error
  })
  const isLost = beginning.then(({ term }) => new Promise<string>((resolve) => term.whenLost(() => resolve('lost'))))
  const end = (ms: number) => stopped(runner, ms).then(() => jobs.close(NOTED_MS))
  return {
    hasEnded: Promise.race([
      isLost,
      runner.promise.then(
        () => 'ended by itself',
        (error: unknown) => String(error),
      ),
    ]),
    stop: () => end(STOP_MS),
    leave: () => end(LEAVE_MS),
  }
}

/** `main.ts` ends the process after ten seconds. */
const STOP_MS = 5000

/** It has stopped, or takes longer: a cron that waits for the database does. */
async function stopped(runner: Runner, ms: number) {
  const stop = runner.stop().catch(() => {}) // it was stopping already
  await Promise.race([stop, sleep(ms, undefined, { ref: false })])
}

type Around = { terms: Terms; stopping: AbortSignal; term(): Promise<{ term: Term }> }

/**
 * Each task under the lease of its worker, and again if only the database was away: every job may run twice, and one that
 * failed for that would wait for longer and longer.
 */
const inTerm = (taskList: TaskList, { terms, stopping, term: begun }: Around): TaskList =>
  Object.fromEntries(
    Object.entries(taskList).map(([name, task]) => [
      name,
      async (payload: unknown, helpers: Parameters<NonNullable<typeof task>>[1]) => {
        const { term } = await begun()
        for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, 1000))
          try {
            if (term.isLost) return
            return await terms.run(term, async () => task!(payload as never, helpers))
          } catch (error) {
            if (term.isLost || error instanceof LeaseLost) return // whoever has it now does it again
            if (!isAway(error) || stopping.aborted) throw error
            await sleep(pause)
          }
      },
    ]),
  ) as TaskList

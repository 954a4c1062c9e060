// Looks at the same numbers as /metrics now and then, and says in the log what is not as it should be, once when it begins
// and once when it is over: whoever has no Prometheus reads it there.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.ts'
import type { Look } from './metrics/stocks.ts'

/** What was seen at one moment. `lag`: the longest wait of the event loop since the last one, in seconds. */
export type Seen = Look & { at: number; lag: number; pool: { waiting: number; total: number; idle: number } }

export type Complaint = { event: string; details: object; says: string }

/** Seconds after which something is late. The phones are compared every five minutes, everything else is a matter of seconds. */
const LATE = { job: 60, phones: 15 * 60, lag: 0.5 }

/** What is not as it should be; pure. One complaint for each `event` and kind, so that it is known again when it is over. */
export function complaintsOf({ up, jobs, stocks, at, lag, pool }: Seen): Map<string, Complaint> {
  const all = new Map<string, Complaint>()
  const complain = (key: string, event: string, details: object, says: string) => all.set(key, { event, details, says })
  if (!up) complain('database', 'database_away', pool, 'the database does not answer')
  if (pool.waiting > 0) complain('pool', 'database_pool', pool, 'questions wait for a connection to the database')
  for (const { kind, waiting, failed, dead, oldest } of jobs) {
    const counts = { kind, waiting, failed, dead, oldest: Math.round(oldest) }
    if (oldest > LATE.job) complain(`late ${kind}`, 'jobs_late', counts, 'jobs are late')
    if (failed > 0) complain(`failing ${kind}`, 'jobs_failing', counts, 'jobs have failed and are tried again')
    if (dead > 0) complain(`dead ${kind}`, 'jobs_dead', counts, 'jobs have no attempts left')
  }
  const { drifts = 0, requests = 0, comparedAt = null } = stocks ?? {}
  if (drifts > 0)
    complain('drifts', 'drifts_open', { drifts, requests }, 'groups differ on the phones, and nobody has decided')
  const age = comparedAt === null ? null : Math.round(at - comparedAt)
  if (age !== null && age > LATE.phones)
    complain('phones', 'phones_not_compared', { age }, 'the phones were not compared for long')
  if (lag > LATE.lag)
    complain('lag', 'event_loop_lag', { seconds: Math.round(lag * 1000) / 1000 }, 'the process was busy')
  return all
}

type Options = {
  look(): Promise<Look>
  pool(): Seen['pool']
  log: Log
  now(): Date
  everyMs?: number
}

export function startWatch({ look, pool, log, now, everyMs = 15_000 }: Options) {
  const stopping = new AbortController()
  const delays = monitorEventLoopDelay({ resolution: 20 })
  delays.enable()
  let known = new Map<string, Complaint>()

  async function once() {
    const lag = Math.max(0, delays.max / 1e9 - 0.02)
    delays.reset()
    const found = complaintsOf({ ...(await look()), at: now().getTime() / 1000, lag, pool: pool() })
    for (const [key, { event, details, says }] of found) if (!known.has(key)) log.warn({ event, ...details }, says)
    for (const [key, { event, says }] of known) if (!found.has(key)) log.info({ event, over: true }, `over: ${says}`)
    known = found
  }
  async function forever() {
    while (!stopping.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      if (!stopping.signal.aborted) await once()
    }
  }
  const watching = forever()
  return {
    async stop() {
      stopping.abort()
      delays.disable()
      await watching
    },
  }
}

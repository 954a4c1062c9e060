// How processes know of each other which ones live.
//
// Each holds a lease in the database and renews it twice a second. Whoever has not renewed it for 5 s by the database's
// clock, or for 3 s and has no connection any more, has lost it for good: another process ends its connections, and with
// them its locks, and frees its jobs. A process that was only stopped finds that out before it writes to the phones again
// (fence.ts), and begins anew.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ONCE_CONNECTED, type Lines } from '../store/lines.ts'
import { openSweeper, type Mine } from './reaper.ts'
import type { Log } from './log.ts'

const BEAT_MS = 500
/** A server that has not answered for so long does not hear us: every connection is dropped, and made anew. */
const SILENT_MS = 8000
/** A late answer is worth more than a new connection, which costs a busy server more. */
const PATIENCE_MS = 4000

/** So long a lease is good whatever becomes of our connection. */
export const SURE_MS = 2000

/** The lease before is over; its jobs are freed by whoever looks next. */
const BEGIN = `
  with before as (update "Lease" set lost = true where process = $2 and id <> $1 and not lost)
  insert into "Lease" (id, process, pool, "seenAt") values ($1, $2, $3, clock_timestamp()) on conflict do nothing`
/** The release before this one looks for a connection of such a name. */
const NAMED = "select set_config('application_name', coalesce('worker:' || $2::text, $1::text), false)"
const RENEW = 'update "Lease" set "seenAt" = clock_timestamp() where id = $1 and not lost'

/** The time in which a process holds one lease. When it is lost, there is another one, and whoever works in this one is late. */
export type Term = {
  readonly isLost: boolean
  /** Tells that it is over: others may have taken over. */
  whenLost(hear: () => void): void
  /**
   * Asks the database now.
   * @returns when it was asked, by `performance.now()`: for SURE_MS from then nobody takes over
   * @throws LeaseLost
   */
  confirm(): Promise<number>
}

/** Others may do by now what we were doing. */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
}

type Options = { lines: Lines; log: Pick<Log, 'warn'> }

export function startHeart({ lines, log }: Options) {
  const stopping = new AbortController()
  const isOver = once(stopping.signal, 'abort')
  const sweeper = openSweeper(log)
  let client: pg.Client | undefined
  let heardAt = performance.now()
  let held: { id: string; mine: Mine | null; begun(): void; lose(): void; isNew: boolean } | undefined

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...lines.options, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS })
    client.on('error', () => {})
    await client.connect()
    await client.query(ONCE_CONNECTED)
    await client.query(NAMED, [lines.name, held?.mine?.pool])
    sweeper.arrives()
    return client
  }

  async function beat() {
    const mine = held
    client ??= await connect()
    if (mine?.isNew) {
      const pool = mine.mine?.pool ?? null
      await client.query(NAMED, [lines.name, pool])
      await client.query(BEGIN, [mine.id, lines.name, pool])
      mine.isNew = false
      mine.begun()
    } else if (mine) {
      const { rowCount } = await client.query(RENEW, [mine.id])
      if (!rowCount) mine.lose()
    }
    heardAt = performance.now()
    await sweeper.sweep(client, mine && !mine.isNew ? mine.mine : null)
  }

  async function beats() {
    while (!stopping.signal.aborted) {
      try {
        await beat()
      } catch {
        // the database is away: next time, on another connection
        void client?.end().catch(() => {})
        client = undefined
        if (performance.now() - heardAt > SILENT_MS) {
          lines.drop()
          heardAt = performance.now()
        }
      }
      await sleep(BEAT_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const beating = beats()

  return {
    /** A new lease, in place of the one before; `mine`: the jobs that are done in it. Resolves when the database has it. */
    async begin(mine: Mine | null): Promise<Term> {
      const id = randomUUID()
      const listeners = new Set<() => void>()
      const term = {
        isLost: false,
        whenLost: (hear: () => void) => void listeners.add(hear),
        async confirm() {
          const asked = performance.now()
          if (term.isLost) throw new LeaseLost('others have taken over')
          if (!client) throw new Error('Connection terminated: the database does not answer now')
          const { rowCount } = await client.query(RENEW, [id])
          if (!rowCount) {
            lose()
            throw new LeaseLost('others have taken over')
          }
          return asked
        },
      }
      const lose = () => {
        if (term.isLost) return
        term.isLost = true
        if (held?.id === id) held = undefined
        log.warn({}, 'this process was taken for dead, or its worker has stopped: it begins anew')
        for (const hear of listeners) hear()
      }
      const before = held
      const begun = new Promise<void>((resolve) => (held = { id, mine, begun: resolve, lose, isNew: true }))
      before?.lose()
      await Promise.race([begun, isOver])
      return term
    },
    /** Gives the lease back. */
    async stop() {
      stopping.abort()
      await beating
      if (held) await client?.query('delete from "Lease" where id = $1', [held.id]).catch(() => {})
      held = undefined
      await client?.end().catch(() => {})
    },
  }
}

export type Heart = ReturnType<typeof startHeart>

/** Of a process that does no jobs: others may end its connections, and with them its locks, when it is stopped or gone. */
export async function aliveWithoutJobs(heart: Heart): Promise<void> {
  const term = await heart.begin(null)
  term.whenLost(() => void aliveWithoutJobs(heart))
}

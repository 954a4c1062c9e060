import type { Pool } from 'pg'
import { rounded } from './commands.ts'
import { gauge, seconds, type Meter } from './meter.ts'

/** Longer than this, in seconds, and somebody was kept waiting. */
const LONG = 1

/** The one lock under which everything is changed, and the connections that the bot has. */
export function databaseMetrics(meter: Meter) {
  const waits = seconds(meter, {
    name: 'ringgroup_change_lock_wait_seconds',
    help: 'How long a change waited for the lock under which all changes are made.',
  })
  const holds = seconds(meter, {
    name: 'ringgroup_change_lock_hold_seconds',
    help: 'How long a change held that lock.',
  })
  const connections = gauge(meter, {
    name: 'ringgroup_database_connections',
    help: 'Connections of the pool that answers people: busy or idle.',
    labelNames: ['state'],
  })
  const queued = gauge(meter, {
    name: 'ringgroup_database_pool_waiting',
    help: 'Questions that wait for a connection of that pool.',
  })
  let pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'> | undefined

  const noted = (histogram: typeof waits, event: string, said: string) => (took: number) => {
    histogram.observe(took)
    meter.log?.[took >= LONG ? 'warn' : 'debug']({ event, seconds: rounded(took) }, said)
  }
  return {
    lockWaited: noted(waits, 'lock_wait', 'a change waited for the lock'),
    lockHeld: noted(holds, 'lock_hold', 'a change held the lock'),
    /** The pool that is watched from now on. */
    watchPool: (it: NonNullable<typeof pool>) => void (pool = it),
    /** What the pool says now. */
    poolNow() {
      const { totalCount = 0, idleCount = 0, waitingCount = 0 } = pool ?? {}
      connections.set({ state: 'busy' }, totalCount - idleCount)
      connections.set({ state: 'idle' }, idleCount)
      queued.set(waitingCount)
      return { waiting: waitingCount, total: totalCount, idle: idleCount }
    },
  }
}

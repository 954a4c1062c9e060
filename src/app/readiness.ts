// What is there by now, and how it is: asked whenever somebody looks.
import type { Config } from '../config.ts'
import type { PhoneSystem } from '../phones/phone-system.ts'
import type { Part, Readiness } from './health.ts'
import type { Look } from './metrics/stocks.ts'

/** Each is missing until it is there. */
export type Parts = {
  database?: () => Promise<boolean>
  phones?: PhoneSystem
  downSince?: () => Promise<Date | null>
  look?: () => Promise<Look>
  slack?: () => Part
  worker?: () => Part
}

type Of = Pick<Config, 'role' | 'phoneSystem'>

export async function readiness(
  { role, phoneSystem }: Of,
  { database, phones, downSince: since, slack, worker }: Parts,
) {
  const isUp = database ? await database() : null
  const down = isUp ? await since?.().catch(() => null) : null
  const trouble = phones?.trouble?.() ?? null
  return {
    database:
      isUp === null
        ? { state: 'starting', why: 'PostgreSQL is being started, or its tables are being made' }
        : isUp
          ? { state: 'up' }
          : { state: 'down', why: 'PostgreSQL does not answer' },
    slack: role === 'worker' ? null : (slack?.() ?? { state: 'starting' }),
    worker: role === 'web' ? null : (worker?.() ?? { state: 'starting' }),
    phones: {
      name: phoneSystem,
      state: !phones ? 'starting' : trouble || down ? 'down' : 'up',
      since: down,
      why: trouble,
    },
  } satisfies Readiness
}

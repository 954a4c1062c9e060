// What is there by now, and how it is: asked whenever somebody looks.
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
}

export async function readiness(name: string, { database, phones, downSince: since, slack }: Parts) {
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
    slack: slack?.() ?? { state: 'starting' },
    phones: { name, state: !phones ? 'starting' : trouble || down ? 'down' : 'up', since: down, why: trouble },
  } satisfies Readiness
}

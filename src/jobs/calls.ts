import { setTimeout as sleep } from 'node:timers/promises'
import type { CallEvent } from '../phones/phone-system.ts'
import { keepCall, type Heard } from '../store/calls.ts'
import type { Db } from '../store/db.ts'

type Deps = { db: Db; now(): Date; log: { warn(details: object, message: string): void } }

/** The phone system tells once: a database that is away for a moment is asked again. */
const TRIES = 10
const PAUSE_MS = 1000

/** Keeps what the phone system tells of calls, one thing after another. */
export function listenToCalls({ db, now, log }: Deps) {
  let last: Promise<void> = Promise.resolve()
  let stopping = false

  async function keep(heard: Heard) {
    for (let tries = 1; ; tries++)
      try {
        return await keepCall(db, heard)
      } catch (error) {
        if (tries === TRIES || stopping) return log.warn({ err: error, call: heard.call }, 'a call was not noted')
        await sleep(PAUSE_MS)
      }
  }

  return {
    call(event: CallEvent) {
      const heard = heardIn(event, now())
      last = last.then(() => keep(heard))
    },
    /** What was heard is kept, if the database takes it. */
    async stop() {
      stopping = true
      await last
    },
  }
}

function heardIn(event: CallEvent, at: Date): Heard {
  const { call, group, number, caller } = event
  const about = { call, group, number, caller, at }
  if (event.does === 'start') return { ...about, rung: null, goesOn: false, ended: null }
  const rung = { rang: event.rang, seconds: event.seconds }
  if (event.does === 'fallback') return { ...about, rung, goesOn: true, ended: null }
  const { result, by } = event
  return { ...about, rung, goesOn: result === 'fallback', ended: { result, by } }
}

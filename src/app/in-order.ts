import { setTimeout as sleep } from 'node:timers/promises'
import { isAway } from '../store/db.ts'
import type { Log } from './log.ts'

const PAUSE_MS = 500

/**
 * Notes things in the database one after another, in the order in which they happened. While it is away they wait: a phone
 * system tells once that it is gone, and once that it is back.
 */
export function inOrder({ log, what }: { log: Pick<Log, 'warn'>; what: string }) {
  let last: Promise<void> = Promise.resolve()
  let stopping = false

  async function note(work: () => Promise<unknown>): Promise<void> {
    for (;;)
      try {
        return void (await work())
      } catch (error) {
        if (stopping || !isAway(error)) return log.warn({ err: error }, what)
        await sleep(PAUSE_MS)
      }
  }
  return Object.assign((work: () => Promise<unknown>) => (last = last.then(() => note(work))), {
    /** What still waits is given up. */
    stop: () => void (stopping = true),
  })
}

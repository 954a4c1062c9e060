// One process of the machine: plays what it is given, and tells the one that has started it.
import { openCounters, type Counts } from './counters.ts'
import type { Roles } from './database.ts'
import { historyOf, type History } from './history.ts'
import type { Violation } from './invariants.ts'
import { openLane } from './lane.ts'
import { shrink } from './shrink.ts'

export type Job = { roles: Roles; without: string[]; shrinkMs: number }
export type Asked = { play: number | History } | 'end'
export type Told =
  | { ready: true }
  | { played: number; ms: number }
  | { failed: History; shrunk: History; violations: Violation[]; ms: number }
  | { counts: Counts }

const { roles, without, shrinkMs } = JSON.parse(process.argv[2]!) as Job
const tell = (it: Told) => new Promise<void>((resolve) => process.send!(it, () => resolve()))
const counters = openCounters()
const lane = openLane(roles, counters)

async function play(what: number | History) {
  const history = typeof what === 'number' ? historyOf(what, without) : what
  const begun = performance.now()
  const violations = await lane.play(history)
  const ms = performance.now() - begun
  const [why] = violations
  if (!why) return tell({ played: history.seed, ms })
  await lane.forget()
  const shrunk = shrinkMs > 0 ? await shrink(lane, history, why, shrinkMs) : history
  return tell({ failed: history, shrunk, violations, ms })
}

let turn = Promise.resolve()
process.on('message', (asked: Asked) => {
  turn = turn
    .then(async () => {
      if (asked !== 'end') return play(asked.play)
      await tell({ counts: counters.counts })
      await lane.forget()
      process.exit(0)
    })
    .catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
})
await tell({ ready: true })

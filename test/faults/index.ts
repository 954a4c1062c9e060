// npm run test:faults [-- --minutes 20] [--seed 7] [--only 7] [--all]: see CONTRIBUTING.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { STATES, type Counts } from './counters.ts'
import type { History } from './history.ts'
import { HOLES } from './holes.ts'
import { playAll, startServer, type Failure } from './machine.ts'
import { trailOf } from './shrink.ts'

/** What CI plays, whatever the machine. */
const HISTORIES = 320
const SEEDS = 'test/faults/seeds.json'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    all: { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
    processes: { type: 'string', default: `${Math.max(2, availableParallelism())}` },
  },
})
const minutes = values.minutes === undefined ? null : Number(values.minutes)
// in CI the same each time; a long run looks elsewhere
const first = Number(values.only ?? values.seed ?? (minutes === null ? 1 : (Date.now() % 1_000_000) * 1000))
const kept = JSON.parse(readFileSync(SEEDS, 'utf8')) as { why: string; history: History }[]

let played = 0
const seeds = [0, 1].map((parity) => first + ((first + parity) % 2)) // a process opens as few kinds of world as it can
const begun = performance.now()
const seconds = () => (performance.now() - begun) / 1000
const waiting: (number | History)[] = values.only ? [first] : kept.map((it) => it.history)
function next(process: number) {
  const kept = waiting.shift()
  if (kept !== undefined || values.only || values.kept) return kept ?? null
  const isEnough = minutes === null ? played >= HISTORIES : seconds() > minutes * 60
  if (isEnough) return null
  played++
  const seed = seeds[process % 2]!
  seeds[process % 2] = seed + 2
  return seed
}

const failures: Failure[] = []
function failed(it: Failure) {
  failures.push(it)
  const { shrunk, violations } = it
  console.log(`\n${trailOf(shrunk)}`)
  for (const { invariant, found } of violations.slice(0, 5)) console.log(`  ✗ ${invariant}: ${found.slice(0, 800)}`)
  return failures.length < (minutes === null ? 5 : 20)
}

const server = await startServer()
const counts = await playAll({
  roles: server.roles,
  without: values.all ? [] : Object.keys(HOLES),
  shrinkMs: 30_000,
  processes: values.only ? 1 : Number(values.processes),
  next,
  failed,
}).finally(() => server.stop())

const missing = values.only || values.kept ? [] : STATES.filter((it) => !counts.states[it])
console.log(summary(counts))
if (missing.length > 0) console.log(`\nnever reached: ${missing.join(', ')}`)
if (failures.length > 0) {
  keep(failures)
  console.log(`\n${failures.length} histories went wrong; they are kept in ${SEEDS} and are played first from now on.`)
}
process.exit(failures.length + missing.length > 0 ? 1 : 0)

function summary({ histories, steps, acts, faults, states }: Counts) {
  const total = Object.values(faults).reduce((all, it) => all + it, 0)
  const lines = (all: Record<string, number>) =>
    Object.entries(all)
      .toSorted(([, one], [, other]) => other - one)
      .map(([what, times]) => `  ${`${times}`.padStart(6)}  ${what}`)
  return [
    `\nfaults:`,
    ...lines(faults),
    `states:`,
    ...lines(states),
    `\n${histories} histories from seed ${first}, ${steps} steps, ${acts} acts, ${total} faults, ${failures.length} violations, ${seconds().toFixed(1)} s`,
  ].join('\n')
}

function keep(all: Failure[]) {
  const more = all.map(({ shrunk, violations }) => ({ why: violations[0]!.invariant, history: shrunk }))
  const known = new Set(kept.map((it) => JSON.stringify(it.history.steps)))
  const fresh = more.filter((it) => !known.has(JSON.stringify(it.history.steps)))
  writeFileSync(SEEDS, `${JSON.stringify([...kept, ...fresh], null, 2)}\n`)
}

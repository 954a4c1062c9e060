// npm run test:mutants: each planted bug is to be found, or the machine is none.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { HOLES } from './holes.ts'
import { playAll, startServer, type Failure } from './machine.ts'
import { MUTANTS, type Mutant } from './mutants.ts'

/** A bug that is not found in so many histories is not found. */
const HISTORIES = 150
const AT_ONCE = 2

type Row = { name: string; found: string; seed: number | null; histories: number; seconds: number }

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const all = MUTANTS.filter((it) => !values.only || it.name === values.only)
for (const { name, edits } of all)
  for (const { file, replace } of edits)
    if (readFileSync(file, 'utf8').split(replace).length !== 2)
      throw new Error(`"${name}" cannot be planted any more: ${file} does not have exactly once: ${replace}`)

const server = await startServer()
const rows: Row[] = []
const waiting = [...all]
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) rows.push(await hunt(mutant))
  }),
).finally(() => server.stop())

async function hunt({ name, edits }: Mutant): Promise<Row> {
  const begun = performance.now()
  let [seed, histories] = [0, 0]
  let failure: Failure | undefined
  await playAll({
    roles: server.roles,
    without: Object.keys(HOLES),
    shrinkMs: 0,
    processes: 1,
    mutant: JSON.stringify(edits),
    next: () => (failure || histories++ >= HISTORIES ? null : (seed += 2) - 1),
    failed(it) {
      failure = it
      return false
    },
  })
  const found = failure ? [...new Set(failure.violations.map((it) => it.invariant))].join('; ') : 'NOT FOUND'
  const row = {
    name,
    found,
    seed: failure?.history.seed ?? null,
    histories,
    seconds: (performance.now() - begun) / 1000,
  }
  console.log(
    `${row.seconds.toFixed(1).padStart(6)} s  ${name.padEnd(36)} ${`${row.histories}`.padStart(4)} histories, seed ${`${row.seed}`.padEnd(5)} → ${found}`,
  )
  return row
}

const missed = rows.filter((it) => it.seed === null)
console.log(`\n${rows.length - missed.length} of ${rows.length} planted bugs found`)
process.exit(missed.length > 0 ? 1 : 0)

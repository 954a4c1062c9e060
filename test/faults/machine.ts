// Starts a PostgreSQL and several processes that play histories on it, and hands out what is to be played.
import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { openLog } from '../../src/app/log.ts'
import { openRecords } from '../../src/app/records.ts'
import { startEmbeddedPg } from '../../src/postgres/embedded-pg.ts'
import { sum, type Counts } from './counters.ts'
import type { Asked, Job, Told } from './child.ts'
import type { Roles } from './database.ts'
import type { History } from './history.ts'
import type { Violation } from './invariants.ts'

export type Failure = { history: History; shrunk: History; violations: Violation[] }

/** A server of its own, and the database that every world is cloned from. */
export async function startServer() {
  const dataDir = `.data/faults-${process.pid}`
  const server = await startEmbeddedPg({ dataDir, database: 'template_ringgroup', fast: true })
  await openRecords({ database: { url: server.url, migrationUrl: server.ownerUrl } }, openLog({ level: 'warn' }))
  const stop = async () => {
    await server.stop()
    rmSync(server.dataDir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)))
  return {
    roles: { superuser: server.urlFor('postgres'), bot: server.urlFor('postgres', 'bot') } satisfies Roles,
    stop,
  }
}

type Options = Job & {
  processes: number
  /** What comes next for this process, the 0th or a later one; null: nothing more. */
  next(process: number): number | History | null
  /** Whether to go on after it. */
  failed(it: Failure): boolean
  /** A planted bug, by its name. */
  mutant?: string
  /** milliseconds after which a process that does not answer is given up */
  patienceMs?: number
}

/** Until there is nothing more to play. */
export async function playAll(options: Options): Promise<Counts> {
  let isOver = false
  const { processes, next, failed, mutant, patienceMs = 120_000, ...job } = options

  const one = (nth: number) =>
    new Promise<Counts | null>((resolve, reject) => {
      const plant = mutant ? ['--import', './test/faults/plant.mjs'] : []
      const child = fork('test/faults/child.ts', [JSON.stringify(job), ...(mutant ? [mutant] : [])], {
        execArgv: [...plant, '--import', 'tsx'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      })
      let counts: Counts | null = null
      let timer: NodeJS.Timeout | undefined
      const ask = (asked: Asked) => {
        clearTimeout(timer)
        timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
        child.send(asked)
      }
      const goOn = () => {
        const what = isOver ? null : next(nth)
        ask(what === null ? 'end' : { play: what })
      }
      child.on('message', (told: Told) => {
        if ('counts' in told) return void (counts = told.counts)
        if ('failed' in told && !failed({ history: told.failed, shrunk: told.shrunk, violations: told.violations }))
          isOver = true
        goOn()
      })
      child.on('exit', (code, signal) => {
        clearTimeout(timer)
        if (code === 0) resolve(counts)
        else reject(new Error(`a process of the machine ended with ${signal ?? code}`))
      })
    })
  const all = await Promise.all(Array.from({ length: processes }, (_, nth) => one(nth)))
  return sum(all.filter((it) => it !== null))
}

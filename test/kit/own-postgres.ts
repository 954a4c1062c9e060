import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { openLog } from '../../src/app/log.ts'
import { openRecords } from '../../src/app/records.ts'
import { startEmbeddedPg } from '../../src/postgres/embedded-pg.ts'
import { findHome } from '../../src/postgres/pg-home.ts'

/** What was committed survives the server, though not the machine. */
const settings = { fsync: 'off' }

/** A PostgreSQL that one test alone uses, and may stop and start; it goes with the test. */
export async function openPostgres({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-postgres-'))
  const server = await startEmbeddedPg({ dataDir, database: 'ringgroup', settings })
  const { url, ownerUrl, port } = server
  await openRecords({ database: { url, migrationUrl: ownerUrl } }, openLog({ level: 'silent' }))
  const home = findHome(dataDir, () => {})
  const pidFile = path.join(home.dataDir, 'postmaster.pid')
  let { pid } = server

  /** `fast`: every session is ended and told why; `immediate`: as if it had crashed. */
  async function stop(how: 'fast' | 'immediate' = 'fast') {
    process.kill(pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    while (isAlive(pid)) await sleep(5)
  }
  /** As an operator's service manager does it: nothing of the server is new, its passwords neither. */
  async function start() {
    const flags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200']
    const child = spawn(home.program('postgres'), ['-D', home.dataDir, '-p', `${port}`, ...flags, '-c', 'fsync=off'], {
      ...home.account,
      cwd: home.dataDir,
      env: { LC_ALL: 'C', TZ: 'UTC' },
      detached: true,
      stdio: 'ignore',
    })
    child.unref()
    pid = child.pid!
    const isReady = () => {
      const lines = readFileSync(pidFile, 'utf8').split('\n')
      return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
    }
    for (let i = 0; ; i++, await sleep(10))
      try {
        if (isReady()) break
        if (i > 6000) throw new Error('PostgreSQL does not come back')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        if (!isAlive(pid)) throw new Error('PostgreSQL could not be started again', { cause: error })
      }
  }
  onTestFinished(async () => {
    if (isAlive(pid)) await stop('immediate')
    for (const it of [dataDir, home.dataDir]) rmSync(it, { recursive: true, force: true })
  })
  return {
    url,
    stop,
    start,
    async restarts(how: 'fast' | 'immediate' = 'fast', awayMs = 0) {
      await stop(how)
      await sleep(awayMs)
      await start()
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

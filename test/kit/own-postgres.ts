import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { openLog } from '../../src/app/log.ts'
import { migrated } from '../../src/app/migrated.ts'
import { startEmbeddedPg } from '../../src/postgres/embedded-pg.ts'

/** What was committed survives the server, though not the machine. */
const settings = { fsync: 'off' }

/** A PostgreSQL that one test alone uses, and may stop and start; it goes with the test. */
export async function openPostgres({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-postgres-'))
  let server = await startEmbeddedPg({ dataDir, database: 'ringgroup', settings })
  const { url, port } = server
  await migrated(url, openLog({ level: 'silent' }))

  /** `fast`: every session is ended and told why; `immediate`: as if it had crashed. */
  async function stop(how: 'fast' | 'immediate' = 'fast') {
    process.kill(server.pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    while (isAlive(server.pid)) await sleep(5)
  }
  async function start() {
    // on a busy machine those who come back first may keep it so busy that it is not heard in time: then it is found running
    for (let tries = 1; ; tries++)
      try {
        server = await startEmbeddedPg({ dataDir, database: 'ringgroup', port, settings })
        break
      } catch (error) {
        if (tries === 10) throw error
      }
    if (server.url !== url) throw new Error(`the server came back as ${server.url} instead of ${url}`)
  }
  onTestFinished(async () => {
    if (isAlive(server.pid)) await stop('immediate')
    for (const it of [dataDir, server.dataDir]) rmSync(it, { recursive: true, force: true })
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

// Runs a command beside an empty PostgreSQL that is gone afterwards: with-postgres.ts <command> [arguments…]
// The command finds it in DATABASE_URL and, as another empty database, in SHADOW_DATABASE_URL.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPg } from '../src/postgres/embedded-pg.ts'

const [command = '', ...parameters] = process.argv.slice(2)
const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-db-'))
const dataDir = path.join(folder, 'postgres')
const server = await startEmbeddedPg({ dataDir, database: 'main', fast: true })
await startEmbeddedPg({ dataDir, database: 'shadow' }) // the same server
try {
  const urls = { DATABASE_URL: server.urlFor('main'), SHADOW_DATABASE_URL: server.urlFor('shadow') }
  const child = spawn(command, parameters, { stdio: 'inherit', env: { ...process.env, ...urls } })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal)) // and tidy up
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
  if (server.dataDir !== dataDir) rmSync(server.dataDir, { recursive: true, force: true }) // moved for root
}

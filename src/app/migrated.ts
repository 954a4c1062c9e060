import { setTimeout as sleep } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { ConfigError } from '../config.ts'
import { migrateDeploy } from '../postgres/migrate.ts'
import { isAway } from '../store/db.ts'
import { workerLogger, type Log } from './log.ts'

/** Milliseconds between two tries: the first, and at most. */
const [PAUSE_MS, LONGEST_MS] = [500, 10_000]

/** What no second try would change, in the words of whoever can: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSED: Record<string, string> = {
  '28P01': 'the database refuses this user or password',
  '28000': 'the database lets this user in from nowhere, or not from here',
  '3D000': 'there is no such database',
}

/**
 * Our tables and the queue's are as this release needs them. A database that is away is waited for: nothing else can be done.
 * @throws ConfigError it is there, and refuses us
 */
export async function migrated(url: string, log: Log): Promise<void> {
  for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_MS))
    try {
      await migrateDeploy(url)
      return await migrateQueue(url, log)
    } catch (error) {
      const why = REFUSED[(error as { code?: string }).code ?? '']
      if (why) throw new ConfigError([`DATABASE_URL: ${why}`])
      if (!isAway(error)) throw error
      log.warn({ err: error }, `the database at ${new URL(url).host} does not answer; asking again`)
      await sleep(pause)
    }
}

/** Over a pool of ours: its own is let go of without an ear for errors, and a database that ends then would end the process. */
async function migrateQueue(url: string, log: Log) {
  const pgPool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5000 })
  pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}))
  await runMigrations({ pgPool, logger: workerLogger(log) }).finally(() => pgPool.end())
}

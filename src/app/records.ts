// The database, wherever it is, up to date: for the bot, and for the programs that an operator runs beside it.
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { ConfigError, type Config } from '../config.ts'
import { startEmbeddedPg } from '../postgres/embedded-pg.ts'
import { grantTo } from '../postgres/grants.ts'
import { migrateDeploy } from '../postgres/migrate.ts'
import { isAway } from '../store/db.ts'
import { workerLogger, type Log } from './log.ts'
import { patiently } from './patiently.ts'

/** What no second try would change, in the words of whoever can: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSED: Record<string, string> = {
  '28P01': 'the database refuses this user or password',
  '28000': 'the database lets this user in from nowhere, or not from here',
  '3D000': 'there is no such database',
}

/**
 * `url`: of the role that the bot runs as. `ownerUrl`: of the role that owns the tables; the same one where the
 * configuration names no other. A database that is away is waited for: nothing else can be done.
 * @throws ConfigError it is there, and refuses us
 * @throws MigrationError, or what PostgreSQL says
 */
export async function openRecords({ database }: Pick<Config, 'database'>, log: Log, signal?: AbortSignal) {
  const embedded =
    'embedded' in database
      ? await startEmbeddedPg({ dataDir: database.embedded, database: 'ringgroup', log: (line) => log.info(line) })
      : undefined
  const url = 'url' in database ? database.url : embedded!.url
  const ownerUrl = 'url' in database ? (database.migrationUrl ?? url) : embedded!.ownerUrl
  const stop = async () => embedded?.stop()
  try {
    await patiently(() => migrated(url, ownerUrl, log), {
      isPassing: isAway,
      waits: (error, seconds) =>
        log.warn(
          { err: error },
          `the database at ${new URL(url).host} does not answer; it is asked again in ${seconds} s`,
        ),
      signal,
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { url, ownerUrl, stop }
}

/** Our tables and the queue's are as this release needs them. */
async function migrated(url: string, ownerUrl: string, log: Log) {
  let name = ownerUrl === url ? 'DATABASE_URL' : 'DATABASE_MIGRATION_URL'
  try {
    await migrateDeploy(ownerUrl)
    await migrateQueue(ownerUrl, log)
    name = 'DATABASE_URL'
    if (ownerUrl !== url) await grantTo(url, ownerUrl)
  } catch (error) {
    const why = REFUSED[(error as { code?: string }).code ?? '']
    throw why ? new ConfigError([`${name}: ${why}`]) : error
  }
}

/** Over a pool of ours: its own is let go of without an ear for errors, and a database that ends then would end the process. */
async function migrateQueue(url: string, log: Log) {
  const pgPool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5000 })
  pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}))
  await runMigrations({ pgPool, logger: workerLogger(log) }).finally(() => pgPool.end())
}

// The database, wherever it is, up to date: for the bot, and for the programs that an operator runs beside it.
import { runMigrations } from 'graphile-worker'
import type { Config } from '../config.ts'
import { startEmbeddedPg } from '../postgres/embedded-pg.ts'
import { grantTo } from '../postgres/grants.ts'
import { migrateDeploy } from '../postgres/migrate.ts'
import { workerLogger, type Log } from './log.ts'

/**
 * `url`: of the role that the bot runs as. `ownerUrl`: of the role that owns the tables; the same one where the
 * configuration names no other.
 * @throws MigrationError, or what PostgreSQL says
 */
export async function openRecords({ database }: Pick<Config, 'database'>, log: Log) {
  const embedded =
    'embedded' in database
      ? await startEmbeddedPg({ dataDir: database.embedded, database: 'ringgroup', log: (line) => log.info(line) })
      : undefined
  const url = 'url' in database ? database.url : embedded!.url
  const ownerUrl = 'url' in database ? (database.migrationUrl ?? url) : embedded!.ownerUrl
  try {
    await migrateDeploy(ownerUrl)
    await runMigrations({ connectionString: ownerUrl, logger: workerLogger(log) })
    if (ownerUrl !== url) await grantTo(url, ownerUrl)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  return { url, ownerUrl, stop: async () => embedded?.stop() }
}

import { runMigrations } from 'graphile-worker'
import { ConfigError } from '../config.ts'
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
 * Our tables and the queue's are as this release needs them. A database that is away is waited for: nothing else can be done.
 * @throws ConfigError it is there, and refuses us
 */
export const migrated = (url: string, log: Log, signal?: AbortSignal): Promise<void> =>
  patiently(
    async () => {
      try {
        await migrateDeploy(url)
        await runMigrations({ connectionString: url, logger: workerLogger(log) })
      } catch (error) {
        const why = REFUSED[(error as { code?: string }).code ?? '']
        throw why ? new ConfigError([`DATABASE_URL: ${why}`]) : error
      }
    },
    {
      isPassing: isAway,
      waits: (error, seconds) =>
        log.warn(
          { err: error },
          `the database at ${new URL(url).host} does not answer; it is asked again in ${seconds} s`,
        ),
      signal,
    },
  )

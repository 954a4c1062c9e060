import type { Db } from './db.ts'

/**
 * Writes what is to be noted once something was said, and takes it back, so that a database that cannot be written says so
 * before anybody reads anything. In a transaction; its locks go with it, for nobody may wait for Slack.
 */
export async function rehearsed(tx: Db, note: () => Promise<unknown>): Promise<void> {
  await tx.$executeRaw`savepoint noting`
  await note()
  await tx.$executeRaw`rollback to savepoint noting`
}

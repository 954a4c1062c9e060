// What the programs have in common that an operator runs beside the bot: they read the same environment and reach the same
// database, which is up to date when they begin. What they say goes to standard output; the log, if anything, to the other one.
import { pino } from 'pino'
import { ConfigError, environment, readConfig, secretsOf, type Config } from '../config.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { openDb } from '../store/db.ts'
import { openLog, type Log } from './log.ts'
import { openRecords } from './records.ts'

export type Tool = { db: PrismaClient; ownerUrl: string; config: Config; log: Log }

/** The exit code is what the work returns; 1 where it cannot be done, with the reason in a line. */
export async function runTool(work: (tool: Tool) => Promise<number>): Promise<void> {
  try {
    const config = readConfig(environment())
    const destination = pino.destination({ dest: 2, sync: true })
    const log = openLog({ level: 'warn', secrets: secretsOf(config), destination })
    const records = await openRecords(config, log)
    const db = openDb(records.ownerUrl)
    try {
      process.exitCode = await work({ db, ownerUrl: records.ownerUrl, config, log })
    } finally {
      await db.$disconnect()
      await records.stop()
    }
  } catch (error) {
    console.error(error instanceof ConfigError ? error.lines.join('\n') : String(error))
    process.exitCode = 1
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'vitest'
import { openSandbox } from '../../src/sandbox/server.ts'
import { openDb } from '../../src/store/db.ts'
import { freePort, SECRETS, startBot } from './bot.ts'
import { freshDatabase } from './database.ts'
import { visibleText } from './person.ts'

/** What outlives a bot that is killed: a Slack, its records, a folder. All of it goes with the test, also when that has failed. */
export async function openLane({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, env: object = {}) {
  const { url: databaseUrl, drop } = await freshDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-lane-'))
  const port = await freePort()
  const slack = await openSandbox({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    token: SECRETS.botToken,
    signingSecret: SECRETS.signingSecret,
  })
  const db = openDb(databaseUrl)
  let bot: Awaited<ReturnType<typeof startBot>> | undefined
  onTestFinished(async () => {
    await bot?.kill()
    await slack.close()
    await db.$disconnect()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    slack,
    db,
    dataDir,
    /** The bot, again. */
    start: async () => (bot = await startBot({ slack, databaseUrl, dataDir, port, env })),
    /** All that somebody sees, channel by channel. */
    texts: (user: string) =>
      slack.state(user).channels.flatMap((it) => it.messages.map(({ blocks }) => visibleText(blocks))),
  }
}

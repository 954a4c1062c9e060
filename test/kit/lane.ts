import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'vitest'
import type { Member } from '../../src/sandbox/northwind.ts'
import { openSandbox } from '../../src/sandbox/server.ts'
import { openDb } from '../../src/store/db.ts'
import { freePort, SECRETS, startBot } from './bot.ts'
import { freshDatabase } from './database.ts'
import { visibleText } from './person.ts'

type Options = {
  /** a database that is there already */
  databaseUrl?: string
  people?: Member[]
  mode?: 'http' | 'socket'
}

/**
 * What outlives bots that are killed: a Slack, its records, a folder. All of it goes with the test, also when that has failed.
 * Of several bots Slack asks one after the other.
 */
export async function openLane(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  env: object = {},
  { databaseUrl: given, people, mode = 'http' }: Options = {},
) {
  const { url: databaseUrl, drop } = given ? { url: given, drop: async () => {} } : await freshDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-lane-'))
  const ports: number[] = []
  let turn = 0
  const slack = await openSandbox({
    botUrl: () => `http://127.0.0.1:${ports[turn++ % ports.length]}/slack/events`,
    token: SECRETS.botToken,
    appToken: SECRETS.appToken,
    signingSecret: SECRETS.signingSecret,
    ...(people && { people }),
  })
  const db = openDb(databaseUrl)
  const bots = new Map<number, Awaited<ReturnType<typeof startBot>>>()
  onTestFinished(async () => {
    for (const bot of bots.values()) await bot.kill()
    await slack.close()
    await db.$disconnect()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    slack,
    db,
    dataDir,
    databaseUrl,
    /** The bot, again; or another one beside it. */
    async start({ nth = 0, ...more }: { nth?: number } & Record<string, unknown> = {}) {
      const port = (ports[nth] ??= await freePort())
      const bot = await startBot({ slack, databaseUrl, dataDir, port, mode, env: { ...env, ...more } })
      bots.set(nth, bot)
      return bot
    },
    /** All that somebody sees, channel by channel. */
    texts: (user: string) =>
      slack.state(user).channels.flatMap((it) => it.messages.map(({ blocks }) => visibleText(blocks))),
  }
}

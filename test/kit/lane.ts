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
  balanced?: boolean
  /** milliseconds that Slack waits for an acknowledgement */
  patience?: number
}

/**
 * What outlives bots that are killed: a Slack, its records, a folder. All of it goes with the test, also when that has failed.
 * Of several bots Slack asks one after the other; `balanced`: of those that say that they are ready.
 */
export async function openLane(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  env: object = {},
  { databaseUrl: given, people, mode = 'http', balanced = false, patience }: Options = {},
) {
  const { url: databaseUrl, drop } = given ? { url: given, drop: async () => {} } : await freshDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-lane-'))
  const ports: number[] = []
  const front = openFront(balanced)
  const slack = await openSandbox({
    botUrl: front.next,
    token: SECRETS.botToken,
    appToken: SECRETS.appToken,
    signingSecret: SECRETS.signingSecret,
    ...(people && { people }),
    ...(patience && { patience }),
  })
  const db = openDb(databaseUrl)
  const bots = new Map<number, Awaited<ReturnType<typeof startBot>>>()
  onTestFinished(async () => {
    front.close()
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
      if (more['ROLE'] !== 'worker') front.add(port)
      return bot
    },
    /** All that somebody sees, channel by channel. */
    texts: (user: string) =>
      slack.state(user).channels.flatMap((it) => it.messages.map(({ blocks }) => visibleText(blocks))),
  }
}

/** A load balancer: one bot after the other, and with health checks five times a second only those that say that they are ready. */
function openFront(balanced: boolean) {
  const all = new Set<number>()
  const ready = new Set<number>()
  let turn = 0
  const look = (port: number) =>
    fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1000) })
      .then(({ ok }) => (ok ? ready.add(port) : ready.delete(port)))
      .catch(() => ready.delete(port))
  const looking = balanced ? setInterval(() => void Promise.all([...all].map(look)), 200) : undefined
  return {
    add(port: number) {
      all.add(port)
      ready.add(port)
    },
    next() {
      const ports = [...(balanced ? ready : all)]
      return `http://127.0.0.1:${ports[turn++ % ports.length]}/slack/events`
    },
    close: () => clearInterval(looking),
  }
}

// The bot as an operator starts it: a process of its own.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { environmentOf, type Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import { offered, typed, type Slack } from './kit/slack.ts'
import type { Row } from './kit/table.ts'

/** What it takes in a large company, once it has been asked things; `large` is not running any more, and its records are. */
export async function memory(
  { databaseUrl, dataDir }: Pick<Bot, 'databaseUrl' | 'dataDir'>,
  slack: Slack,
): Promise<Row[]> {
  const port = await freePort()
  const env = { ...environmentOf({ url: databaseUrl, dataDir, slack }), PORT: `${port}` }
  const bot = started(['npm', 'start'], env)
  const url = `http://127.0.0.1:${port}`
  await until(bot, () =>
    fetch(`${url}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false),
  )
  await bringBack(databaseUrl)
  for (let round = 0; round < 100; round++) {
    await typed(port, slack, 'list')
    await typed(port, slack, `mode ${groupAt(7)} ${round % 2 === 0 ? 'hunt' : 'ringall'}`)
    await offered(port, 'extension', 'kell')
  }
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1])
  await ended(bot)
  return [{ what: 'memory, 10,000 groups and extensions', unit: 'MB', ours: [bytes / 2 ** 20], goal: { most: 300 } }]
}

/** The simulated phones know another company, and the bot believes them when it starts. */
async function bringBack(databaseUrl: string) {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('update "DirectoryEntry" set "goneAt" = null')
  await client.query('update "CompanyNumber" set "goneAt" = null')
  await client.end()
}

/** What somebody types who has looked at it before, until it says where to look. */
export async function start(folder: string): Promise<Row[]> {
  const env = { DATA_DIR: path.join(folder, 'again'), PORT: '0' }
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const begun = performance.now()
    const bot = started(['npm', 'start'], env)
    let output = ''
    bot.stdout.on('data', (data) => (output += String(data)))
    await until(bot, async () => output.includes('Ringgroup is ready'))
    times.push((performance.now() - begun) / 1000)
    await ended(bot)
  }
  return [{ what: 'second `npm start`, until it is ready', unit: 's', ours: times.slice(1), goal: { most: 3 } }]
}

/** With the processes that it starts in a group of its own, as in a terminal; they do not outlive us. */
function started([program = '', ...parameters]: string[], env: object) {
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  })
  process.once(
    'exit',
    () => child.exitCode === null && child.signalCode === null && process.kill(-child.pid!, 'SIGTERM'),
  )
  return child
}

async function until(bot: ChildProcess, fine: () => Promise<boolean>) {
  while (!(await fine())) {
    if (bot.exitCode !== null) throw new Error(`the bot has ended with ${bot.exitCode}`)
    await sleep(10)
  }
}

async function ended(bot: ChildProcess) {
  const exit = once(bot, 'exit')
  process.kill(-bot.pid!, 'SIGTERM')
  await exit
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

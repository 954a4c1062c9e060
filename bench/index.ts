// How fast the bot is, beside what the same costs at the very least: npm run bench
// It brings its own PostgreSQL, a Slack that only listens and phones in a folder; afterwards nothing is left of them.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPg } from '../src/postgres/embedded-pg.ts'
import { onAsterisk } from './asterisk.ts'
import { change } from './change.ts'
import { flood } from './flood.ts'
import { history } from './history.ts'
import { home } from './home.ts'
import { openBot, type Bot } from './kit/bot.ts'
import type { Account } from './kit/pipelined.ts'
import { openSlack } from './kit/slack.ts'
import { table, type Row } from './kit/table.ts'
import { memory, start } from './memory.ts'
import { page } from './page.ts'
import { show } from './show.ts'
import { size } from './size.ts'
import { waiting } from './waiting.ts'

/** It ends within this time, on a busy machine without the last lines. */
const MOST_MS = 590_000

const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-bench-'))
chmodSync(folder, 0o755) // PostgreSQL may have to run as somebody else
const server = { dataDir: path.join(folder, 'postgres') }
const { stop, urlFor } = await startEmbeddedPg({ ...server, database: 'floor' })
const slack = await openSlack()
const rows: Row[] = []
const begun = performance.now()
const only = process.argv.slice(2)

const wanted = (name: string) => only.length === 0 || only.includes(name)

/** A measurement, unless others were asked for: npm run bench -- show change */
async function measured(name: string, measure: () => Promise<Row[]>) {
  if (!wanted(name)) return
  process.stderr.write(`${name} … ${((performance.now() - begun) / 1000).toFixed(0)} s\n`)
  rows.push(...(await measure()))
}

async function database(name: string) {
  await startEmbeddedPg({ ...server, database: name }) // the same server
  return urlFor(name)
}

const running = new Set<Bot>()
async function open(name: string, size: number, { env = {}, past = 0 } = {}) {
  const bot = await openBot({ url: await database(name), folder, slack, size, past, env })
  running.add(bot)
  return bot
}
async function close(bot: Bot) {
  running.delete(bot)
  await bot.stop()
}

async function measureAll() {
  if (['show', 'change', 'waiting'].some(wanted)) {
    await close(await open('floor', 200)) // filled as a bot does it; no worker takes the jobs there
    const middle = await open('middle', 200)
    await measured('show', () => show(middle, slack))
    await measured('change', () => change(middle, slack, urlFor('floor')))
    await measured('waiting', () => waiting(middle, slack))
    await close(middle)
  }

  if (wanted('flood')) {
    const usual = await open('flood', 200, { env: { RINGGROUP_PACE: '5' } })
    await measured('flood', () => flood(usual, slack))
    await close(usual)
  }

  if (wanted('home')) {
    const thousand = await open('thousand', 1000)
    await measured('home', () => home(thousand, slack))
    await close(thousand)
  }

  if (['size', 'memory'].some(wanted)) {
    const [small, large] = [await open('small', 10), await open('large', 10_000)]
    await measured('size', () => size(small, large, slack))
    await close(small)
    await close(large)
    await measured('memory', () => memory(large, slack))
  }
  await measured('start', () => start(folder))
  await measured('page', async () => page(await database('page'), folder))
  const beside = ({ port, user, secret }: Account) => {
    const ami = { ASTERISK_AMI_PORT: `${port}`, ASTERISK_AMI_USER: user, ASTERISK_AMI_SECRET: secret }
    return open('asterisk', 200, { env: { PHONE_SYSTEM: 'asterisk', ...ami } })
  }
  await measured('asterisk', () => onAsterisk(beside))

  if (wanted('history')) {
    // last, for it takes two minutes to fill, and its server writes to the disk for a while
    const [few, many] = [await open('few', 200, { past: 10 }), await open('many', 200, { past: 1_000_000 })]
    await measured('history', () => history(few, many, slack))
    await close(few)
    await close(many)
  }
}

/** Whatever happened, nothing is left. */
async function tidy() {
  for (const bot of running) await close(bot)
  await slack.close()
  await stop()
  rmSync(folder, { recursive: true, force: true })
}

const print = () => console.log(`\n${table(rows)}\n`)
const giveUp = (why: string) => {
  process.stderr.write(`${why}\n`)
  print()
  void tidy().finally(() => process.exit(1))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, giveUp)
setTimeout(giveUp, MOST_MS, 'It takes too long: this is what was measured until now.').unref()

try {
  await measureAll()
  print()
} finally {
  await tidy()
}

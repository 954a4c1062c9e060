// What ends the bot, what does not, and what it says when it cannot begin.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, type TestContext } from 'vitest'
import { openSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { freePort, SECRETS, spawnBot } from '../kit/bot.ts'
import { freshDatabase } from '../kit/database.ts'
import { person } from '../kit/person.ts'
import { openProxy } from '../kit/proxy.ts'
import type { Ready } from '../kit/stand-in.ts'

type Line = { level: string; msg: string; err?: { message: string; stack: string } }
const linesIn = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)

/** Over HTTP the world sees less. */
const TOKEN = 'a-token-of-an-operator'
const asOperator = (url: string) => fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })

/** A Slack, a database and a folder; what is started with them ends with the test. */
async function openPlace({ onTestFinished }: TestContext, mode: 'http' | 'socket') {
  const { url: databaseUrl, drop } = await freshDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-life-'))
  const [port, slackPort] = [await freePort(), await freePort()]
  const { botToken: token, ...secrets } = SECRETS
  let slack: Sandbox | undefined
  const bots: ReturnType<typeof spawnBot>[] = []
  onTestFinished(async () => {
    for (const bot of bots) await bot.kill()
    await slack?.close()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    port,
    databaseUrl,
    /** At the same address each time. */
    opensSlack: async (more = {}) =>
      (slack = await openSandbox({
        ...secrets,
        token,
        port: slackPort,
        botUrl: () => `http://127.0.0.1:${port}/slack/events`,
        ...more,
      })),
    start(env: object = {}) {
      const apiUrl = `http://127.0.0.1:${slackPort}/api/`
      const imports = ['./test/kit/plant.ts']
      const bot = spawnBot({
        slack: { apiUrl },
        databaseUrl,
        dataDir,
        port,
        mode,
        env: { METRICS_TOKEN: TOKEN, ...env },
        imports,
      })
      bots.push(bot)
      return bot
    },
    /** null: nobody listens. */
    async ready(): Promise<(Ready & { code: number }) | null> {
      const response = await asOperator(`http://127.0.0.1:${port}/readyz`).catch(() => null)
      return response && { code: response.status, ...((await response.json()) as Ready) }
    },
    until: (fine: () => Promise<unknown>, seconds = 60) =>
      expect.poll(fine, { timeout: seconds * 1000, interval: 50 }).toBeTruthy(),
  }
}
type Place = Awaited<ReturnType<typeof openPlace>>
const isReady = (place: Place) => place.until(async () => (await place.ready())?.code === 200)

describe.each(['http', 'socket'] as const)('in %s mode', (mode) => {
  it.for(['rejection', 'exception', 'no error'])(
    'an error that nobody caught (%s) is one line, a number and an orderly stop',
    async (kind, context) => {
      const place = await openPlace(context, mode)
      const slack = await place.opensSlack()
      const bot = place.start({ PLANT: kind })
      await isReady(place)
      const alice = person(slack, 'UALICE', { patience: 20_000 })
      await alice.types('/ringgroup help')
      await alice.hears('You can type')
      slack.trouble('response_url', { delay: 1500 })
      alice.listens()
      await alice.types('/ringgroup list') // its answer is still on the way
      bot.child.kill('SIGUSR2')
      if (mode === 'socket')
        await place.until(async () =>
          /ringgroup_crashes_total\{kind="\w+"\} 1/.test(await (await asOperator(`${bot.url}/metrics`)).text()),
        )
      expect(await bot.ended()).toBe(1)
      await alice.hears('no ring groups')
      expect(bot.said.stderr).toBe('')
      const fatal = linesIn(bot.said.stdout).filter((it) => it.level === 'fatal')
      expect(fatal).toHaveLength(1)
      expect(fatal[0]).toMatchObject({
        msg: expect.stringMatching(/nobody (caught|handled): finishing what was accepted$/),
        err: { message: 'planted, with [hidden]', stack: expect.stringContaining('at ') },
      })
    },
  )

  it('Slack is away at the start: it is waited for, and the pages say so', async (context) => {
    const place = await openPlace(context, mode)
    const bot = place.start()
    await place.until(async () => /Slack does not answer; it is tried again in 2 s/.test(bot.said.stdout))
    expect((await fetch(`${bot.url}/healthz`)).status).toBe(200)
    expect(await place.ready()).toMatchObject({ code: 503, database: { state: 'up' }, slack: { state: 'starting' } })
    const slack = await place.opensSlack()
    await isReady(place)
    const alice = person(slack, 'UALICE', { patience: 20_000 })
    await alice.types('/ringgroup create Support 600 101')
    await alice.hears(/live on the phones/i)
    expect(bot.said.stderr).toBe('')
    expect(linesIn(bot.said.stdout).filter((it) => /error|fatal/.test(it.level))).toEqual([])
    expect(await bot.stop()).toBe(0)
  })

  it('is told to stop while Slack is still away', async (context) => {
    const place = await openPlace(context, mode)
    const bot = place.start()
    await place.until(async () => bot.said.stdout.includes('Slack does not answer'))
    expect(await bot.stop()).toBe(0)
    expect(bot.said.stderr).toBe('')
  })

  it('Slack goes and comes back: it is not ready meanwhile, and nobody has to do anything', async (context) => {
    const place = await openPlace(context, mode)
    const first = await place.opensSlack()
    const bot = place.start()
    await isReady(place)
    await first.close()
    await place.until(async () => (await place.ready())?.code === 503, 60)
    expect((await place.ready())?.slack).toMatchObject({ state: 'down', why: expect.stringMatching(/^Slack /) })
    const slack = await place.opensSlack()
    await isReady(place)
    const alice = person(slack, 'UALICE', { patience: 20_000 })
    await alice.types('/ringgroup help')
    await alice.hears('You can type')
    expect(await bot.stop()).toBe(0)
  })

  it('a wrong token is said at once, before anything else is started', async (context) => {
    const place = await openPlace(context, mode)
    await place.opensSlack()
    const bot = place.start({ SLACK_BOT_TOKEN: 'xoxb-wrong', DATABASE_URL: 'postgresql://a:b@127.0.0.1:9/none' })
    expect(await bot.ended()).toBe(1)
    expect(bot.said.stderr).toMatch(/^SLACK_BOT_TOKEN: Slack does not accept it \(invalid_auth\); expected [^\n]*\n$/)
    expect(bot.output()).not.toContain('xoxb-wrong')
  })
})

it('a wrong app-level token is said', async (context) => {
  const place = await openPlace(context, 'socket')
  await place.opensSlack()
  const bot = place.start({ SLACK_APP_TOKEN: 'xapp-wrong' })
  expect(await bot.ended()).toBe(1)
  expect(bot.said.stderr).toMatch(/SLACK_APP_TOKEN: Slack does not accept it \(invalid_auth\)/)
  expect(bot.output()).not.toContain('xapp-wrong')
})

it('an app-level token that is revoked, and Slack asks to reconnect: it lives, and says what is wrong', async (context) => {
  const place = await openPlace(context, 'socket')
  const slack = await place.opensSlack()
  const bot = place.start()
  await isReady(place)
  slack.trouble('apps.connections.open', { error: 'invalid_auth' })
  slack.reconnect()
  await place.until(async () => (await place.ready())?.code === 503)
  expect((await place.ready())?.slack.why).toMatch(/does not accept the app-level token \(invalid_auth\)/)
  await sleep(500)
  expect(bot.child.exitCode).toBeNull()
  expect(await bot.stop()).toBe(0)
})

it('while the database is slow to start the pages say that it is what is missing', async (context) => {
  const place = await openPlace(context, 'http')
  await place.opensSlack()
  const proxy = await openProxy(place.databaseUrl)
  context.onTestFinished(() => proxy.close())
  proxy.slowsDown(150)
  place.start({ DATABASE_URL: proxy.url })
  await place.until(async () => (await place.ready())?.database.state === 'starting')
  expect(await place.ready()).toMatchObject({
    code: 503,
    database: { why: expect.stringContaining('PostgreSQL') },
    phones: { state: 'starting' },
  })
  expect((await fetch(`http://127.0.0.1:${place.port}/healthz`)).status).toBe(200)
  expect((await asOperator(`http://127.0.0.1:${place.port}/metrics`)).status).toBe(200)
  const early = await fetch(`http://127.0.0.1:${place.port}/slack/events`, { method: 'POST', body: '{}' })
  expect(early.status).toBe(503)
  proxy.slowsDown(0)
  await isReady(place)
})

describe('signals', () => {
  it('twice is once: as a terminal and npm send it', async (context) => {
    const place = await openPlace(context, 'http')
    const slack = await place.opensSlack()
    const bot = place.start()
    await isReady(place)
    const alice = person(slack, 'UALICE', { patience: 20_000 })
    await alice.types('/ringgroup help')
    await alice.hears('You can type')
    slack.trouble('response_url', { delay: 1000 })
    alice.listens()
    await alice.types('/ringgroup list')
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) {
      bot.child.kill(signal)
      await sleep(100)
    }
    expect(await bot.ended()).toBe(0)
    await alice.hears('no ring groups')
  })

  it('what goes wrong while it stops is said, and does not begin the stop again', async (context) => {
    const place = await openPlace(context, 'http')
    const slack = await place.opensSlack()
    const bot = place.start({ PLANT: 'often' })
    await isReady(place)
    const alice = person(slack, 'UALICE', { patience: 20_000 })
    slack.trouble('response_url', { delay: 500 })
    await alice.types('/ringgroup list')
    bot.child.kill('SIGTERM')
    await sleep(50)
    bot.child.kill('SIGUSR2')
    expect(await bot.ended()).toBe(1)
    expect(bot.said.stderr).toBe('')
    for (const { msg } of linesIn(bot.said.stdout).filter((it) => it.level === 'fatal'))
      expect(msg).toMatch(/nobody handled/)
  })
})

it('nobody reads what it says any more: people do not notice', async (context) => {
  const place = await openPlace(context, 'http')
  const slack = await place.opensSlack()
  const bot = place.start({ LOG_LEVEL: 'trace' })
  await isReady(place)
  bot.child.stdout.destroy()
  bot.child.stderr.destroy()
  const alice = person(slack, 'UALICE', { patience: 20_000 })
  for (const mode of ['consecutive', 'simultaneous', 'consecutive']) {
    await alice.types('/ringgroup help')
    await alice.hears('You can type')
    await alice.types(`/ringgroup mode nobody ${mode}`)
    await alice.hears('nobody')
  }
  expect((await place.ready())?.code).toBe(200)
  expect(bot.child.exitCode).toBeNull()
})

describe('a start that fails is one line of the log and a sentence', () => {
  const main = path.resolve('src/main.ts')
  const run = async (env: object, cwd = process.cwd()) => {
    const loader = new URL(import.meta.resolve('tsx')).href
    const child = spawn(process.execPath, ['--import', loader, main], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (data) => (said.stdout += String(data)))
    child.stderr.on('data', (data) => (said.stderr += String(data)))
    const code = await new Promise((resolve) => child.once('exit', resolve))
    return { ...said, code }
  }
  const sentence = /^Ringgroup could not be started: [^\n]+\.\n$/

  it('a port that is taken', async (context) => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    context.onTestFinished(() => void server.close())
    const place = await openPlace(context, 'http')
    await place.opensSlack()
    const { port } = server.address() as { port: number }
    const bot = place.start({ PORT: `${port}` })
    expect(await bot.ended()).toBe(1)
    expect(bot.said.stderr).toBe(
      `Ringgroup could not be started: something else listens on port ${port} already; set PORT (or METRICS_PORT) to another one.\n`,
    )
    expect(linesIn(bot.said.stdout)).toMatchObject([{ level: 'fatal', msg: 'the start failed' }])
  })

  it('before there is a log: a folder in place of .env', async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-env-'))
    context.onTestFinished(() => rmSync(folder, { recursive: true }))
    mkdirSync(path.join(folder, '.env'))
    const { stdout, stderr, code } = await run({}, folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(sentence)
    expect(linesIn(stdout)).toMatchObject([{ level: 'fatal', err: { code: 'EISDIR' } }])
  })

  it('a folder that is a file', async (context) => {
    const place = await openPlace(context, 'http')
    const { stdout, stderr, code } = await run({ DATA_DIR: '/dev/null/x', PORT: `${place.port}` })
    expect(code).toBe(1)
    expect(stderr).toMatch(sentence)
    expect(linesIn(stdout).filter((it) => it.level === 'fatal')).toHaveLength(1)
  })
})

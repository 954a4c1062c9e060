import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { freePort, SECRETS, startBot } from '../kit/bot.ts'
import { freshDatabase } from '../kit/database.ts'
import { person } from '../kit/person.ts'

// A Slack that the bot knows only by SLACK_API_URL; the bot is a process of its own, with nothing of the sandbox in it.
describe.each(['http', 'socket'] as const)('in %s mode', (mode) => {
  let slack: Sandbox,
    bot: Awaited<ReturnType<typeof startBot>>,
    alice: ReturnType<typeof person>,
    chloe: ReturnType<typeof person>
  let dropDatabase: () => Promise<void>
  let metricsPort: number
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-slack-'))

  beforeAll(async () => {
    const { url: databaseUrl, drop } = await freshDatabase()
    dropDatabase = drop
    const port = await freePort()
    metricsPort = await freePort()
    const { botToken: token, ...secrets } = SECRETS
    slack = await openSandbox({
      ...secrets,
      token,
      botUrl: () => `http://127.0.0.1:${port}/slack/events`,
      bot: { shortcutId: 'ringgroups' },
    })
    bot = await startBot({ slack, databaseUrl, dataDir, port, mode, env: { METRICS_PORT: `${metricsPort}` } })
    alice = person(slack, 'UALICE')
    chloe = person(slack, 'UCHLOE')
  })
  afterAll(async () => {
    await bot.stop()
    await slack.close()
    await dropDatabase()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('a line, a button, a form, the home and the shortcut arrive and are answered', async () => {
    await alice.types('/ringgroup create Support 600 101 102')
    expect(await alice.hears(/live on the phones/i)).toContain('Support')
    await alice.types('/ringgroup mode support')
    await alice.fills({ 'How it rings': 'Consecutive' })
    await alice.submits()
    await alice.hears(/now rings one phone after another/)
    await alice.presses('Undo')
    await alice.hears(/now rings all phones at once/)
    expect(await chloe.opensHome()).toContain('Support')
    await chloe.uses('shortcut')
    expect((await chloe.form()).title).toContain('Groupes')
  })

  it('says on /healthz, /readyz and /metrics how it is, and nothing secret', async () => {
    const get = async (page: string) => (await fetch(`http://127.0.0.1:${metricsPort}${page}`)).text()
    expect(JSON.parse(await get('/healthz'))).toEqual({ status: 'alive' })
    expect(JSON.parse(await get('/readyz'))).toMatchObject({
      status: 'ready',
      phones: { name: 'simulated', state: 'up' },
    })
    const metrics = await get('/metrics')
    expect(metrics).toContain('ringgroup_changes_total')
    expect(metrics).toContain('ringgroup_slack_connected 1')
    expect(metrics).toContain('ringgroup_worker_running 1')
    for (const secret of Object.values(SECRETS)) expect(metrics + bot.output()).not.toContain(secret)
  })

  if (mode === 'http')
    it('where the world may reach it, it says only whether it is well', async () => {
      expect(await (await fetch(`${bot.url}/readyz`)).json()).toEqual({ status: 'ready' })
      expect((await fetch(`${bot.url}/metrics`)).status).toBe(404)
    })

  if (mode === 'http')
    it('answers no request that Slack did not sign just now, and one that is sent twice once', async () => {
      const body = (text: string) =>
        new URLSearchParams({
          command: '/ringgroup',
          text,
          user_id: 'UALICE',
          team_id: 'TNORTHWIND',
          channel_id: 'C1',
          trigger_id: '1.2.3',
          response_url: `${slack.apiUrl}none`,
        }).toString()
      const post = (text: string, seconds: number, secret: string | null) => {
        const timestamp = Math.floor(Date.now() / 1000) + seconds
        const signature = `v0=${createHmac('sha256', secret ?? '')
          .update(`v0:${timestamp}:${body(text)}`)
          .digest('hex')}`
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': `${timestamp}`,
          ...(secret !== null && { 'x-slack-signature': signature }),
        }
        return fetch(`${bot.url}/slack/events`, { method: 'POST', headers, body: body(text) }).then(
          ({ status }) => status,
        )
      }
      const secret = SECRETS.signingSecret
      expect(await post('list', 0, null)).toBe(401)
      expect(await post('list', 0, 'guess')).toBe(401)
      expect(await post('list', -600, secret)).toBe(401)
      expect(await post('list', 600, secret)).toBe(401)
      const line = 'create Twice 610 103'
      expect(await Promise.all([post(line, 0, secret), post(line, 0, secret), post(line, 1, secret)])).toEqual([
        200, 200, 200,
      ])
      await alice.types('/ringgroup history twice')
      expect((await alice.hears(/Twice/)).match(/Twice \(610\) was created/g)).toHaveLength(1)
    })

  it('stops at SIGTERM within ten seconds', async () => {
    const begun = Date.now()
    expect(await bot.stop()).toBe(0)
    expect(Date.now() - begun).toBeLessThan(10_000)
  })
})

it('refuses to start with half of what it needs, and names what is missing', async () => {
  const { output, code } = await startAndFail({ SLACK_BOT_TOKEN: SECRETS.botToken })
  expect(code).toBe(1)
  expect(output).toMatch(/SLACK_APP_TOKEN|SLACK_SIGNING_SECRET/)
  expect(output).toContain('PHONE_SYSTEM')
  expect(output).not.toContain(SECRETS.botToken)
})

it('refuses the sandbox in production', async () => {
  const { output, code } = await startAndFail({ NODE_ENV: 'production' })
  expect(code).toBe(1)
  expect(output).toContain('SLACK_BOT_TOKEN')
})

function startAndFail(env: Record<string, string>): Promise<{ output: string; code: number | null }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: { PATH: process.env['PATH'], ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  return new Promise((resolve) => child.once('exit', (code) => resolve({ output, code })))
}

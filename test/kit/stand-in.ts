// The bot in this process as in production: over HTTP or in Socket Mode, to a Slack that it knows only by SLACK_API_URL.
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { afterAll } from 'vitest'
import { openLog } from '../../src/app/log.ts'
import { run } from '../../src/app/run.ts'
import { readConfig, type Environment } from '../../src/config.ts'
import { openSandbox, type SandboxOptions } from '../../src/sandbox/server.ts'
import { SECRETS } from './bot.ts'
import { freshDatabase } from './database.ts'
import { person } from './person.ts'

type Options = { mode: 'http' | 'socket'; env?: Environment; slack?: Partial<SandboxOptions> }

export async function openStandIn({ mode, env = {}, slack = {} }: Options) {
  const { botToken: token, appToken, signingSecret } = SECRETS
  const { url: databaseUrl, superUrl, drop } = await freshDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-edge-'))
  let port = 0
  const sandbox = await openSandbox({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    token,
    appToken,
    signingSecret,
    bot: { shortcutId: 'ringgroups' },
    ...slack,
  })
  const lines: string[] = []
  const destination = new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) })
  const config = readConfig({
    SLACK_API_URL: sandbox.apiUrl,
    SLACK_BOT_TOKEN: token,
    ...(mode === 'http' ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: appToken }),
    PHONE_SYSTEM: 'simulated',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    METRICS_PORT: '0',
    RINGGROUP_PACE: '10000',
    ...env,
  })
  const running = await run(config, { log: openLog({ level: 'warn', destination }), cron: false })
  port = running.port
  afterAll(async () => {
    await running.stop()
    await sandbox.close()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    ...running,
    superUrl,
    sandbox,
    as: (user: string) => person(sandbox, user),
    /** What the log has said, line by line, and has not been asked for yet. */
    logged: () => lines.splice(0),
    /** What anybody who knows the signing secret may send; the status of the answer. */
    post: (body: string, headers: Record<string, string> = {}) => post(port, body, headers),
    ready: async () => {
      const response = await fetch(`http://127.0.0.1:${running.metricsPort}/readyz`)
      return { code: response.status, ...((await response.json()) as Ready) }
    },
  }
}

type State = { state: string; why?: string }
export type Ready = { database: State; slack: State; phones: State & { name: string } }

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_BODY = { 'content-type': 'application/json' }

async function post(port: number, body: string, headers: Record<string, string>): Promise<number> {
  const timestamp = `${Math.floor(Date.now() / 1000)}`
  const hmac = createHmac('sha256', SECRETS.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  const signed = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hmac}` }
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: { ...JSON_BODY, ...signed, ...headers },
    body,
  })
  await response.arrayBuffer()
  return response.status
}

/** A request as it stands on the wire, right or wrong; the status that comes back, or null: the connection was closed. */
export function onTheWire(port: number, text: string): Promise<number | null> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect({ host: '127.0.0.1', port })
    socket.setTimeout(3000, () => socket.destroy())
    socket.on('data', (data) => {
      heard += data.toString('latin1')
      if (heard.includes('\r\n')) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1]) || null))
    socket.write(text, 'latin1')
  })
}

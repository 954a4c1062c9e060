// The bot as a process of its own, as an operator runs it: it knows Slack only as SLACK_API_URL.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sandbox } from '../../src/sandbox/server.ts'

export const SECRETS = { botToken: 'xoxb-1-test', appToken: 'xapp-1-test', signingSecret: 'a-signing-secret' }

type Options = {
  slack: Pick<Sandbox, 'apiUrl'>
  databaseUrl: string
  dataDir: string
  port: number
  mode?: 'http' | 'socket'
  env?: object
  imports?: string[]
}

/** It reaches this machine only. */
export const BOT = ['--import', 'tsx', '--import', './test/kit/outgoing.ts']

/** Started, and ready for Slack. */
export async function startBot(options: Options) {
  const bot = spawnBot(options)
  for (let i = 0; ; i++) {
    const isReady = await fetch(`${bot.url}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false)
    if (isReady) return bot
    if (bot.child.exitCode !== null || i > 600) throw new Error(`the bot did not start:\n${bot.output()}`)
    await sleep(50)
  }
}

/** Started, whatever becomes of it. `imports`: modules that it loads before. */
export function spawnBot({ slack, databaseUrl, dataDir, port, mode = 'http', env = {}, imports = [] }: Options) {
  const { botToken, appToken, signingSecret } = SECRETS
  const child = spawn(process.execPath, [...BOT, ...imports.flatMap((it) => ['--import', it]), 'src/main.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: botToken,
      ...(mode === 'http' ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: appToken }),
      PHONE_SYSTEM: 'simulated',
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      PORT: `${port}`,
      LOG_LEVEL: 'warn',
      RINGGROUP_PACE: '10000', // a test types faster than anybody can
      ...env,
    },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (said.stdout += String(data)))
  child.stderr.on('data', (data) => (said.stderr += String(data)))
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    child,
    said,
    /** Everything that it has written. */
    output: () => said.stdout + said.stderr,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** It does nothing from now on, and does not know it. */
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    /** The code it ends with, once it does. */
    ended: async () => child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0],
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  return child.exitCode
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

import type { Config } from './config.ts'
import { typable } from './commands/typable.ts'
import type { Log } from './app/log.ts'
import type { SandboxOptions } from './sandbox/server.ts'

/** What the bot and the sandbox trust each other by; nothing listens beyond 127.0.0.1. */
export const IN_SANDBOX = { botToken: 'xoxb-sandbox', signingSecret: 'sandbox' }

type Played = {
  log: Log
  people: SandboxOptions['people']
  wall: NonNullable<SandboxOptions['phones']>
  now(): Date
  botPort(): number
  pages: NonNullable<SandboxOptions['pages']>
  whoRings: NonNullable<SandboxOptions['whoRings']>
}

/** A Slack to play with, and the wall of phones beside it. Loaded only where it is wanted. */
export async function playground(config: Config, { wall, now, log, people, botPort, pages, whoRings }: Played) {
  const { openSandbox } = await import('./sandbox/server.ts')
  return openSandbox({
    ...IN_SANDBOX,
    token: IN_SANDBOX.botToken,
    whoRings,
    pages,
    botUrl: () => `http://127.0.0.1:${botPort()}/slack/events`,
    port: config.port,
    now,
    log: (line) => log.warn(line),
    ...(people && { people }),
    bot: { shortcutId: 'ringgroups', languages: typable() },
    phones: wall,
  })
}

// Slack at the start: a token that it does not take is said at once, a Slack that is away is waited for.
import { WebClient } from '@slack/web-api'
import { ConfigError, wrongValue } from '../config.ts'
import type { connect, Connection } from '../slack/connect.ts'
import { answeredNo } from '../slack/standing.ts'
import { boltLogger, type Log } from './log.ts'
import { patiently } from './patiently.ts'

type Slack = Pick<ReturnType<typeof connect>, 'installed' | 'start'>

/** Before anything else is started. Throws a ConfigError; whether Slack answers at all is seen later. */
export async function checkToken(connection: Connection, log: Log) {
  const slack = new WebClient('', {
    logger: boltLogger(log),
    timeout: 2000,
    retryConfig: { retries: 0 },
    ...(connection.apiUrl && { slackApiUrl: connection.apiUrl }),
  })
  try {
    await accepted(connection, () => slack.auth.test({ token: connection.botToken }))
  } catch (error) {
    if (error instanceof ConfigError) throw error
  }
}

/** Resolves once Slack sends us what it has. Throws a ConfigError where it does not take a token. */
export const reachSlack = (slack: Slack, connection: Connection, log: Log, signal: AbortSignal | undefined) =>
  patiently(
    async () => {
      await accepted(connection, () => slack.installed())
      await accepted(connection, () => slack.start(), true)
    },
    {
      isPassing: (error) => !(error instanceof ConfigError || error instanceof TypeError), // which would be ours
      waits: (error, seconds) => log.warn({ err: error }, `Slack does not answer; it is tried again in ${seconds} s`),
      signal,
    },
  )

async function accepted<T>(connection: Connection, work: () => Promise<T>, overSocket = false): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const no = answeredNo(error)
    if (no === null) throw error
    const name = overSocket && connection.mode === 'socket' ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN'
    throw wrongValue(name, `Slack does not accept it (${no.slice(0, 60)})`)
  }
}

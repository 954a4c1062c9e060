// Bolt, over HTTP or Socket Mode: the listeners are the same.
import { App, type Logger } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import type { Installation } from './envelope.ts'
import { overHttp } from './over-http.ts'
import { admission } from './receive.ts'
import { openSocket } from './socket.ts'
import { isRefusal, openStanding } from './standing.ts'

export type Connection = { botToken: string; apiUrl?: string | undefined } & (
  | { mode: 'socket'; appToken: string }
  | { mode: 'http'; signingSecret: string }
  /** somebody else listens to Slack */
  | { mode: 'deaf' }
)
type Options = {
  logger: Logger
  now(): Date
  monotonic(): number
  /** how the Web API is called */
  fetch?: typeof fetch
  /** told whether Slack reaches us */
  reaches?(up: boolean): void
}

/** How long a call may take and how often it is tried again: where nobody waits, and where somebody does. */
const PATIENT = { timeout: 10_000, retryConfig: { retries: 2 } }
const QUICK = {
  timeout: 2000,
  retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 300 },
  rejectRateLimitedCalls: true,
}

/** Somebody else listens. */
const DEAF = { init() {}, start: async () => {}, stop: async () => {} }

/** Milliseconds: how often Slack is asked while nobody else asks it, and while something is wrong. */
const PROBE = { idle: 20_000, trouble: 3000 }
/** Milliseconds: where we are installed is asked again at most so often, whatever comes in for somebody else. */
const ASKED_AGAIN = 60_000

/** An app that is not started yet, and its clients: `say` posts, `quick` opens forms, `who` asks about people. A rate limit holds up one of them only. */
export function connect(connection: Connection, { logger, now, monotonic, fetch, reaches }: Options) {
  const { botToken, apiUrl } = connection
  const api = { ...(apiUrl && { slackApiUrl: apiUrl }), ...(fetch && { fetch }) }
  const standing = openStanding({ now, overSocket: connection.mode === 'socket', ...(reaches && { reaches }) })
  let asked = monotonic()

  /** Every call says how we stand with Slack. */
  class Client extends WebClient {
    override async apiCall(...call: Parameters<WebClient['apiCall']>) {
      asked = monotonic()
      try {
        const result = await super.apiCall(...call)
        standing.called(null)
        return result
      } catch (error) {
        standing.called(error)
        throw error
      }
    }
  }
  const client = (options: object) => new Client(botToken, { logger, ...options, ...api })
  const who = client(QUICK)

  let installation: (Installation & { botId?: string; botUserId?: string }) | undefined
  let installedAt = 0
  /** Where we are installed. Rejects where Slack does not answer, or does not take the token. */
  async function installed(sure = false) {
    if (installation && (!sure || monotonic() - installedAt < ASKED_AGAIN)) return installation
    installedAt = monotonic()
    return (installation = await askInstallation(who, logger))
  }

  const admit = admission((sure) => installed(sure).catch(() => installed()), logger)
  const http =
    connection.mode === 'http' ? overHttp({ signingSecret: connection.signingSecret, logger, admit }) : undefined
  const socket =
    connection.mode === 'socket'
      ? openSocket({ appToken: connection.appToken, api, logger, admit, stands: standing.socket })
      : undefined
  const app = new App({
    receiver: (http ?? socket)?.receiver ?? DEAF,
    logger,
    clientOptions: { ...PATIENT, ...api },
    async authorize() {
      const { teamId, botId, botUserId } = await installed()
      return { botToken, teamId, ...(botId && { botId }), ...(botUserId && { botUserId }) }
    },
  })
  let probe: NodeJS.Timeout | undefined
  const probing = async () => {
    const pause = standing.isFine() ? PROBE.idle : PROBE.trouble
    if (monotonic() - asked >= pause) await who.auth.test().catch(() => {}) // `standing` has heard it
  }

  return {
    app,
    say: client(PATIENT),
    quick: client(QUICK),
    who,
    installed,
    standing: standing.now,
    /** Whether Slack accepts our token now; it does as long as it does not say no. */
    isAccepted: () =>
      who.auth.test().then(
        () => true,
        (error: unknown) => !isRefusal(error),
      ),
    /** Slack's requests; undefined: they come over a socket. */
    handle: http?.handle,
    /** Over a socket: connects. Rejects where Slack cannot be reached, or does not take the app-level token. */
    async start() {
      await socket?.start()
      standing.opened()
      probe = setInterval(() => void probing(), PROBE.trouble).unref()
    },
    /** Goes on, and says that it will not for long. */
    leaves: standing.stops,
    /** Takes nothing new. */
    async stop() {
      standing.stops()
      clearInterval(probe)
      await socket?.stop()
    },
  }
}

async function askInstallation(slack: WebClient, logger: Logger) {
  const {
    team_id: teamId = '',
    enterprise_id,
    is_enterprise_install,
    bot_id,
    user_id,
    app_id,
  } = await slack.auth.test()
  const appOf = async (bot: string) => (await slack.bots.info({ bot })).bot?.app_id ?? null
  const appId =
    app_id ??
    (bot_id
      ? await appOf(bot_id).catch((error: unknown) => {
          logger.warn('Slack does not say which app this is: the app in what it sends is not compared', error)
          return null
        })
      : null)
  return {
    teamId,
    enterpriseId: enterprise_id ?? null,
    isOrg: is_enterprise_install ?? false,
    appId,
    ...(bot_id && { botId: bot_id }),
    ...(user_id && { botUserId: user_id }),
  }
}

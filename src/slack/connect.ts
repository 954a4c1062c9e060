// Bolt, over HTTP or Socket Mode: the listeners are the same. Health and metrics are served on the same host and port in both.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, SocketModeReceiver, type Logger } from '@slack/bolt'
import { WebClient } from '@slack/web-api'

export type Connection = { botToken: string; apiUrl?: string | undefined } & (
  | { mode: 'socket'; appToken: string }
  | { mode: 'http'; signingSecret: string }
  /** somebody else listens to Slack */
  | { mode: 'deaf' }
)
/** What is answered on GET, by path. */
export type Pages = Record<string, () => Promise<{ status: number; contentType: string; body: string }>>
type Options = { logger: Logger; pages: Pages; host: string; port: number }

/** A request may be dated as much ahead of our clock, in seconds. Bolt refuses the old ones only. */
const AHEAD = 300

/** How long a call may take and how often it is tried again: where nobody waits, and where somebody does. */
const PATIENT = { timeout: 10_000, retryConfig: { retries: 2 } }
const QUICK = {
  timeout: 2000,
  retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 300 },
  rejectRateLimitedCalls: true,
}

/** An app that is not started yet, and its clients: `say` posts, `quick` opens forms, `who` asks about people. A rate limit holds up one of them only. */
export function connect(connection: Connection, { logger, pages, host, port }: Options) {
  const { botToken: token, apiUrl: slackApiUrl } = connection
  const api = { ...(slackApiUrl && { slackApiUrl }) }
  const client = (options: object) => new WebClient(token, { logger, ...options, ...api })
  const receiver =
    connection.mode === 'http'
      ? new HTTPReceiver({ signingSecret: connection.signingSecret, logger, customRoutes: routesOf(pages) })
      : connection.mode === 'deaf'
        ? { init() {}, start: async () => {}, stop: async () => {} }
        : new SocketModeReceiver({ appToken: connection.appToken, logger, installerOptions: { clientOptions: api } })
  let isLeaving = false
  if (receiver instanceof HTTPReceiver) {
    refuseTheFuture(receiver)
    sayFarewell(receiver, () => isLeaving)
  }
  const app = new App({ token, receiver, logger, clientOptions: { ...PATIENT, ...api } })
  const beside =
    receiver instanceof HTTPReceiver
      ? undefined
      : createServer((request, response) => void serve(pages, request, response))

  return {
    app,
    say: client(PATIENT),
    quick: client(QUICK),
    who: client(QUICK),
    /** The port that is listened on. */
    async start(): Promise<number> {
      if (receiver instanceof HTTPReceiver) return portOf(await receiver.start({ host, port }))
      await new Promise<void>((resolve, reject) => void beside!.once('error', reject).listen({ host, port }, resolve))
      await app.start()
      return portOf(beside!)
    },
    /** Goes on, and asks whoever keeps a connection to give it up: one that is kept would hold up the end. */
    leave: () => void (isLeaving = true),
    /** Takes nothing new, and waits for what was taken. */
    async stop() {
      await app.stop()
      beside?.close()
    },
  }
}

function refuseTheFuture(receiver: HTTPReceiver) {
  const inner = receiver.requestListener
  receiver.requestListener = (request, response) => {
    const dated = Number(request.headers['x-slack-request-timestamp'] ?? 0)
    if (dated > Date.now() / 1000 + AHEAD) return void response.writeHead(401).end()
    return inner(request, response)
  }
}

function sayFarewell(receiver: HTTPReceiver, isLeaving: () => boolean) {
  const inner = receiver.requestListener
  receiver.requestListener = (request, response) => {
    if (isLeaving()) response.setHeader('connection', 'close')
    return inner(request, response)
  }
}

const routesOf = (pages: Pages) =>
  Object.keys(pages).map((path) => ({
    path,
    method: 'GET',
    handler: (request: IncomingMessage, response: ServerResponse) => void serve(pages, request, response),
  }))

async function serve(pages: Pages, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const page = Object.hasOwn(pages, pathname) && request.method === 'GET' ? await pages[pathname]!() : undefined
  if (!page) return void response.writeHead(404).end()
  response.writeHead(page.status, { 'content-type': page.contentType }).end(page.body)
}

const portOf = (server: Pick<Server, 'address'>) => (server.address() as AddressInfo).port

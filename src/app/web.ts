// An HTTP server: health and metrics on GET, and Slack's requests where Slack is reached over HTTP. It listens before
// anything else is there, so that somebody who looks can read what is still missing.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from './log.ts'

export type Page = { status: number; contentType: string; body: string }
/** What is answered on GET, by path. */
export type Pages = Record<string, (headers: IncomingHttpHeaders) => Promise<Page>>

/** Takes a whole request and answers it; it never rejects. */
export type Door = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Slack's Request URL ends with this path (manifest.json). */
export const SLACK_PATH = '/slack/events'

type Options = { pages: Pages; host: string; port: number; log: Log }

/** Milliseconds: whoever sends a request more slowly is cut off, and so is who still reads when the server has to stop. */
const [HEADERS_MS, REQUEST_MS, CLOSE_MS] = [10_000, 30_000, 3000]

/** Listens on `port` (0: a free one). Rejects where the port cannot be had. */
export async function openWeb({ pages, host, port, log }: Options) {
  let slack: Door | undefined
  let isLeaving = false
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: pathOf(request) }, 'a page failed')
      end(response, 500)
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (isLeaving) response.setHeader('connection', 'close')
    const path = pathOf(request)
    if (path === null) return end(response, 400)
    if (path === SLACK_PATH && request.method === 'POST') return slack ? slack(request, response) : end(response, 503)
    if (!Object.hasOwn(pages, path)) return end(response, 404)
    const isHead = request.method === 'HEAD'
    if (request.method !== 'GET' && !isHead) return end(response, 405)
    const { status, contentType, body } = await pages[path]!(request.headers)
    response.writeHead(status, {
      'content-type': contentType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    })
    response.end(isHead ? undefined : body)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ host, port }, () => resolve(server.off('error', reject) && undefined))
  })
  server.on('error', (error) => log.error({ err: error }, 'the HTTP server failed'))
  return {
    port: (server.address() as AddressInfo).port,
    /** From now on Slack's requests go here; before, they are answered 503. */
    opens: (door: Door) => void (slack = door),
    /** Goes on, and asks whoever keeps a connection to give it up: one that is kept would hold up the end. */
    leaves: () => void (isLeaving = true),
    /** Takes nothing new, and waits a moment for what was taken. */
    async close() {
      if (!server.listening) return
      const closed = new Promise((resolve) => server.close(resolve))
      const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
      await closed
      clearTimeout(late)
    },
  }
}

/** null: the request names no path, as `GET //`, which Node lets through. */
const pathOf = ({ url = '' }: IncomingMessage): string | null =>
  URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : null

function end(response: ServerResponse, status: number) {
  if (!response.headersSent) response.writeHead(status)
  response.end()
}

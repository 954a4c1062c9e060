// Where the pages for machines are shown: health and numbers.
//
// Slack's port may stand behind a proxy that the whole world reaches. There they say only whether all is well, and the
// numbers are not shown at all, unless the request has METRICS_TOKEN. On a port of their own they are shown in full.
import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from '../config.ts'
import type { Log } from './log.ts'

type Page = { status: number; contentType: string; body: string }
export type Pages = Record<string, (headers: IncomingHttpHeaders) => Promise<Page>>

const METRICS = '/metrics'
const plain = (status: number, body: string): Page => ({ status, contentType: 'text/plain; charset=utf-8', body })

/** As many characters are compared as there are, whatever they are. */
const sameToken = (given: string, token: string) => {
  const [a, b] = [given, token].map((it) => createHash('sha256').update(it).digest()) as [Buffer, Buffer]
  return timingSafeEqual(a, b)
}
const hasToken = ({ authorization = '' }: IncomingHttpHeaders, token: string) =>
  sameToken(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '', token)

/** The numbers only for whoever has the token; without a token for everybody who reaches them. */
export function withToken(pages: Pages, token: string | null): Pages {
  const { [METRICS]: metrics, ...others } = pages
  if (!token || !metrics) return pages
  return {
    ...others,
    [METRICS]: async (headers) =>
      hasToken(headers, token)
        ? metrics(headers)
        : plain(401, 'The numbers need "Authorization: Bearer" and METRICS_TOKEN.\n'),
  }
}

/** What may be seen by the whole world: of health the status, and the numbers with the token, or never. */
export function forTheWorld(pages: Pages, token: string | null): Pages {
  const { [METRICS]: metrics, ...health } = pages
  const brief = Object.entries(health).map(([path, page]) => [
    path,
    async (headers: IncomingHttpHeaders) => {
      const full = await page(headers)
      if (token && hasToken(headers, token)) return full
      const { status } = JSON.parse(full.body) as { status: string }
      return { ...full, body: `${JSON.stringify({ status })}\n` }
    },
  ])
  return { ...Object.fromEntries(brief), ...(token && metrics && withToken({ [METRICS]: metrics }, token)) }
}

type Options = { pages: Pages; host: string; port: number; log: Log }

/**
 * A server of their own; a page that fails is 500 and a line in the log.
 * @throws ConfigError where it cannot be listened there
 */
export async function servePages({ pages, host, port, log }: Options) {
  const send = (response: ServerResponse, { status, contentType, body }: Page, isHead: boolean) => {
    response.writeHead(status, {
      'content-type': contentType,
      'cache-control': 'no-store',
      ...(status === 401 && CHALLENGE),
    })
    response.end(isHead ? undefined : body)
  }
  const server = createServer((request, response) => {
    const isHead = request.method === 'HEAD'
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined
    if (!page) return send(response, plain(404, 'There is nothing here.\n'), isHead)
    if (request.method !== 'GET' && !isHead) return send(response, plain(405, 'These pages are read.\n'), isHead)
    page(request.headers).then(
      (it) => send(response, it, isHead),
      (error: unknown) => {
        log.error({ err: error, path }, 'a page failed')
        send(response, plain(500, 'This page failed; the log says why.\n'), isHead)
      },
    )
  })
  server.headersTimeout = 5000
  server.requestTimeout = 10_000
  server.listen({ host, port })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `METRICS_PORT: ${host}:${port} cannot be listened on (${error.code ?? error.message}); npm run doctor says why`,
    ])
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const CHALLENGE = { 'www-authenticate': 'Bearer' }

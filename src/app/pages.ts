// Where the pages for machines are shown: health and numbers.
//
// Slack's port may stand behind a proxy that the whole world reaches. There they say only whether all is well, and the
// numbers are not shown at all, unless the request has METRICS_TOKEN. On a port of their own they are shown in full.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Page, Pages } from './web.ts'

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

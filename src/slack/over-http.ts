// Slack's requests over HTTP, as a receiver of Bolt's. Bolt's own one ends the process at a signed body that is `null`, and
// answers nothing else on its port while Slack is away. The signature is checked by Bolt.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { HTTPModuleFunctions as bolt, HTTPResponseAck, type App, type Logger, type Receiver } from '@slack/bolt'
import { processed, type Admit } from './receive.ts'

/** A request may be dated as much ahead of our clock, in seconds. Bolt refuses the old ones only. */
const AHEAD = 300
/** Bytes. The largest that Slack sends holds a view of 250 kB. */
const LARGEST = 1_000_000

/** What `handle` answers: 401 not signed by Slack just now, 413 too large, 400 no payload, 403 for somebody else's installation. */
export function overHttp({ signingSecret, logger, admit }: { signingSecret: string; logger: Logger; admit: Admit }) {
  let app: App | undefined

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const end = (status: number) => void (response.headersSent || response.writeHead(status).end())
    try {
      if (Number(request.headers['x-slack-request-timestamp'] ?? 0) > Date.now() / 1000 + AHEAD) return end(401)
      const read = await bolt
        .parseAndVerifyHTTPRequest({ signingSecret, bodyLimit: LARGEST, logger }, request)
        .catch((error: Error) => error)
      if (read instanceof Error) {
        logger.warn(`refused: ${read.message}`)
        if (!bolt.isRawBodyError(read)) return end(401)
        response.setHeader('connection', 'close') // the rest of it is not read
        return end(read.statusCode)
      }
      const body = bodyIn(read)
      if (body === undefined) return end(400)
      if (body.ssl_check === '1') return end(200)
      if (body.type === 'url_verification') return bolt.buildUrlVerificationResponse(response, body)
      const verdict = await admit(body)
      if (verdict !== 'ours') return end(verdict === 'foreign' ? 403 : 400)
      const ack = new HTTPResponseAck({
        logger,
        processBeforeResponse: false,
        httpRequest: read,
        httpRequestBody: body,
        httpResponse: response,
      })
      const retryNum = bolt.extractRetryNumFromHTTPRequest(request)
      const retryReason = bolt.extractRetryReasonFromHTTPRequest(request)
      const event = { body, ack: ack.bind(), ...(retryNum && { retryNum }), ...(retryReason && { retryReason }) }
      const fine = await processed(app, event, logger)
      if (response.headersSent) return
      ack.ack() // no second answer after three seconds: by now every listener has ended
      if (fine) logger.warn('nothing listens to this, or what listened has failed')
      end(fine ? 404 : 500)
    } catch (error) {
      logger.error('a request could not be handled', error)
      end(500)
    }
  }
  const receiver: Receiver = { init: (it) => void (app = it), start: async () => {}, stop: async () => {} }
  return { receiver, handle }
}

/** undefined: no object. A form may come with a character set behind its type. */
function bodyIn(read: Parameters<typeof bolt.parseHTTPRequestBody>[0]): { [name: string]: unknown } | undefined {
  const type = read.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  read.headers['content-type'] = type
  try {
    const body: unknown = bolt.parseHTTPRequestBody(read)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined
  } catch {
    return undefined
  }
}

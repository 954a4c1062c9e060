// Who asks what over HTTP: the page, and the bot's Web API client.
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { guarded, policyOf } from './guarded.ts'
import { actIn } from './act-shape.ts'
import { fileAt } from './files.ts'
import { node, string, type Node } from './json.ts'
import type { Act, Acted, State } from './protocol.ts'
import { Malformed, SlackError, type Told } from './slack-error.ts'
import type { Troubles } from './trouble.ts'
import type { Wire } from './wire.ts'

const LARGEST = 1_000_000 // bytes

/** What is answered on GET, by path. */
export type Pages = Record<
  string,
  (headers: IncomingHttpHeaders) => Promise<{ status: number; contentType: string; body: string }>
>

export type Doors = {
  pages: Pages
  port(): number
  act(act: Act): Promise<Acted>
  state(as: string): State
  /** An SVG, in this person's language. */
  whoRings(extension: string, as: string): Promise<string | null>
  follow(response: ServerResponse, as: string): void
  /** One Web API call, already authorised or not. */
  call(method: string, args: Node, token: string): Node
  respond(id: string, said: Node): void
  troubles: Troubles
  wire: Wire
  heard(call: { method: string; args: Node; ok: boolean } & Partial<Told>): void
  log(error: unknown): void
}

export function routes(doors: Doors): RequestListener {
  return (request, response) => {
    route(doors, request, response).catch((error: unknown) => {
      if (error instanceof TooLarge) return json(response, 413, { error: 'at most 1 MB' })
      doors.log(error)
      if (!response.headersSent) json(response, 500, { ok: false, error: 'internal_error' })
      else response.end()
    })
  }
}

async function route(doors: Doors, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(guarded)) response.setHeader(name, value)
  if (isForeign(request, doors.port()))
    return json(response, 403, { error: 'this server answers on its own host only' })
  if (!URL.canParse(request.url ?? '', 'http://sandbox')) return json(response, 400, { error: 'this is no address' })
  const url = new URL(request.url ?? '', 'http://sandbox')
  const [door = '', name = ''] = url.pathname.slice(1).split('/')
  const asked = `${request.method} /${door}`
  const as = url.searchParams.get('as') ?? ''
  if (asked === 'POST /api' && name) return api(doors, name, request, response)
  if (asked === 'POST /response') return responseUrl(doors, name, request, response)
  if (asked === 'GET /sandbox' && name === 'state') return json(response, 200, doors.state(as))
  if (asked === 'GET /sandbox' && name === 'events') return doors.follow(response, as)
  if (asked === 'GET /sandbox' && name === 'who')
    return whoRings(doors, url.searchParams.get('extension') ?? '', as, response)
  if (asked === 'GET /sandbox' && name === 'wire') return doors.wire.follow(response)
  if (asked === 'POST /sandbox' && name === 'act') return act(doors, request, response)
  if (request.method === 'GET' && Object.hasOwn(doors.pages, url.pathname)) {
    const page = await doors.pages[url.pathname]!(request.headers)
    response.writeHead(page.status, { 'content-type': page.contentType })
    return void response.end(page.body)
  }
  const file = request.method === 'GET' ? await fileAt(url.pathname) : null
  if (!file) return json(response, 404, { error: 'there is nothing here' })
  response.writeHead(200, {
    'content-type': file.type,
    'cache-control': 'no-cache',
    ...(file.type.startsWith('text/html') && { 'content-security-policy': policyOf(file.body) }),
  })
  response.end(file.body)
}

/**
 * A name that leads here from elsewhere, or a page of somebody else, also of another port of this machine: DNS rebinding, and
 * requests of other sites. A link may lead to the page.
 */
export function isForeign({ headers, method, url }: IncomingMessage, port: number) {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host = '', origin } = headers
  const site = headers['sec-fetch-site']
  const isLink = method === 'GET' && url === '/' && headers['sec-fetch-mode'] === 'navigate'
  if (!ours.includes(host) || (origin !== undefined && origin !== `http://${host}`)) return true
  return site !== undefined && !['same-origin', 'none'].includes(site) && !isLink
}

/** A picture that can do nothing, whoever opens it by itself. */
async function whoRings(doors: Doors, extension: string, as: string, response: ServerResponse) {
  const svg = /^\d{2,6}$/.test(extension) ? await doors.whoRings(extension, as) : null
  if (!svg) return json(response, 404, { error: 'no group is there' })
  response.writeHead(200, {
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  })
  response.end(svg)
}

async function act(doors: Doors, request: IncomingMessage, response: ServerResponse) {
  if (!request.headers['content-type']?.startsWith('application/json'))
    return json(response, 415, { error: 'JSON only' })
  try {
    const said: unknown = JSON.parse(await bodyOf(request))
    json(response, 200, await doors.act(actIn(said)))
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return json(response, 400, { error: error.message })
    throw error
  }
}

async function api(doors: Doors, method: string, request: IncomingMessage, response: ServerResponse) {
  const args = argsIn(await bodyOf(request), request.headers['content-type'])
  const answer = answering(doors, method, args, response)
  if (await troubled(doors.troubles, method, answer)) return
  const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? string(args['token'])
  try {
    answer(200, { ok: true, ...doors.call(method, args, token) })
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    answer(200, { ok: false, error: error.message, ...error.more }, error.told())
  }
}

async function responseUrl(doors: Doors, id: string, request: IncomingMessage, response: ServerResponse) {
  const said = argsIn(await bodyOf(request), request.headers['content-type'])
  const answer = answering(doors, 'response_url', said, response)
  if (await troubled(doors.troubles, 'response_url', answer)) return
  try {
    doors.respond(id, said)
    answer(200, { ok: true })
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    const gone = ['expired_url', 'used_url', 'message_not_found'].includes(error.message)
    answer(gone ? 404 : 400, { ok: false, error: error.message }, error.told())
  }
}

type Answer = (status: number, body: Node, why?: Told, headers?: { [name: string]: string }) => void

/** Whatever the bot is told is heard, and seen on the wire. */
function answering({ heard, wire }: Doors, method: string, args: Node, response: ServerResponse): Answer {
  const told = wire.asked('bot', method, args)
  return (status, body, why, headers) => {
    heard(why ? { method, args, ok: false, ...why } : { method, args, ok: true })
    told(!why, body)
    json(response, status, body, headers)
  }
}

/** A rate limit, slowness or failure that was asked for. */
async function troubled(troubles: Troubles, method: string, answer: Answer) {
  const wait = troubles.retryAfter(method)
  const { delay, status, error } = troubles.of(method)
  if (wait) {
    answer(429, { ok: false, error: 'ratelimited' }, { error: 'ratelimited' }, { 'retry-after': `${wait}` })
    return true
  }
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay))
  if (!status && !error) return false
  answer(status ?? 200, { ok: false, error: error ?? 'internal_error' }, { error: error ?? `http ${status}` })
  return true
}

class TooLarge extends Error {}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Slack's clients send forms whose structured fields are JSON, or JSON. */
function argsIn(body: string, type = ''): Node {
  if (type.startsWith('application/json') || body.startsWith('{')) return node(parsed(body))
  const args: Node = {}
  for (const [key, value] of new URLSearchParams(body))
    args[key] = /^[[{]/.test(value) && key !== 'text' ? parsed(value) : value
  return args
}
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function json(response: ServerResponse, status: number, body: unknown, more = {}) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...more })
  response.end(JSON.stringify(body))
}

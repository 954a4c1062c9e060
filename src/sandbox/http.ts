// Who asks what over HTTP: the page, and the bot's Web API client.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { actIn } from './act-shape.ts'
import { fileAt } from './files.ts'
import { node, string, type Node } from './json.ts'
import type { Act, Acted, State } from './protocol.ts'
import { Malformed, SlackError, type Told } from './slack-error.ts'
import type { Troubles } from './trouble.ts'

const LARGEST = 1_000_000 // bytes

export type Doors = {
  port(): number
  act(act: Act): Promise<Acted>
  state(as: string): State
  follow(response: ServerResponse, as: string): void
  /** One Web API call, already authorised or not. */
  call(method: string, args: Node, token: string): Node
  respond(id: string, said: Node): void
  troubles: Troubles
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
  if (isForeign(request, doors.port()))
    return json(response, 403, { error: 'this server answers on its own host only' })
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const [door = '', name = ''] = url.pathname.slice(1).split('/')
  const asked = `${request.method} /${door}`
  const as = url.searchParams.get('as') ?? ''
  if (asked === 'POST /api' && name) return api(doors, name, request, response)
  if (asked === 'POST /response') return responseUrl(doors, name, request, response)
  if (asked === 'GET /sandbox' && name === 'state') return json(response, 200, doors.state(as))
  if (asked === 'GET /sandbox' && name === 'events') return doors.follow(response, as)
  if (asked === 'POST /sandbox' && name === 'act') return act(doors, request, response)
  const file = request.method === 'GET' ? await fileAt(url.pathname) : null
  if (!file) return json(response, 404, { error: 'there is nothing here' })
  response.writeHead(200, {
    'content-type': file.type,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "frame-ancestors 'none'",
  })
  response.end(file.body)
}

/** A name that leads here from elsewhere, or a page of somebody else: DNS rebinding and cross-site requests. */
function isForeign({ headers }: IncomingMessage, port: number) {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host = '', origin } = headers
  const site = headers['sec-fetch-site']
  return !ours.includes(host) || (origin !== undefined && origin !== `http://${host}`) || site === 'cross-site'
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
  if (await troubled(doors, method, args, response)) return
  const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? string(args['token'])
  try {
    const answer = doors.call(method, args, token)
    doors.heard({ method, args, ok: true })
    json(response, 200, { ok: true, ...answer })
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    doors.heard({ method, args, ok: false, ...error.told() })
    json(response, 200, { ok: false, error: error.message, ...error.more })
  }
}

async function responseUrl(doors: Doors, id: string, request: IncomingMessage, response: ServerResponse) {
  const said = argsIn(await bodyOf(request), request.headers['content-type'])
  const [method, args] = ['response_url', said]
  if (await troubled(doors, method, args, response)) return
  try {
    doors.respond(id, said)
    doors.heard({ method, args, ok: true })
    json(response, 200, { ok: true })
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    doors.heard({ method, args, ok: false, ...error.told() })
    const gone = ['expired_url', 'used_url', 'message_not_found'].includes(error.message)
    json(response, gone ? 404 : 400, { ok: false, error: error.message })
  }
}

/** A rate limit, slowness or failure that was asked for. */
async function troubled({ troubles, heard }: Doors, method: string, args: Node, response: ServerResponse) {
  const wait = troubles.retryAfter(method)
  const { delay, status, error } = troubles.of(method)
  if (wait) {
    heard({ method, args, ok: false, error: 'ratelimited' })
    response.setHeader('retry-after', wait)
    json(response, 429, { ok: false, error: 'ratelimited' })
    return true
  }
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay))
  if (!status && !error) return false
  heard({ method, args, ok: false, error: error ?? `http ${status}` })
  json(response, status ?? 200, { ok: false, error: error ?? 'internal_error' })
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

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
  response.end(JSON.stringify(body))
}

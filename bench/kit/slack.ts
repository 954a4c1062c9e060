// As much of Slack as a bot needs that is asked things: it says who somebody is, and takes answers.
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const SECRETS = { botToken: 'xoxb-bench', signingSecret: 'a-signing-secret' }

/** Everybody reads English and is an admin, but leads. */
const methods: Record<string, (args: URLSearchParams) => object> = {
  'auth.test': () => ({ team_id: 'TBENCH', user_id: 'UBOT', bot_id: 'BBOT' }),
  'users.info': (args) => ({
    user: {
      id: args.get('user'),
      team_id: 'TBENCH',
      is_admin: !args.get('user')?.startsWith('ULEAD'),
      locale: 'en-US',
      tz: 'Europe/Paris',
    },
  }),
}

export type Slack = Awaited<ReturnType<typeof openSlack>>

export async function openSlack() {
  const awaited = new Map<string, (text: string) => void>()
  const server = createServer(async (request, response) => {
    const text = await textOf(request)
    const [, kind, name = ''] = (request.url ?? '').split('/')
    if (kind === 'answer') awaited.get(name)?.(text)
    if (name === 'views.publish') awaited.get('home')?.(new URLSearchParams(text).get('view') ?? '')
    const said = kind === 'answer' ? 'ok' : JSON.stringify({ ok: true, ...methods[name]?.(new URLSearchParams(text)) })
    response.writeHead(200, { 'content-type': kind === 'answer' ? 'text/plain' : 'application/json' }).end(said)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    apiUrl: `${url}/api/`,
    /** A response_url, and the first thing that is said there. */
    answer() {
      const id = randomUUID()
      const said = new Promise<string>((resolve) => awaited.set(id, resolve)).finally(() => awaited.delete(id))
      return { url: `${url}/answer/${id}`, said }
    },
    /** The next home that is drawn. */
    home: () => new Promise<string>((resolve) => awaited.set('home', resolve)).finally(() => awaited.delete('home')),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** What Slack would send, signed; the body of the acknowledgement. */
export const send = (port: number, body: Record<string, string>, by = agent): Promise<string> =>
  sendAs('application/x-www-form-urlencoded', port, new URLSearchParams(body).toString(), by)

async function sendAs(type: string, port: number, text: string, by = agent): Promise<string> {
  const timestamp = `${Math.floor(Date.now() / 1000)}`
  const signature = createHmac('sha256', SECRETS.signingSecret).update(`v0:${timestamp}:${text}`).digest('hex')
  const sent = request({
    host: '127.0.0.1',
    port,
    path: '/slack/events',
    method: 'POST',
    agent: by,
    headers: {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  }).end(text)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const answer = await textOf(response)
  if (response.statusCode !== 200) throw new Error(`the bot answered ${response.statusCode}: ${answer}`)
  return answer
}

const somebody = { token: 't', api_app_id: 'ABENCH', team_id: 'TBENCH', is_enterprise_install: 'false' }

/** What a typed line is to the bot. */
export const lineOf = (text: string, url: string, user = 'UBENCH') => ({
  ...somebody,
  command: '/ringgroup',
  text,
  user_id: user,
  user_name: 'bench',
  channel_id: 'CBENCH',
  response_url: url,
  trigger_id: randomUUID(),
})

/** A typed line, until it is answered. */
export async function typed(port: number, slack: Slack, text: string, user?: string): Promise<string> {
  const { url, said } = slack.answer()
  await send(port, lineOf(text, url, user))
  return said
}

/** Somebody opens the app, until their home is drawn. */
export async function visited(port: number, slack: Slack, user = 'UBENCH'): Promise<string> {
  const drawn = slack.home()
  const event = { type: 'app_home_opened', user, channel: 'DBENCH', tab: 'home', event_ts: '1.0' }
  const body = { ...somebody, type: 'event_callback', event_id: randomUUID(), event_time: 1, event }
  await sendAs('application/json', port, JSON.stringify(body))
  return drawn
}

/** What a search select offers. */
export async function offered(port: number, kind: string, value: string): Promise<string[]> {
  const payload = {
    type: 'block_suggestion',
    action_id: `find:${kind}`,
    block_id: 'members',
    value,
    api_app_id: 'ABENCH',
    team: { id: 'TBENCH', domain: 'bench' },
    user: { id: 'UBENCH', name: 'bench', team_id: 'TBENCH' },
    view: { id: 'VBENCH', type: 'modal' },
  }
  const answer = await send(port, { payload: JSON.stringify(payload) })
  return (JSON.parse(answer) as { options: { text: { text: string } }[] }).options.map((it) => it.text.text)
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of message.setEncoding('utf8')) text += chunk
  return text
}

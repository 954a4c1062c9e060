// Slack's requests to the bot: signed, and answered within three seconds or not at all.
import { createHmac } from 'node:crypto'
import { isNode, node, string, type Node } from './json.ts'

export type Delivery =
  | { kind: 'command'; payload: { [field: string]: string } }
  | { kind: 'interactive'; payload: Node }
  | { kind: 'event'; payload: Node; retry?: number }

/** What it is called: "/ringgroup", "block_actions", "app_home_opened". */
export const nameOf = ({ kind, payload }: Delivery): string =>
  string(kind === 'command' ? payload['command'] : (kind === 'event' ? node(payload['event']) : node(payload))['type'])

/** What came back: the body of a 200 (JSON, text or nothing), or why there is none. */
export type Delivered = { ok: true; body: Node | string } | { ok: false; why: 'late' | 'refused'; status?: number }
export type Deliver = (delivery: Delivery, patience: number) => Promise<Delivered>

/** Over HTTP, as to a Request URL. Signed with the real time, whatever time a test plays: the bot's library looks at its own clock. */
export function overHttp(botUrl: () => string, signingSecret: string): Deliver {
  return async (delivery, patience) => {
    const { type, body } = written(delivery)
    const timestamp = `${Math.floor(Date.now() / 1000)}`
    const hmac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
    const headers: { [name: string]: string } = {
      'content-type': type,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hmac}`,
    }
    if ('retry' in delivery && delivery.retry) {
      headers['x-slack-retry-num'] = `${delivery.retry}`
      headers['x-slack-retry-reason'] = 'http_error'
    }
    try {
      const signal = AbortSignal.timeout(patience)
      const response = await fetch(botUrl(), { method: 'POST', headers, body, signal, redirect: 'manual' })
      const text = await response.text()
      if (response.status !== 200) return { ok: false, why: 'refused', status: response.status }
      return { ok: true, body: read(text) }
    } catch (error) {
      return { ok: false, why: error instanceof Error && error.name === 'TimeoutError' ? 'late' : 'refused' }
    }
  }
}

function written({ kind, payload }: Delivery) {
  if (kind === 'event') return { type: 'application/json', body: JSON.stringify(payload) }
  const form = new URLSearchParams()
  if (kind === 'interactive') form.set('payload', JSON.stringify(payload))
  else for (const [field, value] of Object.entries(payload)) form.set(field, value)
  return { type: 'application/x-www-form-urlencoded', body: form.toString() }
}

/** JSON where it is JSON; a bare text is the answer of a slash command. */
function read(text: string): Node | string {
  try {
    const parsed: unknown = JSON.parse(text)
    return isNode(parsed) ? parsed : typeof parsed === 'string' ? parsed : text
  } catch {
    return text
  }
}

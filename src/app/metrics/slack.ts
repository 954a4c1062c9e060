import { counter, gauge, seconds, type Meter } from './meter.ts'

/** What we ask of Slack, and whether it reaches us. */
export function slackMetrics(meter: Meter) {
  const calls = seconds(meter, {
    name: 'ringgroup_slack_call_seconds',
    help: 'Calls of the Slack Web API, each attempt by itself, by method.',
    labelNames: ['method'],
  })
  const errors = counter(meter, {
    name: 'ringgroup_slack_errors_total',
    help: 'Calls of Slack that failed, by method and kind: the error that Slack names, http_… for a status, timeout or unreachable.',
    labelNames: ['method', 'kind'],
  })
  const connected = gauge(meter, {
    name: 'ringgroup_slack_connected',
    help: '1 while the Socket Mode connection stands, or while the port for Slack is listened on.',
  })
  connected.set(0)
  let was = false

  return {
    slackConnected(now: boolean) {
      connected.set(now ? 1 : 0)
      if (now === was) return
      was = now
      meter.log?.[now ? 'info' : 'warn'](
        { event: 'slack_connection', connected: now },
        now ? 'Slack reaches us' : 'Slack does not reach us',
      )
    },
    /** `fetch` for the Web API's client and for response URLs: it counts, and changes nothing. */
    fetch: watched(fetch, (method, took, kind) => {
      calls.observe({ method }, took)
      if (!kind) return
      errors.inc({ method, kind })
      meter.log?.warn({ event: 'slack_error', method, kind }, 'a call of Slack failed')
    }),
  }
}

type Noted = (method: string, seconds: number, kind: string | null) => void

const watched = (inner: typeof fetch, noted: Noted): typeof fetch =>
  async function (input, init) {
    const method = methodIn(input instanceof Request ? input.url : `${input}`)
    const begun = performance.now()
    const took = () => (performance.now() - begun) / 1000
    try {
      const response = await inner(input, init)
      noted(method, took(), response.ok ? await errorIn(response) : httpKind(response.status))
      return response
    } catch (error) {
      noted(method, took(), /abort|timeout/i.test((error as Error).name) ? 'timeout' : 'unreachable')
      throw error
    }
  }

/** `chat.postMessage`; whatever is no method of the Web API is an address to which Slack lets us answer. */
const methodIn = (url: string) => /\/api\/([a-z]+(?:\.[A-Za-z]+)+)(?:\?|$)/.exec(url)?.[1] ?? 'response_url'

const httpKind = (status: number) => (status === 429 ? 'ratelimited' : `http_${status}`)

/** The error in an answer `{"ok":false,"error":"…"}`; null: it is fine, or says nothing of the kind. */
async function errorIn(response: Response): Promise<string | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { ok?: unknown; error?: unknown } | null
  if (body?.ok !== false) return null
  const { error } = body
  return typeof error === 'string' && /^[a-z_]{1,50}$/.test(error) ? error : 'unknown'
}

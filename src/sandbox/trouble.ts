// What can go wrong with Slack, on demand: rate limits, slowness, failures, blocks it does not have yet, what came from elsewhere.
import type { Delivery } from './deliver.ts'
import { isNode, type Node } from './json.ts'

export type Trouble = {
  /** ms before the answer */
  delay?: number
  /** an HTTP status, or Slack's own error, instead of the answer */
  status?: number
  error?: string
  /** Slack does what it was asked all the same, and then answers so */
  effect?: true
  /** no answer comes; the connection stays open until whoever waits gives up */
  hang?: true
  /** for so many calls; else until told otherwise */
  times?: number
  /** called each time it happens */
  happens?(): void
}
export type Troubles = ReturnType<typeof openTroubles>

/** Whose a payload says that it is: of another workspace, another app, another organisation. */
export type Elsewhere = { team?: string; app?: string; enterprise?: string }

export function openTroubles() {
  const limited = new Map<string, number>()
  const troubled = new Map<string, Trouble>()
  const gated = new Set<string>()
  let elsewhere: Elsewhere | null = null

  return {
    /** From now on and for so long this method answers 429. In real time, as the Retry-After of whoever waits. */
    limit: (method: string, seconds: number) => void limited.set(method, Date.now() + seconds * 1000),
    /** Until told otherwise (null), or as often as it says. `*` is every method; `response_url` counts as one. */
    trouble: (method: string, trouble: Trouble | null) =>
      void (trouble ? troubled.set(method, trouble) : troubled.delete(method)),
    /** A block or element type that this workspace does not have (yet). */
    gate: (type: string, on = true) => void (on ? gated.add(type) : gated.delete(type)),
    /** What is sent to the bot says from now on that it is from there, and is signed all the same; null: from here. */
    pretend: (from: Elsewhere | null) => void (elsewhere = from),

    gated,
    retryAfter(method: string) {
      const left = (limited.get(method) ?? 0) - Date.now()
      return left > 0 ? Math.ceil(left / 1000) : 0
    },
    /** What happens to this call; it counts. */
    next(method: string): Trouble {
      const which = troubled.has(method) ? method : '*'
      const trouble = troubled.get(which)
      if (!trouble) return {}
      const { times, happens } = trouble
      happens?.()
      if (times !== undefined && times <= 1) troubled.delete(which)
      else if (times !== undefined) troubled.set(which, { ...trouble, times: times - 1 })
      return trouble
    },
    disguised: (delivery: Delivery): Delivery =>
      elsewhere ? ({ ...delivery, payload: as(delivery.payload, elsewhere) } as Delivery) : delivery,
  }
}

/** In every place where Slack says whose it is. */
function as(payload: Node, { team, app, enterprise }: Elsewhere): Node {
  const other: Node = {
    ...(team && { team_id: team, team: { id: team, domain: 'elsewhere' } }),
    ...(app && { api_app_id: app }),
    ...(enterprise && { enterprise_id: enterprise, enterprise: { id: enterprise, name: 'Elsewhere' } }),
  }
  const known = Object.entries(other).filter(([key]) => key in payload)
  const user = payload['user']
  const from = Array.isArray(payload['authorizations']) ? payload['authorizations'].filter(isNode) : null
  return {
    ...payload,
    ...Object.fromEntries(known),
    ...(enterprise && 'command' in payload && { enterprise_id: enterprise }),
    ...(team && isNode(user) && { user: { ...user, team_id: team } }),
    ...(from && {
      authorizations: from.map((it) => {
        return { ...it, ...(team && { team_id: team }), ...(enterprise && { enterprise_id: enterprise }) }
      }),
    }),
  }
}

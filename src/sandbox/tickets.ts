// Two permissions that Slack hands out with every interaction, and takes back soon.
import { randomBytes } from 'node:crypto'
import type { UserId } from './protocol.ts'
import { SlackError } from './slack-error.ts'

const TRIGGER_MS = 3_000
const RESPONSE_MS = 30 * 60_000
const RESPONSE_USES = 5

/** Where a response_url leads. `pressed` is the ts of the pressed message: the only one it may replace. */
export type Response = { user: UserId; room: string; pressed: string | null; until: number; uses: number }
export type Tickets = ReturnType<typeof openTickets>

export function openTickets(now: () => Date, origin: () => string) {
  const triggers = new Map<string, { user: UserId; until: number; used: boolean }>()
  const responses = new Map<string, Response>()
  const after = (ms: number) => now().getTime() + ms
  const secret = () => randomBytes(12).toString('hex')

  return {
    trigger(user: UserId) {
      const id = `${now().getTime()}.${secret()}`
      triggers.set(id, { user, until: after(TRIGGER_MS), used: false })
      return id
    },
    /** Whoever opens a view shows one trigger, in time and once. */
    exchange(id: string) {
      const trigger = triggers.get(id)
      if (!trigger) throw new SlackError('invalid_trigger_id')
      if (trigger.used) throw new SlackError('exchanged_trigger_id')
      if (now().getTime() > trigger.until) throw new SlackError('expired_trigger_id')
      trigger.used = true
      return trigger.user
    },

    responseUrl(user: UserId, room: string, pressed: string | null = null) {
      const id = secret()
      responses.set(id, { user, room, pressed, until: after(RESPONSE_MS), uses: 0 })
      return `${origin()}/response/${id}`
    },
    /** Counts a use; whoever fails gives it back. */
    use(id: string) {
      const response = responses.get(id)
      if (!response || now().getTime() > response.until) throw new SlackError('expired_url')
      if (response.uses >= RESPONSE_USES) throw new SlackError('used_url')
      response.uses++
      return response
    },
  }
}

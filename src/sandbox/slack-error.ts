import { node } from './json.ts'

/** What the log says of it. `messages`: what exactly was wrong with blocks or a view. */
export type Told = { error: string; messages?: string[] }

/** What Slack answers instead: `{ ok: false, error, … }`. */
export class SlackError extends Error {
  readonly more: Record<string, unknown>
  constructor(error: string, more: Record<string, unknown> = {}) {
    super(error)
    this.more = more
  }
  told(): Told {
    const { messages } = node(this.more['response_metadata'])
    return { error: this.message, ...(Array.isArray(messages) && { messages: messages.map(String) }) }
  }
}

/** An act that no page would send: 400, not Slack's words. */
export class Malformed extends Error {}

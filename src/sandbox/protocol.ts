// What the page and the sandbox's server say to each other. The page knows Slack's blocks and nothing of ring groups.
//
//   GET  /                       the page (page/index.html); /page/* its files, /vendor/* preact and htm from node_modules
//   GET  /sandbox/state?as=U…    State, now
//   GET  /sandbox/events?as=U…   server-sent events: `data:` is a State, at once and after everything that this person can see
//                                without `as`, or with somebody who is not there: the State of the first of `people`
//   POST /sandbox/act            Act as JSON → Acted as JSON; 400 { error } if it is malformed
//
// Everything is what one person sees: ephemeral messages and open modals are theirs alone.
import type { KnownBlock, View } from '@slack/types'

export type UserId = string

export type Person = {
  id: UserId
  name: string // "Alice Martin"
  handle: string // "alice"
  title: string // "Workspace owner", "Guest", …: what they are in Slack
  locale: string // "en-US", "fr-FR"
  tz: string
  isAdmin: boolean
  isOwner: boolean
  isGuest: boolean
  deleted: boolean
  email: string
}

export type Message = {
  ts: string
  user: UserId | 'bot' // who says it
  text: string // mrkdwn with &amp; &lt; &gt;, also what a person typed; drawn when there are no blocks
  blocks: KnownBlock[]
  ephemeral: boolean // "Only visible to you"
  edited: boolean
  thread?: string // the ts of the message it replies to; absent: it stands in the channel
}

export type Channel = {
  id: string // "C…" or "D…": the bot's direct messages with this person
  name: string // "phones", "general"; of the direct messages the bot's name
  kind: 'channel' | 'direct'
  unread: number
  messages: Message[] // oldest first
}

/**
 * A view as it is open: with its id, its hash and what the bot last said of it. `state.values` is what its controls hold as
 * far as the server heard: what came with the last act, else their initial values; a page keeps what was typed since.
 */
export type OpenView = View & { id: string; hash: string; root_view_id: string; state: { values: Values } }

export type State = {
  me: Person
  people: Person[] // for "act as"
  bot: { name: string; command: string; usage: string; shortcut: string; examples?: string[] } // "Ringgroup", "/ringgroup", "[command] …", "Ring groups"; whole lines for a newcomer to try, in this person's language
  channels: Channel[]
  home: OpenView | null // null: never published
  /** The stack, topmost last; at most three. */
  modals: OpenView[]
  /** A sentence of Slack itself ("/ringgroup failed …"), newest last, each shown once, then gone. */
  toasts: { id: number; text: string }[]
  /** What the phone system's own page would offer; null: there is none to play with. */
  phones: PhonesPanel | null
}

/** Handed in by whoever starts the sandbox; it is plain data here. */
export type PhonesPanel = {
  on: boolean
  /** What it holds, one line a group, as JSON text that may be edited by hand. */
  held: { extension: string; text: string }[]
}

/** What a control holds, in the shape of Slack's `state.values` and of an action. */
export type Answer = {
  type: string // the element's type
  value?: string | null
  selected_option?: Option | null
  selected_options?: Option[]
  selected_date_time?: number | null
  selected_date?: string | null
  selected_time?: string | null
  selected_user?: string | null
  selected_users?: string[]
}
export type Option = {
  text: { type: string; text: string }
  value: string
  description?: { type: string; text: string }
}
export type Values = { [blockId: string]: { [actionId: string]: Answer } }

/** Where a control stands. */
export type At = { in: 'message'; channel: string; ts: string } | { in: 'home' } | { in: 'modal'; view: string } // its id

export type Act = { as: UserId } & (
  | { do: 'type'; channel: string; text: string; thread?: string } // a line of the composer; a slash command or plain text
  | { do: 'shortcut' } // the global shortcut
  | { do: 'home' } // opens the App Home
  | { do: 'read'; channel: string } // has seen it
  | { do: 'press'; at: At; block: string; action: string; answer: Answer; values: Values } // a button, an overflow option, a select outside an input, an input with dispatch_action
  | { do: 'suggest'; at: At; block: string; action: string; typed: string; values: Values } // an external select asks
  | { do: 'submit'; view: string; values: Values }
  | { do: 'close'; view: string; all?: boolean }
  | { do: 'person'; user: UserId; set: Partial<Pick<Person, 'deleted' | 'isAdmin' | 'isGuest' | 'locale'>> } // what a workspace owner does on Slack's own pages
  | { do: 'phones'; what: 'on' | 'off' | 'forget' } // the phone system's own switches
  | { do: 'phones'; what: 'edit'; extension: string; text: string } // somebody edits it by hand; empty text deletes
)

export type Acted =
  | { ok: true; options?: Option[]; groups?: { label: { text: string }; options: Option[] }[] } // suggest
  | { ok: false; errors: { [blockId: string]: string } } // submit, under the fields
  // also a toast, unless it happened in an open modal, which shows it
  | { ok: false; error: string } // Slack's own sentence: "/ringgroup did not respond", "We had some trouble connecting. Try again?"

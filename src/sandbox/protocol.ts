// What the page and the sandbox's server say to each other. The page knows Slack's blocks and nothing of ring groups.
//
//   GET  /                       the page (page/index.html); /page/* its files, /vendor/* preact and htm from node_modules
//   GET  /sandbox/state?as=U…    State, now
//   GET  /sandbox/events?as=U…   server-sent events: `data:` is a State, at once and after everything that this person can see
//                                without `as`, or with somebody who is not there: the State of the first of `people`
//   GET  /sandbox/who?extension=600&as=U…   who rings when, an SVG with its <desc>, in this person's language; 404: no group is there
//   GET  /sandbox/wire           server-sent events: `data:` is Exchange[], all that is remembered and then each as it begins and ends
//   POST /sandbox/act            Act as JSON → Acted as JSON; 400 { error } if it is malformed
//
// Everything is what one person sees: ephemeral messages and open modals are theirs alone.
import type { KnownBlock, View } from '@slack/types'

export type UserId = string

export type Person = {
  id: UserId
  name: string // "Alice Martin"
  handle: string // "alice"
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
  bot: { name: string; command: string; shortcut: string; spoken: Spoken[] } // "Ringgroup", "/ringgroup", "Ring groups"; this person's language comes first
  channels: Channel[]
  home: OpenView | null // null: never published
  /** The stack, topmost last; at most three. */
  modals: OpenView[]
  /** A sentence of Slack itself ("/ringgroup failed …"), newest last, gone after a while. The page shows them where they belong, as what the act was answered. */
  toasts: { id: number; text: string }[]
  /** What the phone system's own page would offer; null: there is none to play with. */
  phones: PhonesPanel | null
}

/** What the bot says of itself in a language. */
export type Spoken = {
  usage: string // "[command] …"
  examples: string[] // whole lines for a newcomer to try
  /** What may follow the slash command: its word and other words for it, its whole usage line, what it does. */
  commands: { words: string[]; usage: string; help: string }[]
}

/** One request and what came back. */
export type Exchange = {
  id: number // in the order in which they began; told again when it ends
  at: number // ms
  from: 'slack' | 'bot' // who asked
  what: string // "/ringgroup", "block_actions", "views.open"
  state: 'waits' | 'fine' | 'failed'
  ms: number
  asked: unknown // without secrets
  answered: unknown
}

/** Handed in by whoever starts the sandbox; it is plain data here. */
export type PhonesPanel = {
  on: boolean
  /** It is a play: phones and calls can be steered here. */
  plays: boolean
  /** What it holds, one line a group, as JSON text that may be edited by hand. */
  held: { extension: string; text: string }[]
  phones: Phone[]
  /** What can be called, what leads to a group first; `leads`: where it leads now. */
  lines: { number: string; shown: string; leads: string; group: boolean }[]
  calls: PhoneCall[] // newest first; some that are over stay for a while
  speed: number
}

export type Does = 'rings' | 'answers' | 'rejects' | 'busy' | 'off'

export type Phone = {
  extension: string
  name: string
  is: 'idle' | 'off' | 'busy' | 'ringing' | 'talking'
  does: Does | null // when it is called; null: nobody knows
}

export type PhoneCall = {
  id: string
  to: string // as it is shown: "600", "01 55 50 01 03"
  from: string
  seconds: number // since it came in
  ringing: string[]
  talking: string | null
  voicemail: string | null // the box that speaks to the caller
  over: boolean
  now: string // "Bruno Keller rings"
  greeting: string | null // what the box says to the caller
  lines: (CallLine & { says: string })[] // what has happened
}

export type CallLine = { at: number } & (
  | { does: 'ring'; extensions: string[] }
  | { does: 'skip'; extension: string; why: 'off' | 'busy' }
  | { does: 'reject'; extension: string }
  | { does: 'group'; group: string; name: string }
  | { does: 'leave'; to: string }
  | { does: 'voicemail'; box: string }
  | { does: 'answer'; by: string | null }
  | { does: 'over'; how: 'answered' | 'voicemail' | 'abandoned' | 'unanswered' }
)

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
  | {
      do: 'person'
      user: UserId
      set: Partial<Pick<Person, 'deleted' | 'isAdmin' | 'isGuest' | 'locale'>>
      silently?: true
    } // what a workspace owner does on Slack's own pages; `silently`: the bot is not told
  | ({ do: 'phones' } & PhonesAct)
)

export type PhonesAct =
  | { what: 'on' | 'off' | 'forget' } // the phone system's own switches
  | { what: 'edit'; extension: string; text: string } // somebody edits it by hand; empty text deletes
  | { what: 'call'; to: string } // somebody dials it
  | { what: 'answer' | 'reject'; call: string; extension: string } // at a phone that rings
  | { what: 'hangup'; call: string } // the caller does
  | { what: 'phone'; extension: string; does: string }
  | { what: 'speed'; speed: string }

export type Acted =
  | { ok: true; options?: Option[]; groups?: { label: { text: string }; options: Option[] }[] } // suggest
  | { ok: false; errors: { [blockId: string]: string } } // submit, under the fields
  // also a toast, unless it happened in an open modal, which shows it
  | { ok: false; error: string } // Slack's own sentence: "/ringgroup did not respond", "We had some trouble connecting. Try again?"

// Who is there, where they talk, and what was said.
import type { KnownBlock } from '@slack/types'
import { newId, type Node } from './json.ts'
import { type Member, type Seed } from './northwind.ts'
import type { Channel, Message, Person, UserId } from './protocol.ts'
import { Malformed, SlackError } from './slack-error.ts'

export type Stored = Omit<Message, 'ephemeral' | 'blocks'> & { blocks: Node[]; to?: UserId } // `to`: for their eyes only
export type Room = {
  id: string
  name: string
  kind: Channel['kind']
  isPrivate: boolean
  isArchived: boolean
  members: Set<UserId>
  bot: boolean // is the bot in it?
  messages: Stored[]
  readTo: Map<UserId, string>
}
export type Workspace = ReturnType<typeof openWorkspace>

const TOAST_MS = 10_000

export function openWorkspace(options: {
  people: Member[]
  channels: Seed[]
  botName: string
  now(): Date
  changed(): void
}) {
  const { now, changed } = options
  const people = new Map(options.people.map((it) => [it.id, { ...it }]))
  const rooms = new Map<string, Room>()
  const toasts: { id: number; to: UserId; text: string; until: number }[] = []
  let lastTs = 0
  let lastToast = 0

  const enter = (room: Pick<Room, 'id' | 'name' | 'kind' | 'members' | 'bot'> & Partial<Room>) => {
    const added = { isPrivate: false, isArchived: false, messages: [], readTo: new Map<UserId, string>(), ...room }
    rooms.set(room.id, added)
    return added
  }
  for (const it of options.channels) enter({ ...it, kind: 'channel', members: new Set(it.members) })
  for (const id of people.keys())
    enter({ id: `D${id.slice(1)}`, name: options.botName, kind: 'direct', members: new Set([id]), bot: true })

  /** Slack's message ids: seconds and microseconds, never twice. */
  const ts = () => {
    lastTs = Math.max(lastTs + 1, now().getTime() * 1000)
    return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`
  }
  const directOf = (user: UserId) => rooms.get(`D${user.slice(1)}`)
  const sees = (user: UserId) => (it: Stored) => !it.to || it.to === user

  return {
    people,
    rooms,
    ts,
    directOf,

    member(id: UserId) {
      const found = people.get(id)
      if (!found) throw new Malformed(`nobody here is ${id}`)
      return found
    },
    person: (it: Member): Person => {
      const { id, name, handle, locale, tz, isAdmin, isOwner, isGuest, deleted, email } = it
      return { id, name, handle, locale, tz, isAdmin, isOwner, isGuest, deleted, email }
    },

    /** The channel that the bot means: an id, #name, or a person, whose direct messages it then is. */
    room(id: string) {
      const found = people.get(id)?.deleted
        ? undefined
        : (rooms.get(id) ??
          directOf(id) ??
          [...rooms.values()].find((it) => it.kind === 'channel' && `#${it.name}` === id))
      if (!found || (found.isPrivate && !found.bot)) throw new SlackError('channel_not_found')
      return found
    },
    /** The channel that a person stands in. */
    roomOf(user: UserId, id: string) {
      const found = rooms.get(id)
      if (!found?.members.has(user)) throw new Malformed(`${user} is not in channel ${id}`)
      return found
    },
    /** A message by its ts; with `as`, only what this person sees; without, never an ephemeral one. */
    find: (room: Room, at: string, as?: UserId) =>
      room.messages.find((it) => it.ts === at && (as ? sees(as)(it) : !it.to)),

    say(room: Room, message: { user: UserId | 'bot'; text: string; blocks?: Node[]; to?: UserId; thread?: string }) {
      const { blocks = [], to, thread, ...rest } = message
      const said: Stored = { ...rest, blocks, ts: ts(), edited: false, ...(to && { to }), ...(thread && { thread }) }
      room.messages.push(said)
      changed()
      return said
    },
    rewrite(message: Stored, to: { text?: string; blocks?: Node[]; edited?: boolean }) {
      Object.assign(message, to)
      changed()
    },
    forget(room: Room, message: Stored) {
      room.messages = room.messages.filter((it) => it !== message)
      changed()
    },

    /** A sentence of Slack itself. */
    toast(to: UserId, text: string) {
      toasts.push({ id: ++lastToast, to, text, until: Date.now() + TOAST_MS })
      changed()
    },
    toastsOf: (user: UserId) =>
      toasts.filter((it) => it.to === user && it.until > Date.now()).map(({ id, text }) => ({ id, text })),

    read(room: Room, user: UserId) {
      room.readTo.set(user, room.messages.at(-1)?.ts ?? '')
      changed()
    },
    channelsOf: (user: UserId): Channel[] =>
      [...rooms.values()]
        .filter((it) => it.members.has(user))
        .map(({ id, name, kind, messages, readTo }) => {
          const seen = messages.filter(sees(user))
          return {
            id,
            name,
            kind,
            unread: seen.filter((it) => it.user !== user && it.ts > (readTo.get(user) ?? '')).length,
            messages: seen.map(({ to, ...it }) => ({
              ...it,
              blocks: it.blocks as Node[] & KnownBlock[],
              ephemeral: Boolean(to),
            })),
          }
        }),
  }
}

export const team = { id: 'TNORTHWIND', domain: 'northwind' }
export const bot = { user: 'UBOT', id: 'BBOT', app: 'A0SANDBOX' }
export const newEventId = () => newId('Ev')

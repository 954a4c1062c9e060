// Shows requests to those who may decide, and to whoever asks, and keeps what stands there true until it is a record. What
// there is to say is found anew each time, so it does not matter how often this runs or where it dies.
import type { Task } from 'graphile-worker'
import { requestShown } from '../commands/request-shown.ts'
import type { Settings } from '../commands/command.ts'
import { UserId } from '../ring/actor.ts'
import type { Audience } from '../ring/request.ts'
import { noteChannel } from '../store/channel.ts'
import type { Db } from '../store/db.ts'
import type { Posted } from '../store/notices.ts'
import {
  dropCards,
  dropFreshCards,
  expectCards,
  expectInChannel,
  freshCards,
  isPerson,
  noteUnreachable,
  openCards,
  showOnce,
  shownToOf,
  tellTogetherOnce,
  type Card,
} from '../store/request-cards.ts'
import { requestsStillWait, requestsWait } from '../views/request-told.ts'
import { speak } from '../words/index.ts'
import type { Post } from './notice.ts'
import type { Say } from './tell.ts'
import type { Once } from './unnoted.ts'

type Deps = {
  db: Db
  post: Post
  say: Say
  once: Once
  settings: Settings
  now(): Date
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
  /** Slack says that nothing can be written there: it is archived, or the bot is not in it; or whoever it is has left. */
  isClosed(error: unknown): boolean
}

/** More new requests than this for one person are told together. */
const MOST_CARDS = 5

export const requests =
  ({ db, post, say, once, settings, now, admins, isClosed }: Deps): Task<'requests'> =>
  async () => {
    const { channel } = settings
    const all = await admins()
    const everybody = all.map((it) => it.user)
    const failed: unknown[] = []
    let isOpen = channel !== null
    const wordsFor = (to: string) => speak(all.find((it) => it.user === to)?.language ?? settings.language)
    const mayDecide = (to: string) => everybody.some((it) => it === to)

    await dropFreshCards(db, [...everybody, ...(channel ? [channel] : [])])
    if (channel) {
      await expectInChannel(db, channel)
      for (const card of await openCards(db))
        if (card.shownTo === channel) await tried(card, (it) => inChannel(() => show(it)))
      await remindIn([channel], inChannel)
    }
    if (channel && !isOpen) await dropCards(db, channel)
    if (!isOpen) await expectCards(db, everybody)
    for (const { shownTo, requests } of await freshCards(db, 'card'))
      if (shownTo !== channel && requests.length > MOST_CARDS) await attempted(together(shownTo, 'card', requests))
    for (const card of await openCards(db)) if (card.shownTo !== channel) await tried(card, show)
    await remindIn(everybody, (work) => work())
    if (failed.length > 0) throw failed[0] // who could not be reached has held up no other, and is tried again

    async function attempted(work: Promise<unknown>) {
      await work.catch((error: unknown) => failed.push(error))
    }
    /** Who has left, or a channel of former days, is not tried again. */
    async function tried(card: Card, work: (card: Card) => Promise<void>) {
      try {
        await work(card)
      } catch (error) {
        if (isClosed(error) && !mayDecide(card.shownTo)) await noteUnreachable(db, card)
        else failed.push(error)
      }
    }
    async function together(to: string, kind: 'card' | 'reminder', ids: string[]) {
      const message = (kind === 'card' ? requestsWait : requestsStillWait)(wordsFor(to), ids.length)
      await once(`together ${kind} ${to}`, (keep) =>
        tellTogetherOnce(db, to, kind, ids, () => keep<Posted>(message, (before) => post(to, message, before))),
      )
    }
    async function remindIn(places: string[], within: (work: () => Promise<void>) => Promise<void>) {
      for (const { shownTo, requests } of await freshCards(db, 'reminder'))
        if (places.includes(shownTo)) await attempted(within(() => together(shownTo, 'reminder', requests)))
    }
    async function inChannel(work: () => Promise<void>) {
      if (!isOpen) return
      try {
        await work()
        await noteChannel(db, null)
      } catch (error) {
        if (!isClosed(error)) throw error
        isOpen = false
        await noteChannel(db, now())
      }
    }
    async function show(card: Card): Promise<void> {
      await once(`request ${card.request} ${card.shownTo} ${card.kind}`, (keep) =>
        showOnce(db, card, async (tx, request, stage, at) => {
          const { kind, shownTo } = card
          const words = kind === 'card' ? wordsFor(shownTo) : speak(request.place.language)
          const as = kind !== 'card' ? kind : mayDecide(shownTo) ? 'decider' : 'channel' // who is no admin any more reads no reason
          const audience = audienceIn(await shownToOf(tx, request.id))
          const message = await requestShown({ db: tx, words, settings }, request, { as, audience, stage })
          if (kind !== 'news') return keep<Posted>(message, (before) => post(shownTo, message, at ?? before))
          await keep(message, () => say(request.place, message))
          return null
        }),
      )
    }
  }

/** People, where there are any: what stood in a channel that is closed by now went to them. */
function audienceIn(shown: string[]): Audience {
  const admins = shown.flatMap((it) => UserId.safeParse(it).data ?? [])
  const channel = shown.find((it) => !isPerson(it))
  return channel && admins.length === 0 ? { channel } : { admins }
}

declare global {
  namespace GraphileWorker {
    interface Tasks {
      requests: Record<string, never>
    }
  }
}

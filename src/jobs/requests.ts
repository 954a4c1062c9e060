// Shows requests to those who may decide, and to whoever asks, and keeps what stands there true until it is a record. What
// there is to say is found anew each time, so it does not matter how often this runs or where it dies.
import type { Task } from 'graphile-worker'
import { requestShown } from '../commands/request-shown.ts'
import type { Settings } from '../commands/command.ts'
import { UserId } from '../ring/actor.ts'
import type { Audience } from '../ring/request.ts'
import { noteChannel } from '../store/channel.ts'
import type { Db } from '../store/db.ts'
import {
  dropCards,
  expectCards,
  expectInChannel,
  freshCards,
  noteToldTogether,
  openCards,
  showOnce,
  shownToOf,
  type Card,
} from '../store/requests.ts'
import { requestsWait } from '../views/request-told.ts'
import { speak } from '../words/index.ts'
import type { Post } from './notice.ts'
import type { Say } from './tell.ts'

type Deps = {
  db: Db
  post: Post
  say: Say
  settings: Settings
  now(): Date
  /** where requests go in place of everybody; null: nowhere */
  channel: string | null
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
  /** Slack says that nothing can be written there: it is archived, or the bot is not in it. */
  isClosed(error: unknown): boolean
}

/** More new requests than this for one person are told together. */
const MOST_CARDS = 5

export const requests =
  ({ db, post, say, settings, now, channel, admins, isClosed }: Deps): Task<'requests'> =>
  async () => {
    const all = await admins()
    const everybody = all.map((it) => it.user)
    const failed: unknown[] = []
    let isOpen = true
    const wordsFor = (to: string) => speak(all.find((it) => it.user === to)?.language ?? settings.language)
    const audienceOf = (shown: string[]): Audience =>
      channel && shown.includes(channel) ? { channel } : { admins: shown.map((it) => UserId.parse(it)) }

    if (channel) await expectInChannel(db, channel)
    else await expectCards(db, everybody)
    await showAll()
    if (channel && !isOpen) {
      await dropCards(db, channel)
      await expectCards(db, everybody)
      await showAll()
    }
    if (failed.length > 0) throw failed[0] // who could not be reached has held up no other, and is tried again

    async function showAll() {
      for (const { shownTo, requests } of await freshCards(db))
        if (shownTo !== channel && requests.length > MOST_CARDS) await tried(together(shownTo, requests))
      for (const card of await openCards(db)) await tried(card.shownTo === channel ? inChannel(card) : show(card))
    }
    async function tried(work: Promise<unknown>) {
      await work.catch((error: unknown) => failed.push(error))
    }
    async function together(to: string, ids: string[]) {
      await post(to, requestsWait(wordsFor(to), ids.length), null)
      await noteToldTogether(db, to, ids)
    }
    async function inChannel(card: Card) {
      if (!isOpen) return
      try {
        await show(card)
        await noteChannel(db, null)
      } catch (error) {
        if (!isClosed(error)) throw error
        isOpen = false
        await noteChannel(db, now())
      }
    }
    async function show(card: Card): Promise<void> {
      await showOnce(db, card, async (tx, request, stage, at) => {
        const { kind, shownTo } = card
        const words = kind === 'card' ? wordsFor(shownTo) : speak(request.place.language)
        const as = kind === 'card' ? (shownTo === channel ? 'channel' : 'decider') : kind
        const audience = audienceOf(await shownToOf(tx, request.id))
        const message = await requestShown({ db: tx, words, settings }, request, { as, audience, stage })
        if (kind !== 'news') return post(shownTo, message, at)
        await say(request.place, message)
        return null
      })
    }
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      requests: Record<string, never>
    }
  }
}

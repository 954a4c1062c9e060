// Tells admins, unasked, what somebody has done on the phone system, and who has left: a card for each case and admin, which
// stays true until it is a record. What there is to say is found anew each time, so it does not matter how often this runs or where it dies.
import type { Task } from 'graphile-worker'
import { cardOf } from '../commands/drifts.ts'
import type { Message, Settings } from '../commands/command.ts'
import { leaverCardOf } from '../commands/leavers.ts'
import type { UserId } from '../ring/actor.ts'
import type { Extension } from '../ring/group.ts'
import { told } from '../ring/told.ts'
import type { Db } from '../store/db.ts'
import {
  expectForgotten,
  expectNotices,
  freshFor,
  openTo,
  sayOnce,
  saySeveralOnce,
  type Case,
  type Forgotten,
  type Notice,
  type Posted,
} from '../store/notices.ts'
import { groupsAt } from '../store/groups.ts'
import { driftRecord, forgottenNote, severalDrifts } from '../views/drift-card.ts'
import { groupCalled } from '../views/group-lines.ts'
import { isLeaverEnd, leaverRecord, severalLeavers } from '../views/leaver-card.ts'
import { speak, type Words } from '../words/index.ts'
import type { Keep, Once } from './unnoted.ts'

/** Shows a message to somebody, or instead of what stands there, and says where it stands. */
export type Post = (to: string, message: Message, at: Posted | null) => Promise<Posted>

type Deps = {
  db: Db
  post: Post
  once: Once
  settings: Settings
  now(): Date
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
}

/** More new cases than this for one person are told together. */
const MOST_CARDS = 5
const SEVERAL = { drift: severalDrifts, leaver: severalLeavers }

export const notice =
  ({ db, post, once, settings, now, admins }: Deps): Task<'notice'> =>
  async ({ forgotten }) => {
    const { channel } = settings
    const all = await admins()
    const users = all.map((it) => it.user)
    if (forgotten) await expectForgotten(db, users, forgotten)
    await expectNotices(db, [...users, ...(channel && told('drift', 'channel') ? [channel] : [])], now())
    const languageOf = (user: string) => all.find((it) => it.user === user)?.language ?? settings.language
    const failed: unknown[] = []
    const tried = (work: Promise<unknown>) => work.catch((error: unknown) => failed.push(error))

    for (const { user, kind, count } of await freshFor(db)) {
      if (count <= MOST_CARDS) continue
      const several = (keep: Keep) => (cases: number) => {
        const message = SEVERAL[kind](speak(languageOf(user)), cases)
        return keep<Posted>(message, (before) => post(user, message, before))
      }
      await tried(once(`several ${kind} ${user}`, (keep) => saySeveralOnce(db, user, kind, several(keep))))
    }
    for (const place of await openTo(db))
      await tried(
        once(`notice ${place.drift} ${place.user}`, (keep) =>
          sayOnce(db, place, async (tx, it, open) => {
            const message = await messageFor(tx, speak(languageOf(it.user)), it, open)
            const said = message && JSON.stringify(message)
            if (!message || said === it.said) return null
            return {
              said: said!,
              posted: await keep<Posted>(message, (before) => post(it.user, message, it.posted ?? before)),
            }
          }),
        ),
      )
    if (failed.length > 0) throw failed[0] // who could not be reached has held up no other, and is tried again

    async function messageFor(
      tx: Db,
      words: Words,
      { said, ended }: Notice,
      open: Case | null,
    ): Promise<Message | null> {
      if (ended?.how === 'forgotten') return forgottenNote(words, await groupsCalledAt(tx, ended.extensions), ended.at)
      const card = said ? (JSON.parse(said) as Message) : null
      if (ended && isLeaverEnd(ended)) return card && leaverRecord(words, card, ended)
      if (ended) return card && driftRecord(words, card, ended)
      const on = { db: tx, words, settings }
      return open && (open.kind === 'drift' ? cardOf(on, open.drift) : leaverCardOf(on, open.leaver))
    }
  }

/** "Support (600)", or the extension where no group is any more. */
async function groupsCalledAt(db: Db, extensions: Extension[]): Promise<string[]> {
  const groups = await groupsAt(db, extensions)
  return extensions.map((extension) => {
    const group = groups.find((it) => it.extension === extension)
    return group ? groupCalled(group) : extension
  })
}

declare global {
  namespace GraphileWorker {
    interface Tasks {
      notice: { forgotten?: Forgotten }
    }
  }
}

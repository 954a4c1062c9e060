// Tells ahead what is about to end by itself: a day before somebody's membership or absence ends, and before nobody rings any
// more, while it can still be otherwise. Once for each end, however often this runs or where it dies.
import type { Task } from 'graphile-worker'
import { knownAround } from '../commands/around.ts'
import type { Message, Settings } from '../commands/command.ts'
import { UserId } from '../ring/actor.ts'
import { emptyFrom, endingOf, endingsIn, isRinging } from '../ring/ends.ts'
import type { RingGroup } from '../ring/group.ts'
import { lapse } from '../ring/lapse.ts'
import { told } from '../ring/told.ts'
import type { Db } from '../store/db.ts'
import {
  beganAt,
  casesToTell,
  expectToHear,
  groupsWithDatesBefore,
  notNoted,
  noteCases,
  tellCaseOnce,
  untold,
  type Case,
  type Telling,
} from '../store/foretold.ts'
import { groupsWithIds } from '../store/groups.ts'
import type { Posted } from '../store/notices.ts'
import { emptyTold, endingTold } from '../views/foretold.ts'
import { speak } from '../words/index.ts'
import { each } from './each.ts'
import type { Post } from './notice.ts'
import type { Keep, Once } from './unnoted.ts'

type Deps = {
  db: Db
  now(): Date
  settings: Pick<Settings, 'channel' | 'country' | 'language'>
  post: Post
  once: Once
  /** The language somebody reads; null: nobody we speak to. */
  readsIn(user: UserId): Promise<string | null>
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
}

const HOUR = 3_600_000
const AHEAD = 24 * HOUR
/** What is over sooner is known to whoever wanted it. */
const SHORT = 48 * HOUR
const MINUTE = 60_000

export const foretell =
  ({ db, now, settings, post, once, readsIn, admins }: Deps): Task<'foretell'> =>
  async () => {
    const { channel } = settings
    await foresee(db, now())
    try {
      await each(await casesToTell(db), async (it) => expectToHear(db, it, await audienceOf(it)))
    } finally {
      await each(await untold(db), (it) =>
        once(`foretold ${it.kind} ${it.group} ${it.extension} ${it.at.toISOString()} ${it.to}`, (keep) =>
          tellCaseOnce(db, it, (tx) => tellOne(tx, it, keep)),
        ),
      )
    }

    /** The leads; where there is none, whoever could make somebody one. */
    async function audienceOf({ kind, group: id }: Case): Promise<string[]> {
      const [group] = await groupsWithIds(db, [id])
      if (!group) return []
      const leads: string[] = []
      for (const { user } of group.leads) if ((await readsIn(user)) !== null) leads.push(user)
      const what = kind === 'end' ? 'ending' : 'empty'
      const everybody = [
        ...(told(what, 'leads') ? leads : []),
        ...(told(what, 'admins') || leads.length === 0 ? (await admins()).map((it) => it.user) : []),
        ...(channel && told(what, 'channel') ? [channel] : []),
      ]
      return [...new Set(everybody)]
    }
    async function tellOne(tx: Db, it: Telling, keep: Keep): Promise<void> {
      const [group] = await groupsWithIds(tx, [it.group])
      const language = it.to === channel ? settings.language : await readsIn(UserId.parse(it.to))
      const message = group && language !== null && (await messageOf(tx, it, lapse(group, now()), language))
      if (message) await keep<Posted>(message, (before) => post(it.to, message, before))
    }
    /** null: it will not come to that any more. */
    async function messageOf(tx: Db, it: Telling, group: RingGroup, language: string): Promise<Message | null> {
      const w = speak(language)
      const known = await knownAround({ db: tx, settings }, [{ touched: [{ before: group, after: group }] }])
      if (it.kind === 'empty') {
        const isNow = it.at <= now()
        const still = isNow ? !isRinging(group) : emptyFrom(group, it.at) === it.at.toISOString()
        return still
          ? emptyTold(w, known, group, { at: isNow ? null : it.at.toISOString(), buttons: it.to !== channel })
          : null
      }
      const ending = it.extension ? endingOf(group, it.extension) : null
      return ending?.at === it.at.toISOString() ? endingTold(w, known, group, ending) : null
    }
  }

/** A case for all that ends within a day, and is not known yet. */
export async function foresee(db: Db, now: Date): Promise<void> {
  const within = new Date(now.getTime() + AHEAD)
  const groups = await groupsWithDatesBefore(db, within)
  const empty = groups.flatMap((group): Case[] => {
    const at = emptyFrom(group, within)
    return at ? [{ kind: 'empty', group: group.id, extension: '', at: new Date(at) }] : []
  })
  const ends = groups.flatMap((group): (Case & { kind: 'end' })[] =>
    endingsIn(lapse(group, now))
      .filter(({ at }) => Date.parse(at) <= within.getTime())
      .map(({ at, who }) => ({ kind: 'end', group: group.id, extension: who, at: new Date(at) })),
  )
  for (const it of await notNoted(db, [...empty, ...ends])) await noteCases(db, [it], await isShort(db, it, groups))
}

async function isShort(db: Db, { kind, group: id, extension, at }: Case, groups: RingGroup[]): Promise<boolean> {
  const group = groups.find((it) => it.id === id)
  const ending = kind === 'end' && group && extension && endingOf(group, extension)
  if (!ending) return false
  const began = await beganAt(db, id, ending.who, ending.how === 'away' ? 'absence' : 'membership')
  return began !== null && at.getTime() - Math.floor(began.getTime() / MINUTE) * MINUTE < SHORT
}

declare global {
  namespace GraphileWorker {
    interface Tasks {
      foretell: Record<string, never>
    }
  }
}

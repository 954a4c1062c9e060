// The channel: one line for each change, in one post about a group for a while.
import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import { knownAround } from '../commands/around.ts'
import { groupIn, type Delivered } from '../ring/change.ts'
import { GroupId } from '../ring/group.ts'
import { happeningOf, told, type Quiet } from '../ring/told.ts'
import { noteChannel } from '../store/channel.ts'
import type { Db } from '../store/db.ts'
import type { Posted } from '../store/notices.ts'
import { changesOfGroup, standsIn, tellOf } from '../store/told.ts'
import { channelPost, MOST_LINES } from '../views/told.ts'
import { speak } from '../words/index.ts'
import type { Post } from './notice.ts'
import type { Once } from './unnoted.ts'

type Deps = {
  db: Db
  now(): Date
  settings: Pick<Settings, 'channel' | 'country' | 'language'>
  quiet: Quiet
  post: Post
  once: Once
}

/**
 * Where nothing can be written to the channel, that is noted, and nothing stands there; it is tried again with whatever is
 * to be posted next. People hear of it all the same.
 */
export const postNoting =
  ({
    db,
    now,
    post,
    settings: { channel },
    isClosed,
  }: Pick<Deps, 'db' | 'now' | 'post'> & {
    settings: Pick<Settings, 'channel'>
    /** Slack says that nothing can be written there. */
    isClosed(error: unknown): boolean
  }): Post =>
  async (to, message, at) => {
    if (to !== channel) return post(to, message, at)
    try {
      const posted = await post(to, message, at)
      await noteChannel(db, null).catch(() => {}) // with the next one: what was posted is not posted again for that
      return posted
    } catch (error) {
      if (!isClosed(error)) throw error
      await noteChannel(db, now())
      return NOWHERE
    }
  }
const NOWHERE: Posted = { channel: '', ts: '' }

export const postChanges =
  ({ db, now, settings, quiet, post, once }: Deps): Task<'post'> =>
  async (job) => {
    const { channel } = settings
    if (!channel) return
    const group = GroupId.parse(job.group)
    await once(`channel ${group}`, (keep) =>
      tellOf(db, { audience: 'channel', of: group }, async (tx, so) => {
        const fresh = await linesOf(tx, await changesOfGroup(tx, group, { after: so.change }))
        const last = fresh.at(-1)
        if (!last) return null
        const isOpen = so.post && so.at && now().getTime() < so.at.getTime() + quiet.post
        const earlier = isOpen ? await linesOf(tx, await changesOfGroup(tx, group, { from: so.post!.first })) : fresh
        const goesOn = isOpen && earlier.length <= MOST_LINES
        const lines = goesOn ? earlier : fresh
        const message = channelPost(speak(settings.language), await knownAround({ db: tx, settings }, lines), lines)
        const posted = await keep<Posted>(message, (before) => post(channel, message, goesOn ? so.post : before))
        const stands = posted.ts ? { ...posted, first: lines[0]!.id } : null
        return { change: last.id, at: goesOn ? so.at : now(), post: stands }
      }),
    )

    /** Those that are told in the post about this group; what a card says there already is not said again. */
    async function linesOf(tx: Db, changes: Delivered[]): Promise<Delivered[]> {
      const lines: Delivered[] = []
      for (const it of changes) {
        const what = happeningOf(it, true)
        const cell = what && told(what, 'channel')
        const isHere = it.touched[0] && groupIn(it.touched[0]).id === group
        if (!cell || !isHere) continue
        const request = it.because && 'request' in it.because ? it.because.request : null
        if (cell.how === 'record' && request && (await standsIn(tx, request, channel!))) continue
        lines.push(it)
      }
      return lines
    }
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      post: { group: string }
    }
  }
}

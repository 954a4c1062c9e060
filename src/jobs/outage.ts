// The phone system does not answer, for longer than a moment, and is back: told once each.
import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import type { UserId } from '../ring/actor.ts'
import { told } from '../ring/told.ts'
import type { Db } from '../store/db.ts'
import { downSince, tellOutageOnce, untoldBack } from '../store/phone-system.ts'
import { outageTold } from '../views/told.ts'
import { speak } from '../words/index.ts'
import type { Post } from './notice.ts'

type Deps = {
  db: Db
  settings: Pick<Settings, 'language'>
  post: Post
  channel: string | null
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
}

/** `since`: it has been away for so long that this is told, if it still is. Without it: it is back. */
export const outage =
  ({ db, settings, post, channel, admins }: Deps): Task<'outage'> =>
  async ({ since: said }) => {
    const all = await admins()
    const failed: unknown[] = []
    const tell = async (to: string, since: Date, back: boolean) => {
      const language = all.find((it) => it.user === to)?.language ?? settings.language
      const message = outageTold(speak(language), since, back)
      const telling = tellOutageOnce(db, { to, since, back }, () => post(to, message, null))
      await telling.catch((error: unknown) => failed.push(error))
    }
    if (said) {
      const since = await downSince(db)
      if (since?.toISOString() !== said) return
      const admins = told('down', 'admins') ? all.map((it) => it.user) : []
      for (const to of [...admins, ...(channel && told('down', 'channel') ? [channel] : [])])
        await tell(to, since, false)
    } else for (const { to, since } of await untoldBack(db)) await tell(to, since, true)
    if (failed.length > 0) throw failed[0] // who could not be reached has held up no other, and is tried again
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      outage: { since?: string }
    }
  }
}

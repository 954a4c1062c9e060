// The phone system does not answer, for longer than a moment, and is back: told once each.
import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import type { UserId } from '../ring/actor.ts'
import { told } from '../ring/told.ts'
import type { Db } from '../store/db.ts'
import type { Posted } from '../store/notices.ts'
import { downSince, tellOutageOnce, untoldBack } from '../store/phone-system.ts'
import { outageTold } from '../views/told.ts'
import { speak } from '../words/index.ts'
import { each } from './each.ts'
import type { Post } from './notice.ts'
import type { Once } from './unnoted.ts'

type Deps = {
  db: Db
  settings: Pick<Settings, 'channel' | 'language'>
  post: Post
  once: Once
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
}

/** `since`: it has been away for so long that this is told, if it still is. Without it: it is back. */
export const outage =
  ({ db, settings, post, once, admins }: Deps): Task<'outage'> =>
  async ({ since: said }) => {
    const { channel } = settings
    const all = await admins()
    const tell = (back: boolean) => (it: { to: string; since: Date }) => {
      const language = all.find(({ user }) => user === it.to)?.language ?? settings.language
      const message = outageTold(speak(language), it.since, back)
      return once(`outage ${it.since.toISOString()} ${back} ${it.to}`, (keep) =>
        tellOutageOnce(db, { ...it, back }, () => keep<Posted>(message, (before) => post(it.to, message, before))),
      )
    }
    if (!said) return each(await untoldBack(db), tell(true))
    const since = await downSince(db)
    if (since?.toISOString() !== said) return
    const everybody = [
      ...(told('down', 'admins') ? all.map((it) => it.user) : []),
      ...(channel && told('down', 'channel') ? [channel] : []),
    ]
    await each(everybody, (to) => tell(false)({ to, since }))
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      outage: { since?: string }
    }
  }
}

// Tells admins what somebody asks of them, who may not do it.
import type { Task } from 'graphile-worker'
import type { Asking, Command } from '../commands/command.ts'
import { commands, isCommand } from '../commands/registry.ts'
import { saidLine } from '../commands/said-line.ts'
import type { UserId } from '../ring/actor.ts'
import type { Db } from '../store/db.ts'
import type { Posted } from '../store/notices.ts'
import { tellPleaOnce, untoldPleas, type Plea } from '../store/pleas.ts'
import { pleaCard } from '../views/plea-card.ts'
import { speak } from '../words/index.ts'
import { each } from './each.ts'
import type { Post } from './notice.ts'
import type { Keep, Once } from './unnoted.ts'

type Deps = {
  db: Db
  now(): Date
  post: Post
  once: Once
  nameOf: Asking['nameOf']
  /** The language in which this admin reads; null: none any more. */
  readsIn(user: UserId): Promise<string | null>
}

export const pleas =
  ({ db, now, post, once, nameOf, readsIn }: Deps): Task<'pleas'> =>
  async () => {
    await each(await untoldPleas(db, now()), (id) =>
      once(`plea ${id}`, (keep) => tellPleaOnce(db, id, now(), (it, tx) => tell(it, tx, keep))),
    )

    async function tell({ id, by, to, command: name, said }: Plea, tx: Db, keep: Keep) {
      const language = await readsIn(to)
      if (language === null || !isCommand(name)) return
      const words = speak(language)
      const line = await saidLine({ db: tx, words, nameOf }, name, said)
      const it: Command = commands[name]
      const message = pleaCard(words, { id, by, line, hasForm: it.form !== undefined })
      await keep<Posted>(message, (before) => post(to, message, before))
    }
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      pleas: Record<string, never>
    }
  }
}

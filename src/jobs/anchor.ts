import type { Task } from 'graphile-worker'
import { headOf, type Head } from '../store/chain.ts'
import type { Db } from '../store/db.ts'

/** Once a day: where the chain of history ends is said where nobody who could rewrite it reaches, the log. */
export const anchor =
  (db: Db, say: (head: Head) => void): Task<'anchor'> =>
  async () =>
    say(await headOf(db))

declare global {
  namespace GraphileWorker {
    interface Tasks {
      anchor: Record<string, never>
    }
  }
}

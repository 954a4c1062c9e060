import type { PhoneSystem } from '../phones/phone-system.ts'
import { keepDirectory } from '../store/directory.ts'
import type { Db } from '../store/db.ts'
import { leaversLater } from '../store/queue.ts'

type Deps = { db: Db; phones: Pick<PhoneSystem, 'directory'>; now(): Date }

/** Keep what the phone system says of itself: who can ring, which numbers there are. If it does not answer, what we know stays. */
export const directory =
  ({ db, phones, now }: Deps) =>
  async (): Promise<void> => {
    await keepDirectory(db, await phones.directory(), now())
    await leaversLater(db, null) // an extension may be gone
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      directory: Record<string, never>
    }
  }
}

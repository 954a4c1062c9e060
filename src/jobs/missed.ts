import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import type { UserId } from '../ring/actor.ts'
import type { Call } from '../ring/call.ts'
import { callOf, tellOfCallOnce } from '../store/calls.ts'
import { directoryOf } from '../store/company.ts'
import type { Db } from '../store/db.ts'
import { knownAdmins } from '../store/people.ts'
import { missedCard } from '../views/missed-card.ts'
import { speak } from '../words/index.ts'
import type { Say } from './tell.ts'

type Deps = {
  db: Db
  say: Say
  settings: Pick<Settings, 'country' | 'phoneSystem'>
  /** The language in which this person reads of calls; null: they may not, or not any more. */
  readsIn(user: UserId): Promise<string | null>
}

/** More than anybody has. */
const MOST_ADMINS = 50

/** Tells a missed call to the admins that are known, each once. Who cannot be reached holds up no other, and is tried again. */
export const missed =
  ({ db, say, settings, readsIn }: Deps): Task<'missed'> =>
  async ({ call: id }) => {
    const call = await callOf(db, id)
    if (!call) return
    const directory = await directoryOf(db, { extensions: extensionsIn(call), numbers: [] })
    const tellTo = async (user: UserId) => {
      const language = await readsIn(user)
      if (language === null) return
      const { phoneSystem, country } = settings
      const card = missedCard(speak(language), { directory, country }, call, { simulated: phoneSystem === 'simulated' })
      await tellOfCallOnce(db, id, user, () => say({ user, language }, card))
    }
    const failed: unknown[] = []
    for (const user of await knownAdmins(db, MOST_ADMINS))
      await tellTo(user).catch((error: unknown) => failed.push(error))
    if (failed.length > 0) throw failed[0]
  }

const extensionsIn = ({ passed, ending }: Call) => [
  ...passed.flatMap((it) => it.rang),
  ...(ending.how === 'voicemail' ? [ending.box] : ending.how === 'elsewhere' ? [ending.to] : []),
]

declare global {
  namespace GraphileWorker {
    interface Tasks {
      missed: { call: string }
    }
  }
}

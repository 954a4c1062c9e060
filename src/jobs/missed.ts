import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import type { UserId } from '../ring/actor.ts'
import type { Call } from '../ring/call.ts'
import { told } from '../ring/told.ts'
import { callOf, tellOfCallOnce } from '../store/calls.ts'
import { directoryOf } from '../store/company.ts'
import type { Db } from '../store/db.ts'
import { knownAdmins, leadsOfAll } from '../store/people.ts'
import { missedCard } from '../views/missed-card.ts'
import { speak } from '../words/index.ts'
import { each } from './each.ts'
import type { Say } from './tell.ts'
import type { Once } from './unnoted.ts'

type Deps = {
  db: Db
  say: Say
  once: Once
  settings: Pick<Settings, 'country' | 'phoneSystem'>
  /** Who this person is now, and the language they read; null: nobody we speak to. */
  person(user: UserId): Promise<{ role: 'admin' | 'member'; locale: string } | null>
}

/** More than anybody has. */
const MOST_ADMINS = 50

/** Tells a missed call to the admins that are known and to the leads of the groups that tell it, each once. */
export const missed =
  ({ db, say, once, settings, person }: Deps): Task<'missed'> =>
  async ({ call: id }) => {
    const call = await callOf(db, id)
    if (!call) return
    const directory = await directoryOf(db, { extensions: extensionsIn(call), numbers: [] })
    const telling = call.passed.flatMap((it) => (it.tells && it.group ? it.group : []))
    const leads = told('missed', 'leads') ? await leadsOfAll(db, telling) : []
    const tellTo = async (user: UserId) => {
      const who = await person(user)
      const isAdmin = who?.role === 'admin'
      if (!who || !(isAdmin || leads.includes(user))) return
      const language = who.locale
      const { phoneSystem, country } = settings
      const how = { simulated: phoneSystem === 'simulated', mayStop: isAdmin }
      const card = missedCard(speak(language), { directory, country }, call, how)
      await once(`call ${id} ${user}`, (keep) =>
        tellOfCallOnce(db, id, user, () => keep(card, () => say({ user, language }, card))),
      )
    }
    await each(new Set([...(await knownAdmins(db, MOST_ADMINS)), ...leads]), tellTo)
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

// Tells people, unasked, what has become of their phone and of the groups they lead. It compares what was before the first
// change they have not heard of with what is after the last one, and says it once, however often it runs or where it dies.
import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import { knownAround } from '../commands/around.ts'
import { UserId } from '../ring/actor.ts'
import type { Delivered } from '../ring/change.ts'
import { Extension, GroupId } from '../ring/group.ts'
import { newsFor, newsOf, told, type Quiet } from '../ring/told.ts'
import { changeNumbered } from '../store/changes.ts'
import type { Db } from '../store/db.ts'
import { leadsOfAll } from '../store/people.ts'
import { tellingLater } from '../store/queue.ts'
import { requestNumbered } from '../store/requests.ts'
import { changesAtPhone, changesOfGroup, expectTold, tellOf, toldTo, type Told } from '../store/told.ts'
import { adminTold, declinedTold, leadTold, phoneTold } from '../views/told.ts'
import { speak } from '../words/index.ts'
import { each } from './each.ts'
import type { Say } from './tell.ts'
import type { Once } from './unnoted.ts'

type Deps = {
  db: Db
  now(): Date
  settings: Pick<Settings, 'country'>
  quiet: Quiet
  say: Say
  once: Once
  /** The language somebody reads; null: nobody we speak to. */
  readsIn(user: UserId): Promise<string | null>
  /** Whose phone this is. */
  usersOf(extension: Extension): Promise<UserId[]>
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
}

const isLater = (one: string, other: string) => BigInt(one) > BigInt(other)

export const tellPhone =
  ({ db, now, say, once, readsIn, usersOf }: Deps): Task<'tellPhone'> =>
  async (job) => {
    const extension = Extension.parse(job.extension)
    const phone = { audience: 'phone' as const, of: extension }
    const so = await toldTo(db, phone)
    const changes = so ? await changesAtPhone(db, extension, { after: so.change }) : []
    const [first, last] = [changes[0], changes.at(-1)]
    if (!first || !last) return
    const noted = (before: Told): Told | null => (isLater(last.id, before.change) ? done(last, now()) : null)
    await each(await usersOf(extension), async (user) => {
      const person = { ...phone, of: `${extension} ${user}` }
      await expectTold(db, [{ ...person, change: first.id }])
      await once(`phone ${person.of}`, (keep) =>
        tellOf(db, person, async (_, before) => {
          const unheard = changes.filter((it) => isLater(it.id, before.change))
          const news = newsFor(extension, unheard, user)
          const language = news.length > 0 ? await readsIn(user) : null
          if (language !== null) {
            const message = phoneTold(speak(language), extension, news)
            await keep(message, () => say({ user, language }, message))
          }
          return noted(before)
        }),
      )
    })
    await tellOf(db, phone, async (_, before) => noted(before))
  }

export const tellLead =
  ({ db, now, settings, quiet, say, once, readsIn }: Deps): Task<'tellLead'> =>
  async (job) => {
    const [group, user] = [GroupId.parse(job.group), UserId.parse(job.user)]
    await once(`lead ${group} ${user}`, (keep) =>
      tellOf(db, { audience: 'lead', of: `${group} ${user}` }, async (tx, so) => {
        const early = so.at ? so.at.getTime() + quiet.lead - now().getTime() : 0
        if (early > 0) return tellingLater(tx, 'tellLead', { group, user }, early).then(() => null)
        const changes = await changesOfGroup(tx, group, { after: so.change })
        const last = changes.at(-1)
        if (!last) return null
        const news = newsOf(group, changes, user)
        const language = news.length > 0 ? await readsIn(user) : null
        if (language === null) return { ...so, change: last.id } // the hour runs from what was said
        const message = leadTold(speak(language), await knownAround({ db: tx, settings }, news), group, news)
        await keep(message, () => say({ user, language }, message))
        return done(last, now())
      }),
    )
  }

/** Somebody who does not have to ask has changed something: admins get the record, and may put it back. */
export const tellAdmins =
  ({ db, now, settings, say, once, admins }: Deps): Task<'tellAdmins'> =>
  async ({ change: id }) => {
    const change = await changeNumbered(db, id)
    const known = await knownAround({ db, settings }, [change])
    await each(await admins(), async ({ user, language }) => {
      const record = { audience: 'record' as const, of: `${id} ${user}` }
      await expectTold(db, [{ ...record, change: id }])
      const message = adminTold(speak(language), known, change)
      await once(`record ${record.of}`, (keep) =>
        tellOf(db, record, async (_, so) => {
          if (so.at) return null
          await keep(message, () => say({ user, language }, message))
          return done(change, now())
        }),
      )
    })
  }

/** The other leads of the groups it was about hear that a request was declined. */
export const tellDeclined =
  ({ db, now, settings, say, once, readsIn }: Deps): Task<'tellDeclined'> =>
  async ({ request: id }) => {
    const request = await requestNumbered(db, id)
    const { decision, by, shown } = request
    if (decision?.how !== 'declined' || !told('declined', 'leads')) return
    const leads = (await leadsOfAll(db, request.groups)).filter((it) => it !== by && it !== decision.by)
    if (leads.length === 0) return
    const known = await knownAround({ db, settings }, [{ touched: shown }])
    await each(leads, async (user) => {
      const record = { audience: 'record' as const, of: `request ${id} ${user}` }
      await expectTold(db, [{ ...record, change: NO_CHANGE }])
      await once(`record ${record.of}`, (keep) =>
        tellOf(db, record, async (_, so) => {
          const language = so.at ? null : await readsIn(user)
          if (language !== null) {
            const message = declinedTold(speak(language), known, request, decision)
            await keep(message, () => say({ user, language }, message))
          }
          return { ...so, at: now() }
        }),
      )
    })
  }
const NO_CHANGE = '1'

const done = ({ id }: Pick<Delivered, 'id'>, at: Date): Told => ({ change: id, at, post: null })

declare global {
  namespace GraphileWorker {
    interface Tasks {
      tellPhone: { extension: string }
      tellLead: { group: string; user: string }
      tellAdmins: { change: string }
      tellDeclined: { request: string }
    }
  }
}

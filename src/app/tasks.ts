// What happens later, each with what it needs: the jobs of `jobs/` by their names in the queue.
import type { WebClient } from '@slack/web-api'
import type { Asking, Settings } from '../commands/command.ts'
import { usersOf } from '../commands/phone-of.ts'
import { anchor } from '../jobs/anchor.ts'
import { directory } from '../jobs/directory.ts'
import { foretell } from '../jobs/foretell.ts'
import { handOut } from '../jobs/hand-out.ts'
import { lapse } from '../jobs/lapse.ts'
import { late } from '../jobs/late.ts'
import { leavers } from '../jobs/leavers.ts'
import { missed } from '../jobs/missed.ts'
import { notice } from '../jobs/notice.ts'
import { outage } from '../jobs/outage.ts'
import { overdue } from '../jobs/overdue.ts'
import { pleas } from '../jobs/pleas.ts'
import { postChanges, postNoting } from '../jobs/post.ts'
import { push } from '../jobs/push.ts'
import { requests } from '../jobs/requests.ts'
import { scan } from '../jobs/scan.ts'
import { tell, type Say } from '../jobs/tell.ts'
import { rememberUnnoted } from '../jobs/unnoted.ts'
import { tellAdmins, tellDeclined, tellLead, tellPhone } from '../jobs/told.ts'
import { andThen, type CrashPoint } from './hooks.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { isUnreachable, type PhoneSystem } from '../phones/phone-system.ts'
import { clock, type UserId } from '../ring/actor.ts'
import type { Extension } from '../ring/group.ts'
import type { Quiet } from '../ring/told.ts'
import type { People } from '../slack/people.ts'
import { isClosed, postTo } from '../slack/say.ts'
import type { Db } from '../store/db.ts'
import { wasAdmin } from '../store/people.ts'
import { noteDown } from '../store/phone-system.ts'
import { REPAIR, troubleOf } from '../store/trouble.ts'
import { speak } from '../words/index.ts'

type Options = {
  db: Db
  now(): Date
  log: Log
  metrics: Metrics
  phones: PhoneSystem
  settings: Settings
  quiet: Quiet
  /** so long calls are kept, in days */
  keepCallsDays: number
  people: People
  say: Say
  slack: WebClient
  /** Everybody who is an admin now, and the language they read. */
  admins(): Promise<{ user: UserId; language: string }[]>
  /** Somebody has just been told what became of their change. */
  told(user: UserId): Promise<void>
  at?: CrashPoint | undefined
}

export function tasks({ log, metrics, phones, people, slack, ...shared }: Options) {
  const { db, now, settings, quiet, keepCallsDays, say, told, at } = shared
  const readsIn = async (user: UserId) => (await people.person(user))?.locale ?? null
  const readsAsAdmin = async (user: UserId) => {
    const person = await people.person(user)
    return person?.role === 'admin' ? person.locale : null
  }
  const noting = (post: ReturnType<typeof postTo>) => postNoting({ db, now, settings, isClosed, post })
  const posting = (gone?: 'anew') => andThen(postTo(slack, gone), 'after Slack took a post', at)
  const post = noting(posting())
  const once = rememberUnnoted()
  const telling = {
    ...shared,
    once,
    readsIn,
    usersOf: (extension: Extension) => usersOf({ db, userWithEmail: people.withEmail }, extension),
  }
  const byClock = clocked({ db, now, settings, meter: metrics, at })

  /** A phone system that does not answer is no failure: when it is back, or a minute later, all of it is done. */
  const ifReachable =
    <P extends unknown[]>(task: (...payload: P) => unknown) =>
    async (...payload: P) => {
      try {
        await task(...payload)
      } catch (error) {
        if (!isUnreachable(error)) throw error
        log.warn({ err: error }, 'the phone system does not answer')
        await noteDown(db, now(), quiet.outage)
      }
    }
  const onPhones = { db, phones, now, at }
  async function wentLive(changes: bigint[], at: Date) {
    const saved = await db.change
      .findMany({ where: { id: { in: changes } }, select: { id: true, at: true } })
      .catch(() => [])
    const savedAt = new Map(saved.map((it) => [it.id, it.at.getTime()]))
    for (const id of changes) metrics.live(`${id}`, (at.getTime() - (savedAt.get(id) ?? at.getTime())) / 1000)
  }
  return plainly({
    push: ifReachable(push({ ...onPhones, pushed: metrics.pushed, live: wentLive })),
    scan: ifReachable(scan(onPhones, false)),
    connected: ifReachable(scan(onPhones, true)),
    directory: ifReachable(directory(onPhones)),
    late: late(onPhones),
    anchor: anchor(db, (head) => log.info({ head }, 'history ends here')),
    lapse: lapse(byClock, keepCallsDays),
    foretell: foretell({ ...telling, post }),
    leavers: leavers(byClock, people.account),
    missed: missed({ db, say, once, settings, person: people.person }),
    notice: notice({ ...shared, once, post }),
    pleas: pleas({ db, now, once, post: posting(), nameOf: people.nameOf, readsIn: readsAsAdmin }),
    overdue: overdue({ db, now }, people.person),
    handOut: handOut({
      db,
      now,
      quiet,
      settings,
      async isAdmin(user) {
        const person = await people.person(user)
        return person ? person.role === 'admin' : wasAdmin(db, user) // who has left is what they were
      },
    }),
    tellPhone: tellPhone(telling),
    tellLead: tellLead(telling),
    tellAdmins: tellAdmins(telling),
    tellDeclined: tellDeclined(telling),
    post: postChanges({ ...shared, once, post: noting(posting('anew')) }),
    outage: outage({ ...shared, once, post }),
    requests: requests({ ...shared, once, post: posting(), isClosed }),
    tell: tell({ db, say, once, settings, told, at }),
  })
}

/** What the database cannot do is a line for whoever runs it, without a stack. */
const plainly = <T extends Record<string, (...it: never[]) => unknown>>(all: T): T => {
  const plain = (task: T[string]) =>
    async function run(...it: never[]) {
      try {
        return await task(...it)
      } catch (error) {
        const found = troubleOf(error)
        throw found ? Object.assign(new Error(`${REPAIR[found.trouble]} (${found.code})`), { stack: '' }) : error
      }
    }
  return Object.fromEntries(Object.entries(all).map(([name, task]) => [name, plain(task as T[string])])) as T
}

/** The clock asks for what it does itself: it is nobody, hears nothing and may what it must. */
const clocked = (deps: Pick<Asking, 'db' | 'now' | 'settings' | 'meter' | 'at'>): Asking => ({
  ...deps,
  actor: clock,
  words: speak(deps.settings.language),
  timeZone: 'UTC',
  emailOf: async () => null,
  userWithEmail: async () => null,
  nameOf: async (user) => user,
  admins: async () => [],
  adminsNow: async () => [],
  actorNow: async () => null,
  deciders: async () => ({ admins: [] }),
  forget: () => {},
  isNamedAdmin: async () => false,
  place: null,
  askedIn: null,
})

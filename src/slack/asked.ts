// Who asked for what: what every listener finds out before it does anything, and how every one of them ends.
import { randomBytes } from 'node:crypto'
import type { Asking, Reply } from '../commands/command.ts'
import { inWords } from '../commands/index.ts'
import { UserId, type Actor } from '../ring/actor.ts'
import type { Place } from '../ring/change.ts'
import type { Audience } from '../ring/request.ts'
import { Refusal } from '../ring/refusal.ts'
import { speak, type Words } from '../words/index.ts'
import type { People, Person } from './people.ts'
import type { Say } from './say.ts'

export type Deps = Pick<Asking, 'db' | 'now' | 'settings' | 'meter' | 'at'> & {
  people: People
  records: {
    /** Notes what somebody is; which groups they lead. */
    met(user: UserId, admin: boolean): Promise<Met>
    leadsOf(user: UserId): Promise<Met['leads']>
    /** Admins that have been met, at most two. */
    admins(): Promise<UserId[]>
    /** Everybody who is an admin now, as far as they are known. */
    adminsNow(): ReturnType<Asking['adminsNow']>
    /** Where a request goes: to the channel, or to everybody who may decide. */
    deciders(by: UserId): Promise<Audience>
    /** Slack says that something about this account has changed. */
    accountChanged(user: UserId, isDeactivated: boolean): Promise<void>
    /** Slack has taken our token away. */
    removed(why: string): Promise<void>
    /** The records cannot be reached now. */
    isAway(error: unknown): boolean
    /** What else the records cannot do now, and a line for whoever can mend it; null: it is a fault of ours. */
    trouble(error: unknown): { trouble: keyof Words['trouble']; code: string; repair: string } | null
    /** Nobody could find out whether something was saved. */
    isUnknown(error: unknown): boolean
  }
  say: Say
  log: { error(details: object, message: string): void }
}

/** What an envelope says of who asks: everything else about them is asked of Slack. */
export type Asked = {
  user: string
  askedIn: string
  /** where to answer, and whether that may replace what was pressed */
  url?: string | undefined
  urlUntil?: string | undefined
  replaces?: boolean
  opened?: Asking['opened']
}

/** `greets`: who has never asked before. */
export type Answered<R> = { place: Place; words: Words; greets: Actor | null } & ({ reply: R } | { problem: string })

/** A response_url is good for half an hour. */
const URL_MS = 30 * 60_000

type Met = { isNew: boolean; leads: Extract<Actor, { leads: object }>['leads'] }

/** Whatever happens, there is something to say; of a bug, the number under which the log knows it. */
export async function attempt<R>(deps: Deps, asked: Asked, work: (ctx: Asking) => Promise<R>): Promise<Answered<R>> {
  const { people, records, now, log } = deps
  const user = UserId.parse(asked.user)
  const { url, replaces = false } = asked
  const urlUntil = asked.urlUntil ?? new Date(now().getTime() + URL_MS).toISOString()
  let words = speak(deps.settings.language)
  let greets: Actor | null = null
  let mayUndo = true
  let isSaved = false
  const place = (): Place => ({
    user,
    language: words.code,
    ...(url && { url, urlUntil, replaces }),
    ...(!mayUndo && { noUndo: true }),
  })
  try {
    const person = await people.person(user)
    if (person) words = speak(person.locale)
    const { role, timeZone } = regular(person)
    const met = await records.met(user, role === 'admin')
    if (met.isNew) greets = { user, role, leads: met.leads }
    mayUndo = role === 'admin'
    const ctx: Asking = {
      ...deps,
      actor: { user, role, leads: met.leads },
      timeZone,
      words,
      place: place(),
      askedIn: asked.askedIn,
      opened: asked.opened,
      ending: {
        unsure: () =>
          void deps
            .say({ ...place(), replaces: false }, inWords(words.notKnownYet))
            .catch((error: unknown) => log.error({ err: error }, 'an answer did not arrive')),
        saved: () => void (isSaved = true),
      },
      emailOf: async (id) => (await people.person(id))?.email ?? null,
      userWithEmail: (email) => people.withEmail(email),
      nameOf: (id) => people.nameOf(id),
      async admins() {
        const now = (await records.adminsNow()).map((it) => it.user) // nobody is sent to somebody who has left
        return now.length > 0 ? now.slice(0, 2) : people.namedAdmins.length > 0 ? people.namedAdmins : records.admins()
      },
      actorNow: async (id) => {
        const now = await people.fresh(id).catch(() => {
          throw new Refusal((w) => w.requests.slackSilent)
        })
        return now && { user: id, role: now.role, leads: await records.leadsOf(id) }
      },
      adminsNow: () => records.adminsNow(),
      deciders: (id) => records.deciders(id),
      forget: (id) => people.drop(id),
      isNamedAdmin: (id) => people.isNamed(id),
    }
    return { place: place(), words, reply: await work(ctx), greets }
  } catch (error) {
    return { place: { ...place(), replaces: false }, words, greets, problem: sentence(error) }
  }

  function sentence(error: unknown): string {
    if (error instanceof Refusal) return error.problems.map((it) => it.say(words)).join('\n')
    const known = records.trouble(error)
    if (known && !isSaved) {
      log.error({ database: known.trouble, code: known.code }, known.repair)
      return words.trouble[known.trouble]
    }
    const reference = randomBytes(3).toString('hex')
    log.error({ err: error, reference }, 'a request failed')
    if (isSaved) return words.savedThenBroken(reference)
    if (records.isUnknown(error)) return words.neverKnown
    return records.isAway(error) ? words.databaseAway : words.broken(reference)
  }
}

const regular = (person: Person | null): Person => {
  if (!person) throw new Refusal((w) => w.notForYou)
  return person
}

/** What there is to say to somebody: a problem is a sentence. What changes groups is not answered here: `tell` does, when it knows more. */
export const messageIn = (answered: Answered<Reply>) => {
  if ('problem' in answered) return inWords(answered.problem)
  return 'message' in answered.reply ? answered.reply.message : null
}

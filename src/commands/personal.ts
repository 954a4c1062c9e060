// What becomes of a person, where no group is concerned: who is an admin, whose phone is which. Recorded as any change is.
import type { AdminBy, UserId } from '../ring/actor.ts'
import type { Personal } from '../ring/change.ts'
import type { Extension } from '../ring/group.ts'
import { Refusal } from '../ring/refusal.ts'
import { keep } from '../store/changes.ts'
import { alone, type Db } from '../store/db.ts'
import { groupsToChange } from '../store/groups.ts'
import { requestsLater } from '../store/queue.ts'
import { linkedPhone, linkPhone, saidAdmin, setAdmin } from '../store/people.ts'
import { unchanged } from '../views/change-card.ts'
import type { Ctx, Reply } from './command.ts'

/** `from`: only if that is what there is now. */
type To<T> = { to: T; from?: T }

/** Somebody is an admin by the word of one, or none; null: as Slack has it. */
export async function changeAdmin(ctx: Ctx, user: UserId, { to, from }: To<boolean | null>): Promise<Reply> {
  if (await ctx.isNamedAdmin(user)) throw new Refusal({ field: 'person', say: (w) => w.admins.named(user) })
  const others = (await ctx.adminsNow()).filter((it) => it.user !== user)
  const reply = await changed(ctx, async (db) => {
    const before = await saidAdmin(db, user)
    if (from !== undefined && before !== from) throw sinceThen(user)
    if (before === to) return null
    if (to !== true && !(await anyIsStill(db, others)))
      throw new Refusal({ field: 'person', say: (w) => w.admins.last(user) })
    await setAdmin(db, user, to)
    if (to) await requestsLater(db) // what waits for somebody who may decide
    return { user, admin: { before, after: to } }
  })
  ctx.forget(user)
  return reply
}

/** A phone is linked to somebody; null: none, so that only an equal e-mail address finds it. */
export const changeLink = (ctx: Ctx, user: UserId, { to, from }: To<Extension | null>): Promise<Reply> =>
  changed(ctx, async (db) => {
    const before = await linkedPhone(db, user)
    if (from !== undefined && before !== from) throw sinceThen(user)
    if (before === to) return null
    await linkPhone(db, user, to)
    return { user, phone: { before, after: to } }
  })

/** Puts back what a change made of a person, if that is still so. */
export const putPersonBack = (ctx: Ctx, person: Personal): Promise<Reply> =>
  'admin' in person
    ? changeAdmin(ctx, person.user, { to: person.admin.before, from: person.admin.after })
    : changeLink(ctx, person.user, { to: person.phone.before, from: person.phone.after })

const sinceThen = (user: UserId) => new Refusal({ field: 'change', say: (w) => w.people.changedSince(user) })

/** One of them may have been taken away a moment ago, after Slack was asked. */
async function anyIsStill(db: Db, admins: { user: UserId; by: AdminBy }[]): Promise<boolean> {
  for (const { user, by } of admins) {
    const word = by === 'configuration' || (await saidAdmin(db, user))
    if (word || (word === null && by !== 'word')) return true
  }
  return false
}

/** The edit says what became of whom; null: nothing. */
const changed = (ctx: Ctx, edit: (db: Db) => Promise<Personal | null>): Promise<Reply> =>
  alone(
    ctx.db,
    async (db): Promise<Reply> => {
      if (!(await groupsToChange(db, [], ctx.askedIn))) return { touched: [] } // it came twice
      const person = await edit(db)
      if (!person) return { message: unchanged(ctx.words), refused: true }
      const { wish, askedIn, place, settings } = ctx
      const how = { askedIn, place, patience: settings.patience }
      await keep(db, { ...wish, ...how, at: ctx.now(), touched: [], extensions: [], person })
      ctx.meter?.changed(wish.command)
      return { touched: [] }
    },
    ctx.unsure,
  )

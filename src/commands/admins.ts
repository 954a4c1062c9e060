import { z } from 'zod'
import { admin, type Actor, type UserId } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { lastWordsOn, saidAdmins } from '../store/people.ts'
import { adminForm } from '../views/admin-form.ts'
import { adminList } from '../views/admin-list.ts'
import { colleagueMeant, colleagueNamed, mention, mentioned } from './colleague.ts'
import { command, type Asking, type Instead, type Reply } from './command.ts'
import { changeAdmin } from './personal.ts'
import { AddOrRemove, Colleague } from './slots.ts'

const input = z.object({ how: AddOrRemove.optional(), person: Colleague.optional() })

/** By itself it lists them, for everybody. */
export const admins = command({
  input,
  async find(ctx, { how, person }) {
    if (!person) return { how, person: null }
    const user = how === 'remove' ? await whoIs(ctx, person) : (await colleagueNamed(ctx, person, 'person')).user
    const choice = (it: 'add' | 'remove') => ({
      label: (w: Asking['words']) => w.admins.press[it],
      input: { how: it, person: mention(user) },
    })
    if (!how)
      throw new Refusal({
        field: 'how',
        say: (w) => w.admins.addOrRemove(user),
        choices: [choice('add'), choice('remove')],
      })
    return { how, person: user }
  },
  allow: (actor: Actor, { how }) => (how ? admin(actor) : 'yes'),
  grave: true,
  async run(ctx, { how, person }): Promise<Reply | Instead> {
    if (!how) return { message: await listed(ctx) }
    if (!person) return { instead: 'admins', said: { how }, alert: [] }
    const isAdmin = (await ctx.actorNow(person))?.role === 'admin'
    if (how === 'add' && isAdmin) throw new Refusal({ field: 'person', say: (w) => w.admins.already(person) })
    if (how === 'remove' && !isAdmin && !(await isSaid(ctx, person)))
      throw new Refusal({ field: 'person', say: (w) => w.admins.none(person) })
    return changeAdmin(ctx, person, { to: how === 'add' })
  },
  form: async (ctx, { how = 'add', person }, { alert }) =>
    adminForm(ctx.words, { how, chosen: await colleagueMeant(ctx, person), alert }),
})

/** Whoever has left may still be an admin by the word of one. */
async function whoIs(ctx: Asking, person: string): Promise<UserId> {
  const user = mentioned(person)
  return user && (await isSaid(ctx, user)) ? user : (await colleagueNamed(ctx, person, 'person')).user
}

const isSaid = async ({ db }: Asking, user: UserId) => (await saidAdmins(db)).some((it) => it.user === user && it.admin)

async function listed({ db, words, actor, ...ctx }: Asking) {
  const now = await ctx.adminsNow()
  const gone = (await saidAdmins(db)).filter((it) => !it.admin && now.every((other) => other.user !== it.user))
  const said = await lastWordsOn(
    db,
    [...now, ...gone].map((it) => it.user),
  )
  return adminList(words, {
    admins: now.map((it) => ({ ...it, word: said.get(it.user) ?? null })),
    gone: gone.map(({ user }) => ({ user, word: said.get(user) ?? null })),
    mayChange: actor.role === 'admin',
  })
}

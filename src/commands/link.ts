import { z } from 'zod'
import { admin, type UserId } from '../ring/actor.ts'
import type { Extension } from '../ring/group.ts'
import { Refusal } from '../ring/refusal.ts'
import { entriesAt } from '../store/directory.ts'
import { linkedPhone } from '../store/people.ts'
import { linkForm } from '../views/link-form.ts'
import { colleagueMeant, colleagueNamed, mention, mentioned } from './colleague.ts'
import { command, type Asking, type Instead, type Reply } from './command.ts'
import { entryCalled, extensionNamed } from './find.ts'
import { valueMeant } from './grammar.ts'
import { changeLink } from './personal.ts'
import { phonesOf } from './phone-of.ts'
import { memberOptions } from './search.ts'
import { Colleague, Phone } from './slots.ts'

const input = z.object({
  person: Colleague,
  extension: Phone.optional(),
  /** said by the form alone: nothing in its field is none */
  filled: z.literal(true).optional(),
})

/** Whose phone is which, where no e-mail address says so, or another one does. */
export const link = command({
  input,
  async find(ctx, { person, extension, filled }) {
    const said = extension ?? (filled ? 'none' : undefined)
    const isNone = said !== undefined && valueMeant(said) === 'none'
    const user = isNone ? await whoIs(ctx, person) : (await colleagueNamed(ctx, person, 'person')).user
    if (said === undefined || isNone) return { user, asks: said === undefined, extension: null }
    return { user, asks: false, extension: await phoneNamed(ctx, said) }
  },
  allow: admin,
  grave: true,
  run: async (ctx, { user, asks, extension }): Promise<Reply | Instead> =>
    asks ? { instead: 'link', said: { person: mention(user) }, alert: [] } : changeLink(ctx, user, { to: extension }),
  form: async (ctx, { person, extension, filled }, { alert }) => {
    const user = await colleagueMeant(ctx, person)
    const [linked, own] = user ? [await linkedPhone(ctx.db, user), (await phonesOf(ctx, user))[0]] : [null, undefined]
    const chosen = filled || extension ? await found(ctx, extension) : linked
    const [entry] = chosen ? await entriesAt(ctx.db, [chosen]) : []
    const [option] = entry ? await memberOptions(ctx, [entry]) : []
    return linkForm(ctx.words, {
      person: user,
      chosen: option,
      byAddress: !linked && own ? entryCalled(ctx.words, own) : null,
      alert,
    })
  },
})

/** Whoever has left may still have a phone. */
async function whoIs(ctx: Asking, person: string): Promise<UserId> {
  const user = mentioned(person)
  return user && (await linkedPhone(ctx.db, user)) ? user : (await colleagueNamed(ctx, person, 'person')).user
}

/** Something that can ring. */
async function phoneNamed(ctx: Asking, said: string): Promise<Extension> {
  const extension = await extensionNamed(ctx, said, 'extension')
  const [entry] = await entriesAt(ctx.db, [extension])
  const nothingChanged = (sentence: string, w: Asking['words']) => `${sentence} ${w.people.nothingChanged}`
  if (!entry)
    throw new Refusal({ field: 'extension', say: (w) => nothingChanged(w.problems.noExtension(extension), w) })
  if (!entry.rings)
    throw new Refusal({ field: 'extension', say: (w) => nothingChanged(w.problems.onlyBox(entryCalled(w, entry)), w) })
  return extension
}

const found = (ctx: Asking, extension: string | undefined) =>
  extension === undefined ? null : extensionNamed(ctx, extension, 'extension').catch(() => null)

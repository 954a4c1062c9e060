// Whose phone is which: by the word of an admin, or else by an equal e-mail address; never by guess.
import type { UserId } from '../ring/actor.ts'
import type { Entry } from '../ring/company.ts'
import type { Extension } from '../ring/group.ts'
import { entriesAt, entriesOf } from '../store/directory.ts'
import { linkedPhone, usersLinkedTo } from '../store/people.ts'
import type { Asking } from './command.ts'

/** The phones that somebody may have: several only if they have one e-mail address. */
export const phonesOf = async ({ db, emailOf }: Asking, user: UserId): Promise<Entry[]> =>
  entriesOf(db, user, await emailOf(user))

/** The phone of whoever asks; null: it is not known. */
export async function ownPhone(ctx: Asking): Promise<Entry | null> {
  const [only, ...others] = ctx.actor.user ? await phonesOf(ctx, ctx.actor.user) : []
  return only && others.length === 0 ? only : null
}

/** Who has this phone: whoever it is linked to, or else the one with its e-mail address, if they have no other. */
export async function usersOf(
  { db, userWithEmail }: Pick<Asking, 'db' | 'userWithEmail'>,
  extension: Extension,
): Promise<UserId[]> {
  const linked = await usersLinkedTo(db, extension)
  if (linked.length > 0) return linked
  const [entry] = await entriesAt(db, [extension])
  const user = entry?.email ? await userWithEmail(entry.email) : null
  return user && !(await linkedPhone(db, user)) ? [user] : []
}

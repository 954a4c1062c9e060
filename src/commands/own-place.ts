// Oneself in a group: what joining and leaving have in common.
import { z } from 'zod'
import { Extension, type RingGroup } from '../ring/group.ts'
import { Refusal } from '../ring/refusal.ts'
import type { Asking } from './command.ts'
import { groupNamed, instantNamed, nameOf } from './find.ts'
import { noPhone } from './not-allowed.ts'
import { phonesOf } from './phone-of.ts'
import { Group, KeyedText, KeyedWhen } from './slots.ts'

export const ownPlace = z.object({
  group: Group,
  /** whose phone, where that is not the only one of whoever asks: said by buttons, and where a request is edited */
  person: z.string().optional(),
  from: KeyedWhen.optional(),
  until: KeyedWhen.optional(),
  reason: KeyedText.optional(),
})

/** `already`: why there is nothing to ask for, if there is not. */
export async function ownPlaceIn(
  ctx: Asking,
  it: z.output<typeof ownPlace>,
  already: (group: RingGroup, phone: Extension) => Refusal | null,
) {
  const group = await groupNamed(ctx, it.group)
  const person = await phoneMeant(ctx, it.person)
  const no = it.person === undefined && already(group, person)
  if (no) throw no
  return {
    group: group.id,
    person,
    from: instantNamed(ctx, it.from, 'from'),
    until: instantNamed(ctx, it.until, 'until'),
    reason: it.reason,
  }
}

export const isIn = ({ members }: RingGroup, phone: Extension) => members.some((it) => it.extension === phone)

/** One's own phone; an admin, who edits what somebody else has asked, may mean another one. */
async function phoneMeant(ctx: Asking, said: string | undefined): Promise<Extension> {
  const { user } = ctx.actor
  const phone = Extension.safeParse(said).data
  if (phone && ctx.actor.role === 'admin') return phone
  const own = user ? await phonesOf(ctx, user) : []
  const [only, ...others] = phone ? own.filter((it) => it.extension === phone) : own
  if (!user || !only) throw user ? await noPhone(ctx, user) : new Refusal((w) => w.notForYou)
  if (others.length === 0) return only.extension
  const choices = own.slice(0, 5).map((it) => ({ label: () => nameOf(it), input: { person: it.extension } }))
  throw new Refusal({ say: (w) => w.people.whichOfYours, choices })
}

import { Refusal, type Choice } from '../ring/refusal.ts'
import { allGroups } from '../ring/ways-on.ts'
import { groupsWithMember, searchGroups } from '../store/groups.ts'
import { groupCalled } from '../views/group-lines.ts'
import { ownPhone } from './phone-of.ts'
import type { Asking } from './command.ts'

const MOST_CHOICES = 4

/** A group is missing, and no form asks for it: one's own are offered, then the first there are; null: there are none. */
export async function whichGroup(ctx: Asking): Promise<Refusal | null> {
  const own = await ownPhone(ctx)
  const mine = own ? await groupsWithMember(ctx.db, own.extension) : []
  const { groups } = await searchGroups(ctx.db, '', { limit: MOST_CHOICES })
  const all = [...mine, ...groups.filter((it) => !mine.some(({ id }) => id === it.id))]
  if (all.length === 0) return null
  const choices = all
    .slice(0, MOST_CHOICES)
    .map((it): Choice => ({ label: () => groupCalled(it), input: { group: it.id } }))
  return new Refusal({ field: 'group', say: (w) => w.find.sayGroup, choices: [...choices, allGroups] })
}

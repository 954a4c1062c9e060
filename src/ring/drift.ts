// What the phones hold that we never wrote, what an admin decides of it, and what becomes of a group that takes it over.
import { isDeepStrictEqual as same } from 'node:util'
import { z } from 'zod'
import { UserId } from './actor.ts'
import type { Found } from './change.ts'
import { Extension, type Fallback, type Member, type RingGroup } from './group.ts'
import { planOf, RingPlan, samePlan } from './plan.ts'

/** Whatever it was: the value is no part of a case that is told apart by it. */
const AsFound: z.ZodType<Found> = z.union([
  z.object({ extension: Extension, plan: RingPlan.nullable() }),
  z.object({ extension: Extension, unreadable: z.string() }),
])

/** adopt: our group became what the phones hold; push: they hold ours again. */
const Decided = z.object({ how: z.enum(['adopt', 'push']), by: UserId, at: z.coerce.date() })
export type Decided = z.output<typeof Decided>

/** How a case ended: decided; over by itself; never one, for the phone system had only forgotten what it held. */
export const Ended = z.discriminatedUnion('how', [
  Decided.extend({ how: z.literal('adopt') }),
  Decided.extend({ how: z.literal('push') }),
  z.object({ how: z.literal('over'), at: z.coerce.date() }),
  z.object({ how: z.literal('forgotten'), at: z.coerce.date(), extensions: z.array(Extension) }),
])
export type Ended = z.output<typeof Ended>

export const Drift = z.object({
  id: z.string(),
  extension: Extension,
  found: AsFound,
  /** when this was first found; something else is found later */
  seenAt: z.coerce.date(),
  /** an admin's decision of just this: it may be overwritten */
  decided: Decided.nullable(),
  /** its overwriting has begun: what is found by now may be half of it */
  begun: z.boolean(),
})
export type Drift = z.output<typeof Drift>

/** Names what a card shows: another case, or something else that was found since, has another name. */
export const tokenOf = ({ id, seenAt }: Pick<Drift, 'id' | 'seenAt'>): string => `${id}.${seenAt.getTime()}`
export const caseIn = (token: string): string => token.split('.')[0]!

/**
 * The group as the phones hold it. `groups` has the one it falls back to, and whoever is where the phones send calls on.
 * Who stays keeps their dates, but for those by which they would not ring.
 */
export const adopted = (now: RingGroup, plan: RingPlan, groups: RingGroup[]): RingGroup => ({
  ...now,
  ...plan,
  fallback: fallbackFor(now, plan.fallback, groups),
  members: membersFor(now.members, plan.members),
})

/** Whether a group says just what the phones hold: nothing is rounded silently. */
export const fits = (group: RingGroup, plan: RingPlan, groups: RingGroup[]): boolean =>
  samePlan(planOf(group, [...groups.filter((it) => it.id !== group.id), group]), plan)

function fallbackFor(now: RingGroup, there: RingPlan['fallback'], groups: RingGroup[]): Fallback {
  if (same(planOf(now, groups).fallback, there)) return now.fallback
  const group = there.to === 'extension' ? groups.find((it) => it.extension === there.target) : undefined
  return group ? { to: 'group', target: group.id } : there
}

/** Who has not begun or is away is not on the phones by our doing: they keep their place behind whom they were behind. */
function membersFor(now: Member[], ringing: Extension[]): Member[] {
  const next = ringing.map((extension) => ringingNow(now.find((it) => it.extension === extension) ?? { extension }))
  for (const [place, it] of now.entries()) {
    if (rings(it) || ringing.includes(it.extension)) continue
    const at = (member: Member) => next.findIndex((other) => other.extension === member.extension)
    const ahead = now.slice(0, place).findLast((member) => at(member) >= 0)
    next.splice(ahead ? at(ahead) + 1 : 0, 0, it)
  }
  return next
}

const rings = ({ from, away }: Member) => !from && !(away && !away.from)

const ringingNow = ({ from: _, away, ...member }: Member): Member => ({
  ...member,
  ...(away?.from && { away }),
})

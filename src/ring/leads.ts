// Who leads a group: (group, who) → group.
import { isErased, type Lead, type UserId } from './actor.ts'
import type { RingGroup } from './group.ts'
import { Refusal } from './refusal.ts'

/** Far more than lead a group. */
export const MOST_LEADS = 20

/** These lead the group, free or not, whatever they were before; the others stay as they are. */
export function setLeads(now: RingGroup, users: UserId[], free: boolean): RingGroup {
  const kept = now.leads.map((it) => (users.includes(it.user) ? { ...it, free } : it))
  const added = users.filter((user) => !now.leads.some((it) => it.user === user)).map((user) => ({ user, free }))
  return { ...now, leads: [...kept, ...added] }
}

/** Refused is what makes them too many; fewer than before never are. */
export function expectFewLeads(before: RingGroup, after: RingGroup): RingGroup {
  const { name, leads } = after
  if (leads.length > MOST_LEADS && leads.length > before.leads.length)
    throw new Refusal({ field: 'people', say: (w) => w.leading.tooMany(name, leads.length, MOST_LEADS) })
  return after
}

export const removeLeads = (now: RingGroup, users: UserId[]): RingGroup => ({
  ...now,
  leads: now.leads.filter((it) => !users.includes(it.user)),
})

/** These and no others; who is named in both is free. Who stays keeps the place. */
export function replaceLeads(now: RingGroup, asking: UserId[], free: UserId[]): RingGroup {
  const all: Lead[] = [...new Set([...asking, ...free])].map((user) => ({ user, free: free.includes(user) }))
  const place = ({ user }: Lead) => now.leads.findIndex((it) => it.user === user)
  const [stay, come] = [all.filter((it) => place(it) >= 0), all.filter((it) => place(it) < 0)]
  return { ...now, leads: [...stay.toSorted((one, other) => place(one) - place(other)), ...come] }
}

/** Whoever was erased leads nothing, whatever history says. */
export const withoutErased = (group: RingGroup): RingGroup => ({
  ...group,
  leads: group.leads.filter((it) => !isErased(it.user)),
})

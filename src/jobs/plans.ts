// What push and scan share: what an extension should be, what it was found to be, and whether that is our doing.
import { isDeepStrictEqual as same } from 'node:util'
import type { Found } from '../ring/change.ts'
import type { Drift } from '../ring/drift.ts'
import type { Extension } from '../ring/group.ts'
import { isBetween, planOf, samePlan, type RingPlan } from '../ring/plan.ts'
import type { Db } from '../store/db.ts'
import { groupsAt } from '../store/groups.ts'
import type { Known, Plans } from '../store/held.ts'

/** What these extensions should be now: a plan, or nothing. */
export async function plansAt(db: Db, extensions: Extension[]): Promise<Plans> {
  const groups = await groupsAt(db, extensions)
  const plans = new Map<Extension, RingPlan>(groups.map((group) => [group.extension, planOf(group, groups)]))
  return new Map(extensions.map((it) => [it, plans.get(it) ?? null]))
}

/**
 * Neither what we want, nor what we may have written, nor what an admin has decided on: somebody else wrote it, and it is
 * not for us to overwrite. A number that comes back from an extension that is overwritten is missed at its own by nobody's doing.
 */
export function strangeAmong(found: Found[], wanted: Plans, known: Map<Extension, Known>, decided: Drift[]): Found[] {
  const coming = decided.flatMap(({ found }) => ('plan' in found ? (found.plan?.directNumbers ?? []) : []))
  return found.filter((it) => {
    const { plan = null, writing = null } = known.get(it.extension) ?? {}
    const drift = decided.find(({ extension }) => extension === it.extension)
    const lost = [plan, writing]
      .flatMap((ours) => ours?.directNumbers ?? [])
      .filter((number) => coming.includes(number))
    const isOurs = 'plan' in it && isBetween(withNumbers(it.plan, lost), plan, writing)
    return !holds(it, wanted) && !isOurs && !(drift && mayOverwrite(it, drift, writing))
  })
}

/** Exactly what was decided on, or what our own overwriting has made of it so far. */
function mayOverwrite(it: Found, { found, begun }: Drift, writing: RingPlan | null): boolean {
  if (same(it, found)) return true
  return begun && 'plan' in it && isBetween(it.plan, 'plan' in found ? found.plan : null, writing)
}

const withNumbers = (plan: RingPlan | null, numbers: RingPlan['directNumbers']): RingPlan | null =>
  plan && { ...plan, directNumbers: [...new Set([...plan.directNumbers, ...numbers])].toSorted() }

export const holds = (found: Found, plans: Plans) =>
  'plan' in found && samePlan(found.plan, plans.get(found.extension) ?? null)

export const extensionsIn = (list: { extension: Extension }[]) => new Set(list.map((it) => it.extension))

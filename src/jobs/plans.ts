// What push and scan share: what an extension should be, what it was found to be, and whether that is our doing.
import type { Found } from '../ring/change.ts'
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

/** Neither what we want, nor what we may have written: somebody else wrote it, and it is not for us to overwrite. */
export const strangeAmong = (found: Found[], wanted: Plans, known: Map<Extension, Known>): Found[] =>
  found.filter((it) => {
    const { plan = null, writing = null } = known.get(it.extension) ?? {}
    return !holds(it, wanted) && !('plan' in it && isBetween(it.plan, plan, writing))
  })

export const holds = (found: Found, plans: Plans) =>
  'plan' in found && samePlan(found.plan, plans.get(found.extension) ?? null)

export const extensionsIn = (list: { extension: Extension }[]) => new Set(list.map((it) => it.extension))

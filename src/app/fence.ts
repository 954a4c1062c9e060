// Only whoever holds the lease writes to the phones. A process that was stopped in the middle of a job and goes on later
// would put an older state back, for another one has done that job since.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { PhoneSystem } from '../phones/phone-system.ts'
import type { Extension } from '../ring/group.ts'
import type { RingPlan } from '../ring/plan.ts'
import { LeaseLost, SURE_MS, type Term } from './heart.ts'

/** What was written, or may be half-written, when it was for somebody else to write: a plan, or nothing. */
export type Late = [Extension, RingPlan | null][]

/** Under which lease the job runs that is running now. */
export const openTerms = () => new AsyncLocalStorage<Term>()
export type Terms = ReturnType<typeof openTerms>

/**
 * The same phones, where a write asks for the lease just before. Who is stopped in the middle of one is found out after
 * it: `wroteLate` sees to it that what it wrote is looked at again. What runs outside a job is not asked.
 */
export function fenced(phones: PhoneSystem, terms: Terms, wroteLate: (what: Late) => Promise<unknown>): PhoneSystem {
  return {
    ...phones,
    async read(only) {
      const found = await phones.read(only)
      if (terms.getStore()?.isLost) throw new LeaseLost('others have taken over')
      return found
    },
    async apply(plans, gone) {
      const term = terms.getStore()
      if (!term) return phones.apply(plans, gone)
      let asked = await term.confirm()
      const mayBeLate = () => performance.now() - asked > SURE_MS
      while (mayBeLate()) asked = await term.confirm() // the answer itself was late
      try {
        return await phones.apply(plans, gone)
      } finally {
        if (mayBeLate()) await stillMine(term, [...plans.map((it) => [it.extension, it] as const), ...gone.map((it) => [it, null] as const)]) // prettier-ignore
      }
    },
  }

  /** @throws LeaseLost */
  async function stillMine(term: Term, what: readonly (readonly [Extension, RingPlan | null])[]) {
    await term.confirm().catch(async (error: unknown) => {
      if (error instanceof LeaseLost) await wroteLate(what.map(([extension, plan]) => [extension, plan]))
      throw error
    })
  }
}

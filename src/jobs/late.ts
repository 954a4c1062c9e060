// A worker that was stopped in the middle of its write has ended it later, over what another one has written since.
import type { Task } from 'graphile-worker'
import type { PhoneSystem } from '../phones/phone-system.ts'
import type { Extension } from '../ring/group.ts'
import { isBetween, RingPlan } from '../ring/plan.ts'
import type { Db } from '../store/db.ts'
import { allOurs, noteRead, setOut, settle } from '../store/held.ts'
import { scanLater } from '../store/queue.ts'
import { holds, plansAt } from './plans.ts'

type Deps = { db: Db; phones: PhoneSystem; now(): Date }

/**
 * Where the phones hold what was written late, or half of it, they are told again what they should hold: that is no drift,
 * for nobody else wrote it. `wrote` is what the job carries, and the only place where it is known. All else is left to a scan.
 */
export const late =
  ({ db, phones, now }: Deps): Task<'late'> =>
  async ({ wrote }) => {
    const written = new Map(wrote.map(([extension, plan]) => [extension, RingPlan.nullable().parse(plan)]))
    const numbers = new Set([...written.values()].flatMap((plan) => plan?.directNumbers ?? []))
    const known = await allOurs(db)
    const robbed = [...known].flatMap(([extension, { plan }]) =>
      plan?.directNumbers.some((it) => numbers.has(it)) ? extension : [],
    )
    const all = [...new Set([...written.keys(), ...robbed])]
    const [found, wanted] = [await phones.read(all), await plansAt(db, all)]
    const wrong = found.flatMap((it) => {
      if (holds(it, wanted) || !('plan' in it)) return []
      const { plan = null } = known.get(it.extension) ?? {}
      const lacking = plan && { ...plan, directNumbers: plan.directNumbers.filter((one) => !numbers.has(one)) }
      const ours = written.has(it.extension) ? written.get(it.extension)! : lacking
      return isBetween(it.plan, plan, ours) ? it.extension : []
    })
    if (wrong.length > 0) {
      const plans = new Map([...wanted].filter(([extension]) => wrong.includes(extension)))
      const stands = found.flatMap((it) =>
        'plan' in it && wrong.includes(it.extension) ? [[it.extension, it.plan] as const] : [],
      )
      await noteRead(db, new Map(stands), now())
      await setOut(db, plans)
      await phones.apply(
        [...plans.values()].filter((it) => it !== null),
        wrong.filter((it) => !plans.get(it)),
      )
      const live = (await phones.read(wrong)).filter((it) => holds(it, plans)).map((it) => it.extension)
      await settle(db, { seen: [], live, refused: [], at: now() })
    }
    await scanLater(db)
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      late: { wrote: [Extension, unknown][] }
    }
  }
}

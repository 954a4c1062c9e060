// How a group stands on the disk of the simulated phones: JSON, and its numbers apart from it, as on a real phone system.
// Anybody may write there by hand, so it may say what is no plan.
import { RingPlan } from '../../ring/plan.ts'
import type { Extension, PhoneNumber } from '../../ring/group.ts'

// strict: what we would not understand must not be lost without a word
const Whole = RingPlan.extend({ fallback: RingPlan.shape.fallback.strict() }).strict()
const Stored = Whole.omit({ directNumbers: true })

export const recordOf = ({ directNumbers: _, ...plan }: RingPlan): string => JSON.stringify(plan)

/** null: it is no plan for this extension. */
export function planIn(record: string, extension: Extension, directNumbers: PhoneNumber[]): RingPlan | null {
  const plan = Stored.safeParse(jsonIn(record)).data
  return plan?.extension === extension ? { ...plan, directNumbers } : null
}

/** For people: on one line, the numbers among the rest. */
export const textOf = (plan: RingPlan): string => JSON.stringify(plan, null, 1).replace(/\n\s*/g, ' ')

/** What people made of such a text; null: it is no plan for this extension. */
export function planInText(text: string, extension: Extension): RingPlan | null {
  const plan = Whole.safeParse(jsonIn(text)).data
  return plan?.extension === extension ? plan : null
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

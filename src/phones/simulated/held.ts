// What stands on the disk as groups, and as lines of it.
import type { Found } from '../../ring/change.ts'
import type { Directory } from '../../ring/company.ts'
import type { Extension, PhoneNumber } from '../../ring/group.ts'
import type { RingPlan } from '../../ring/plan.ts'
import { isNumber } from './call.ts'
import type { Way } from './course.ts'
import type { Held, Line } from './disk.ts'
import { planIn, recordOf } from './record.ts'

export function foundAt(held: Held, extension: Extension): Found {
  const record = held.groups.get(extension)
  if (record === undefined) return { extension, plan: null }
  const plan = planIn(record, extension, held.numbersOf(extension))
  return plan ? { extension, plan } : { extension, unreadable: record }
}
export const planAt = (held: Held, extension: Extension): RingPlan | null => {
  const found = foundAt(held, extension)
  return 'plan' in found ? found.plan : null
}

export const linesOf = (plan: RingPlan): Line[] => [
  ['group', plan.extension, recordOf(plan)],
  ...plan.directNumbers.map((number): Line => ['number', number, plan.extension]),
]
export const holdsNothing = (extension: Extension): Line => ['group', extension, null]
export const leadsNowhere = (number: PhoneNumber): Line => ['number', number, null]

/** By what the phones hold at this moment: a change is for the next call. null: it leads nowhere. */
export function wayTo(held: Held, company: Directory, dialled: Extension | PhoneNumber): Way | null {
  const to = isNumber(dialled) ? whereLeads(held, company, dialled) : dialled
  if (!to) return null
  const plans = [...held.groups.keys()].flatMap((it) => planAt(held, it) ?? [])
  const first = plans.find((it) => it.extension === to)
  if (first) return { first, plans }
  const start = { from: 0, group: to, depth: 0 }
  const box = held.groups.has(to) ? company.extensions.find((it) => it.voicemail && !it.rings) : undefined
  // a group that cannot be read must not end in silence
  return { stop: box ? { does: 'voicemail', ...start, box: box.extension } : { does: 'leave', ...start, to } }
}

export function whereLeads({ numbers }: Held, company: Directory, number: PhoneNumber): Extension | null {
  return numbers.get(number) ?? company.numbers.find((it) => it.number === number)?.leadsTo ?? null
}

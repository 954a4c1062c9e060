// What we say of a group beside what the phones hold: the difference, wherever it is shown.
import type { Button, KnownBlock } from '@slack/types'
import type { Found } from '../ring/change.ts'
import { diff } from '../ring/diff.ts'
import type { RingGroup } from '../ring/group.ts'
import { planOf, type RingPlan } from '../ring/plan.ts'
import type { Words } from '../words/index.ts'
import { unmarked } from '../words/marks.ts'
import { cut, press } from './controls.ts'
import { facts, type Known } from './facts.ts'
import { list, picture, plain, said } from './message.ts'

/** Slack takes more, but nobody reads it. */
const LONGEST = 1000

/** What differs on the phones, fact by fact; what is no plan stands there as it is. Empty: nothing differs. */
export function twoVersions(w: Words, known: Known, group: RingGroup, found: Found): KnownBlock[] {
  if ('unreadable' in found) return verbatim(w, found.unreadable)
  if (!found.plan) return [list('bullet', [w.card.notThere(group.extension)])]
  const [here, there] = [planOf(group, known.groups), found.plan].map((it) => planFacts(w, known, group.id, it))
  const lines = diff(here!, there!).map(({ field, from = '', to = '' }) => w.card.hereThere(w.field[field], from, to))
  return lines.length > 0 ? [list('bullet', lines)] : []
}

export const verbatim = (w: Words, text: string): KnownBlock[] => [
  said(w.card.unreadable),
  picture([cut(text, LONGEST)]),
]

/** The same facts of a plan as of a group. */
export const planFacts = (w: Words, known: Known, id: RingGroup['id'], plan: RingPlan) => ({
  ...facts(w, known, asGroup(id, plan)),
  ringSeconds: w.duration(plan.ringSeconds),
})

/** A plan has no people and no dates; otherwise it is what a group is. Its name was written by anybody. */
export const asGroup = (id: RingGroup['id'], plan: RingPlan): RingGroup => ({
  ...plan,
  id,
  name: unmarked(plan.name),
  tellsMissed: false,
  leads: [],
  members: plan.members.map((extension) => ({ extension })),
})

/** What of a drift its buttons are about: `shown` names what stands above them. */
export type Asked = {
  extension: string
  shown: string
  found: Found
  group: Pick<RingGroup, 'name' | 'extension'> | null
}

/** The two answers; neither is the obvious one. Where no group is here any more, none can become like the phones. */
export function answers(w: Words, { extension, shown, found, group }: Asked): Button[] {
  const asked = { group: extension, shown }
  const accept = press('adopt', w.drift.accept, asked)
  const deletes = group !== null && 'plan' in found && found.plan === null
  return [
    ...(group ? [deletes ? { ...accept, confirm: sure(w, `${group.name} (${group.extension})`) } : accept] : []),
    press('push', w.drift.restore, asked),
  ]
}

const sure = (w: Words, group: string): NonNullable<Button['confirm']> => ({
  title: plain(w.deleteForm.title),
  text: plain(w.drift.deletesHere(group)),
  confirm: plain(w.deleteForm.submit),
  deny: plain(w.cancel),
  style: 'danger',
})

import type { KnownBlock } from '@slack/types'
import type { Drift, Ended } from '../ring/drift.ts'
import { tokenOf } from '../ring/drift.ts'
import type { Extension, RingGroup } from '../ring/group.ts'
import { national } from '../ring/numbers.ts'
import { diff } from '../ring/diff.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import type { Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'
import { list, point, said, small, type Message } from './message.ts'
import { answers, planFacts, twoVersions, verbatim } from './two-versions.ts'

export type ShownDrift = {
  drift: Drift
  /** that has the extension now; null: none has */
  group: RingGroup | null
  /** the last one that had it, and the extension it has now */
  former: { name: string; now: Extension | null } | null
}

/** Somebody has changed a group on the phone system (S7). */
export function driftCard(w: Words, known: Known, it: ShownDrift): Message {
  const { drift, group } = it
  const { extension, found } = drift
  const first = w.drift.changed(calledIn(it), drift.seenAt.toISOString())
  return {
    text: point(first),
    blocks: [
      said(first),
      ...(group ? twoVersions(w, known, group, found) : left(w, known, it)),
      ...numbers(w, known, it),
      small(w.drift.callersGet),
      { type: 'actions', elements: answers(w, { extension, found, group, shown: tokenOf(drift) }) },
    ],
  }
}

/** "Support (600)". */
export const calledIn = ({ drift: { extension }, group, former }: ShownDrift): string =>
  group ? groupCalled(group) : former ? groupCalled({ name: former.name, extension }) : extension

/** No group is here any more: what stands there still is told. */
function left(w: Words, known: Known, { drift: { extension, found }, former }: ShownDrift): KnownBlock[] {
  const { gone } = w.drift
  const why = !former
    ? gone.nothing(extension)
    : former.now
      ? gone.renumbered(former.name, extension, former.now)
      : gone.deleted(former.name, extension)
  if ('unreadable' in found) return [said(why), ...verbatim(w, found.unreadable)]
  if (!found.plan) return [said(why)]
  const there = planFacts(w, known, NOBODY, found.plan)
  const { extension: _, tellsMissed: __, leads: ___, ...rest } = there
  const lines = diff(null, rest).map(({ field, to }) => w.fact.labelled(w.field[field], to ?? ''))
  return [said(why, w.drift.gone.holds), list('bullet', lines)]
}
const NOBODY = '00000000-0000-4000-8000-000000000000' as RingGroup['id']

/** Numbers that are led there by hand and are another group's here. */
function numbers(w: Words, known: Known, { drift: { found }, group }: ShownDrift): KnownBlock[] {
  const there = 'plan' in found ? (found.plan?.directNumbers ?? []) : []
  const lines = there.flatMap((number) => {
    const owner = known.groups.find((it) => it.id !== group?.id && it.directNumbers.includes(number))
    return owner ? [w.drift.numberOf(national(number, known.country), groupCalled(owner))] : []
  })
  return lines.length > 0 ? [said(...lines)] : []
}

/** What a card becomes: what it said, and how it ended instead of its controls. */
export function driftRecord(w: Words, { text, blocks = [] }: Message, ended: Ended): Message {
  const kept = blocks.filter((it) => it.type !== 'actions' && it.type !== 'context')
  return { text, blocks: [...kept, small(endedBy(w, ended))] }
}

/** "@ana accepted this change ‹14:10›" */
export function endedBy(w: Words, ended: Ended): string {
  const at = ended.at.toISOString()
  return ended.how === 'adopt' || ended.how === 'push'
    ? w.drift.record[ended.how](ended.by, at)
    : w.drift.record.over(at)
}

/** So many at once that nobody would read a card of each. */
export function severalDrifts(w: Words, count: number): Message {
  const line = w.drift.several(count)
  return {
    text: point(line),
    blocks: [
      said(line),
      small(w.drift.callersGet),
      { type: 'actions', elements: [press('check', w.drift.seeAll, {})] },
    ],
  }
}

/** The phone system has lost what stood there, and has it again. */
export function forgottenNote(w: Words, groups: string[], at: Date): Message {
  const line = w.drift.forgotten(groups, at.toISOString())
  return { text: point(line), blocks: [said(line)] }
}

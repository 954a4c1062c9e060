// What is told ahead: that something ends by itself, and the way to have it otherwise.
import type { Ending } from '../ring/ends.ts'
import type { RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { called, fallbackCalled, type Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'
import { point, said, type Message } from './message.ts'

/** A day before somebody's membership or absence ends. */
export function endingTold(w: Words, known: Known, group: RingGroup, { how, who, back, at }: Ending): Message {
  const name = (extension: typeof who) => called(w, known, extension)
  const line = w.dates.ends[how](at, name(who), groupCalled(group), back ? name(back) : '')
  const extend = press('extend', w.dates.extend, { group: group.id, person: who })
  return { text: point(line), blocks: [said(line), { type: 'actions', elements: [extend] }] }
}

/** Nobody rings any more, or will not from then on. */
export function emptyTold(
  w: Words,
  known: Known,
  group: RingGroup,
  { at, buttons }: { at: string | null; buttons: boolean },
): Message {
  const then = fallbackCalled(w, known, group.fallback)
  const line = at ? w.dates.nobodyFrom(groupCalled(group), at, then) : w.dates.nobodyNow(groupCalled(group), then)
  const ways = [
    ...(buttons ? [press('members', w.press.editMembers, { group: group.id })] : []),
    press('show', w.press.showGroup, { group: group.id }),
  ]
  return { text: point(line), blocks: [said(line), { type: 'actions', elements: ways }] }
}

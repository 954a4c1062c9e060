import type { SectionBlock } from '@slack/types'
import type { LastCall } from '../ring/call.ts'
import type { Stage } from '../ring/change.ts'
import type { RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { section } from './message.ts'

/** "Live on the phones", in as many words as a line has room for. */
export const stageCalled = (w: Words, stage: Stage): string =>
  ({
    kept: w.stage.liveNow,
    live: w.stage.liveNow,
    saved: w.stage.notYet,
    drift: w.stage.differs,
    refused: w.card.refused,
  })[stage]

/** "Support (600)". */
export const groupCalled = ({ name, extension }: Pick<RingGroup, 'name' | 'extension'>) => `${name} (${extension})`

/** "last call ‹date›, answered" */
export const lastCall = (w: Words, last: LastCall | null): string =>
  last ? w.calls.last(last.at.toISOString(), last.how && w.calls.how[last.how]) : w.calls.never

/** One of several groups in two lines. */
export function groupFacts(w: Words, group: RingGroup, stage: Stage): string {
  const { mode, members, ringSeconds } = group
  const facts = [
    w.groups.mode[mode],
    w.groups.members(members.length),
    w.groups.each(ringSeconds),
    stageCalled(w, stage),
  ]
  return `${groupCalled(group)}\n${facts.join(' · ')}`
}

/** With the way to the rest of it. */
export function groupLines(w: Words, group: RingGroup, stage: Stage): SectionBlock {
  const { id } = group
  const called = groupCalled(group)
  const show = { ...press('show', w.groups.show, { group: id }), accessibility_label: w.groups.showOne(called) }
  return section(groupFacts(w, group, stage), show)
}

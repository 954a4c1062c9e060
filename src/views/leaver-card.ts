import type { KnownBlock } from '@slack/types'
import type { Extension, RingGroup } from '../ring/group.ts'
import { LeaverEnd, type Leaver } from '../ring/leaver.ts'
import { planOf } from '../ring/plan.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { fallbackCalled, type Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'
import { header, list, point, row, said, small, type Message } from './message.ts'

export type ShownLeaver = {
  leaver: Leaver
  /** how the directory calls their phone, or called it */
  name: string | null
  /** that their phone is a member of */
  groups: RingGroup[]
  /** whose calls go on to it */
  fallbacks: RingGroup[]
  /** whose lead they were until now */
  led: RingGroup[]
}

const MOST_LINES = 20
const MOST_FALLBACKS = 10

/** Somebody has left, or an extension is gone: what still names it, and the two answers. */
export function leaverCard(w: Words, known: Known, it: ShownLeaver): Message {
  const { leaver, name, groups, fallbacks, led } = it
  const first = leaverLine(w, leaver, name)
  const elements = [
    ...(groups.length > 0 ? [press('removeall', w.leavers.removeAll, { leaver: leaver.id })] : []),
    press('letbe', w.leavers.leaveAsIs, { leaver: leaver.id }),
  ]
  return {
    text: point(first),
    blocks: [
      said(first),
      ...(leaver.extension ? rings(w, known, it, leaver.extension) : []),
      ...(leaver.extension && fallbacks.length > 0 ? goOn(w, known, it, leaver.extension) : []),
      ...(led.length > 0 ? [said(w.leavers.led(led.map(groupCalled)))] : []),
      small(w.leavers.untilChosen),
      { type: 'actions', elements },
    ],
  }
}

/** Who has left, and since when we know. */
export const leaverLine = (w: Words, { user, extension, seenAt }: Leaver, name: string | null): string =>
  user
    ? w.leavers.left(user, seenAt.toISOString())
    : w.leavers.vanished(w.leavers.phone(extension ?? '', name), seenAt.toISOString())

function rings(w: Words, known: Known, { leaver, name, groups }: ShownLeaver, extension: Extension): KnownBlock[] {
  if (groups.length === 0) return []
  const lines = groups.slice(0, MOST_LINES).map((it) => memberLine(w, known, it, extension))
  const rest = groups.length - lines.length
  const first = leaver.user ? w.leavers.ringsIn(w.leavers.phone(extension, name)) : w.leavers.isStillIn
  return [said(first), list('bullet', [...lines, ...(rest > 0 ? [w.requests.more(rest)] : [])])]
}

/** "Support (600): 2nd of 3", or what becomes of callers where nobody else rings. */
function memberLine(w: Words, known: Known, group: RingGroup, extension: Extension): string {
  const called = groupCalled(group)
  const { members } = planOf({ ...group, fallback: { to: 'voicemail', target: group.extension } }, [])
  const place = members.indexOf(extension) + 1
  if (place === 0) return w.leavers.notNow(called)
  if (members.length === 1) return w.leavers.alone(called, fallbackCalled(w, known, group.fallback))
  return group.mode === 'consecutive'
    ? w.leavers.place(called, place, members.length)
    : w.leavers.oneOf(called, members.length)
}

/** What nobody can guess: where calls are to go instead. */
function goOn(w: Words, known: Known, { name, fallbacks }: ShownLeaver, extension: Extension): KnownBlock[] {
  const rows = fallbacks.slice(0, MOST_FALLBACKS).map((group) =>
    row(w.fact.labelled(groupCalled(group), fallbackCalled(w, known, group.fallback)), {
      ...press('edit', w.press.editGroup, { group: group.id }, group.extension),
      accessibility_label: w.leavers.editOne(groupCalled(group)),
    }),
  )
  const rest = fallbacks.length - rows.length
  return [
    said(w.leavers.goOnTo(w.leavers.phone(extension, name))),
    ...rows,
    ...(rest > 0 ? [said(w.requests.more(rest))] : []),
  ]
}

export const isLeaverEnd = (ended: LeaverEnd | { how: string }): ended is LeaverEnd =>
  LeaverEnd.options.some((it) => it.shape.how.value === ended.how)

/** What a card becomes: what it said, and how it ended instead of its controls. What is to be chosen by hand can be chosen still. */
export function leaverRecord(w: Words, { text, blocks = [] }: Message, ended: LeaverEnd): Message {
  const kept = blocks.filter((it) => it.type !== 'actions' && it.type !== 'context')
  return { text, blocks: [...kept, small(leaverEnded(w, ended))] }
}

/** "@ana left it as is ‹14:10›" */
export function leaverEnded(w: Words, ended: LeaverEnd): string {
  const at = ended.at.toISOString()
  return 'by' in ended ? w.leavers.record[ended.how](ended.by, at) : w.leavers.record[ended.how](at)
}

/** So many at once that nobody would read a card of each. */
export function severalLeavers(w: Words, count: number): Message {
  const line = w.leavers.several(count)
  return {
    text: point(line),
    blocks: [
      said(line),
      small(w.leavers.untilChosen),
      { type: 'actions', elements: [press('leavers', w.drift.seeAll, {})] },
    ],
  }
}

export type Waiting = { leaver: Leaver; name: string | null }

/** Who waits for a decision, each with the way to it. */
export const leaverRows = (w: Words, waiting: Waiting[]): KnownBlock[] =>
  waiting.map(({ leaver, name }) =>
    row(leaverLine(w, leaver, name), {
      ...press('leavers', w.requests.review, { leaver: leaver.id }, leaver.id),
      accessibility_label: w.leavers.reviewOne(leaver.extension ?? ''),
    }),
  )

/** A page of them. */
export function leaverList(
  w: Words,
  waiting: Waiting[],
  { skip, total, size }: { skip: number; total: number; size: number },
): Message {
  const first = total === 0 ? w.leavers.none : w.leavers.title
  const buttons = [
    ...(skip > 0 ? [press('leavers', w.groups.back, { skip: Math.max(0, skip - size) }, 'back')] : []),
    ...(skip + waiting.length < total ? [press('leavers', w.press.more, { skip: skip + size })] : []),
  ]
  return {
    text: point(first),
    blocks: [
      ...(total === 0 ? [said(first)] : [header(first)]),
      ...leaverRows(w, waiting),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    ],
  }
}

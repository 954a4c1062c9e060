// What people, and the channel, are told unasked of changes and of the phone system.
import { groupIn, type Change, type Touched } from '../ring/change.ts'
import type { Extension, GroupId, Member } from '../ring/group.ts'
import type { Decision, Request } from '../ring/request.ts'
import type { Standing } from '../ring/told.ts'
import type { Words } from '../words/index.ts'
import { headline, isUndoable } from './change-card.ts'
import { bold } from '../words/marks.ts'
import { press } from './controls.ts'
import type { Known } from './facts.ts'
import { isMany } from './many-groups.ts'
import { list, point, said, small, type Message } from './message.ts'
import { requestTitle } from './request-card.ts'

/** Nobody reads more lines, nor more of what happened in one. */
export const MOST_LINES = 10
const MOST_SAID = 3

/** "Your phone 106 rings for Support until ‹date›.": one sentence for all groups of which the same is true. */
export function phoneTold(w: Words, phone: Extension, news: Standing[]): Message {
  const alike = new Map<string, { is: Member | null; groups: string[] }>()
  for (const { group, is } of news) {
    const key = JSON.stringify([is?.from, is?.until, is?.away?.from, is?.away?.until, is === null])
    alike.set(key, { is, groups: [...(alike.get(key)?.groups ?? []), group.name] })
  }
  const lines = [...alike.values()].map(({ is, groups }) => phoneLine(w, phone, named(w, groups), is))
  const there = news.filter((it) => it.is)
  const [only] = there
  return {
    text: point(lines[0] ?? ''),
    blocks: [
      said(...lines),
      ...(only && there.length === 1
        ? [{ type: 'actions' as const, elements: [press('who', w.press.seeWhoRings, { group: only.group.id })] }]
        : []),
    ],
  }
}

const named = (w: Words, groups: string[]) => {
  const more = groups.length - MOST_LINES
  return [...groups.slice(0, MOST_LINES).map(bold), ...(more > 0 ? [w.many.others(more)] : [])]
}

function phoneLine({ telling: it }: Words, phone: Extension, groups: string[], is: Member | null): string {
  if (!is) return it.noMore(phone, groups)
  const { from, until, away } = is
  if (away) return away.from ? it.willBeAway(phone, groups, away.from, away.until) : it.away(phone, groups, away.until)
  return from ? it.willRing(phone, groups, from, until) : it.rings(phone, groups, until)
}

/** What others did to a group of this lead, the latest in full if it was much. */
export function leadTold(w: Words, known: Known, group: GroupId, changes: Change[]): Message {
  const show = known.groups.some((it) => it.id === group)
    ? [{ type: 'actions' as const, elements: [press('show', w.press.showGroup, { group })] }]
    : []
  const [only, ...others] = changes.map((it) => line(w, known, it))
  if (only && others.length === 0) return { text: point(only), blocks: [said(only), ...show] }
  const touched = changes.flatMap((it) => it.touched).filter((it) => groupIn(it).id === group)
  const title = w.telling.changes(groupIn(touched.at(-1)!).name, changes.length)
  return { text: point(title), blocks: [said(title), ...lines(w, known, changes), ...show] }
}

/** A change that nobody had to approve, and the way back. */
export function adminTold(w: Words, known: Known, change: Change): Message {
  const [only, ...others] = change.touched.flatMap((it) => it.after ?? [])
  return {
    text: point(line(w, known, change)),
    blocks: [
      said(line(w, known, change)),
      small(`#${change.id}`),
      {
        type: 'actions',
        elements: [
          ...(isUndoable(change) ? [press('undo', w.press.undo, { change: `#${change.id}` })] : []),
          ...(only && others.length === 0 ? [press('show', w.press.showGroup, { group: only.id })] : []),
        ],
      },
    ],
  }
}

type Declined = Extract<Decision, { how: 'declined' }>
export function declinedTold(w: Words, known: Known, { shown, by }: Request, { by: who, reason }: Declined): Message {
  const sentence = w.telling.declined(requestTitle(w, known, shown), by, who, reason)
  return { text: point(sentence), blocks: [said(sentence)] }
}

/** "@ana: Support now rings one phone after another.", one line a change. */
export function channelPost(w: Words, known: Known, changes: Change[]): Message {
  const shown = changes.slice(-MOST_LINES).map((it) => line(w, known, it))
  return { text: point(shown[0] ?? ''), blocks: [said(...shown)] }
}

export function outageTold({ telling }: Words, since: Date, back: boolean): Message {
  const sentence = telling[back ? 'back' : 'down'](since.toISOString())
  return { text: point(sentence), blocks: [said(sentence)] }
}

const line = (w: Words, known: Known, change: Change): string =>
  [
    w.telling.change(change.by, inShort(w, known, change.touched)),
    ...(change.approvedBy ? [`(${w.change.approvedBy(change.approvedBy)})`] : []),
  ].join(' ')

const inShort = (w: Words, known: Known, touched: Touched[]) => {
  const more = isMany(touched) ? 0 : touched.length - MOST_SAID
  return more > 0
    ? `${headline(w, known, touched.slice(0, MOST_SAID))} ${w.many.more(more)}`
    : headline(w, known, touched)
}

const lines = (w: Words, known: Known, changes: Change[]) => {
  const before = changes.length - MOST_LINES
  return [
    list(
      'bullet',
      changes.slice(-MOST_LINES).map((it) => line(w, known, it)),
    ),
    ...(before > 0 ? [small(w.telling.more(before))] : []),
  ]
}

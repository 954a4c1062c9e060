import type { KnownBlock } from '@slack/types'
import type { RingGroup } from '../ring/group.ts'
import type { Request } from '../ring/request.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { memberCalled, type Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'
import { header, list, point, row, said, small, type Message } from './message.ts'
import { datesLine, requestTitle } from './request-card.ts'

type Listed = {
  /** what waits for whoever looks, from the one behind `skip` on, of `total` */
  waiting: Request[]
  total: number
  skip: number
  mine: Request[]
  /** how many more of one's own there are */
  ownMore: number
  /** groups in which something begins or ends by itself */
  planned: RingGroup[]
}

/** What waits for me, what I asked, what is planned. */
export function requestList(w: Words, known: Known, it: Listed): Message {
  const { waiting, mine, planned } = it
  const isEmpty = waiting.length + mine.length + planned.length === 0
  const first = isEmpty ? w.requests.nothing : waiting.length > 0 ? w.requests.waiting(it.total) : w.requests.title
  return {
    text: point(first),
    blocks: [
      ...(isEmpty ? [said(first)] : [header(first)]),
      ...(waiting.length > 0 ? forYou(w, known, it) : []),
      ...(mine.length > 0 ? yours(w, known, mine, it.ownMore) : []),
      ...(planned.length > 0 ? [said(w.requests.planned), list('bullet', plannedLines(w, known, planned))] : []),
    ],
  }
}

/** What is asked, by whom and when; two that ask for the same differ in their dates. */
export const requestLines = (w: Words, known: Known, { shown, by, at }: Request): string =>
  dated(w, shown, w.requests.row(requestTitle(w, known, shown), by, at.toISOString()))

/** The same to whoever asked. */
export const ownLines = (w: Words, known: Known, { shown, at }: Request): string =>
  dated(w, shown, w.requests.ownRow(requestTitle(w, known, shown), at.toISOString()))

function dated(w: Words, shown: Request['shown'], lines: string): string {
  const dates = datesLine(w, shown)
  return dates ? `${lines}\n${dates}` : lines
}

/** Rows of what waits, each with its way on. */
export function forYou(w: Words, known: Known, { waiting, total, skip }: Listed): KnownBlock[] {
  const rest = total - skip - waiting.length
  const pages = [
    ...(rest > 0 ? [press('requests', w.requests.moreOf(rest), { skip: skip + waiting.length }, 'more')] : []),
    ...(skip > 0 ? [press('requests', w.requests.newest, { skip: 0 }, 'first')] : []),
  ]
  return [
    said(w.requests.forYou),
    ...waiting.map((it) =>
      row(requestLines(w, known, it), {
        ...press('review', w.requests.review, { request: it.id }, it.id),
        accessibility_label: w.requests.reviewOne(it.id),
      }),
    ),
    ...(pages.length > 0 ? [{ type: 'actions' as const, elements: pages }] : []),
  ]
}

export const yours = (w: Words, known: Known, mine: Request[], more = 0): KnownBlock[] => [
  said(w.requests.yours),
  ...mine.map((it) =>
    row(ownLines(w, known, it), {
      ...press('withdraw', w.requests.withdraw, { request: it.id }, it.id),
      accessibility_label: w.requests.withdrawOne(it.id),
    }),
  ),
  ...(more > 0 ? [small(w.requests.ownMore(more))] : []),
]

const MOST_LINES = 20

/** "Support (600): Léa Fontaine (106), until ‹date›" */
function plannedLines(w: Words, known: Known, planned: RingGroup[]): string[] {
  const lines = planned.flatMap((group) =>
    group.members
      .filter((it) => it.from ?? it.until ?? it.away)
      .map((it) => w.fact.labelled(groupCalled(group), memberCalled(w, known, it))),
  )
  const rest = lines.length - MOST_LINES
  return rest > 0 ? [...lines.slice(0, MOST_LINES), w.requests.more(rest)] : lines
}

// What waits for an admin who opens the home, and what keeps it from being told.
import type { KnownBlock } from '@slack/types'
import type { Request } from '../ring/request.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { calledIn, type ShownDrift } from './drift-card.ts'
import type { Known } from './facts.ts'
import { leaverRows, type Waiting as WaitingLeaver } from './leaver-card.ts'
import { header, row, said } from './message.ts'
import { requestLines } from './request-list.ts'

/** How many there are of each besides those that are shown. */
export type HomeWaiting = {
  downSince: Date | null
  /** a channel that cannot be written to */
  closed: string | null
  requests: Request[]
  drifts: ShownDrift[]
  leavers: WaitingLeaver[]
  /** what the phone system would not take */
  refused: { change: string; group: string; why: Record<string, string> }[]
  more: { requests: number; drifts: number; leavers: number }
}

/** Troubles first, then what is to be decided, the oldest first. */
export function waitingBlocks(w: Words, known: Known, it: HomeWaiting): KnownBlock[] {
  const rows = [...requests(w, known, it), ...drifts(w, it), ...leavers(w, it), ...refused(w, it)]
  return [
    ...(it.downSince ? [said(w.card.downSince(it.downSince.toISOString()))] : []),
    ...(it.closed ? [said(w.telling.closed(it.closed))] : []),
    ...(rows.length > 0 ? [header(w.requests.forYou), ...rows] : []),
  ]
}

const requests = (w: Words, known: Known, { requests, more }: HomeWaiting): KnownBlock[] => [
  ...requests.map((it) =>
    row(requestLines(w, known, it), {
      ...press('review', w.requests.review, { request: it.id }, it.id),
      accessibility_label: w.requests.reviewOne(it.id),
    }),
  ),
  ...(more.requests > 0
    ? [actions(press('requests', w.home.moreRequests(more.requests), { skip: requests.length }, 'more'))]
    : []),
]

const drifts = (w: Words, { drifts, more }: HomeWaiting): KnownBlock[] => [
  ...drifts.map((it) => {
    const { id, extension, seenAt } = it.drift
    const way = it.group
      ? press('show', w.requests.review, { group: it.group.id }, id)
      : press('check', w.requests.review, {}, id)
    const label = w.leavers.reviewOne(extension)
    return row(w.drift.changed(calledIn(it), seenAt.toISOString()), { ...way, accessibility_label: label })
  }),
  ...(more.drifts > 0 ? [actions(press('check', w.home.moreDrifts(more.drifts), {}, 'more'))] : []),
]

const leavers = (w: Words, { leavers, more }: HomeWaiting): KnownBlock[] => [
  ...leaverRows(w, leavers),
  ...(more.leavers > 0
    ? [actions(press('leavers', w.home.moreLeavers(more.leavers), { skip: leavers.length }, 'more'))]
    : []),
]

const refused = (w: Words, { refused }: HomeWaiting): KnownBlock[] =>
  refused.map(({ change, group, why }) =>
    row(
      w.fact.labelled(group, w.stage.refused(why[w.code] ?? '')),
      press('retry', w.press.tryAgain, { change }, change),
    ),
  )

const actions = (button: ReturnType<typeof press>): KnownBlock => ({ type: 'actions', elements: [button] })

import type { Request } from '../ring/request.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { point, said, type Message } from './message.ts'
import { decisionLine } from './request-card.ts'

/** How it ended: what whoever asked is told, where an answer to a change does not tell it. */
export function requestTold(w: Words, title: string, { decision, by }: Request): Message {
  const line = !decision
    ? title
    : decision.how === 'declined'
      ? w.requests.told.declined(title, decision.by, decision.reason)
      : decision.how === 'expired'
        ? w.requests.told.expired(title)
        : w.requests.told.over(title, decisionLine(w, decision, by))
  return { text: point(line), blocks: [said(line)] }
}

/** More at once than there should be cards. */
export const requestsWait = (w: Words, count: number): Message => seeAll(w, w.requests.waiting(count))

/** Nobody has decided for a day. */
export const requestsStillWait = (w: Words, count: number): Message => seeAll(w, w.requests.reminder(count))

const seeAll = (w: Words, line: string): Message => ({
  text: point(line),
  blocks: [said(line), { type: 'actions', elements: [press('requests', w.requests.see, {})] }],
})

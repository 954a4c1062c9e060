import type { KnownBlock } from '@slack/types'
import type { Found, Stage } from '../ring/change.ts'
import type { Checkup } from '../ring/checkup.ts'
import { tokenOf, type Drift } from '../ring/drift.ts'
import type { RingGroup } from '../ring/group.ts'
import type { RingPlan } from '../ring/plan.ts'
import type { Words } from '../words/index.ts'
import { cut, press } from './controls.ts'
import type { Known } from './facts.ts'
import { stageCalled } from './group-lines.ts'
import { header, list, picture, point, row, said, section, small, type Message } from './message.ts'
import { answers, twoVersions } from './two-versions.ts'

export type Health = Checkup & {
  phones: string
  /** what whoever runs it should know of it */
  trouble: string | null
  about: { version: string; foreign: string[] } | null
  /** the first of those that differ */
  drifts: { extension: string; called: string }[]
}

const LONGEST = 2000

/** How everything is, in one message. */
export function checkCard(w: Words, it: Health): Message {
  const say = w.check
  const [since, compared, read] = [it.downSince, it.comparedAt, it.directoryAt].map((at) => at?.toISOString())
  const isWell = !since && !it.trouble && it.differ + it.refused.length === 0
  const first = isWell ? say.well : say.notWell
  return {
    text: point(first),
    blocks: [
      header(say.title),
      said(first),
      list('bullet', [
        since ? say.down(it.phones, since) : say.up(it.phones),
        ...(it.trouble ? [say.trouble(it.trouble)] : []),
        ...(it.about ? [say.version(it.about.version)] : []),
        ...(it.about && it.about.foreign.length > 0 ? [say.foreign(it.about.foreign.map((key) => cut(key, 40)))] : []),
        compared ? say.compared(it.groups, compared) : say.neverCompared,
        read ? say.directory(it.extensions, it.numbers, read) : say.noDirectory,
        it.waiting.changes > 0
          ? say.waits(it.waiting.changes, it.waiting.groups, (it.waiting.since ?? new Date(0)).toISOString())
          : say.nothingWaits,
        it.differ > 0 ? say.differ(it.differ) : say.nothingDiffers,
      ]),
      ...it.drifts.map(({ extension, called }) =>
        section(called, {
          ...press('check', say.compare, { group: extension }),
          accessibility_label: say.compareOne(called),
        }),
      ),
      ...(it.refused.length > 0 ? [said(say.refused)] : []),
      ...it.refused.map(({ change, group, why }) =>
        row(w.fact.labelled(`${group} #${change}`, why[w.code] ?? ''), {
          ...press('retry', w.press.tryAgain, { change }),
          accessibility_label: say.tryOne(change),
        }),
      ),
    ],
  }
}

export type Compared = {
  extension: string
  group: RingGroup | null
  called: string
  stage: Stage
  /** null: nothing is to stand there */
  ours: RingPlan | null
  /** as it was last read; null: it never was */
  read: { found: Found; at: Date } | null
  drift: Drift | null
}

/** One group here, and just what stands of it on the phones. */
export function compareCard(w: Words, known: Known, it: Compared, line: (plan: RingPlan) => string): Message {
  const { called, group, ours, read, drift, extension, stage } = it
  const stands = (found: Found) => ('unreadable' in found ? found.unreadable : found.plan && line(found.plan))
  const shownAs = (text: string | null): KnownBlock => (text ? picture([cut(text, LONGEST)]) : said(w.check.empty))
  const open = drift && !drift.decided ? drift : null
  return {
    text: point(called),
    blocks: [
      header(called),
      said(w.check.here),
      shownAs(ours && line(ours)),
      said(read ? w.check.there(read.at.toISOString()) : w.check.neverRead),
      ...(read ? [shownAs(stands(read.found))] : []),
      ...(open && group && 'plan' in open.found ? twoVersions(w, known, group, open.found) : []),
      small(open ? w.card.differs : group ? stageCalled(w, stage) : w.check.noGroup(extension)),
      ...(open
        ? [
            {
              type: 'actions' as const,
              elements: answers(w, { extension, group, found: open.found, shown: tokenOf(open) }),
            },
          ]
        : []),
    ],
  }
}

// What will become of a call, if nothing else happens: the whole of it, past and future, by the same `play` as everywhere.
// Whatever somebody does meanwhile changes what is still to come and never what has been. In seconds since it came in.
import type { Extension, PhoneNumber } from '../../ring/group.ts'
import type { RingPlan } from '../../ring/plan.ts'
import { play, type Step } from '../../ring/play.ts'
import type { CallEvent } from '../phone-system.ts'
import type { Line } from '../wall.ts'
import { cutShort, eventsOf } from './call.ts'

/** Where a call leads that comes in: into a group, or somewhere at once. */
export type Way = { first: RingPlan; plans: RingPlan[] } | { stop: Step }

/** How the phones behave for this call. */
export type Behaviour = {
  reachable(extension: Extension, second: number): boolean
  /** Why not, as it was found last. */
  why(extension: Extension): 'off' | 'busy'
  /** When a phone stops by itself that began to ring at that second: rejected, switched off. Infinity: it does not. */
  stops(extension: Extension, since: number): number
  /** When somebody there picks up. */
  answers(extension: Extension, since: number): number
  /** When somebody switches it off. */
  dies(extension: Extension, since: number): number
  boxOf(extension: Extension): Extension | null
  /** takes the calls that nobody else can take */
  lastBox: Extension | null
}

export type About = {
  call: string
  dialled: Extension | PhoneNumber
  number: PhoneNumber | null
  caller: CallEvent['caller']
}

export type Course = {
  rings: { extension: Extension; from: number; to: number }[]
  talk: { by: Extension; from: number } | null
  message: { box: Extension; from: number } | null
  over: number
  lines: Line[]
  events: [second: number, CallEvent][]
}

/** Seconds: at a phone that was not called as one of a group, in a conversation, and of a message to a box. */
const RINGS = 30
const TALKS = 30
const SPEAKS = 20

/** Moments are whole milliseconds, and compared as such: sums of seconds are a hair beside them. */
const exact = (seconds: number) => Math.round(seconds * 1000) / 1000

/** `hungUp`: when the caller does so; Infinity: not yet. */
export function courseOf(about: About, way: Way, phones: Behaviour, hungUp: number): Course {
  const { reachable, stops } = phones
  const whole = 'first' in way ? play(way.first, { plans: way.plans, reachable, stops }) : [way.stop]
  const steps = whole.map((it): Step => {
    const from = exact(it.from)
    return it.does === 'ring' ? { ...it, from, to: exact(it.to) } : { ...it, from }
  })
  const last = steps.at(-1)!
  const inGroups = steps.flatMap((it) =>
    it.does === 'ring'
      ? it.extensions.map((extension) => ({ extension, from: it.from, to: Math.min(it.to, stops(extension, it.from)) }))
      : [],
  )
  const direct =
    last.does === 'leave' && reachable(last.to, last.from)
      ? { extension: last.to, from: last.from, to: Math.min(exact(last.from + RINGS), stops(last.to, last.from)) }
      : null
  const all = direct ? [...inGroups, direct] : inGroups

  const [first] = all
    .map(({ extension, from, to }) => ({ by: extension, from: phones.answers(extension, from), to }))
    .filter((it) => it.from < it.to && it.from <= hungUp)
    .toSorted((one, other) => one.from - other.from)
  const talk = first ? { by: first.by, from: first.from } : null
  const played = cutShort(steps, {
    givesUpAfter: hungUp,
    ...(talk && { answered: { after: talk.from, by: talk.by } }),
  })

  const box = last.does === 'voicemail' ? last.box : last.does === 'leave' ? phones.boxOf(last.to) : phones.lastBox
  const takes = direct?.to ?? last.from
  const message = !talk && box && takes < hungUp ? { box, from: takes } : null
  const over = Math.min(
    hungUp,
    talk
      ? Math.min(exact(talk.from + TALKS), phones.dies(talk.by, talk.from))
      : message
        ? exact(message.from + SPEAKS)
        : takes,
  )
  const how = talk ? 'answered' : message ? 'voicemail' : hungUp < takes ? 'abandoned' : 'unanswered'
  const until = talk?.from ?? over

  const lines: Line[] = []
  if ('first' in way) lines.push({ at: 0, does: 'group', group: way.first.extension, name: way.first.name })
  lines.push(...played.steps.flatMap((it) => lineOf(it, phones)))
  if (direct) lines.push({ at: direct.from, does: 'ring', extensions: [direct.extension] })
  for (const { extension, from, to } of all)
    if (to < until && to === stops(extension, from)) lines.push({ at: to, does: 'reject', extension })
  if (talk) lines.push({ at: talk.from, does: 'answer', by: talk.by })
  if (message) lines.push({ at: message.from, does: 'voicemail', box: message.box })
  lines.push({ at: over, does: 'over', how })
  return {
    rings: all.flatMap((it) => (it.from <= until ? [{ ...it, to: Math.min(it.to, until) }] : [])),
    talk,
    message,
    over,
    lines: inTime(lines, until),
    events: eventsIn(about, way, played, over),
  }
}

function lineOf(step: Step, { why }: Behaviour): Line[] {
  const at = step.from
  switch (step.does) {
    case 'ring':
      return [{ at, does: 'ring', extensions: step.extensions }]
    case 'skip':
      return [{ at, does: 'skip', extension: step.extension, why: why(step.extension) }]
    case 'group':
      return [{ at, does: 'group', group: step.to, name: step.name }]
    case 'leave':
      return [{ at, does: 'leave', to: step.to }]
    case 'circle':
    case 'voicemail':
      return [] // told by whose message it is
  }
}

/** What is told together keeps its order, but that a phone stops before another begins. */
function inTime(lines: Line[], until: number): Line[] {
  const rank = (it: Line) => (it.does === 'reject' ? 0 : it.does === 'over' ? 2 : 1)
  return lines
    .filter((it) => it.at <= until || it.does === 'over')
    .toSorted((one, other) => one.at - other.at || rank(one) - rank(other))
}

/** Only what happens in our groups is told; a real phone system tells the end when the caller is gone. */
function eventsIn({ dialled: _, ...about }: About, way: Way, played: ReturnType<typeof cutShort>, over: number) {
  if (!('first' in way)) return []
  const membersOf = (group: Extension) => [way.first, ...way.plans].find((it) => it.extension === group)?.members ?? []
  return eventsOf(played, about, membersOf).map(([at, event]): [number, CallEvent] => [
    event.does === 'end' ? over : at,
    event,
  ])
}

// How far a call to the simulated phones comes, and what they would tell of it.
import type { Extension, PhoneNumber } from '../../ring/group.ts'
import type { Step } from '../../ring/play.ts'
import type { CallEvent } from '../phone-system.ts'

/** Who calls, and what becomes of it. Nothing said: somebody with a hidden number waits until the call has come to its end. */
export type How = {
  /** the number and the name that the caller shows */
  from?: Partial<CallEvent['caller']>
  /** somebody picks up after so many seconds: whoever rings then, or only this one */
  answered?: { after: number; by?: Extension }
  /** seconds */
  givesUpAfter?: number
}

/** How far a call comes: nothing happens any more when somebody has picked up, or the caller has given up. */
export type Played = { steps: Step[]; result: 'answered' | 'abandoned' | 'fallback'; by: Extension | null }

/** Who rings at that moment; where a call stays, that is the last one. */
function ringingAt(steps: Step[], second: number): Extension[] {
  const last = steps.at(-1)
  if (last?.does === 'leave' && second >= last.from) return [last.to]
  return steps.flatMap((it) => (it.does === 'ring' && it.from <= second && second < it.to ? it.extensions : []))
}

export function cutShort(steps: Step[], { answered, givesUpAfter = Infinity }: How): Played {
  const end = steps.at(-1)?.from ?? 0
  const ringing = answered ? ringingAt(steps, answered.after) : []
  const by = answered?.by ? ringing.find((it) => it === answered.by) : ringing[0]
  const until = Math.min(by && answered ? answered.after : Infinity, givesUpAfter)
  const isAnswered = by !== undefined && answered !== undefined && answered.after <= givesUpAfter
  if (until >= end) return { steps, result: 'fallback', by: isAnswered ? by : null }
  const played = steps
    .filter((it) => it.from <= until)
    .map((it) => (it.does === 'ring' ? { ...it, to: Math.min(it.to, until) } : it))
  return { steps: played, result: isAnswered ? 'answered' : 'abandoned', by: isAnswered ? by : null }
}

type About = Pick<CallEvent, 'call' | 'number' | 'caller'>

/** What the dialplan of a real phone system tells of such a call, and at which second. `membersOf`: of one of our groups. */
export function eventsOf(
  { steps, result, by }: Played,
  about: About,
  membersOf: (group: Extension) => Extension[],
): [second: number, CallEvent][] {
  const groups = [...new Set(steps.map((it) => it.group))]
  const events = groups.flatMap((group, i): [number, CallEvent][] => {
    const here = steps.filter((it) => it.group === group)
    const start: CallEvent = { ...about, group, does: 'start', members: membersOf(group) }
    const fallback: CallEvent = { ...about, group, does: 'fallback', ...rungIn(steps, group) }
    const goesOn = i < groups.length - 1 || result === 'fallback'
    return [[here[0]!.from, start], ...(goesOn ? [[here.at(-1)!.from, fallback] as [number, CallEvent]] : [])]
  })
  const last = steps.at(-1)
  const group = groups.at(-1)
  if (!last || !group) return []
  // a call that has gone round in a circle is counted where it came back to
  const endedIn = last.does === 'circle' ? last.back : group
  const until = last.does === 'ring' ? last.to : last.from
  return [...events, [until, { ...about, group: endedIn, does: 'end', result, by, ...rungIn(steps, group) }]]
}

function rungIn(steps: Step[], group: Extension) {
  const rings = steps.flatMap((it) => (it.does === 'ring' && it.group === group ? [it] : []))
  return {
    rang: rings.flatMap((it) => it.extensions),
    seconds: Math.round(rings.reduce((sum, it) => sum + (it.to - it.from), 0)),
  }
}

export const isNumber = (dialled: Extension | PhoneNumber): dialled is PhoneNumber => dialled.startsWith('+')

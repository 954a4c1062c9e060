// How the phones behave for one call, by what people have done at them, and may still do. All in milliseconds of their time.
import type { Directory } from '../../ring/company.ts'
import type { Extension } from '../../ring/group.ts'
import type { WallCall } from '../wall.ts'
import type { About, Behaviour, Way } from './course.ts'

/** What happens at a phone that is called. `rings`: nobody is there. */
export type Does = 'rings' | 'answers' | 'rejects' | 'busy' | 'off'

/** What each phone did from when on, oldest first; before that it rang. */
export type Doings = Map<Extension, { at: number; does: Does }[]>

export type Pressed = { extension: Extension; at: number }

export type Live = {
  about: About
  way: Way
  began: number
  answered: Pressed[]
  rejected: Pressed[]
  hungUp: number
  /** how many of its events were told */
  told: number
  /** these have come to pass; Infinity: not yet */
  talk: { by: Extension; at: number } | null
  over: number
  /** as it was when it was over */
  final: WallCall | null
}

/** Until somebody answers, or rejects the call. */
const ANSWERS = 3000
const REJECTS = 2000

export const doingIn = (doings: Doings, it: Extension, at: number): Does =>
  doings.get(it)?.findLast((doing) => doing.at <= at)?.does ?? 'rings'

export const talksAt = (calls: Live[], it: Extension, at: number, besides?: Live): boolean =>
  calls.some((call) => call !== besides && call.talk?.by === it && call.talk.at <= at && at < call.over)

type World = { company: Directory; doings: Doings; calls: Live[] }

export function behaviourOf(call: Live, { company, doings, calls }: World): Behaviour {
  const reasons = new Map<Extension, 'off' | 'busy'>()
  const at = (second: number) => call.began + Math.round(second * 1000)
  const first = (all: number[], since: number) =>
    (Math.min(...all.filter((it) => it >= since), Infinity) - call.began) / 1000
  const entry = (it: Extension) => company.extensions.find(({ extension }) => extension === it)

  /** When it has rung for so long and does that then, whether it was told before or while it rang. */
  function comesTo(it: Extension, does: Does, since: number, after: number): number[] {
    const all = doings.get(it) ?? []
    return all.flatMap((doing, i) => {
      const when = Math.max(since + after, doing.at)
      return doing.does === does && when < (all[i + 1]?.at ?? Infinity) ? [when] : []
    })
  }
  const whenIt = (it: Extension, does: Does) =>
    (doings.get(it) ?? []).flatMap((doing) => (doing.does === does ? [doing.at] : []))
  const pressed = (all: Pressed[], it: Extension) => all.flatMap((one) => (one.extension === it ? [one.at] : []))

  return {
    reachable(it, second) {
      const known = entry(it)
      const doing = doingIn(doings, it, at(second))
      const off = !known?.rings || !known.reachable || doing === 'off'
      reasons.set(it, off ? 'off' : 'busy')
      return !off && doing !== 'busy' && !talksAt(calls, it, at(second), call)
    },
    why: (it) => reasons.get(it) ?? 'off',
    stops(it, second) {
      const since = at(second)
      const leaves = [...whenIt(it, 'off'), ...whenIt(it, 'busy')].filter((at) => at > since)
      // who takes another call has no ear for this one; who has done so before is busy
      const talks = calls.flatMap(({ about, talk }) =>
        about !== call.about && talk?.by === it && talk.at > since ? [talk.at] : [],
      )
      const rejects = [...comesTo(it, 'rejects', since, REJECTS), ...pressed(call.rejected, it)]
      return first([...leaves, ...talks, ...rejects], since)
    },
    answers(it, second) {
      const since = at(second)
      return first([...comesTo(it, 'answers', since, ANSWERS), ...pressed(call.answered, it)], since)
    },
    dies: (it, second) => first(whenIt(it, 'off'), at(second)),
    boxOf: (it) => (entry(it)?.voicemail ? it : null),
    lastBox: company.extensions.find((it) => it.voicemail && !it.rings)?.extension ?? null,
  }
}

// The calls that go on at this moment, and what people do at the phones meanwhile.
import { randomUUID } from 'node:crypto'
import type { Directory } from '../../ring/company.ts'
import type { Extension, PhoneNumber } from '../../ring/group.ts'
import type { CallEvent } from '../phone-system.ts'
import { REMEMBERED, type PhoneState, type Wall, type WallCall } from '../wall.ts'
import { behaviourOf, doingIn, talksAt, type Does, type Doings, type Live } from './behaviour.ts'
import { isNumber } from './call.ts'
import { courseOf, type Course, type Way } from './course.ts'
import { openTime, type Clock, type Speed } from './time.ts'

/** So many at once are enough for a demonstration. */
const MOST_CALLS = 20

type Options = {
  clock: Clock
  company: Directory
  tell(event: CallEvent): void
  changed(): void
}

export function openExchange({ clock, company, tell, changed }: Options) {
  const time = openTime(clock)
  /** What each phone did from when on; before that it rang. */
  const doings: Doings = new Map()
  let calls: Live[] = []
  let done = 0

  const doingAt = (it: Extension, at: number) => doingIn(doings, it, at)
  const courseNow = (call: Live): Course =>
    courseOf(call.about, call.way, behaviourOf(call, { company, doings, calls }), (call.hungUp - call.began) / 1000)
  const on = () => calls.filter((it) => it.over === Infinity)

  /** All that has come to pass by then. */
  function settle() {
    for (const call of on()) {
      const course = courseNow(call)
      const now = (done - call.began) / 1000
      for (const [at, event] of course.events.slice(call.told)) {
        if (at > now) break
        call.told++
        tell(event)
      }
      if (course.talk && course.talk.from <= now)
        call.talk ??= { by: course.talk.by, at: call.began + Math.round(course.talk.from * 1000) }
      if (course.over > now) continue
      call.over = call.began + Math.round(course.over * 1000)
      call.final = shown(call)
    }
    // who talked elsewhere while a call went on is still part of that
    const oldest = Math.min(...on().map((it) => it.began))
    const over = calls.filter((it) => it.over < oldest).slice(REMEMBERED)
    calls = calls.filter((it) => !over.includes(it))
  }
  function nextMoment(): number {
    const moments = on().flatMap((call) => {
      const { rings, lines, events } = courseNow(call)
      const all = [...rings.flatMap((it) => [it.from, it.to]), ...lines.map((it) => it.at), ...events.map(([at]) => at)]
      return all.map((it) => call.began + Math.round(it * 1000)).filter((it) => it > done)
    })
    return Math.min(...moments)
  }
  /** One moment after the other, however late we are. */
  function goOn() {
    const now = time.now()
    for (let next = nextMoment(); next <= now; next = nextMoment()) {
      done = next
      settle()
    }
    done = now
  }
  function happens(what: () => void) {
    goOn()
    what()
    settle()
    const next = nextMoment()
    time.wake(next === Infinity ? null : next, () => happens(() => {}))
    changed()
  }
  const ringsNow = (call: Live) => {
    const now = (done - call.began) / 1000
    return courseNow(call).rings.flatMap((it) => (it.from <= now && now < it.to ? [it.extension] : []))
  }

  function shown(call: Live): WallCall {
    if (call.final) return call.final
    const { talk, message, lines } = courseNow(call)
    const seconds = (Math.min(done, call.over) - call.began) / 1000
    const isOver = call.over < Infinity
    return {
      id: call.about.call,
      dialled: call.about.dialled,
      caller: call.about.caller,
      seconds,
      ringing: isOver ? [] : [...new Set(ringsNow(call))],
      talking: !isOver && talk && talk.from <= seconds ? talk.by : null,
      voicemail: !isOver && message && message.from <= seconds ? message.box : null,
      over: isOver,
      lines: lines.filter((it) => it.at <= seconds),
    }
  }

  return {
    /** Somebody calls. False: there are too many calls. */
    begin(dialled: Extension | PhoneNumber, way: Way, caller: CallEvent['caller']) {
      if (on().length >= MOST_CALLS) return false
      const about = { call: randomUUID(), dialled, number: isNumber(dialled) ? dialled : null, caller }
      const fresh = { answered: [], rejected: [], hungUp: Infinity, told: 0, talk: null, over: Infinity, final: null }
      happens(() => void calls.unshift({ about, way, began: done, ...fresh }))
      return true
    },
    /** Nothing happens where it does not ring any more. */
    pick(id: string, extension: Extension, how: 'answer' | 'reject') {
      happens(() => {
        const call = on().find((it) => it.about.call === id)
        if (!call || !ringsNow(call).includes(extension)) return
        const pressed = how === 'answer' ? call.answered : call.rejected
        pressed.push({ extension, at: done })
      })
    },
    hangUp: (id: string) =>
      happens(() => {
        for (const call of on()) if (call.about.call === id) call.hungUp = Math.min(call.hungUp, done)
      }),
    /** From now on. */
    does: (extension: Extension, does: Does) =>
      happens(() => {
        if (doingAt(extension, done) === does) return
        // what was before the first call that still goes on is nobody's business any more
        const first = Math.min(done, ...on().map((it) => it.began))
        const known = doings.get(extension) ?? []
        const before = known.findLastIndex((it) => it.at <= first)
        doings.set(extension, [...known.slice(Math.max(0, before)), { at: done, does }])
      }),
    passes: (speed: Speed) => happens(() => time.passes(speed)),
    speed: time.speed,
    doing: (extension: Extension) => doingAt(extension, time.now()),
    wall(): Pick<Wall, 'phones' | 'calls'> {
      goOn()
      const ringing = new Set(on().flatMap(ringsNow))
      function is(extension: Extension, reachable: boolean): PhoneState {
        const doing = doingAt(extension, done)
        if (!reachable || doing === 'off') return 'off'
        if (talksAt(calls, extension, done)) return 'talking'
        return ringing.has(extension) ? 'ringing' : doing === 'busy' ? 'busy' : 'idle'
      }
      const phones = company.extensions.filter((it) => it.rings)
      const over = calls.filter((it) => it.final).slice(REMEMBERED)
      return {
        phones: phones.map(({ extension, name, reachable }) => ({ extension, name, is: is(extension, reachable) })),
        calls: calls.filter((it) => !over.includes(it)).map(shown),
      }
    },
    close: () => time.wake(null, () => {}),
  }
}

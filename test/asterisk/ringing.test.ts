// Who rings, and when.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inside, outside } from '../kit/asterisk/caller.ts'
import { openStages } from '../kit/asterisk/stage.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

const { story } = openStages()

it.concurrent(
  'simultaneous: all ring at once, nobody answers, the company’s box does',
  story({}, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan()])
    await s.allOn()
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'simultaneous: the first to answer has it, the others stop and know that it was answered elsewhere',
  story({}, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan()])
    await Promise.all([s.on(a!), s.on(b!, { answersAfter: 1 }), s.on(c!)])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, ${b} answers at 1 s`)
    const stopped = s.timeline.entries.filter((it) => it.what === 'stops ringing')
    expect(stopped.map((it) => `${it.who} ${it.detail}`).toSorted()).toEqual([
      `${a} (answered elsewhere)`,
      `${c} (answered elsewhere)`,
    ])
  }),
)

it.concurrent(
  'consecutive: one after another in their order, once through',
  story({}, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan({ mode: 'consecutive', members: [c, a, b] })])
    await s.allOn()
    await s.call(s.groups[0]!)
    s.went(`${c} rings at 0 s, ${a} rings at 2 s, ${b} rings at 4 s, voicemail 100 answers at 6 s`)
  }),
)

it.concurrent(
  'consecutive: the second answers, the third never rings',
  story({}, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan({ mode: 'consecutive' })])
    await Promise.all([s.on(a!), s.on(b!, { answersAfter: 0.5 }), s.on(c!)])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 2 s, ${b} answers at 2.5 s`)
  }),
)

it.concurrent(
  'the mode is switched between two calls',
  story({ phones: 2 }, async (s) => {
    const [a, b] = s.phones
    const [first, second] = [startTimeline(), startTimeline()]
    const phones = await Promise.all(s.phones.map((it) => s.on(it, {}, first)))
    await s.apply([s.plan()])
    await s.call(s.groups[0]!, {}, first)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, voicemail 100 answers at 2 s`, first)
    await Promise.all(phones.map((it) => it.close()))

    await Promise.all(s.phones.map((it) => s.on(it, {}, second)))
    await s.apply([s.plan({ mode: 'consecutive' })])
    await s.call(s.groups[0]!, {}, second)
    s.went(`${a} rings at 0 s, ${b} rings at 2 s, voicemail 100 answers at 4 s`, second)
  }),
)

it.concurrent(
  'the ring time is for each extension',
  story({ phones: 2 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ mode: 'consecutive', ringSeconds: 5 })])
    await s.allOn()
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 5 s, voicemail 100 answers at 10 s`)
  }),
)

it.concurrent(
  'somebody who is busy costs no time; the others ring',
  story({}, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan({ mode: 'consecutive' })])
    await Promise.all([s.on(a!, { busy: true }), s.on(b!, { declines: true }), s.on(c!)])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'simultaneous: one who is busy and one who declines do not take the call from the third',
  story({}, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan()])
    await Promise.all([s.on(a!, { busy: true }), s.on(b!, { declines: true }), s.on(c!, { answersAfter: 1 })])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, ${c} answers at 1 s`)
  }),
)

it.concurrent(
  'a phone that is off is skipped and costs no time',
  story({}, async (s) => {
    const [, b] = s.phones
    await s.apply([s.plan({ mode: 'consecutive' })])
    await s.on(b!)
    await s.call(s.groups[0]!)
    s.went(`${b} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'somebody in a call, whose phone counts as busy then, is skipped',
  story({ phones: 3 }, async (s) => {
    const [a, b, colleague] = s.phones
    await s.apply([s.plan({ mode: 'consecutive', members: [a, b] })])
    const other = startTimeline()
    await s.on(a!, { answersAfter: 0.1 }, other)
    await s.on(b!)
    const talk = s.call(a!, { from: outside('+33600000001'), hangsUpAfter: 4 }, other) // refused: outside reaches no extension
    expect((await talk).status).toBe(404)
    const inner = s.call(a!, { hangsUpAfter: 4 }, other)
    await sleep(700)
    await s.call(s.groups[0]!, { from: inside(colleague!) })
    await inner
    s.went(`${b} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'all devices of one extension ring',
  story({ phones: 1 }, async (s) => {
    const [a] = s.phones
    await s.apply([s.plan()])
    await s.on(a!, { label: 'desk' })
    await s.on(a!, { label: 'mobile', answersAfter: 1 })
    await s.call(s.groups[0]!)
    s.went('desk rings at 0 s, mobile rings at 0 s, mobile answers at 1 s')
  }),
)

it.concurrent(
  'a forward set on a phone is not followed',
  story({ phones: 3 }, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan({ mode: 'consecutive', members: [a, b] })])
    await Promise.all([s.on(a!, { forwardsTo: c! }), s.on(b!), s.on(c!)])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'the caller gives up, and every phone stops',
  story({ phones: 2 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ ringSeconds: 20 })])
    await s.allOn()
    await s.call(s.groups[0]!, { givesUpAfter: 1 })
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, caller gets 487 at 1 s`)
    expect(s.timeline.entries.filter((it) => it.what === 'stops ringing' && !it.detail)).toHaveLength(2)
  }),
)

it.concurrent(
  'thirty members ring at once, whatever the group is called; a thirty-first is refused before anything is saved',
  story({ phones: 31 }, async (s) => {
    const members = s.phones.slice(0, 30)
    const name = '👍'.repeat(40)
    await s.apply([s.plan({ members, name, ringSeconds: 3 })])
    const [first] = await Promise.all(members.map((it) => s.on(it)))
    await s.call(s.groups[0]!)
    s.went(`${members.map((it) => `${it} rings at 0.3 s`).join(', ')}, voicemail 100 answers at 3 s`)
    expect(first!.shown[0]!.name).toBe(`${name}: Phone ${s.caller}`)
    expect(s.system.problems(s.plan())).toHaveLength(1)
  }),
)

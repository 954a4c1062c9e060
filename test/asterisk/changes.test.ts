// Numbers and groups that change while people call.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { outside } from '../kit/asterisk/caller.ts'
import { openStages } from '../kit/asterisk/stage.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

const { story } = openStages()
const to = (target: string | undefined) => ({ to: 'extension', target })

it.concurrent(
  'a direct number, called from outside',
  story({ phones: 1, numbers: 1 }, async (s) => {
    const [a] = s.phones
    await s.apply([s.plan({ directNumbers: s.numbers })])
    const phone = await s.on(a!, { answersAfter: 0.5 })
    await s.call(s.numbers[0]!, { from: outside('+33612345678') })
    s.went(`${a} rings at 0 s, ${a} answers at 0.5 s`)
    expect(phone.shown[0]!.name).toBe('Support: Jane Customer')
  }),
)

it.concurrent(
  'a number moves to and fro, and whoever calls meanwhile gets through',
  story({ phones: 2, groups: 2, numbers: 1 }, async (s) => {
    const [a, b] = s.phones
    const [one, two] = s.groups
    const [here, there] = [
      [s.numbers, []],
      [[], s.numbers],
    ].map(([first, second]) => [
      s.plan({ members: [a], directNumbers: first }),
      s.plan({ extension: two, members: [b], directNumbers: second }),
    ])
    await s.apply(here!)
    await s.allOn({ answersAfter: 0 })
    let moving = true
    const mover = (async () => {
      for (let i = 0; moving; i++) await s.apply(i % 2 ? here! : there!)
    })()
    const calls = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        await sleep(i * 150)
        const from = outside(`+336990000${10 + i}`)
        return s.call(s.numbers[0]!, { from, hangsUpAfter: 0.1 }, startTimeline())
      }),
    )
    moving = false
    await mover
    expect(calls.map((it) => it.status)).toEqual(calls.map(() => 200))
    await s.apply([], [one!, two!])
  }),
)

it.concurrent(
  'a number that no group has leads where the phone system sends it',
  story({ phones: 1, numbers: 1 }, async (s) => {
    const [a] = s.phones
    const [number] = s.numbers
    const from = outside('+33612345679')
    expect((await s.call(number!, { from }, startTimeline())).status).toBe(404)
    await s.pbx.ask('DBPut', { Family: 'rgnum', Key: number!.slice(1), Val: a! })
    await s.on(a!, { answersAfter: 0.5 })
    await s.call(number!, { from })
    s.went(`${a} rings at 0 s, ${a} answers at 0.5 s`)
  }),
)

it.concurrent(
  'a deleted group: nobody there, and its number leads where the phone system sends it',
  story({ phones: 2, numbers: 1 }, async (s) => {
    const [a, b] = s.phones
    await s.pbx.ask('DBPut', { Family: 'rgnum', Key: s.numbers[0]!.slice(1), Val: b! })
    await s.apply([s.plan({ members: [a], directNumbers: s.numbers })])
    await s.allOn({ answersAfter: 0.2 })
    await s.apply([], [s.groups[0]!])
    expect((await s.call(s.groups[0]!, {}, startTimeline())).status).toBe(404)
    await s.call(s.numbers[0]!, { from: outside('+33612345680') })
    s.went(`${b} rings at 0 s, ${b} answers at 0.2 s`)
  }),
)

it.concurrent(
  'a renumbered group, and the fallback that goes with it',
  story({ phones: 2, groups: 3 }, async (s) => {
    const [a, b] = s.phones
    const [old, other, renumbered] = s.groups
    await s.apply([s.plan({ members: [a] }), s.plan({ extension: other, members: [b], fallback: to(old) })])
    await s.apply(
      [
        s.plan({ extension: renumbered, members: [a] }),
        s.plan({ extension: other, members: [b], fallback: to(renumbered) }),
      ],
      [old!],
    )
    await s.allOn()
    expect((await s.call(old!, {}, startTimeline())).status).toBe(404)
    await s.call(other!)
    s.went(`${b} rings at 0 s, ${a} rings at 2 s, voicemail 100 answers at 4 s`)
  }),
)

it.concurrent(
  'two groups swap their extensions',
  story({ phones: 2, groups: 2 }, async (s) => {
    const [a, b] = s.phones
    const [one, two] = s.groups
    await s.apply([s.plan({ members: [a] }), s.plan({ name: 'Sales', extension: two, members: [b] })])
    await s.apply([s.plan({ extension: two, members: [a] }), s.plan({ name: 'Sales', extension: one, members: [b] })])
    const [, phone] = await s.allOn({ answersAfter: 0.2 })
    await s.call(one!)
    s.went(`${b} rings at 0 s, ${b} answers at 0.2 s`)
    expect(phone!.shown[0]!.name).toBe(`Sales: Phone ${s.caller}`)
  }),
)

it.concurrent(
  'a call that rings keeps what it started with',
  story({ phones: 3 }, async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan({ mode: 'consecutive', members: [a, b] })])
    await s.allOn()
    const ringing = s.call(s.groups[0]!)
    await sleep(700)
    await s.apply([s.plan({ members: [c], fallback: to('498') })])
    await ringing
    s.went(`${a} rings at 0 s, ${b} rings at 2 s, voicemail 100 answers at 4 s`)
  }),
)

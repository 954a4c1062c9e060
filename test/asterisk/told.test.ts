// What is told of calls, and what was promised of them.
import { expect, it } from 'vitest'
import { play, type Step } from '../../src/ring/play.ts'
import { outside } from '../kit/asterisk/caller.ts'
import { openStages } from '../kit/asterisk/stage.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

const { story } = openStages()
const to = (target: string | undefined) => ({ to: 'extension', target })

it.concurrent(
  'is told of every call: that it began, that nobody answered, how it ended',
  story({ phones: 2, numbers: 1 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ mode: 'consecutive', directNumbers: s.numbers })])
    await s.on(a!)
    const from = outside('+33612345690')
    await s.call(s.numbers[0]!, { from })
    const told = await s.told()
    const all = {
      call: told[0]!.call,
      group: s.groups[0],
      number: s.numbers[0],
      caller: { number: from.user, name: from.name },
    }
    const seconds = expect.closeTo(2, -0.5)
    expect(told).toEqual([
      { ...all, does: 'start', members: [a, b] },
      { ...all, does: 'fallback', rang: [a], seconds },
      { ...all, does: 'end', result: 'fallback', by: null, rang: [a], seconds },
    ])
  }),
)

it.concurrent(
  'is told who answered, and who gave up',
  story({ phones: 2, groups: 2 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ ringSeconds: 10 }), s.plan({ extension: s.groups[1], members: [a], ringSeconds: 10 })])
    await Promise.all([s.on(a!), s.on(b!, { answersAfter: 1 })])
    await s.call(s.groups[0]!, { hangsUpAfter: 2 })
    await s.call(s.groups[1]!, { givesUpAfter: 1 }, startTimeline())
    expect((await s.told(2)).filter((it) => it.does === 'end')).toMatchObject([
      { group: s.groups[0], number: null, result: 'answered', by: b, rang: [a, b], seconds: expect.closeTo(1, -0.5) },
      { group: s.groups[1], result: 'abandoned', by: null, rang: [a], seconds: expect.closeTo(1, -0.5) },
    ])
  }),
)

it.concurrent(
  'what `who` says is what happens',
  story({ phones: 5, groups: 3 }, async (s) => {
    const [a, b, c, d, off] = s.phones
    const [one, two, three] = s.groups
    const plans = [
      s.plan({ mode: 'consecutive', members: [a, off, b], ringSeconds: 1, fallback: to(two) }),
      s.plan({ extension: two, members: [c, off, d], ringSeconds: 3, fallback: to(three) }),
      s.plan({
        extension: three,
        mode: 'consecutive',
        members: [d],
        ringSeconds: 2,
        fallback: { to: 'voicemail', target: c },
      }),
    ]
    await s.apply(plans)
    await Promise.all([a, b, c, d].map((it) => s.on(it!)))
    await s.call(one!)
    s.went(told(play(plans[0]!, { plans, reachable: (it) => it !== off })))
  }),
)

/** A timetable as a bystander would tell it. */
const told = (steps: Step[]) =>
  steps
    .flatMap((it) => {
      if (it.does === 'ring') return it.extensions.map((one) => `${one} rings at ${it.from} s`)
      return it.does === 'voicemail' ? [`voicemail ${it.box} answers at ${it.from} s`] : []
    })
    .join(', ')

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { play, type Step } from '../../src/ring/play.ts'
import { inside, outside } from '../kit/asterisk/caller.ts'
import { openStages } from '../kit/asterisk/stage.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

const { story } = openStages()
const to = (target: string | undefined) => ({ to: 'extension', target })

// ---- who rings, and when

story('simultaneous: all ring at once, nobody answers, the company’s box does', {}, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan()])
  await s.allOn()
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, voicemail 100 answers at 2 s`)
})

story(
  'simultaneous: the first to answer has it, the others stop and know that it was answered elsewhere',
  {},
  async (s) => {
    const [a, b, c] = s.phones
    await s.apply([s.plan()])
    await Promise.all([s.on(a!), s.on(b!, { answersAfter: 1 }), s.on(c!)])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, ${b} answers at 1 s`)
    const stopped = s.timeline.entries.filter((it) => it.what === 'stops ringing')
    expect(stopped.map((it) => [it.who, it.detail]).toSorted()).toEqual([
      [a, '(answered elsewhere)'],
      [c, '(answered elsewhere)'],
    ])
  },
)

story('consecutive: one after another in their order, once through', {}, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan({ mode: 'consecutive', members: [c, a, b] })])
  await s.allOn()
  await s.call(s.groups[0]!)
  s.went(`${c} rings at 0 s, ${a} rings at 2 s, ${b} rings at 4 s, voicemail 100 answers at 6 s`)
})

story('consecutive: the second answers, the third never rings', {}, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan({ mode: 'consecutive' })])
  await Promise.all([s.on(a!), s.on(b!, { answersAfter: 0.5 }), s.on(c!)])
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 2 s, ${b} answers at 2.5 s`)
})

story('the mode is switched between two calls', { phones: 2 }, async (s) => {
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
})

story('the ring time is for each extension', { phones: 2 }, async (s) => {
  const [a, b] = s.phones
  await s.apply([s.plan({ mode: 'consecutive', ringSeconds: 5 })])
  await s.allOn()
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 5 s, voicemail 100 answers at 10 s`)
})

story('somebody who is busy costs no time; the others ring', {}, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan({ mode: 'consecutive' })])
  await Promise.all([s.on(a!, { busy: true }), s.on(b!, { declines: true }), s.on(c!)])
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, voicemail 100 answers at 2 s`)
})

story('simultaneous: one who is busy and one who declines do not take the call from the third', {}, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan()])
  await Promise.all([s.on(a!, { busy: true }), s.on(b!, { declines: true }), s.on(c!, { answersAfter: 1 })])
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 0 s, ${c} rings at 0 s, ${c} answers at 1 s`)
})

story('a phone that is off is skipped and costs no time', {}, async (s) => {
  const [, b] = s.phones
  await s.apply([s.plan({ mode: 'consecutive' })])
  await s.on(b!)
  await s.call(s.groups[0]!)
  s.went(`${b} rings at 0 s, voicemail 100 answers at 2 s`)
})

story('somebody in a call, whose phone counts as busy then, is skipped', { phones: 3 }, async (s) => {
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
})

story('all devices of one extension ring', { phones: 1 }, async (s) => {
  const [a] = s.phones
  await s.apply([s.plan()])
  await s.on(a!, { label: 'desk' })
  await s.on(a!, { label: 'mobile', answersAfter: 1 })
  await s.call(s.groups[0]!)
  s.went('desk rings at 0 s, mobile rings at 0 s, mobile answers at 1 s')
})

story('a forward set on a phone is not followed', { phones: 3 }, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan({ mode: 'consecutive', members: [a, b] })])
  await Promise.all([s.on(a!, { forwardsTo: c! }), s.on(b!), s.on(c!)])
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 0 s, voicemail 100 answers at 2 s`)
})

story('the caller gives up, and every phone stops', { phones: 2 }, async (s) => {
  const [a, b] = s.phones
  await s.apply([s.plan({ ringSeconds: 20 })])
  await s.allOn()
  await s.call(s.groups[0]!, { givesUpAfter: 1 })
  s.went(`${a} rings at 0 s, ${b} rings at 0 s, caller gets 487 at 1 s`)
  expect(s.timeline.entries.filter((it) => it.what === 'stops ringing' && !it.detail)).toHaveLength(2)
})

story(
  'thirty members ring at once, whatever the group is called; a thirty-first is refused before anything is saved',
  { phones: 31 },
  async (s) => {
    const members = s.phones.slice(0, 30)
    const name = '👍'.repeat(40)
    await s.apply([s.plan({ members, name, ringSeconds: 3 })])
    const [first] = await Promise.all(members.map((it) => s.on(it)))
    await s.call(s.groups[0]!)
    s.went(`${members.map((it) => `${it} rings at 0.3 s`).join(', ')}, voicemail 100 answers at 3 s`)
    expect(first!.shown[0]!.name).toBe(`${name}: Phone ${s.caller}`)
    expect(s.system.problems(s.plan())).toHaveLength(1)
  },
)

// ---- if nobody answers

story('no members, or all of them off: straight to the fallback', { phones: 2, groups: 2 }, async (s) => {
  await s.apply([s.plan({ members: [] }), s.plan({ extension: s.groups[1] })])
  const none = startTimeline()
  await s.call(s.groups[0]!, {}, none)
  s.went('voicemail 100 answers at 0 s', none)
  await s.call(s.groups[1]!)
  s.went('voicemail 100 answers at 0 s')
})

story('the box keeps what the caller says', { phones: 2 }, async (s) => {
  const [a, b] = s.phones
  await s.apply([s.plan({ members: [a], ringSeconds: 1, fallback: { to: 'voicemail', target: b } })])
  await s.on(a!)
  await s.call(s.groups[0]!, { speaks: true, hangsUpAfter: 3.5 })
  s.went(`${a} rings at 0 s, voicemail ${b} answers at 1 s`)
  const inbox = path.join(s.pbx.folder, 'spool/voicemail/default', b!, 'INBOX')
  await vi.waitFor(() => expect(readdirSync(inbox)).toContain('msg0000.txt'), 5000)
  expect(statSync(path.join(inbox, 'msg0000.wav')).size).toBeGreaterThan(8000)
  expect(readFileSync(path.join(inbox, 'msg0000.txt'), 'utf8')).toContain(`<${s.caller}>`)
})

story('an extension as the fallback rings as if it had been dialled', { phones: 2 }, async (s) => {
  const [a, b] = s.phones
  await s.apply([s.plan({ members: [a], fallback: to(b) })])
  await Promise.all([s.on(a!), s.on(b!, { answersAfter: 1 })])
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, ${b} rings at 2 s, ${b} answers at 3 s`)
})

story('an extension as the fallback that is off: its own box answers', { phones: 2 }, async (s) => {
  const [a, b] = s.phones
  await s.apply([s.plan({ members: [a], fallback: to(b) })])
  await s.on(a!)
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, voicemail ${b} answers at 2 s`)
})

story('a member’s own box never answers for the group', { phones: 1 }, async (s) => {
  const [a] = s.phones
  await s.apply([s.plan()])
  await s.on(a!, { busy: true })
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, voicemail 100 answers at 0 s`)
})

story('another group as the fallback, by its own rules and name', { phones: 3, groups: 2 }, async (s) => {
  const [a, b, c] = s.phones
  const [one, two] = s.groups
  await s.apply([
    s.plan({ members: [a], fallback: to(two) }),
    s.plan({ name: 'Sales', extension: two, mode: 'consecutive', members: [b, c], ringSeconds: 1 }),
  ])
  const [phoneA, phoneB] = await s.allOn()
  await s.call(one!)
  s.went(`${a} rings at 0 s, ${b} rings at 2 s, ${c} rings at 3 s, voicemail 100 answers at 4 s`)
  expect([phoneA, phoneB].map((it) => it!.shown[0]!.name)).toEqual([
    `Support: Phone ${s.caller}`,
    `Sales: Phone ${s.caller}`,
  ])
})

story('groups in a circle end in the company’s box', { phones: 2, groups: 2 }, async (s) => {
  const [a, b] = s.phones
  const [one, two] = s.groups
  await s.apply([
    s.plan({ members: [a], fallback: to(two) }),
    s.plan({ extension: two, members: [b], fallback: to(one) }),
  ])
  await s.allOn()
  await s.call(one!)
  s.went(`${a} rings at 0 s, ${b} rings at 2 s, voicemail 100 answers at 4 s`)
})

story('a fallback that does not exist any more: the company’s box', { phones: 1, groups: 2 }, async (s) => {
  const [a] = s.phones
  await s.apply([
    s.plan({ fallback: { to: 'voicemail', target: '499' } }),
    s.plan({ extension: s.groups[1], fallback: to('498') }),
  ])
  await s.on(a!)
  await s.call(s.groups[0]!)
  s.went(`${a} rings at 0 s, voicemail 100 answers at 2 s`)
})

story('a value that nobody understands: the company’s box, never silence', {}, async (s) => {
  const [group] = s.groups
  const values = [
    'somebody was here',
    '2|all|20|vm|100|101|',
    '1|all|0|vm|100|101|',
    '1|all|20|vm|100|101,System(id)|',
    '',
  ]
  for (const Val of values) {
    await s.pbx.ask('DBPut', { Family: 'rg', Key: group!, Val })
    const timeline = startTimeline()
    await s.call(group!, {}, timeline)
    s.went('voicemail 100 answers at 0 s', timeline)
    expect(await s.system.read([group!])).toEqual([{ extension: group, unreadable: Val }])
  }
})

// ---- direct numbers

story('a direct number, called from outside', { phones: 1, numbers: 1 }, async (s) => {
  const [a] = s.phones
  await s.apply([s.plan({ directNumbers: s.numbers })])
  const phone = await s.on(a!, { answersAfter: 0.5 })
  await s.call(s.numbers[0]!, { from: outside('+33612345678') })
  s.went(`${a} rings at 0 s, ${a} answers at 0.5 s`)
  expect(phone.shown[0]!.name).toBe('Support: Jane Customer')
})

story(
  'a number moves to and fro, and whoever calls meanwhile gets through',
  { phones: 2, groups: 2, numbers: 1 },
  async (s) => {
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
  },
)

story('a number that no group has leads where the phone system sends it', { phones: 1, numbers: 1 }, async (s) => {
  const [a] = s.phones
  const [number] = s.numbers
  const from = outside('+33612345679')
  expect((await s.call(number!, { from }, startTimeline())).status).toBe(404)
  await s.pbx.ask('DBPut', { Family: 'rgnum', Key: number!.slice(1), Val: a! })
  await s.on(a!, { answersAfter: 0.5 })
  await s.call(number!, { from })
  s.went(`${a} rings at 0 s, ${a} answers at 0.5 s`)
})

// ---- changes

story(
  'a deleted group: nobody there, and its number leads where the phone system sends it',
  { phones: 2, numbers: 1 },
  async (s) => {
    const [a, b] = s.phones
    await s.pbx.ask('DBPut', { Family: 'rgnum', Key: s.numbers[0]!.slice(1), Val: b! })
    await s.apply([s.plan({ members: [a], directNumbers: s.numbers })])
    await s.allOn({ answersAfter: 0.2 })
    await s.apply([], [s.groups[0]!])
    expect((await s.call(s.groups[0]!, {}, startTimeline())).status).toBe(404)
    await s.call(s.numbers[0]!, { from: outside('+33612345680') })
    s.went(`${b} rings at 0 s, ${b} answers at 0.2 s`)
  },
)

story('a renumbered group, and the fallback that goes with it', { phones: 2, groups: 3 }, async (s) => {
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
})

story('two groups swap their extensions', { phones: 2, groups: 2 }, async (s) => {
  const [a, b] = s.phones
  const [one, two] = s.groups
  await s.apply([s.plan({ members: [a] }), s.plan({ name: 'Sales', extension: two, members: [b] })])
  await s.apply([s.plan({ extension: two, members: [a] }), s.plan({ name: 'Sales', extension: one, members: [b] })])
  const [, phone] = await s.allOn({ answersAfter: 0.2 })
  await s.call(one!)
  s.went(`${b} rings at 0 s, ${b} answers at 0.2 s`)
  expect(phone!.shown[0]!.name).toBe(`Sales: Phone ${s.caller}`)
})

story('a call that rings keeps what it started with', { phones: 3 }, async (s) => {
  const [a, b, c] = s.phones
  await s.apply([s.plan({ mode: 'consecutive', members: [a, b] })])
  await s.allOn()
  const ringing = s.call(s.groups[0]!)
  await sleep(700)
  await s.apply([s.plan({ members: [c], fallback: to('498') })])
  await ringing
  s.went(`${a} rings at 0 s, ${b} rings at 2 s, voicemail 100 answers at 4 s`)
})

// ---- what people call themselves

const rude = [
  '${SHELL(id)}',
  '$[1+1] ${EPOCH} ${EXTEN}',
  'x),System(touch rude)',
  'a,b;c:d=e|f&g(h)i"j"\\k',
  "'; DROP TABLE astdb; --",
  'Évènement 客服 דלפק',
]
rude.forEach((name, i) =>
  story(`a group that is called ${name} is shown so, and nothing of it is done`, { phones: 1 }, async (s) => {
    await s.apply([s.plan({ name })])
    const phone = await s.on(s.phones[0]!)
    await s.call(s.groups[0]!, { from: inside('105', 'x'), givesUpAfter: 0.5 + i / 10 })
    expect(phone.shown.map((it) => it.name)).toEqual([`${name}: Front Desk`])
    expect(await s.system.read([s.groups[0]!])).toEqual([{ extension: s.groups[0], plan: s.plan({ name }) }])
    expect(existsSync(path.join(s.pbx.folder, 'rude'))).toBe(false)
  }),
)
// a quotation mark or backslash in a caller's name is shown with a backslash before it by Asterisk itself, in any call
const callers = rude.map((it) => it.replace(/["\\]/g, '*'))
callers.forEach((name, i) =>
  story(
    `a caller who is called ${name} is shown so, and nothing of it is done`,
    { phones: 1, groups: 2, numbers: 1 },
    async (s) => {
      const [a] = s.phones
      await s.apply([
        s.plan({ directNumbers: s.numbers, fallback: to(s.groups[1]), ringSeconds: 1 }),
        s.plan({ extension: s.groups[1], name: 'Sales' }),
      ])
      const phone = await s.on(a!)
      await s.call(s.numbers[0]!, { from: outside(`+3361200000${i}`, name), givesUpAfter: 2 })
      expect(phone.shown.map((it) => it.name)).toEqual([`Support: ${name}`, `Sales: ${name}`])
      expect(existsSync(path.join(s.pbx.folder, 'rude'))).toBe(false)
      const caller = { number: `+3361200000${i}`, name }
      expect((await s.told()).map((it) => it.caller)).toEqual([caller, caller, caller, caller])
    },
  ),
)

// ---- what is told, and what was promised

story(
  'is told of every call: that it began, that nobody answered, how it ended',
  { phones: 2, numbers: 1 },
  async (s) => {
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
  },
)

story('is told who answered, and who gave up', { phones: 2, groups: 2 }, async (s) => {
  const [a, b] = s.phones
  await s.apply([s.plan({ ringSeconds: 10 }), s.plan({ extension: s.groups[1], members: [a], ringSeconds: 10 })])
  await Promise.all([s.on(a!), s.on(b!, { answersAfter: 1 })])
  await s.call(s.groups[0]!, { hangsUpAfter: 2 })
  await s.call(s.groups[1]!, { givesUpAfter: 1 }, startTimeline())
  expect((await s.told(2)).filter((it) => it.does === 'end')).toMatchObject([
    { group: s.groups[0], number: null, result: 'answered', by: b, rang: [a, b], seconds: expect.closeTo(1, -0.5) },
    { group: s.groups[1], result: 'abandoned', by: null, rang: [a], seconds: expect.closeTo(1, -0.5) },
  ])
})

story('what `who` says is what happens', { phones: 5, groups: 3 }, async (s) => {
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
})

/** A timetable as a bystander would tell it. */
const told = (steps: Step[]) =>
  steps
    .flatMap((it) => {
      if (it.does === 'ring') return it.extensions.map((one) => `${one} rings at ${it.from} s`)
      return it.does === 'voicemail' ? [`voicemail ${it.box} answers at ${it.from} s`] : []
    })
    .join(', ')

// What callers get if nobody answers.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { openStages } from '../kit/asterisk/stage.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

const { story } = openStages()
const to = (target: string | undefined) => ({ to: 'extension', target })

it.concurrent(
  'no members, or all of them off: straight to the fallback',
  story({ phones: 2, groups: 2 }, async (s) => {
    await s.apply([s.plan({ members: [] }), s.plan({ extension: s.groups[1] })])
    const none = startTimeline()
    await s.call(s.groups[0]!, {}, none)
    s.went('voicemail 100 answers at 0 s', none)
    await s.call(s.groups[1]!)
    s.went('voicemail 100 answers at 0 s')
  }),
)

it.concurrent(
  'the box keeps what the caller says',
  story({ phones: 2 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ members: [a], ringSeconds: 1, fallback: { to: 'voicemail', target: b } })])
    await s.on(a!)
    await s.call(s.groups[0]!, { speaks: true, hangsUpAfter: 3.5 })
    s.went(`${a} rings at 0 s, voicemail ${b} answers at 1 s`)
    const inbox = path.join(s.pbx.folder, 'spool/voicemail/default', b!, 'INBOX')
    await vi.waitFor(() => expect(readdirSync(inbox)).toContain('msg0000.txt'), 5000)
    expect(statSync(path.join(inbox, 'msg0000.wav')).size).toBeGreaterThan(8000)
    expect(readFileSync(path.join(inbox, 'msg0000.txt'), 'utf8')).toContain(`<${s.caller}>`)
  }),
)

it.concurrent(
  'an extension as the fallback rings as if it had been dialled',
  story({ phones: 2 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ members: [a], fallback: to(b) })])
    await Promise.all([s.on(a!), s.on(b!, { answersAfter: 1 })])
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 2 s, ${b} answers at 3 s`)
  }),
)

it.concurrent(
  'an extension as the fallback that is off: its own box answers',
  story({ phones: 2 }, async (s) => {
    const [a, b] = s.phones
    await s.apply([s.plan({ members: [a], fallback: to(b) })])
    await s.on(a!)
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, voicemail ${b} answers at 2 s`)
  }),
)

it.concurrent(
  'a member’s own box never answers for the group',
  story({ phones: 1 }, async (s) => {
    const [a] = s.phones
    await s.apply([s.plan()])
    await s.on(a!, { busy: true })
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, voicemail 100 answers at 0 s`)
  }),
)

it.concurrent(
  'another group as the fallback, by its own rules and name',
  story({ phones: 3, groups: 2 }, async (s) => {
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
  }),
)

it.concurrent(
  'groups in a circle end in the company’s box',
  story({ phones: 2, groups: 2 }, async (s) => {
    const [a, b] = s.phones
    const [one, two] = s.groups
    await s.apply([
      s.plan({ members: [a], fallback: to(two) }),
      s.plan({ extension: two, members: [b], fallback: to(one) }),
    ])
    await s.allOn()
    await s.call(one!)
    s.went(`${a} rings at 0 s, ${b} rings at 2 s, voicemail 100 answers at 4 s`)
  }),
)

it.concurrent(
  'a fallback that does not exist any more: the company’s box',
  story({ phones: 1, groups: 2 }, async (s) => {
    const [a] = s.phones
    await s.apply([
      s.plan({ fallback: { to: 'voicemail', target: '499' } }),
      s.plan({ extension: s.groups[1], fallback: to('498') }),
    ])
    await s.on(a!)
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'a value that nobody understands: the company’s box, never silence',
  story({}, async (s) => {
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
  }),
)

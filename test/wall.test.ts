import fc from 'fast-check'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CallEvent } from '../src/phones/phone-system.ts'
import type { Does } from '../src/phones/simulated/behaviour.ts'
import { northwind } from '../src/phones/simulated/northwind.ts'
import { simulated } from '../src/phones/simulated/index.ts'
import type { Line } from '../src/phones/wall.ts'
import { Extension } from '../src/ring/group.ts'
import { RingPlan } from '../src/ring/plan.ts'
import { play } from '../src/ring/play.ts'
import type { CallLine, PhoneCall, PhonesAct } from '../src/sandbox/protocol.ts'
import { handClock } from './kit/hand-clock.ts'
import { openWorld } from './kit/world.ts'

const hand = handClock()
const { passes } = hand
const world = await openWorld({ clock: hand.clock })
const { sandbox, db } = world
const alice = world.as('UALICE')
const LIVE = /live on the phones/i

const does = (it: PhonesAct) => sandbox.act({ as: 'UALICE', do: 'phones', ...it })
const wall = () => sandbox.state('UALICE').phones!
const lit = () => wall().phones.flatMap((it) => (it.is === 'ringing' ? [it.extension] : []))
const stateOf = (extension: string) => wall().phones.find((it) => it.extension === extension)?.is
const newest = () => wall().calls[0]!
const phone = (extension: string, it: string) => does({ what: 'phone', extension, does: it })
const at = (what: 'answer' | 'reject', extension: string, call = newest()) => does({ what, call: call.id, extension })
const hangsUp = (call = newest()) => does({ what: 'hangup', call: call.id })

/** Calls, and looks at the wall. */
async function calls(to: string): Promise<PhoneCall> {
  expect(await does({ what: 'call', to })).toEqual({ ok: true })
  return newest()
}
/** Whatever has happened in a call, one line each. */
const story = (call = newest()) => call.lines.map((it) => `${it.at} ${told(it)}`)
function told(it: CallLine): string {
  if (it.does === 'ring') return `ring ${it.extensions.join(' ')}`
  if (it.does === 'skip') return `${it.extension} ${it.why}`
  if (it.does === 'reject') return `${it.extension} rejects`
  if (it.does === 'group') return `in ${it.name}`
  if (it.does === 'leave') return `goes to ${it.to}`
  if (it.does === 'voicemail') return `voicemail ${it.box}`
  return it.does === 'answer' ? `${it.by} answers` : `over: ${it.how}`
}
/** The newest call is over, and the bot knows how it ended. */
async function stored(how: string) {
  const { id } = newest()
  await world.until(async () => (await db.call.count({ where: { id, result: how } })) > 0)
  await world.work()
  return {
    ...(await db.call.findUniqueOrThrow({ where: { id } })),
    passed: await db.calledGroup.findMany({ where: { callId: id }, orderBy: { nth: 'asc' } }),
  }
}
/** The bot knows how a phone is. */
const known = (extension: string, reachable: boolean) =>
  world.until(async () => (await db.directoryEntry.count({ where: { extension, reachable } })) > 0)

await alice.types('/ringgroup create Support 600 Bruno Omar Léa mode=consecutive time=20 fallback=voicemail:100')
await alice.hears(LIVE)
await alice.types('/ringgroup create Sales 601 Priya Alice time=15 fallback=600')
await alice.hears(LIVE)
await alice.types('/ringgroup assign 01 55 50 01 03 Support')
await alice.hears(LIVE)
await world.work()

beforeEach(async () => {
  for (const { extension } of wall().phones) await phone(extension, 'rings')
  for (const call of wall().calls) await hangsUp(call)
  await does({ what: 'speed', speed: '1' })
  await world.work()
})

describe('the wall', () => {
  it('shows every phone, and what can be called: what leads to a group comes first', () => {
    expect(wall().phones.map((it) => `${it.extension} ${it.name} ${it.is}`)).toEqual([
      '101 Alice Martin idle',
      '102 Bruno Keller idle',
      '103 Chloé Dubois idle',
      '104 Dmitri Ivanov idle',
      '105 Front Desk idle',
      '106 Léa Fontaine idle',
      '107 Line 107 idle',
      '108 Omar Haddad idle',
      '109 Priya Nair idle',
    ])
    expect(wall().lines.map((it) => `${it.shown}: ${it.leads}`)).toEqual([
      '01 55 50 01 03: Support (600)',
      '600: Support (600)',
      '601: Sales (601)',
      '01 55 50 01 01: Virtual Receptionist (100)',
      '01 55 50 01 02: Alice Martin (101)',
    ])
  })

  it('rings a group in its order and time, until its voicemail box tells its message', async () => {
    await calls('01 55 50 01 03')
    const seen: string[][] = []
    for (let second = 0; second < 60; second += 10) {
      seen.push(lit())
      passes(10)
    }
    expect(seen).toEqual([['102'], ['102'], ['108'], ['108'], ['106'], ['106']])
    expect(newest()).toMatchObject({ voicemail: '100', over: false, ringing: [], to: '01 55 50 01 03' })
    passes(30)
    expect(newest()).toMatchObject({ voicemail: null, over: true })
    expect(story()).toEqual([
      '0 in Support',
      '0 ring 102',
      '20 ring 108',
      '40 ring 106',
      '60 voicemail 100',
      '80 over: voicemail',
    ])
    await stored('fallback')
    await alice.types('/ringgroup show support')
    expect(await alice.hears(/last call/)).toContain('voicemail')
  })

  it('somebody answers at a phone that rings; everything else is silent, and it is the last call', async () => {
    await calls('601')
    expect(lit()).toEqual(['101', '109'])
    passes(4.2)
    await at('answer', '109')
    expect([lit(), stateOf('109'), stateOf('101')]).toEqual([[], 'talking', 'idle'])
    passes(6)
    await hangsUp()
    expect([stateOf('109'), story()]).toEqual([
      'idle',
      ['0 in Sales', '0 ring 109 101', '4.2 109 answers', '10.2 over: answered'],
    ])
    expect(await stored('answered')).toMatchObject({
      by: '109',
      passed: [{ extension: '601', rang: ['109', '101'], seconds: 4 }],
    })
    await alice.types('/ringgroup show sales')
    expect(await alice.hears(/last call/)).toContain('answered')
  })

  it('somebody rejects: one after another the next rings at once, at once the others ring on', async () => {
    await calls('600')
    passes(3)
    await at('reject', '102')
    expect(lit()).toEqual(['108'])
    passes(20)
    expect(lit()).toEqual(['106'])
    await hangsUp()
    await calls('601')
    passes(2)
    await at('reject', '101')
    expect(lit()).toEqual(['109'])
    await at('reject', '109')
    expect([lit(), story().slice(2)]).toEqual([
      ['102'],
      ['2 109 rejects', '2 101 rejects', '2 in Support', '2 ring 102'],
    ])
  })

  it('a phone answers, rejects or is busy as it was told', async () => {
    await phone('102', 'busy')
    await phone('108', 'rejects')
    await phone('106', 'answers')
    await calls('600')
    passes(5)
    expect(stateOf('102')).toBe('busy')
    expect(story()).toEqual(['0 in Support', '0 ring 108', '2 108 rejects', '2 ring 106', '5 106 answers'])
    // in a conversation it is busy for others
    await phone('102', 'off')
    await phone('108', 'off')
    await calls('600')
    expect(story()).toEqual(['0 in Support', '0 102 off', '0 108 off', '0 106 busy', '0 voicemail 100'])
  })

  it('a phone is told what to do while it rings', async () => {
    await calls('601')
    passes(10)
    await phone('101', 'busy')
    expect(lit()).toEqual(['109'])
    await phone('109', 'answers')
    expect(stateOf('109')).toBe('talking')
  })

  it('a phone that has just been hung up rings again', async () => {
    for (const _ of [1, 2]) {
      await calls('101')
      expect(lit()).toEqual(['101'])
      await at('answer', '101')
      await hangsUp()
    }
    expect(story()).toEqual(['0 goes to 101', '0 ring 101', '0 101 answers', '0 over: answered'])
  })

  it('a phone that is switched off in a conversation ends it', async () => {
    await calls('101')
    await at('answer', '101')
    passes(5)
    await phone('101', 'off')
    expect([stateOf('101'), story().at(-1)]).toEqual(['off', '5 over: answered'])
  })

  it('a phone that is off is skipped, on the wall as in who', async () => {
    await phone('102', 'off')
    await known('102', false)
    await calls('600')
    expect([lit(), stateOf('102')]).toEqual([['108'], 'off'])
    await alice.types('/ringgroup who support')
    expect(await alice.hears(/Support \(600\):/)).toContain('Bruno is skipped: phone off.')
    await phone('102', 'rings')
    await known('102', true)
    await alice.types('/ringgroup who support')
    expect(await alice.hears(/Support \(600\):/)).not.toContain('skipped')
  })

  it('goes on in the group that is its fallback, and is one call to the bot', async () => {
    await calls('601')
    passes(15)
    expect(lit()).toEqual(['102'])
    await at('answer', '102')
    await hangsUp()
    expect(await stored('answered')).toMatchObject({
      by: '102',
      endedIn: '600',
      passed: [
        { extension: '601', rang: ['109', '101'], seconds: 15 },
        { extension: '600', rang: ['102'], seconds: 0 },
      ],
    })
  })

  it('the caller gives up: it is a missed call', async () => {
    await alice.types('/ringgroup missed support on')
    await alice.hears(/Saved/)
    alice.listens()
    await calls('600')
    passes(7)
    await hangsUp()
    expect([lit(), story().at(-1)]).toEqual([[], '7 over: abandoned'])
    await stored('abandoned')
    expect(await alice.hears(/Missed call/)).toContain(newest().from)
  })

  it('an extension that is dialled rings, then its own voicemail answers; a line without one ends', async () => {
    await calls('101')
    passes(30)
    expect(newest().voicemail).toBe('101')
    await calls('105')
    passes(30)
    expect(story()).toEqual(['0 goes to 105', '0 ring 105', '30 over: unanswered'])
    await calls('100')
    expect(newest().voicemail).toBe('100')
    const ours = wall()
      .calls.map((it) => it.id)
      .slice(0, 3)
    await hangsUp()
    expect(await db.call.count({ where: { id: { in: ours } } })).toBe(0)
  })

  it('several calls go on at once, each on its own', async () => {
    const first = await calls('600')
    passes(10)
    const second = await calls('601')
    expect(lit()).toEqual(['101', '102', '109'])
    expect(first.from).not.toBe(second.from)
    passes(10)
    expect(lit()).toEqual(['101', '108', '109'])
    await at('answer', '101', second)
    expect(lit()).toEqual(['108'])
    expect(wall().calls.filter((it) => !it.over)).toHaveLength(2)
    await hangsUp(second)
    expect(lit()).toEqual(['108'])
  })

  it('ten times as fast, also from the middle of a call on', async () => {
    await calls('600')
    passes(10)
    await does({ what: 'speed', speed: '10' })
    expect(wall()).toMatchObject({ speed: 10, calls: [{ seconds: 10 }, ...wall().calls.slice(1)] })
    passes(1)
    expect([lit(), newest().seconds]).toEqual([['108'], 20])
    passes(4)
    expect(newest().voicemail).toBe('100')
  })

  it('a call keeps the group it started with, and rings while the phone system does not answer the bot', async () => {
    await calls('600')
    await does({ what: 'edit', extension: '600', text: '' })
    await does({ what: 'off' })
    passes(25)
    expect(lit()).toEqual(['108'])
    await does({ what: 'on' })
    expect(await does({ what: 'call', to: '600' })).toEqual({ ok: false, error: 'nowhere' })
    await world.scan()
    await alice.types('/ringgroup push support')
    await world.until(async () => (await world.held('600')) !== null)
  })

  it.each(['', 'Bruno', '999', '01 55 50 01 08', '+33612345678', '<script>', '6'.repeat(1000)])(
    'what leads nowhere is said: %j',
    async (to) => expect(await does({ what: 'call', to })).toEqual({ ok: false, error: 'nowhere' }),
  )

  it('nothing happens at a phone that does not ring, at calls that are not there, or by words it does not know', async () => {
    await calls('600')
    await at('answer', '109')
    await does({ what: 'reject', call: 'none', extension: '102' })
    await does({ what: 'hangup', call: 'none' })
    await phone('102', 'dances')
    expect(await phone('nobody', 'off')).toEqual({ ok: false, error: 'nowhere' })
    expect(lit()).toEqual(['102'])
    const many = await Promise.all(Array.from({ length: 25 }, () => does({ what: 'call', to: '600' })))
    expect(many.at(-1)).toEqual({ ok: false, error: 'too many' })
  })
})

it.each([
  [{}, 'phones needs "what"'],
  [{ what: 'toString' }, 'a phone system does on, off, forget, edit, call, answer, reject, hangup, phone, speed'],
  [{ what: 'call' }, 'call needs "to"'],
  [{ what: 'answer', call: 'x', extension: 101 }, 'answer needs "extension"'],
])('an act that is none is refused: %j', async (it, error) => {
  const response = await fetch(`${sandbox.url}sandbox/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'UALICE', do: 'phones', ...it }),
  })
  expect([response.status, await response.json()]).toEqual([400, { error }])
})

describe('what is seen on the wall', () => {
  const x = (it: string) => Extension.parse(it)
  const members = ['101', '102', '103', '104', '105'].map(x)
  const plans = fc
    .array(
      fc.record({
        mode: fc.constantFrom('simultaneous', 'consecutive'),
        ringSeconds: fc.integer({ min: 5, max: 30 }),
        members: fc.shuffledSubarray(members),
        next: fc.constantFrom('600', '601', '602', '106', 'voicemail'),
      }),
      { minLength: 3, maxLength: 3 },
    )
    .map((all) =>
      all.map(({ next, ...it }, i) =>
        RingPlan.parse({
          ...it,
          name: `G${i}`,
          extension: `60${i}`,
          directNumbers: [],
          fallback: next === 'voicemail' ? { to: 'voicemail', target: '100' } : { to: 'extension', target: next },
        }),
      ),
    )

  it('is what play says, second by second', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.subarray([...members, x('106')]), fc.subarray(members), async (groups, off, busy) => {
        const { clock, passes } = handClock()
        const phones = simulated({ folder: mkdtempSync(path.join(tmpdir(), 'wall-')), company: northwind, clock })
        await phones.apply(groups, [])
        for (const it of busy) phones.does(it, 'busy')
        for (const it of off) phones.does(it, 'off')
        const away = new Set([...off, ...busy])
        const steps = play(groups[0]!, { plans: groups, reachable: (it) => !away.has(it) })
        const last = steps.at(-1)!
        phones.dial(groups[0]!.extension, { number: '', name: '' })
        for (let second = 0; second < last.from; second++, passes(1)) {
          const ringing = steps.flatMap((it) =>
            it.does === 'ring' && it.from <= second && second < it.to ? it.extensions : [],
          )
          expect(phones.wall().calls[0]!.ringing).toEqual(ringing)
        }
        const [call] = phones.wall().calls
        const skipped = steps.flatMap((it) => (it.does === 'skip' ? [it.extension] : []))
        expect(call!.lines.flatMap((it) => (it.does === 'skip' ? [it.extension] : []))).toEqual(skipped)
        if (last.does === 'leave') expect(call!.ringing).toEqual(away.has(x('106')) ? [] : ['106'])
        else expect(call!.voicemail).toBe('100')
        await phones.close()
      }),
      { numRuns: 60 },
    )
  })

  type Deed = {
    after: number
    what: 'answer' | 'reject' | 'hangUp' | 'does' | 'speed'
    extension: Extension
    does: Does
  }
  /** Long after everything. */
  const end = { after: 900_000, what: 'none', extension: x('101'), does: 'rings' } as const
  const deeds = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 25_000 }),
      what: fc.constantFrom<Deed['what']>('answer', 'reject', 'reject', 'hangUp', 'does', 'does', 'speed'),
      extension: fc.constantFrom(...members, x('106')),
      does: fc.constantFrom<Does>('rings', 'answers', 'rejects', 'busy', 'off'),
    }),
    { maxLength: 8 },
  )

  it('never changes afterwards, whatever people do, and is told to the bot once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(plans, deeds, fc.integer({ min: 1, max: 9 }), async (groups, deeds, cut) => {
        /** All that is seen and told, if one looks so often. */
        async function play(looks: number) {
          const { clock, passes } = handClock()
          const phones = simulated({ folder: mkdtempSync(path.join(tmpdir(), 'wall-')), company: northwind, clock })
          const told: CallEvent[] = []
          phones.watch({ back: () => {}, lost: () => {}, changed: () => {}, call: (it) => told.push(it) })
          await phones.apply(groups, [])
          phones.dial(groups[0]!.extension, { number: '', name: '' })
          let before: Line[] = []
          const look = () => {
            const { lines } = phones.wall().calls[0]!
            expect(lines.slice(0, before.length)).toEqual(before)
            before = lines
          }
          for (const { after, what, extension, does } of [...deeds, end]) {
            for (let i = 0; i < looks; i++) {
              passes((Math.floor((after * (i + 1)) / looks) - Math.floor((after * i) / looks)) / 1000)
              look()
            }
            const { id } = phones.wall().calls[0]!
            if (what === 'answer' || what === 'reject') phones.pick(id, extension, what)
            if (what === 'hangUp') phones.hangUp(id)
            if (what === 'does') phones.does(extension, does)
            if (what === 'speed') phones.passes(phones.speed() === 1 ? 10 : 1)
            look()
          }
          await phones.close()
          return { lines: before, told: told.map(({ call: _, ...it }) => it) }
        }
        const { lines, told } = await play(1)
        expect(await play(cut)).toEqual({ lines, told })

        expect(lines.map((it) => it.at)).toEqual(lines.map((it) => it.at).toSorted((one, other) => one - other))
        expect(lines.filter((it) => it.does === 'over')).toEqual([lines.at(-1)])
        const through = lines.flatMap((it) => (it.does === 'group' ? [it.group] : []))
        expect(told.flatMap((it) => (it.does === 'start' ? [it.group] : []))).toEqual(through)
        expect(told.filter((it) => it.does === 'end')).toEqual([told.at(-1)])
        const answer = lines.find((it) => it.does === 'answer')
        expect(told.at(-1)).toMatchObject({ does: 'end', by: answer?.by ?? null })
      }),
      { numRuns: 80 },
    )
  })
})

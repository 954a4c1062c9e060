import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it, vi } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { call, inside, outside } from '../kit/asterisk/caller.ts'
import { startAsterisk } from '../kit/asterisk/pbx.ts'
import { phone, type Behaviour } from '../kit/asterisk/phone.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'
import { openWorld } from '../kit/world.ts'

const pbx = await startAsterisk(northwind)
afterAll(() => pbx.remove())
const { port, secret } = pbx.account
const world = await openWorld({
  patience: 1500,
  env: { PHONE_SYSTEM: 'asterisk', ASTERISK_AMI_PORT: `${port}`, ASTERISK_AMI_SECRET: secret },
})
const alice = world.as('UALICE')

/** Omar calls, while these phones are on. */
async function calls(to: string, phones: Record<string, Behaviour>, from = inside('108')) {
  const timeline = startTimeline()
  const on = await Promise.all(
    Object.entries(phones).map(([number, does]) => phone(number, { pbx, timeline, ...does })),
  )
  await call(to, { pbx, timeline, from, givesUpAfter: 8 })
  await Promise.all(on.map((it) => it.close()))
  return timeline
}
const ready = async () => (await fetch(`http://127.0.0.1:${world.port}/readyz`)).json()

it('what is said in Slack is what a caller experiences', async () => {
  await alice.types('/ringgroup create Support 600 101 102 time=5 fallback=voicemail:100')
  await vi.waitFor(async () => expect(await world.held('600')).toMatchObject({ members: ['101', '102'] }), 5000)
  const first = await calls('600', { 101: {}, 102: { answersAfter: 1 } })
  expect(first.differences('101 rings at 0 s, 102 rings at 0 s, 102 answers at 1 s')).toEqual([])

  await alice.types('/ringgroup mode support consecutive')
  await vi.waitFor(async () => expect(await world.held('600')).toMatchObject({ mode: 'consecutive' }), 5000)
  const second = await calls('600', { 101: {}, 102: { answersAfter: 1 } })
  expect(second.differences('101 rings at 0 s, 102 rings at 5 s, 102 answers at 6 s')).toEqual([])

  await alice.types('/ringgroup assign 0155500103 support')
  await vi.waitFor(async () => expect(await world.held('600')).toMatchObject({ directNumbers: ['+33155500103'] }), 5000)
  const third = await calls('+33155500103', { 101: { answersAfter: 0.5 } }, outside('+33612345678'))
  expect(third.differences('101 rings at 0 s, 101 answers at 0.5 s')).toEqual([])
})

it('what somebody does by hand on the PBX is accepted, or our version restored, as an admin says', async () => {
  const byHand = async (value: string) => {
    await pbx.ask('DBPut', { Family: 'rg', Key: '600', Val: value })
    alice.listens()
    await world.scan()
    await alice.hears(/was changed on the phone system, not here/)
  }
  await byHand('1|all|12|vm|100|101-102|Support%3A%20')
  await alice.presses('Accept This Change')
  await vi.waitFor(async () =>
    expect(await world.group('600')).toMatchObject({ mode: 'simultaneous', ringSeconds: 12 }),
  )
  await world.work()

  await byHand('1|seq|45|vm|100|102-101|Support%3A%20')
  await alice.presses('Restore Our Version')
  const ours = { mode: 'simultaneous', ringSeconds: 12, members: ['101', '102'] }
  await vi.waitFor(async () => expect(await world.held('600')).toMatchObject(ours), 5000)
  const after = await calls('600', { 101: {}, 102: { answersAfter: 1 } })
  expect(after.differences('101 rings at 0 s, 102 rings at 0 s, 102 answers at 1 s')).toEqual([])
})

it('a call that nobody answered is told, and shown as the last one', async () => {
  await alice.types('/ringgroup missed support on')
  await alice.hears(/Saved/)
  alice.listens()
  await calls('+33155500103', { 101: {} }, outside('+33612345678'))
  expect(await alice.hears(/06 12 34 56 78/)).toContain('Support')
  await alice.types('/ringgroup show support')
  expect(await alice.hears(/last call/)).toContain('Support (600)')
})

it('check says what it is, what stands there that is not ours, and the line of a group as it stands', async () => {
  await pbx.ask('DBPut', { Family: 'rg', Key: 'theirs', Val: 'something' })
  await world.scan()
  await alice.types('/ringgroup check')
  const text = await alice.hears(/phone system \(asterisk\) answers/)
  expect(text).toMatch(/Its version is \d+\.\d+/)
  expect(text).toContain('are left alone: rg/theirs')
  await alice.types('/ringgroup check support')
  await alice.hears(/1\|all\|12\|vm\|100\|101-102\|Support/)
})

it('with Asterisk stopped a change is saved, and live soon after its return', async () => {
  expect((await ready()).phones).toEqual({ name: 'asterisk', state: 'up' })
  await pbx.stop()
  await vi.waitFor(async () =>
    expect((await ready()).phones).toMatchObject({
      state: 'down',
      why: expect.stringMatching(/^Nobody listens at 127/),
    }),
  )
  await alice.types('/ringgroup time support 7')
  await alice.hears(/not on the phones yet/i)
  await sleep(1000)
  await pbx.start()
  await vi.waitFor(async () => expect(await world.held('600')).toMatchObject({ ringSeconds: 7 }), 5000)
  await alice.hears(/live on the phones/i)
})

import { afterAll, expect, it, vi } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { call, inside, outside } from '../kit/asterisk/caller.ts'
import { startAsterisk } from '../kit/asterisk/pbx.ts'
import { phone } from '../kit/asterisk/phone.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'
import { openChromium } from '../kit/chromium.ts'
import { openWorld } from '../kit/world.ts'

const pbx = await startAsterisk(northwind)
afterAll(() => pbx.remove())
const { port, secret } = pbx.account
const world = await openWorld({
  env: { PHONE_SYSTEM: 'asterisk', ASTERISK_AMI_PORT: `${port}`, ASTERISK_AMI_SECRET: secret },
})
const alice = world.as('UALICE')
const wall = () => alice.state().phones!
const stateOf = (extension: string) => wall().phones.find((it) => it.extension === extension)?.is
const lit = () => wall().phones.flatMap((it) => (it.is === 'ringing' ? [it.extension] : []))
const until = <T>(look: () => T, like: T) =>
  vi.waitFor(() => expect(look()).toEqual(like), { timeout: 12_000, interval: 30 })
const does = (what: 'call' | 'off', to = '600') =>
  world.sandbox.act({ as: 'UALICE', do: 'phones', ...(what === 'off' ? { what } : { what, to }) })

it('shows the real phones, without what only a play can do', async () => {
  await until(
    () => wall().phones.map((it) => it.extension),
    ['101', '102', '103', '104', '105', '106', '107', '108', '109'],
  )
  expect(wall()).toMatchObject({ on: true, plays: false, held: [], lines: [], calls: [] })
  expect(wall().phones[0]).toEqual({ extension: '101', name: 'Alice Martin', is: 'off', does: null })
  expect([await does('off'), await does('call')]).toEqual([
    { ok: false, error: 'real' },
    { ok: false, error: 'real' },
  ])
})

it('the phone that lights up in the page is ringing on the SIP side, and no other', async () => {
  const browser = await openChromium()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(world.url)
  await alice.types('/ringgroup create Support 600 101 102 103 time=5 mode=consecutive fallback=voicemail:100')
  await alice.hears(/Live on the phones/)
  const timeline = startTimeline()
  const phones = await Promise.all(['101', '102'].map(async (it) => phone(it, { pbx, timeline })))
  await until(() => ['101', '102', '103'].map(stateOf), ['idle', 'idle', 'off'])

  const over = call('+33155500101', { pbx, timeline, from: outside('+33612345678'), givesUpAfter: 7 })
  await over
  expect(wall().calls).toEqual([]) // that number leads elsewhere
  const called = call('600', { pbx, timeline, from: inside('108', 'Omar'), givesUpAfter: 12, hangsUpAfter: 2 })
  const rang = () => timeline.entries.filter((it) => it.what === 'rings').map((it) => it.who)
  const stopped = () => timeline.entries.filter((it) => it.what === 'stops ringing').map((it) => it.who)
  await page.locator('.tile.ringing', { hasText: 'Alice Martin' }).waitFor()
  expect([rang(), stopped(), lit()]).toEqual([['101'], [], ['101']])
  expect(await page.getByRole('button', { name: /^(Answer|Reject|Hang up|Call)/ }).count()).toBe(0)
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/wall-asterisk.png` })
  expect(wall().calls[0]).toMatchObject({ to: '600', over: false, ringing: ['101'] })
  await page.locator('.tile.ringing', { hasText: 'Bruno Keller' }).waitFor()
  expect([rang(), stopped(), lit()]).toEqual([['101', '102'], ['101'], ['102']])
  expect(await page.locator('.tile.ringing').count()).toBe(1)
  await page.getByText('You have reached the voicemail of Virtual Receptionist.').waitFor()
  expect(lit()).toEqual([])
  await browser.close()
  await called
  await until(() => wall().calls[0]!.over, true)
  expect(wall().calls[0]!.lines).toMatchObject([
    { does: 'group', group: '600', name: 'Support' },
    { does: 'ring', extensions: ['101'] },
    { does: 'ring', extensions: ['102'] },
    { does: 'skip', extension: '103', why: 'off' },
    { does: 'voicemail', box: '100' },
    { does: 'over', how: 'voicemail' },
  ])
  await Promise.all(phones.map((it) => it.close()))
  await until(() => ['101', '102'].map(stateOf), ['off', 'off'])
})

it('who answers is in a call, on both sides; a chain of groups is one call', async () => {
  await alice.types('/ringgroup create Sales 601 104 time=5 fallback=600')
  await alice.hears(/Live on the phones/)
  const timeline = startTimeline()
  const phones = [await phone('104', { pbx, timeline }), await phone('101', { pbx, timeline, answersAfter: 1.5 })]
  const called = call('601', { pbx, timeline, from: inside('108', 'Omar'), hangsUpAfter: 2 })
  await until(lit, ['104'])
  await until(() => stateOf('101'), 'talking')
  expect(timeline.entries.map((it) => `${it.who} ${it.what}`)).toContain('101 answers')
  expect(wall().calls[0]).toMatchObject({ talking: '101', ringing: [] })
  await called
  await until(() => stateOf('101'), 'idle')
  await until(() => wall().calls[0]!.over, true)
  expect(wall().calls[0]!.lines.map((it) => it.does)).toEqual(['group', 'ring', 'group', 'ring', 'answer', 'over'])
  await Promise.all(phones.map((it) => it.close()))
})

it('while the PBX is away its phones are off, and they come back', async () => {
  const timeline = startTimeline()
  await pbx.stop()
  await until(() => wall().on, false)
  await pbx.start()
  await until(() => wall().on, true)
  const one = await phone('101', { pbx, timeline })
  await until(() => stateOf('101'), 'idle')
  expect(stateOf('102')).toBe('off')
  await one.close()
})

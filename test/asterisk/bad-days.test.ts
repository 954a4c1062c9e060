import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Account } from '../../src/phones/asterisk/link.ts'
import { asterisk } from '../../src/phones/asterisk/index.ts'
import { isUnreachable } from '../../src/phones/phone-system.ts'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { Extension } from '../../src/ring/group.ts'
import { RingPlan } from '../../src/ring/plan.ts'
import { call, outside } from '../kit/asterisk/caller.ts'
import { startAsterisk, type Pbx } from '../kit/asterisk/pbx.ts'
import { phone } from '../kit/asterisk/phone.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

let pbx: Pbx
beforeAll(async () => void (pbx = await startAsterisk(northwind, { tls: true })))
afterAll(() => pbx?.remove())

const support = Extension.parse('600')
const plan = (it: object = {}) =>
  RingPlan.parse({
    name: 'Support',
    extension: support,
    mode: 'simultaneous',
    ringSeconds: 20,
    members: ['101'],
    fallback: { to: 'voicemail', target: '100' },
    directNumbers: ['+33155500103'],
    ...it,
  })

/** What is wrong, in its own words. */
async function trouble(it: Partial<Account>): Promise<string> {
  const phones = asterisk({ ...pbx.account, ...it })
  const said = await phones.read([]).then(
    () => 'nothing is wrong',
    (error: unknown) => (isUnreachable(error) ? error.message : String(error)),
  )
  expect(phones.trouble!()).toBe(said === 'nothing is wrong' ? null : said)
  await phones.close()
  return said
}

describe('a setting that is wrong', () => {
  it('is none, or named in one sentence', async () => {
    const tls = { port: pbx.tlsPort, tls: { ca: pbx.ca } }
    const refused = (user: string) =>
      `Asterisk refuses the AMI user "${user}": ASTERISK_AMI_USER or ASTERISK_AMI_SECRET is wrong, or manager.conf permits no login from here.`
    const all: [Partial<Account>, string | RegExp][] = [
      [{}, 'nothing is wrong'],
      [{ host: 'localhost', ...tls }, 'nothing is wrong'],
      [{ secret: 'no' }, refused('ringgroup')],
      [{ user: 'nobody' }, refused('nobody')],
      [{ port: 1 }, 'Nobody listens at 127.0.0.1:1 (ASTERISK_AMI_HOST, ASTERISK_AMI_PORT).'],
      [{ user: 'poor' }, 'Asterisk does not let the AMI user "poor" ask for DBPut: that needs write=system.'],
      [{ user: 'deaf' }, /^Asterisk does not say that it has started: .* or the AMI user "deaf" lacks read=system/],
      [{ port: pbx.tlsPort }, /^127.0.0.1:\d+ did not answer within 5 s \(does it expect ASTERISK_AMI_TLS\?\)\.$/],
      [{ tls: true }, /^127.0.0.1:\d+ does not speak TLS \(ASTERISK_AMI_TLS\)/],
      [tls, /^The certificate at 127.0.0.1:\d+ is for another name than "127.0.0.1" \(ASTERISK_AMI_HOST\)/],
      [
        { host: 'localhost', ...tls, tls: true },
        /^The certificate at localhost:\d+ is not to be trusted: self-signed certificate/,
      ],
    ]
    const said = await Promise.all(all.map(([it]) => trouble(it)))
    all.forEach(([, expected], i) =>
      expect(said[i]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected)),
    )
  })

  it('is a dialplan that is not there, and is found when it is', async () => {
    const phones = asterisk(pbx.account)
    const cli = (Command: string) => pbx.ask('Command', { Command })
    await cli('dialplan remove context rg-run')
    await expect(phones.read()).rejects.toThrow('Asterisk has no dialplan context rg-run')
    await cli('dialplan reload')
    await vi.waitFor(() => expect(phones.trouble!()).toBeNull(), 12_000)
    await phones.close()
  })
})

describe('a bad day', () => {
  it('killed and started again: found in time, and calls ring as they did', async () => {
    const phones = asterisk(pbx.account)
    const heard: [string, number][] = []
    const note = (it: string) => () => void heard.push([it, performance.now()])
    phones.watch({ back: note('back'), lost: note('lost'), changed() {} })
    const words = () => heard.map(([it]) => it)

    await phones.apply([plan()], [])
    await sleep(1500) // on the disk by now
    await phones.apply([plan({ members: ['102'] })], [])
    await pbx.kill() // before that is
    await vi.waitFor(() => expect(words()).toEqual(['back', 'lost']))
    await expect(phones.apply([plan()], [])).rejects.toSatisfy(isUnreachable)
    await expect(phones.read()).rejects.toThrow('Nobody listens at')

    await pbx.start()
    const up = performance.now()
    await vi.waitFor(() => expect(words()).toEqual(['back', 'lost', 'back']), 5000)
    expect(heard[2]![1] - up).toBeLessThan(2000)
    const [found] = await phones.read([support])
    expect([plan(), plan({ members: ['102'] })]).toContainEqual('plan' in found! && found.plan) // what it really holds

    await phones.apply([plan({ members: ['103'], ringSeconds: 2 })], []) // as the bot does when it has compared
    const timeline = startTimeline()
    const chloe = await phone('103', { pbx, timeline, answersAfter: 0.5 })
    await call('+33155500103', { pbx, timeline, from: outside('+33612345678') })
    expect(timeline.differences('103 rings at 0 s, 103 answers at 0.5 s')).toEqual([])
    await chloe.close()
    await phones.close()
  })

  it('an orderly stop loses nothing', async () => {
    const phones = asterisk(pbx.account)
    await phones.apply([plan({ ringSeconds: 33 })], [])
    await pbx.stop()
    await pbx.start()
    await vi.waitFor(
      async () => expect(await phones.read()).toEqual([{ extension: support, plan: plan({ ringSeconds: 33 }) }]),
      5000,
    )
    await phones.close()
  })

  it('frozen: nothing hangs, and it goes on where it was', async () => {
    const phones = asterisk(pbx.account)
    await phones.apply([plan()], [])
    pbx.freeze(true)
    const begun = performance.now()
    await expect(Promise.all([phones.read(), phones.directory()])).rejects.toThrow('did not answer within 5 s')
    expect(performance.now() - begun).toBeLessThan(8000)
    pbx.freeze(false)
    await vi.waitFor(async () => expect(await phones.read()).toEqual([{ extension: support, plan: plan() }]), 8000)
    await phones.close()
  })
})

it('says who is there, as it is now', async () => {
  const phones = asterisk(pbx.account)
  let changed = 0
  phones.watch({ back() {}, lost() {}, changed: () => changed++ })
  const off = northwind.extensions.map((it) => ({ ...it, reachable: !it.rings }))
  expect(await phones.directory()).toEqual({ ...northwind, extensions: off })
  const alice = await phone('101', { pbx, timeline: startTimeline() })
  await vi.waitFor(() => expect(changed).toBe(1), 5000)
  const { extensions } = await phones.directory()
  expect(extensions.filter((it) => it.rings && it.reachable).map((it) => it.extension)).toEqual(['101'])
  await alice.close()
  await vi.waitFor(() => expect(changed).toBe(2), 5000)
  await phones.close()
})

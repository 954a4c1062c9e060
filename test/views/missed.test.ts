import { beforeEach, expect, it } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { endingOf, isMissed, type Call, type Ended, type Passed } from '../../src/ring/call.ts'
import { Extension, GroupId, PhoneNumber } from '../../src/ring/group.ts'
import { missedCard } from '../../src/views/missed-card.ts'
import { startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const x = (it: string) => Extension.parse(it)
const id = (it: number) => GroupId.parse(`00000000-0000-4000-8000-00000000000${it}`)
const support: Passed = {
  group: id(1),
  extension: x('600'),
  name: 'Support',
  tells: true,
  rang: [x('102'), x('107'), x('777')],
  seconds: 90,
}
const call: Call = {
  id: 'c',
  at: new Date('2026-11-25T09:40:00.000Z'),
  number: PhoneNumber.parse('+33155500103'),
  caller: { number: '+33612345678', name: 'Jane Customer' },
  passed: [support],
  ending: { how: 'voicemail', box: x('100') },
}
const looks = (name: string, it: Partial<Call>, simulated = false) =>
  looksLike(name, (w) => missedCard(w, { directory: northwind, country: 'FR' }, { ...call, ...it }, { simulated }))

beforeEach(startCounting)

it('a missed call: who called, which number, who was rung, how long, how it ended', async () => {
  const text = await looks('missed', {})
  expect(text['en']).toBe(
    [
      'Missed call in Support (600) 2026-11-25 09:40 UTC',
      '• Caller: Jane Customer, 06 12 34 56 78',
      '• Number called: 01 55 50 01 03',
      '• Rang: Bruno Keller (102), Line 107 and 777, for 1 min 30 s',
      '• How it ended: went to voicemail 100 Virtual Receptionist',
      '[Show Group] [Stop Telling]',
    ].join('\n'),
  )
  expect(text['fr']).toContain('Ont sonné : Bruno Keller (102), Ligne 107 et 777, pendant 1 min 30 s')
})

it('a missed call that came through a group with a rude name, told of by somebody rude, and a group that is gone', async () => {
  const rude = '*_~`<!channel>&'.padEnd(40, '🙂')
  const rest: Passed = { ...support, group: id(2), extension: x('601'), name: null, tells: false, rang: [], seconds: 0 }
  const text = await looks(
    'missed-rude',
    {
      passed: [{ ...support, name: rude }, rest],
      caller: { number: '<!here>', name: rude.repeat(9) },
      number: null,
      ending: { how: 'abandoned' },
    },
    true,
  )
  expect(text['en']).toContain('Rang in 601: nobody')
  expect(text['en']).toContain(', <!here>')
  expect(text['en']).toContain('simulated phones')
})

it('how it ended, and whether anybody has talked to the caller', () => {
  const box = { to: 'voicemail', target: x('100') } as const
  const phone = { to: 'extension', target: x('101') } as const
  const told = (result: Ended['result'], by: string | null, fallback: Ended['fallback']) => {
    const ending = endingOf({ result, by: by === null ? null : x(by), fallback })
    return [ending.how, isMissed(ending)]
  }
  expect(told('answered', '102', box)).toEqual(['answered', false])
  expect(told('answered', null, null)).toEqual(['answered', false])
  expect(told('fallback', null, box)).toEqual(['voicemail', true])
  expect(told('fallback', null, phone)).toEqual(['elsewhere', true])
  expect(told('fallback', '101', phone)).toEqual(['elsewhere', false])
  expect(told('fallback', null, null)).toEqual(['unanswered', true])
  expect(told('unanswered', null, null)).toEqual(['unanswered', true])
  expect(told('abandoned', null, box)).toEqual(['abandoned', true])
})

import { beforeEach, expect, it } from 'vitest'
import type { UserId } from '../../src/ring/actor.ts'
import type { Change } from '../../src/ring/change.ts'
import { Extension, type Member, type RingGroup } from '../../src/ring/group.ts'
import { Request } from '../../src/ring/request.ts'
import { adminTold, channelPost, declinedTold, leadTold, outageTold, phoneTold } from '../../src/views/told.ts'
import { groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const x = (it: string) => Extension.parse(it)
const [friday, monday] = ['2026-11-27T17:00:00.000Z', '2026-11-30T08:00:00.000Z']
const [ana, lea] = ['UANA', 'ULEA'] as [UserId, UserId]
const RUDE = '<!channel> *_~`&@here'.padEnd(40, 'x')
let support: RingGroup

beforeEach(() => {
  startCounting()
  support = groupOf()
})

const is = (it: Omit<Member, 'extension'> = {}): Member => ({ extension: x('106'), ...it })
const change = (before: RingGroup | null, after: RingGroup | null, it: Partial<Change> = {}): Change => ({
  id: '12',
  command: 'edit',
  by: ana,
  because: null,
  at: new Date(friday),
  touched: [{ before, after }],
  ...it,
})

it('whose phone rings, and whose does not any more', async () => {
  const sales = groupOf({ name: 'Sales', extension: x('601') })
  const night = groupOf({ name: RUDE, extension: x('602') })
  const one = await looksLike('told-phone', (w) =>
    phoneTold(w, x('106'), [{ group: support, is: is({ until: friday }) }]),
  )
  expect(one).toEqual({
    en: 'Your phone 106 rings for Support until 2026-11-27 17:00 UTC.\n[See Who Rings]',
    fr: 'Votre poste 106 sonne pour Support. Fin\u00A0: 2026-11-27 17:00 UTC.\n[Voir qui sonne]',
  })
  const all = await looksLike('told-phone-all', (w) =>
    phoneTold(w, x('106'), [
      { group: support, is: is() },
      { group: sales, is: is() },
      { group: sales, is: is({ from: friday, until: monday }) },
      { group: support, is: is({ from: friday }) },
      { group: sales, is: is({ away: { until: monday } }) },
      { group: support, is: is({ away: { from: friday, until: monday } }) },
      { group: night, is: null },
    ]),
  )
  expect(all['en']?.split('\n')).toEqual([
    'Your phone 106 rings for Support and Sales.',
    'Your phone 106 will ring for Sales from 2026-11-27 17:00 UTC until 2026-11-30 08:00 UTC.',
    'Your phone 106 will ring for Support from 2026-11-27 17:00 UTC.',
    'Your phone 106 does not ring for Sales until 2026-11-30 08:00 UTC.',
    'Your phone 106 will not ring for Support from 2026-11-27 17:00 UTC until 2026-11-30 08:00 UTC.',
    `Your phone 106 no longer rings for ${RUDE}.`,
  ])
})

it('many groups', async () => {
  const groups = Array.from({ length: 200 }, (_, i) => groupOf({ name: `${RUDE.slice(0, 36)} ${i}` }))
  const phone = await looksLike('told-phone-many', (w) =>
    phoneTold(
      w,
      x('106'),
      groups.map((group) => ({ group, is: is() })),
    ),
  )
  expect(phone['en']).toMatch(/ and 190 more\.$/)
  const touched = groups.map((before) => ({ before, after: { ...before, members: before.members.slice(1) } }))
  const left = change(null, null, { touched })
  const post = await looksLike('told-channel-many', (w) => channelPost(w, knownWith(...groups), [left]))
  expect(post['en']).toMatch(/ and 197 more$/)
})

it('what others did to the group of a lead', async () => {
  const after = { ...support, mode: 'simultaneous' as const }
  const asked = change(support, after, { by: lea, approvedBy: ana, because: { request: '3' } })
  const one = await looksLike('told-lead', (w) => leadTold(w, knownWith(after), support.id, [asked]))
  expect(one['en']).toBe('@ULEA: Support now rings all phones at once. (approved by @UANA)\n[Show Group]')
  const many = Array.from({ length: 13 }, (_, i) =>
    change({ ...support, ringSeconds: 20 + i }, { ...support, ringSeconds: 21 + i }, i === 12 ? { by: null } : {}),
  )
  const text = await looksLike('told-lead-many', (w) => leadTold(w, knownWith(support), support.id, many))
  expect(text['en']).toMatch(/^Support was changed 13 times:\n• @UANA: Support now rings each phone for 24 s\./)
  expect(text['en']).toContain('• By the clock: Support now rings each phone for 33 s.')
  expect(text['en']).toContain('and 3 more before that')
  const gone = await looksLike('told-lead-gone', (w) =>
    leadTold(w, knownWith(), support.id, [change(support, null), change(null, support), change(support, null)]),
  )
  expect(gone['en']).not.toContain('[')
})

it('a change that nobody had to approve', async () => {
  const after = groupOf({ name: RUDE, members: ['102', '108', '106', '109'] })
  const before = { ...after, members: after.members.slice(0, 3) }
  const text = await looksLike('told-admin', (w) => adminTold(w, knownWith(after), change(before, after, { by: lea })))
  expect(text['en']).toBe(`@ULEA: Priya Nair (109) now rings in ${RUDE}.\n#12\n[Undo] [Show Group]`)
})

it('a post in the channel', async () => {
  const rude = { ...support, name: RUDE }
  const text = await looksLike('told-channel', (w) =>
    channelPost(w, knownWith(rude), [change(support, rude), change(rude, { ...rude, ringSeconds: 60 }, { by: null })]),
  )
  expect(text['en']).toBe(`@UANA: Support is now called ${RUDE}.\nBy the clock: ${RUDE} now rings each phone for 60 s.`)
})

it('the phone system is away, and back; a request was declined', async () => {
  await looksLike('told-down', (w) => outageTold(w, new Date(friday), false))
  await looksLike('told-back', (w) => outageTold(w, new Date(friday), true))
  const decision = { how: 'declined' as const, by: ana, at: new Date(friday), reason: RUDE }
  const request = Request.parse({
    id: '1',
    command: 'add',
    found: {},
    opened: null,
    by: lea,
    place: { user: lea, language: 'fr' },
    timeZone: 'Europe/Paris',
    reason: 'secret',
    at: new Date(friday),
    shown: [{ before: support, after: { ...support, members: [...support.members, { extension: '109' }] } }],
    shownAt: null,
    expiresAt: new Date(monday),
    decision,
    groups: [support.id],
  })
  const text = await looksLike('told-declined', (w) => declinedTold(w, knownWith(support), request, decision))
  expect(text['en']).toBe(`@UANA declined a request of @ULEA, Priya Nair into Support (600): “${RUDE}”`)
})

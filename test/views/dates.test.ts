import { beforeEach, describe, expect, it } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import type { Touched } from '../../src/ring/change.ts'
import { swap } from '../../src/ring/edits.ts'
import { endingOf, extend } from '../../src/ring/ends.ts'
import { Extension, RingGroup } from '../../src/ring/group.ts'
import { changeCard } from '../../src/views/change-card.ts'
import { extendForm } from '../../src/views/extend-form.ts'
import { called } from '../../src/views/facts.ts'
import { emptyTold, endingTold } from '../../src/views/foretold.ts'
import { membersForm } from '../../src/views/members-form.ts'
import { nowAndThen } from '../../src/views/now-and-then.ts'
import { requestTitle } from '../../src/views/request-card.ts'
import { en } from '../../src/words/en.ts'
import type { Words } from '../../src/words/index.ts'
import { startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const x = (it: string) => Extension.parse(it)
const id = '00000000-0000-4000-8000-000000000001'
const group = (it: Partial<RingGroup> = {}) =>
  RingGroup.parse({
    id,
    name: 'Support',
    extension: '600',
    mode: 'consecutive',
    ringSeconds: 20,
    members: [{ extension: '102' }, { extension: '108' }],
    fallback: { to: 'voicemail', target: '100' },
    directNumbers: [],
    ...it,
  })
const known = { groups: [], directory: northwind, country: 'FR' }
const rude = '*_~`<!channel>&'.padEnd(40, 'W')
const friday = '2026-11-27T17:00:00.000Z'
const monday = '2026-11-30T08:00:00.000Z'
const swapped = swap(group(), x('102'), x('106'), { until: friday })

beforeEach(startCounting)

describe('a day before an end', () => {
  const ending = (it: RingGroup, who: string) => endingOf(it, x(who))!
  it('of somebody instead of somebody', async () => {
    const text = await looksLike('ending-instead', (w) => endingTold(w, known, swapped, ending(swapped, '102')))
    expect(text['en']).toBe(
      'Léa Fontaine (106) rings instead of Bruno Keller (102) in Support (600) until 2026-11-27 17:00 UTC; then everything is as before.\n[Extend]',
    )
    expect(text['fr']).toBe(
      'Léa Fontaine (106) remplace Bruno Keller (102) dans Support (600). Fin\u00a0: 2026-11-27 17:00 UTC\u00a0; ensuite, tout redevient comme avant.\n[Prolonger]',
    )
  })
  it('of a membership, in a group with a rude name', async () => {
    const it = group({ name: rude, members: [{ extension: x('107'), until: friday }] })
    const text = await looksLike('ending-comes', (w) => endingTold(w, known, it, ending(it, '107')))
    expect(text['fr']).toContain('Ligne 107 sonne dans *_~`<!channel>&')
  })
  it('of an absence', async () => {
    const it = group({ members: [{ extension: x('102'), away: { until: friday } }] })
    const text = await looksLike('ending-away', (w) => endingTold(w, known, it, ending(it, '102')))
    expect(text['fr']).toContain('Absence dans Support (600)\u00a0: Bruno Keller (102). Fin\u00a0:')
  })
})

describe('another end', () => {
  const drawn = (asked: { reason: string } | null, alert?: string[]) => (w: Words) =>
    extendForm(w, {
      group: swapped,
      ending: endingOf(swapped, x('106'))!,
      person: x('106'),
      called: (it) => called(w, known, it),
      until: friday,
      asked,
      alert,
    })
  it('at once', async () => {
    await looksLike('extend', drawn(null))
  })
  it('as a request', async () => {
    await looksLike('extend-asks', drawn({ reason: 'still <!here>' }, ['Busy.']))
  })
  it('is seen as dates', () => {
    const shown: Touched[] = [{ before: swapped, after: extend(swapped, x('102'), monday, String) }]
    expect(requestTitle(en, known, shown)).toBe('Other dates for Léa Fontaine and Bruno Keller in Support (600)')
  })
})

it('nobody rings, soon and now', async () => {
  const soon = await looksLike('empty-soon', (w) => emptyTold(w, known, group(), { at: friday, buttons: true }))
  expect(soon['en']).toContain(
    'From 2026-11-27 17:00 UTC on nobody rings in Support (600): callers will go straight to',
  )
  const now = await looksLike('empty-now', (w) =>
    emptyTold(w, known, group({ name: rude }), { at: null, buttons: false }),
  )
  expect(now['fr']).toContain('Plus personne ne sonne dans')
})

it('the members form of somebody who asks', async () => {
  const it = group({ members: [{ extension: x('102') }, { extension: x('108'), away: { until: monday } }] })
  await looksLike('form-members-asks', (w) =>
    membersForm(w, {
      group: it,
      seen: it.members,
      list: [{ extension: x('102'), gone: true }, { extension: x('108') }, { extension: x('106') }],
      rev: 3,
      known: { group: it.id },
      around: known,
      when: (iso) => iso.slice(0, 10),
      full: false,
      warnings: [],
      asked: { until: friday, reason: 'a holiday' },
    }),
  )
})

describe('now and then', () => {
  const picture = (before: RingGroup, after: RingGroup) => nowAndThen(en, northwind, before, after)
  it('who has not begun does not ring, and who will be away still does', () => {
    const later = swap(group(), x('102'), x('106'), { from: friday, until: monday })
    expect(picture(later, later).slice(0, 3)).toEqual(['Now', '1 Bruno Keller       102', '2 Omar Haddad        108'])
  })
})

it('the answer says who rings from when until when, and who is away', async () => {
  const later = swap(group(), x('108'), x('109'), { from: friday, until: monday })
  const both = swap(later, x('102'), x('106'), { until: friday })
  const text = await looksLike('change-dates', (w) =>
    changeCard(
      w,
      known,
      {
        id: '7',
        command: 'members',
        by: null,
        because: null,
        at: new Date(friday),
        touched: [{ before: group(), after: both }],
        deliveries: [],
      },
      { stage: 'kept', liveAt: null, downSince: null, simulated: false, warnings: [], noUndo: true },
    ),
  )
  expect(text['en']).toContain(
    [
      'Léa Fontaine (106) now rings in Support.',
      'Until 2026-11-27 17:00 UTC.',
      'Priya Nair (109) rings in Support from 2026-11-27 17:00 UTC until 2026-11-30 08:00 UTC.',
      'Bruno Keller (102) is away from Support until 2026-11-27 17:00 UTC.',
      'Omar Haddad (108) is away from Support from 2026-11-27 17:00 UTC until 2026-11-30 08:00 UTC.',
    ].join('\n'),
  )
})

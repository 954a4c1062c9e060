import { beforeEach, expect, it } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { UserId } from '../../src/ring/actor.ts'
import { Drift } from '../../src/ring/drift.ts'
import type { RingGroup } from '../../src/ring/group.ts'
import { planOf, type RingPlan } from '../../src/ring/plan.ts'
import { checkCard, compareCard, type Compared, type Health } from '../../src/views/check-card.ts'
import { driftCard, driftRecord, forgottenNote, severalDrifts, type ShownDrift } from '../../src/views/drift-card.ts'
import { en } from '../../src/words/en.ts'
import { groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const at = new Date('2026-11-25T13:02:00.000Z')
const later = new Date('2026-11-25T13:10:00.000Z')
const by = UserId.parse('UALICE')
const driftOf = (found: object): Drift =>
  Drift.parse({
    id: '7',
    extension: '600',
    found: { extension: '600', ...found },
    seenAt: at,
    decided: null,
    begun: false,
  })
const changed = (group: RingGroup, it: Partial<RingPlan>) => driftOf({ plan: { ...planOf(group, [group]), ...it } })

beforeEach(startCounting)

it('the card, and its record (S7)', async () => {
  const group = groupOf()
  const it: ShownDrift = { drift: changed(group, { ringSeconds: 45 }), group, former: null }
  const text = await looksLike('drift', (w) => driftCard(w, knownWith(group), it))
  expect(text['en']).toBe(
    [
      'Support (600) was changed on the phone system, not here. Noticed 2026-11-25 13:02 UTC; by whom is not known.',
      '• Ring time: here 20 s, on the phones 45 s',
      'Callers get the phones’ version now. Nothing is overwritten until you choose.',
      '[Accept This Change] [Restore Our Version]',
    ].join('\n'),
  )
  const record = (how: 'adopt' | 'push') =>
    looksLike(`drift-${how}`, (w) => driftRecord(w, driftCard(w, knownWith(group), it), { how, by, at: later }))
  expect((await record('adopt'))['en']).toMatch(/45 s\n@UALICE accepted this change 2026-11-25 13:10 UTC$/)
  expect((await record('push'))['fr']).toMatch(/45 s\n@UALICE a rétabli notre version 2026-11-25 13:10 UTC$/)
  const over = await looksLike('drift-over', (w) =>
    driftRecord(w, driftCard(w, knownWith(group), it), { how: 'over', at: later }),
  )
  expect(over['en']).not.toContain('[')
})

it('the longest and rudest there can be', async () => {
  const rude = '*_~`<!channel>&'.padEnd(40, '🙂')
  const members = Array.from({ length: 30 }, (_, i) => `${1100 + i}`)
  const directNumbers = northwind.numbers.map((it) => it.number)
  const [group, sales] = [
    groupOf({ name: rude, members }),
    groupOf({ name: 'Sales', extension: '601' as never, directNumbers }),
  ]
  const drift = changed(group, { members: [], directNumbers, name: 'x'.repeat(2000), mode: 'simultaneous' })
  const it = { drift, group, former: null }
  const text = await looksLike('drift-rude', (w) => driftCard(w, knownWith(group, sales), it))
  expect(text['en']).toContain('01 55 50 01 08 belongs to Sales (601) here.')
})

it('a name on the phones marks nothing here', () => {
  const group = groupOf()
  const drift = changed(group, { name: '\uE000uUEVERYBODY\uE001' })
  for (const it of [group, null]) {
    const card = JSON.stringify(driftCard(en, knownWith(group), { drift, group: it, former: null }))
    expect(card).toContain('uUEVERYBODY')
    expect(card).not.toContain('"user"')
  }
})

it('what is gone from the phones, what cannot be read, and what is no group here any more', async () => {
  const group = groupOf()
  const gone = { drift: driftOf({ plan: null }), group, former: null }
  expect((await looksLike('drift-gone', (w) => driftCard(w, knownWith(group), gone)))['fr']).toContain(
    'Il n’y a aucun groupe au 600 sur les téléphones.',
  )
  const strange = { drift: driftOf({ unreadable: 'ring <@U1> everybody!\n'.repeat(300) }), group, former: null }
  await looksLike('drift-unreadable', (w) => driftCard(w, knownWith(group), strange))
  const drift = changed(group, { ringSeconds: 45 })
  const deleted = { drift, group: null, former: { name: 'Support', now: null } }
  const left = await looksLike('drift-deleted', (w) => driftCard(w, knownWith(), deleted))
  expect(left['en']).toContain('Support was deleted here since: our version is that no group is at 600.')
  expect(left['fr']).not.toContain('Accepter')
  const renumbered = { drift, group: null, former: { name: 'Support', now: '610' as never } }
  const moved = await looksLike('drift-renumbered', (w) => driftCard(w, knownWith(), renumbered))
  expect(moved['fr']).toContain('Le groupe Support a ici le poste 610 depuis')
})

it('many at once, and what was forgotten, in one line', async () => {
  expect((await looksLike('drift-several', (w) => severalDrifts(w, 12)))['fr']).toContain('[Voir lesquels]')
  const names = Array.from({ length: 12 }, (_, i) => `Team ${i} (6${10 + i})`)
  const text = await looksLike('drift-forgotten', (w) => forgottenNote(w, names, at))
  expect(text['en']).toBe(
    'The phone system had forgotten Team 0 (610), Team 1 (611), Team 2 (612), Team 3 (613), Team 4 (614) and 7 more; they were put back 2026-11-25 13:02 UTC.',
  )
})

const well: Health = {
  phones: 'asterisk',
  trouble: null,
  about: null,
  downSince: null,
  comparedAt: at,
  directoryAt: at,
  extensions: 10,
  numbers: 8,
  groups: 12,
  waiting: { changes: 0, since: null, groups: [] },
  refused: [],
  differ: 0,
  drifts: [],
}

it('check', async () => {
  expect((await looksLike('check', (w) => checkCard(w, well)))['en']).toContain('Everything is well.')
  const bad: Health = {
    ...well,
    trouble: 'Asterisk refuses the user "bot".',
    downSince: at,
    comparedAt: null,
    directoryAt: null,
    waiting: { changes: 3, since: at, groups: ['Support (600)', 'Sales (601)'] },
    refused: [{ change: '12', group: 'Sales (601)', why: { en: 'too many.', fr: 'trop.' } }],
    differ: 7,
    drifts: Array.from({ length: 5 }, (_, i) => ({ extension: `61${i}`, called: `Team ${i} (61${i})` })),
  }
  const text = await looksLike('check-bad', (w) => checkCard(w, bad))
  expect(text['en']).toContain('• It says: Asterisk refuses the user "bot".')
  expect(text['fr']).toContain('• 3 modifications pas encore en service, depuis 2026-11-25 13:02 UTC')
})

it('a group beside what stands on the phones', async () => {
  const group = groupOf()
  const drift = changed(group, { ringSeconds: 45 })
  const ours = planOf(group, [group])
  const it: Compared = {
    extension: '600',
    group,
    called: 'Support (600)',
    stage: 'drift',
    ours,
    read: { found: drift.found, at },
    drift,
  }
  const text = await looksLike('check-group', (w) =>
    compareCard(w, knownWith(group), it, (plan) => `1|seq|${plan.ringSeconds}|vm|100`),
  )
  expect(text['en']).toContain(
    'Here:\n1|seq|20|vm|100\nOn the phones, as read 2026-11-25 13:02 UTC:\n1|seq|45|vm|100\n',
  )
  expect(text['fr']).toContain('[Accepter ce changement] [Rétablir notre version]')
})

import { beforeEach, describe, expect, it } from 'vitest'
import { greeting } from '../../src/commands/index.ts'
import { UserId } from '../../src/ring/actor.ts'
import type { Delivered, Personal } from '../../src/ring/change.ts'
import { Extension } from '../../src/ring/group.ts'
import { adminForm } from '../../src/views/admin-form.ts'
import { adminList } from '../../src/views/admin-list.ts'
import { changeCard } from '../../src/views/change-card.ts'
import { changeRows } from '../../src/views/change-rows.ts'
import { plain } from '../../src/views/controls.ts'
import { leadForm } from '../../src/views/lead-form.ts'
import { linkForm } from '../../src/views/link-form.ts'
import { pleaCard } from '../../src/views/plea-card.ts'
import { refusalCard } from '../../src/views/refusal-card.ts'
import { groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const at = new Date('2026-11-25T09:40:00.000Z')
const [alice, chloe, lea, omar] = ['UALICE', 'UCHLOE', 'ULEA', 'UOMAR'].map((it) => UserId.parse(it)) as [
  UserId,
  UserId,
  UserId,
  UserId,
]
const rude = '*_~`<!channel>&'.padEnd(40, '🙂')

beforeEach(startCounting)

describe('who decides', () => {
  const all = {
    admins: [
      { user: alice, by: 'owner' as const, word: null },
      { user: chloe, by: 'configuration' as const, word: null },
      { user: lea, by: 'word' as const, word: { by: alice, at } },
    ],
    gone: [{ user: omar, word: { by: chloe, at } }],
  }
  it('as an admin sees it', async () => {
    const text = await looksLike('admins-admin', (w) => adminList(w, { ...all, mayChange: true }))
    expect(text['en']).toContain('@ULEA · added by @UALICE 2026-11-25 09:40 UTC')
    expect(text['fr']).toContain('@UCHLOE · par la configuration')
    expect(text['en']?.match(/\[Remove\]/g)).toHaveLength(2) // whom the configuration names cannot go
  })
  it('as everybody else does', async () => {
    const text = await looksLike('admins-member', (w) => adminList(w, { ...all, mayChange: false }))
    expect(text['en']).not.toMatch(/\[/)
  })
  it('nobody yet, and more than a message holds', async () => {
    const none = await looksLike('admins-none', (w) => adminList(w, { admins: [], gone: [], mayChange: false }))
    expect(none['en']).toContain('No admin has used Ringgroup so far.')
    const many = Array.from({ length: 60 }, (_, i) => ({
      user: UserId.parse(`U${i}`),
      by: 'word' as const,
      word: null,
    }))
    const text = await looksLike('admins-many', (w) => adminList(w, { admins: many, gone: [], mayChange: true }))
    expect(text['en']).toContain('and 20 more')
  })
  it('the form', async () => {
    await looksLike('admins-add', (w) => adminForm(w, { how: 'add' }))
    await looksLike('admins-remove', (w) => adminForm(w, { how: 'remove', chosen: lea, alert: ['…'] }))
  })
})

it('who leads a group', async () => {
  const group = groupOf({ name: rude, leads: [{ user: lea, free: true }] })
  const drawn = { asking: [], free: [lea], opened: { leads: group.leads } }
  const text = await looksLike('lead', (w) => leadForm(w, group, drawn))
  expect(text['en']).toContain('Team leads who change members at once')
  expect(text['fr']).toContain('Responsables qui modifient les membres sans demander')
})

it('whose phone is which', async () => {
  const known = { person: lea, chosen: undefined, byAddress: 'Léa Fontaine (106)' }
  const text = await looksLike('link', (w) => linkForm(w, known))
  expect(text['fr']).toContain('Trouvé aujourd’hui par l’adresse e-mail')
  const chosen = { text: plain(`${rude} (106)`), value: '106' }
  await looksLike('link-chosen', (w) => linkForm(w, { person: lea, chosen, byAddress: null }))
  await looksLike('link-empty', (w) => linkForm(w, { person: undefined, chosen: undefined, byAddress: null }))
})

describe('what became of a person', () => {
  const change = (person: Personal, id = '12'): Delivered => {
    return { id, at, command: 'admins', by: alice, because: null, person, touched: [], deliveries: [] }
  }
  const phone = (before: string | null, after: string | null) => ({
    user: lea,
    phone: { before: before && Extension.parse(before), after: after && Extension.parse(after) },
  })
  const all: Personal[] = [
    { user: lea, admin: { before: null, after: true } },
    { user: lea, admin: { before: true, after: false } },
    { user: lea, admin: { before: false, after: null } },
    phone(null, '106'),
    phone('106', '107'),
    phone('107', null),
  ] as Personal[]
  const progress = { liveAt: null, downSince: null, simulated: false, noUndo: false, warnings: [] }

  it('the answer', async () => {
    const text = await looksLike('person-changed', (w) =>
      changeCard(w, knownWith(), change(all[4]!), { stage: 'kept', ...progress }),
    )
    expect(text['en']).toBe('107 is the phone of @ULEA now.\nWas: 106.\nSaved. It counts from now on. #12\n[Undo]')
  })
  it('in the history', async () => {
    const text = await looksLike('history-people', (w) => ({
      text: 'x',
      blocks: changeRows(w, knownWith(), {
        changes: all.map((it, i) => change(it, `${i + 1}`)),
        undone: new Map(),
        mayUndo: true,
      }),
    }))
    expect(text['en']).toContain('#1 2026-11-25 09:40 UTC @UALICE: @ULEA is an admin now.')
    expect(text['en']).toContain('@UALICE: No phone is linked to @ULEA any more.')
    expect(text['fr']).toContain('Le 107 est désormais le poste de @ULEA.')
  })
})

it('what somebody asks of an admin', async () => {
  const line = `/ringgroup rename Support ${rude}`
  const text = await looksLike('plea', (w) => pleaCard(w, { id: '1', by: lea, line, hasForm: true }))
  expect(text['en']).toContain('@ULEA asks for: /ringgroup rename Support')
  expect(text['en']).toContain('[Open Form]')
  await looksLike('plea-no-form', (w) =>
    pleaCard(w, { id: '1', by: lea, line: '/ringgroup undo Support', hasForm: false }),
  )
})

it('no for lack of a right, and the way on', async () => {
  const text = await looksLike('not-allowed', (w) =>
    refusalCard(
      w,
      [
        {
          say: (it) => it.notAllowed([alice, chloe]),
          choices: [
            { label: (it) => it.pleas.press, command: 'plead', input: { command: 'mode', said: { group: 'support' } } },
          ],
        },
      ],
      'mode',
    ),
  )
  expect(text['fr']).toContain('Adressez-vous à @UALICE ou à @UCHLOE.\n[Demander]')
})

it('the first contact: three sentences, by role', async () => {
  const actors = {
    admin: { user: alice, role: 'admin' as const, leads: [] },
    lead: { user: lea, role: 'member' as const, leads: [{ group: 'G', free: false }] },
    member: { user: omar, role: 'member' as const, leads: [] },
  }
  for (const [role, actor] of Object.entries(actors)) {
    const text = await looksLike(`greeting-${role}`, (w) => greeting(w, actor))
    for (const it of Object.values(text)) expect(it.match(/\.( |$)/g)).toHaveLength(3)
  }
})

import { beforeEach, expect, it } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import type { Stage } from '../../src/ring/change.ts'
import { Drift } from '../../src/ring/drift.ts'
import { Extension, type RingGroup } from '../../src/ring/group.ts'
import { Leaver } from '../../src/ring/leaver.ts'
import { planOf } from '../../src/ring/plan.ts'
import { Request } from '../../src/ring/request.ts'
import type { HomeWaiting } from '../../src/views/home-waiting.ts'
import { homeView, type Home } from '../../src/views/home.ts'
import { languages } from '../../src/words/index.ts'
import { changesOf, groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const at = new Date('2026-11-25T09:40:00.000Z')
const stages: Stage[] = ['live', 'saved', 'drift', 'refused']
const everyone = northwind.extensions.filter((entry) => entry.rings).map((entry) => entry.extension)
/** As French is set. */
const nbsp = (text: string) => text.replaceAll(/ (?=[:;?!»])/g, '\u00A0')
const rude = '*_~`<!channel>&'.padEnd(40, '🙂')

beforeEach(startCounting)

const groupsOf = (count: number, name = (i: number) => ['Sales', 'Support', 'Front', 'Rooms'][i] ?? `Team ${i}`) =>
  Array.from({ length: count }, (_, i) =>
    groupOf({
      name: name(i),
      extension: Extension.parse(`${600 + i}`),
      mode: i % 2 ? 'consecutive' : 'simultaneous',
      members: everyone.slice(0, (i % 4) + 1),
    }),
  )
const stageOf = (groups: RingGroup[]) => new Map(groups.map((group, i) => [group.extension, stages[i % 4]!]))
const lea = Extension.parse('106')

const home = (it: Partial<Home> = {}): Home => ({
  groups: [],
  total: 0,
  found: 0,
  stages: new Map(),
  company: { extensions: 11, numbers: 8 },
  waiting: null,
  asked: [],
  askedTotal: 0,
  mine: { phone: { extension: lea, rings: [] }, admins: ['UALICE', 'UCHLOE'], user: 'ULEA', mayLink: true },
  led: [],
  past: { changes: [], undone: new Map(), mayUndo: true },
  known: knownWith(),
  admins: [
    { user: 'UCHLOE', by: 'workspace' },
    { user: 'UALICE', by: 'owner' },
  ],
  channel: 'CPHONES',
  simulated: false,
  isAdmin: true,
  ...it,
})

const requestOf = (id: number, group: RingGroup, by = 'ULEA'): Request =>
  Request.parse({
    id: `${id}`,
    command: 'mode',
    found: {},
    opened: null,
    by,
    place: { user: by, language: 'en' },
    timeZone: 'Europe/Paris',
    reason: 'a reason that nobody reads here',
    at,
    shown: [
      { before: group, after: { ...group, mode: group.mode === 'consecutive' ? 'simultaneous' : 'consecutive' } },
    ],
    shownAt: null,
    expiresAt: at,
    decision: null,
    groups: [group.id],
  })

const driftOf = (group: RingGroup) => ({
  drift: Drift.parse({
    id: '7',
    extension: group.extension,
    found: { extension: group.extension, plan: { ...planOf(group, [group]), ringSeconds: 45 } },
    seenAt: at,
    decided: null,
    begun: false,
  }),
  group,
  former: null,
})

const leaverOf = (id: number, it: { user?: string; extension: string }) => ({
  leaver: Leaver.parse({ id: `${id}`, user: null, seenAt: at, ended: null, ...it }),
  name: 'Léa Fontaine',
})

const nothing: HomeWaiting = {
  downSince: null,
  closed: null,
  requests: [],
  drifts: [],
  leavers: [],
  refused: [],
  more: { requests: 0, drifts: 0, leavers: 0 },
}

const changes = (group: RingGroup) => changesOf(group).slice(0, 2)

/** One primary button at most, and no more blocks than Slack takes. */
const isFine = (it: Home) => {
  for (const w of Object.values(languages)) {
    const { blocks } = homeView(w, it)
    expect(blocks.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(blocks).match(/"style":"primary"/g)?.length ?? 0).toBeLessThanOrEqual(1)
  }
}

it('before there is anything (S6)', async () => {
  const text = await looksLike('home-first', (w) => homeView(w, home({ waiting: nothing })))
  expect(text['en']).toBe(
    [
      'Your phone groups',
      'A ring group lets one number ring several colleagues. This company has 11 extensions and 8 numbers; no groups yet. Nothing changes on the phones until you save.',
      '[Create Group] [Import Groups]',
      'Admins: @UALICE (workspace owner), @UCHLOE. Requests arrive in #CPHONES.',
    ].join('\n'),
  )
  expect(text['fr']).toBe(
    nbsp(
      [
        'Vos groupes d’appels',
        'Un groupe d’appels fait sonner plusieurs collègues avec un seul numéro. L’entreprise a 11 postes et 8 numéros, aucun groupe. Rien ne change sur les téléphones avant l’enregistrement.',
        '[Créer un groupe] [Importer des groupes]',
        'Admins : @UALICE (propriétaire de l’espace), @UCHLOE. Demandes : #CPHONES.',
      ].join('\n'),
    ),
  )
})

it('when there are groups on the phone system that are not here', async () => {
  const text = await looksLike('home-found', (w) => homeView(w, home({ found: 12 })))
  expect(text['en']).toContain(
    'I found 12 groups on the phone system; nothing changes until you accept.\n[Create Group] [Import Groups]\n',
  )
  expect(homeView(languages['en']!, home({ found: 12, isAdmin: false })).blocks).toEqual(
    homeView(languages['en']!, home({ isAdmin: false })).blocks,
  )
})

it('of an admin: what waits first, then what is theirs, then everything', async () => {
  const groups = groupsOf(4)
  const it = home({
    groups,
    total: 14,
    stages: stageOf(groups),
    past: { changes: changes(groups[0]!), undone: new Map([['12', '13']]), mayUndo: true },
    known: knownWith(...groups),
    waiting: {
      ...nothing,
      downSince: at,
      closed: 'CPHONES',
      requests: groups.slice(0, 2).map((group, i) => requestOf(i + 1, group)),
      drifts: [driftOf(groups[2]!)],
      leavers: [leaverOf(8, { user: 'ULEA', extension: '106' }), leaverOf(9, { extension: '106' })],
      refused: [{ change: '11', group: 'Rooms (603)', why: { en: 'It is full.', fr: 'Il est plein.' } }],
      more: { requests: 198, drifts: 2, leavers: 1 },
    },
    channel: null,
    simulated: true,
  })
  isFine(it)
  const text = await looksLike('home-admin', (w) => homeView(w, it))
  expect(text['en']).toBe(
    [
      'Your phone groups',
      'The phone system has not answered since 2026-11-25 09:40 UTC. Calls keep ringing as before.',
      'I cannot write to #CPHONES: invite me with /invite @Ringgroup.',
      'Waiting for you',
      'Sales (600): How it rings: all phones ring at once → one phone after another, once through\n@ULEA 2026-11-25 09:40 UTC\n[Review]',
      'Support (601): How it rings: one phone after another, once through → all phones ring at once\n@ULEA 2026-11-25 09:40 UTC\n[Review]',
      '[198 more requests]',
      'Front (602) was changed on the phone system, not here. Noticed 2026-11-25 09:40 UTC; by whom is not known.\n[Review]',
      '[2 more groups changed on the phones]',
      '@ULEA has left: the Slack account was deactivated. Noticed 2026-11-25 09:40 UTC.\n[Review]',
      'Extension 106 (Léa Fontaine) is not on the phone system any more. Noticed 2026-11-25 09:40 UTC.\n[Review]',
      '[1 more departure]',
      'Rooms (603): Saved, but the phone system refused it: It is full.\n[Try Again]',
    ].join('\n') + text['en']!.slice(text['en']!.indexOf('\nYour phone 106')),
  )
  expect(text['en']).toContain('\n[Create Group] Find a group [All Groups]\nMy last changes\n#13')
  expect(text['en']).toContain('[10 More]\nAdmins: @UALICE (workspace owner), @UCHLOE.')
  expect(text['fr']).toContain(
    '[Créer un groupe] Chercher un groupe [Tous les groupes]\nMes dernières modifications\n#13',
  )
  expect(text['fr']).toContain('[198 autres demandes]')
})

it('of a lead: what they asked, what rings, and the groups they lead', async () => {
  const groups = groupsOf(4)
  const it = home({
    groups,
    total: 4,
    stages: stageOf(groups),
    isAdmin: false,
    asked: [requestOf(1, groups[1]!)],
    askedTotal: 8,
    known: knownWith(...groups),
    mine: {
      phone: { extension: lea, rings: [{ id: groups[1]!.id, name: 'Support', place: 2, of: 3 }] },
      admins: ['UALICE'],
      user: 'ULEA',
      mayLink: false,
    },
    led: [
      { group: groups[0]!, free: true, stage: 'live' },
      { group: groups[1]!, free: false, stage: 'saved' },
    ],
  })
  isFine(it)
  const text = await looksLike('home-lead', (w) => homeView(w, it))
  expect(text['en']).toContain(
    [
      'Your phone groups',
      'You asked',
      'Support (601): How it rings: one phone after another, once through → all phones ring at once\n2026-11-25 09:40 UTC\n[Withdraw]',
      '[7 more requests]',
      'Your phone 106 rings for: Support (2nd of 3).',
      '[See Who Rings] [Leave]',
      'You lead',
      'Sales (600)\nAll at once · 1 member · 20 s each · Live on the phones\n[Edit Members]',
      'Support (601)\nOne after another · 2 members · 20 s each · Saved, not on the phones yet\n[Ask for a Change]',
      'Find a group [All Groups]',
      'Ring groups',
    ].join('\n'),
  )
  expect(text['fr']).toContain(nbsp('Votre poste 106 sonne pour : Support (2e sur 3).\n[Voir qui sonne] [Quitter]\n'))
  expect(text['fr']).toContain('[Demander un changement]')
})

it('of a member: one group, several, none, and nobody knows the phone', async () => {
  const groups = groupsOf(4)
  const drawn = (phone: Home['mine']['phone'], mayLink = false) => {
    const mine = { phone, admins: ['UALICE', 'UCHLOE'], user: 'ULEA', mayLink }
    return home({ groups, total: 4, stages: stageOf(groups), isAdmin: mayLink, mine })
  }
  const rings = groups.map(({ id, name }, i) => ({ id, name, of: 3, ...(i % 2 && { place: i }) }))
  const one = drawn({ extension: lea, rings: rings.slice(1, 2) })
  const text = await looksLike('home-member', (w) => homeView(w, one))
  expect(text['en']).toContain('Your phone 106 rings for: Support (1st of 3).\n[See Who Rings] [Leave]\n')
  expect(text['en']).not.toContain('[Create Group]')
  const several = await looksLike('home-member-of-two', (w) =>
    homeView(w, drawn({ extension: lea, rings: rings.slice(0, 2) })),
  )
  expect(several['en']).toContain('Your phone 106 rings for:\nSales\n[⋯ See Who Rings | Leave]\nSupport (1st of 3)')
  const none = await looksLike('home-no-phone', (w) => homeView(w, drawn(null)))
  expect(none['en']).toContain('Which phone is yours? Ask @UALICE or @UCHLOE to link it.\n[Ask Them]\n')
  expect(none['fr']).toContain(
    nbsp('Quel est votre poste ? Demandez à @UALICE ou à @UCHLOE de l’associer.\n[Demander]\n'),
  )
  const admin = await looksLike('home-no-phone-admin', (w) => homeView(w, drawn(null, true)))
  expect(admin['fr']).toContain(
    nbsp('Quel est votre poste ? Aucun poste n’a votre adresse e-mail.\n[Associer mon poste]\n'),
  )
})

it('the most of everything, with the longest and rudest names, is within what Slack takes', async () => {
  const groups = groupsOf(10, () => rude)
  const many = Array.from({ length: 30 }, (_, i) => groups[i % 10]!)
  const it = home({
    groups,
    total: 1000,
    stages: stageOf(groups),
    known: knownWith(...groups),
    past: { changes: [...changes(groups[0]!), ...changes(groups[1]!)].slice(0, 3), undone: new Map(), mayUndo: true },
    waiting: {
      downSince: at,
      closed: 'CPHONES',
      requests: groups.slice(0, 5).map((group, i) => requestOf(i + 1, group)),
      drifts: groups.slice(0, 3).map(driftOf),
      leavers: [1, 2, 3].map((id) => leaverOf(id, { extension: `10${id}` })),
      refused: groups.slice(0, 3).map((group, i) => {
        return { change: `${i}`, group: `${rude} (60${i})`, why: { en: 'x'.repeat(500), fr: 'x'.repeat(500) } }
      }),
      more: { requests: 995, drifts: 997, leavers: 997 },
    },
    asked: groups.slice(0, 5).map((group, i) => requestOf(10 + i, group)),
    askedTotal: 99,
    mine: {
      phone: { extension: lea, rings: many.map(({ id, name }, i) => ({ id, name, place: i + 1, of: 30 })) },
      admins: ['UALICE'],
      user: 'ULEA',
      mayLink: true,
    },
    led: many.map((group) => ({ group, free: true, stage: 'live' as const })),
    admins: Array.from({ length: 50 }, (_, i) => ({ user: `U${i}`, by: 'word' as const })),
    found: 1000,
    simulated: true,
  })
  isFine(it)
  const text = await looksLike('home-rude', (w) => homeView(w, it))
  expect(text['en']).toContain('and 26 more')
  expect(text['en']).toContain('[990 More]')
  expect(text['en']).toContain('@U4, 45 others.')
})

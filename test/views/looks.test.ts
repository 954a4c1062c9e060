import { beforeEach, expect, it } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { UserId } from '../../src/ring/actor.ts'
import type { Stage } from '../../src/ring/change.ts'
import { Extension, type RingGroup } from '../../src/ring/group.ts'
import { planOf } from '../../src/ring/plan.ts'
import { play } from '../../src/ring/play.ts'
import { groupCard, type Standing } from '../../src/views/group-card.ts'
import { groupList } from '../../src/views/group-list.ts'
import { commandHelp, helpCard, type Around } from '../../src/views/help-card.ts'
import { historyList } from '../../src/views/history-list.ts'
import { numberList } from '../../src/views/number-list.ts'
import { startForm } from '../../src/views/start-form.ts'
import { timetable } from '../../src/views/timetable.ts'
import { whoCard } from '../../src/views/who-card.ts'
import { languages } from '../../src/words/index.ts'
import { changesOf, groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const at = new Date('2026-11-25T09:40:00.000Z')
const alice = UserId.parse('UALICE')
const live: Standing = {
  stage: 'live',
  changed: { by: alice, at },
  refused: null,
  found: null,
  downSince: null,
  simulated: false,
  calls: { group: { at, how: 'answered' }, numbers: new Map() },
  role: 'admin',
}
const rude = '*_~`<!channel>&'.padEnd(40, '🙂')
const everyone = northwind.extensions.filter((entry) => entry.rings).map((entry) => entry.extension)
const wide = Array.from({ length: 30 }, (_, i) => `${1100 + i}`)

beforeEach(startCounting)

it('a group, as an admin sees it (S3)', async () => {
  const group = groupOf({ members: [{ extension: '106', until: '2026-11-27T17:00:00.000Z' }, '102'] })
  const text = await looksLike('show-admin', (w) => groupCard(w, knownWith(group), group, live))
  expect(text['en']).toContain(
    'One after another, 20 s each. A caller waits up to 40 s.\n1. Léa Fontaine (106), until ',
  )
  expect(text['en']).toContain(
    'If nobody answers: voicemail 100 Virtual Receptionist\nDirect numbers: none; colleagues dial 600\n',
  )
  expect(text['en']).toMatch(
    /Live on the phones · changed by @UALICE 2026-11-25 09:40 UTC · last call 2026-11-25 09:40 UTC, answered\n/,
  )
  expect(text['fr']).toContain(
    'L’un après l’autre, 20 s chacun. Attente : 40 s au plus.\n1. Léa Fontaine (106), fin : ',
  )
  expect(text['fr']).toContain(
    'Si personne ne répond : boîte vocale 100 Virtual Receptionist\nNuméros directs : aucun ; on compose le 600\n',
  )
  expect(text['fr']).toMatch(
    /En service · modifié par @UALICE 2026-11-25 09:40 UTC · dernier appel 2026-11-25 09:40 UTC, décroché\n/,
  )
  expect(text['fr']).toContain(
    '[Modifier le groupe] [Modifier les membres] [Voir qui sonne] [⋯ Historique | Supprimer…]',
  )
})

it('a group, as a member sees it', async () => {
  const [called, silent] = northwind.numbers.slice(2, 4).map((it) => it.number)
  const group = groupOf({ mode: 'simultaneous', directNumbers: [called!, silent!], members: [], tellsMissed: true })
  const calls = { group: null, numbers: new Map([[called!, { at, how: 'voicemail' as const }]]) }
  const seen = { ...live, calls, role: 'out' as const, changed: { by: null, at }, simulated: true }
  const text = await looksLike('show-member', (w) => groupCard(w, knownWith(group), group, seen))
  expect(text['en']).toContain(
    'Direct numbers: 01 55 50 01 03 (last call 2026-11-25 09:40 UTC, went to voicemail), 01 55 50 01 04 (not called yet)',
  )
  expect(text['en']).toContain(' · not called yet · missed calls are told · simulated phones')
  expect(text['fr']).toContain(
    '01 55 50 01 03 (dernier appel 2026-11-25 09:40 UTC, boîte vocale), 01 55 50 01 04 (pas encore d’appel)',
  )
  expect(text['fr']).toContain(' · pas encore d’appel · appels manqués signalés · téléphones simulés')
  expect(text['en']).toContain('Members: nobody')
  expect(text['en']).toContain('changed by the clock')
  expect(text['fr']).toContain('modifié automatiquement')
  for (const [, it] of Object.entries(text)) expect(it).not.toMatch(/Edit|Modifier le|Delete|Supprimer/)
})

it('a group, as a lead, a free lead and a member of it see it', async () => {
  const group = groupOf({
    leads: [
      { user: UserId.parse('ULEA'), free: false },
      { user: UserId.parse('UBRUNO'), free: true },
    ],
  })
  const drawn = (role: Standing['role']) => (w: (typeof languages)[string]) =>
    groupCard(w, knownWith(group), group, { ...live, role })
  const lead = await looksLike('show-lead', drawn('lead'))
  expect(lead['en']).toContain('Team leads: @ULEA · @UBRUNO (changes members at once)')
  expect(lead['en']).toContain('[Ask for a Change] [See Who Rings] [History]')
  expect(lead['fr']).toContain('[Demander un changement] [Voir qui sonne] [Historique]')
  expect(lead['fr']).toContain('Responsables d’équipe : @ULEA · @UBRUNO (sans demander pour les membres)')
  const free = await looksLike('show-free-lead', drawn('free'))
  expect(free['en']).toContain('[Edit Members] [See Who Rings] [History]')
  const member = await looksLike('show-in', drawn('in'))
  expect(member['en']).toContain('[Leave] [See Who Rings] [History]')
  expect(member['fr']).toContain('[Quitter] [Voir qui sonne] [Historique]')
  const other = await looksLike('show-out', drawn('out'))
  expect(other['fr']).toContain('[Demander à rejoindre] [Voir qui sonne] [Historique]')
})

it('a group whose phones hold something else', async () => {
  const group = groupOf()
  const plan = {
    ...planOf(group, [group]),
    ringSeconds: 45,
    members: [Extension.parse('109')],
    mode: 'simultaneous' as const,
  }
  const found = { extension: group.extension, plan }
  const text = await looksLike('show-drift', (w) =>
    groupCard(w, knownWith(group), group, { ...live, stage: 'drift', found }),
  )
  expect(text['en']).toContain('• Ring time: here 20 s, on the phones 45 s')
  expect(text['fr']).toContain('• Durée de sonnerie : ici 20 s, sur les téléphones 45 s')
  expect(text['en']).not.toContain('Direct numbers: here')
})

it('a group whose phones hold nothing, and what cannot be read', async () => {
  const group = groupOf()
  const drawn = (found: Standing['found']) => (w: (typeof languages)[string]) =>
    groupCard(w, knownWith(group), group, { ...live, stage: 'drift', found })
  const gone = await looksLike('show-gone', drawn({ extension: group.extension, plan: null }))
  expect(gone['en']).toContain('• On the phones there is no group at 600.')
  const strange = await looksLike(
    'show-unreadable',
    drawn({ extension: group.extension, unreadable: 'exten => 600,1,Dial(<x>)' }),
  )
  expect(strange['en']).toContain('exten => 600,1,Dial(<x>)')
})

it('a group that the phones refused, with both ways on for those who may', async () => {
  const group = groupOf()
  const refused = { change: '12', why: { en: 'too many members.', fr: 'trop de membres.' } }
  const drawn = (isAdmin: boolean) => (w: (typeof languages)[string]) =>
    groupCard(w, knownWith(group), group, { ...live, stage: 'refused', refused, role: isAdmin ? 'admin' : 'in' })
  const text = await looksLike('show-refused', drawn(true))
  expect(text['en']).toContain('The phone system refused the last change: too many members.\n[Try Again] [Undo]')
  expect(text['fr']).toContain(
    'Le système téléphonique a refusé la dernière modification : trop de membres.\n[Réessayer] [Annuler la modification]',
  )
  expect((await looksLike('show-refused-member', drawn(false)))['en']).not.toContain('[Try Again]')
})

it('the longest and rudest group there can be', async () => {
  const group = groupOf({ name: rude, members: wide, directNumbers: northwind.numbers.map((number) => number.number) })
  await looksLike('show-rude', (w) => groupCard(w, knownWith(group), group, live))
  const groups = Array.from({ length: 10 }, (_, i) =>
    groupOf({ name: rude, extension: Extension.parse(`${600 + i}`), members: wide }),
  )
  const page = { words: rude.repeat(20), skip: 10, total: 35, size: 10 }
  await looksLike('list-rude', (w) => groupList(w, groups, new Map(), page, true))
})

const stages: Stage[] = ['live', 'saved', 'drift', 'refused']
const four = () =>
  stages.map((_, i) =>
    groupOf({
      name: ['Sales', 'Support', 'Front', 'Rooms'][i]!,
      extension: Extension.parse(`60${i}`),
      mode: i % 2 ? 'consecutive' : 'simultaneous',
      members: everyone.slice(0, i + 1),
    }),
  )
const stageOf = (groups: RingGroup[]) => new Map(groups.map((group, i) => [group.extension, stages[i]!]))

it('groups, each in two lines with its Show', async () => {
  const groups = four()
  const text = await looksLike('list', (w) =>
    groupList(w, groups, stageOf(groups), { skip: 0, total: 24, size: 10 }, true),
  )
  expect(text['en']).toContain('Sales (600)\nAll at once · 1 member · 20 s each · Live on the phones\n[Show]')
  expect(text['en']).toContain('One after another · 2 members · 20 s each · Saved, not on the phones yet')
  expect(text['en']).toContain('differs on the phones')
  expect(text['en']).toMatch(/1 to 4 of 24 groups\n\[More\]$/)
  expect(text['fr']).toContain(
    'Support (601)\nL’un après l’autre · 2 membres · 20 s chacun · Enregistré, pas encore en service\n[Afficher]',
  )
  expect(text['fr']).toMatch(/1 à 4 sur 24 groupes\n\[Suite\]$/)
})

it('no groups: teaching, with the one button for those who may', async () => {
  const none = { skip: 0, total: 0, size: 10 }
  expect((await looksLike('list-none', (w) => groupList(w, [], new Map(), none, true)))['fr']).toContain(
    '[Créer un groupe]',
  )
  expect((await looksLike('list-none-member', (w) => groupList(w, [], new Map(), none, false)))['en']).not.toContain(
    '[',
  )
  const nothing = await looksLike('list-nothing', (w) => groupList(w, [], new Map(), { ...none, words: 'zzz' }, true))
  expect(nothing['en']).toBe('No ring group has “zzz” in its name or extension.\n[All Groups]')
})

const played = (groups: RingGroup[], off: string[] = []) => {
  const plans = groups.map((group) => planOf(group, groups))
  return play(plans[0]!, { plans, reachable: (extension) => !off.includes(extension) })
}

it('who rings (S8)', async () => {
  const group = groupOf({ members: ['102', '108', '106'] })
  const text = await looksLike('who', (w) =>
    whoCard(w, knownWith(group), group, played([group], ['106']), { notes: [] }),
  )
  expect(text['en']).toBe(
    [
      'Support (600): Bruno first, then Omar; after 40 s voicemail 100. Léa is skipped: phone off.',
      '0:00 Bruno Keller   102 20 s',
      '0:20 Omar Haddad    108 20 s',
      ' -   Léa Fontaine   106 off',
      '0:40 > voicemail    100',
      '[Show Group]',
    ].join('\n'),
  )
  expect(text['fr']).toContain(
    'Support (600) : d’abord Bruno, puis Omar ; après 40 s, boîte vocale 100. Le poste de Léa est ignoré : éteint.',
  )
  expect(text['fr']).toContain(' -   Léa Fontaine   106 éteint\n0:40 > boîte vocale 100')
})

it('who rings: all at once, and on into another group', async () => {
  const sales = groupOf({
    name: 'Sales',
    extension: Extension.parse('601'),
    mode: 'simultaneous',
    ringSeconds: 15,
    members: ['109', '107', '105'],
  })
  const group = groupOf({ mode: 'simultaneous', members: ['102', '108'], fallback: { to: 'group', target: sales.id } })
  const text = await looksLike('who-chain', (w) =>
    whoCard(w, knownWith(group, sales), group, played([group, sales]), { notes: [w.stage.simulated] }),
  )
  expect(text['en']).toContain(
    'Support (600): Bruno and Omar at once; after 20 s Sales (601): Priya, Line 107 and Front Desk at once; after 35 s voicemail 100.',
  )
  expect(text['en']).toContain(
    '0:00 Bruno Keller   102 20 s\n     Omar Haddad    108 20 s\n0:20 > Sales        601\n 0:20 Priya Nair     109 15 s\n',
  )
  expect(text['fr']).toContain(
    'Support (600) : Bruno et Omar en même temps ; après 20 s, Sales (601) : Priya, Ligne 107 et Front Desk en même temps ;',
  )
})

it('who rings: nobody, one alone, and a last stop that is an extension', async () => {
  const group = groupOf({ members: ['104', '108'], fallback: { to: 'extension', target: '101' } })
  const drawn = (off: string[]) => (w: (typeof languages)[string]) =>
    whoCard(w, knownWith(group), group, played([group], off), { notes: [] })
  const nobody = await looksLike('who-nobody', drawn(['104', '108']))
  expect(nobody['en']).toContain(
    'Support (600): nobody rings; straight to Alice Martin (101). Dmitri and Omar are skipped: phones off.',
  )
  expect(nobody['fr']).toContain(
    'Support (600) : personne ne sonne ; aussitôt, Alice Martin (101). Les postes de Dmitri et d’Omar sont ignorés : éteints.',
  )
  const alone = await looksLike('who-alone', drawn(['104']))
  expect(alone['en']).toContain('Support (600): Omar; after 20 s Alice Martin (101). Dmitri is skipped: phone off.')
  expect(alone['fr']).toContain('Le poste de Dmitri est ignoré : éteint.')
})

it.each(Object.values(languages).map((w) => [w.code, w] as const))(
  'a timetable keeps to 30 columns and 12 rows: %s',
  (_, w) => {
    const long = (extension: string) => ({
      extension: Extension.parse(extension),
      name: 'Maximiliana Featherstonehaugh',
      rings: true,
      voicemail: true,
      reachable: true,
    })
    const members = Array.from({ length: 20 }, (_, i) => `${100_000 + i}`)
    const other = groupOf({
      name: 'Featherstonehaughs',
      extension: Extension.parse('601'),
      ringSeconds: 60,
      members: ['100000'],
    })
    for (const mode of ['consecutive', 'simultaneous'] as const) {
      const group = groupOf({ mode, ringSeconds: 60, members, fallback: { to: 'group', target: other.id } })
      for (const off of [[], ['100000', '100001']]) {
        const rows = timetable(w, { extensions: members.map(long), numbers: [] }, played([group, other], off))
        expect(rows).toHaveLength(13)
        expect(Math.max(...rows.map((row) => [...row].length))).toBeLessThanOrEqual(30)
        expect(rows.at(-1)).toContain(w.code === 'fr' ? 'et 11 autres' : 'and 11 more')
        expect(rows[0]).toMatch(/^0:00 +Maximil.*… *10000\d 60 s$/)
      }
    }
  },
)

it('numbers, and where they lead', async () => {
  const [box, phone, free, ours] = northwind.numbers
  const entry = (extension: string | null) => northwind.extensions.find((it) => it.extension === extension)
  const rows = [
    { ...box!, entry: entry('100'), last: null },
    { ...phone!, entry: entry('101'), last: { at, how: 'answered' as const } },
    { ...free!, last: null },
    { ...ours!, group: 'Support (600)', last: null },
  ]
  const text = await looksLike('numbers', (w) => numberList(w, rows, { skip: 10, size: 10, more: true }, 'FR', true))
  expect(text['en']).toContain('01 55 50 01 01\nVirtual Receptionist (100) · voicemail box\n[Assign…]')
  expect(text['en']).toContain('01 55 50 01 03\nleads nowhere\n[Assign…]')
  expect(text['en']).toContain(
    '01 55 50 01 04\nSupport (600) · ring group\n[⋯ Move Number… | Unassign]\nnot called yet',
  )
  expect(text['en']).toContain('Alice Martin (101) · phone\n[Assign…]\nlast call 2026-11-25 09:40 UTC, answered')
  expect(text['fr']).toContain('\ndernier appel 2026-11-25 09:40 UTC, décroché\n')
  expect(text['fr']).toContain('01 55 50 01 02\nAlice Martin (101) · poste\n[Attribuer…]')
  expect(text['fr']).toContain('Support (600) · groupe d’appels\n[⋯ Déplacer le numéro… | Libérer le numéro]')
  const seen = await looksLike('numbers-member', (w) =>
    numberList(w, rows, { skip: 0, size: 10, more: false }, 'FR', false),
  )
  expect(seen['en']).not.toContain('[')
})

it('what was changed, newest first', async () => {
  const group = groupOf({ mode: 'simultaneous' })
  const past = { changes: changesOf(group), undone: new Map([['12', '13']]), mayUndo: true }
  const of = { group: { id: group.id, called: 'Support (600)', isThere: true }, older: '10' }
  const text = await looksLike('history', (w) => historyList(w, knownWith(group), past, of))
  expect(text['en']).toContain(
    '#13 2026-11-25 09:40 UTC @UALICE: Support now rings all phones at once. (undo of #12)\n[Undo]',
  )
  expect(text['en']).toContain(
    '#12 2026-11-25 09:40 UTC @UALICE: Support now rings one phone after another.\nUndone by #13\n',
  )
  expect(text['en']).toContain('#11 2026-11-25 09:40 UTC by the clock: ')
  expect(text['en']).toMatch(/\[Older\] \[Show Group\]$/)
  expect(text['fr']).toContain(
    '#12 2026-11-25 09:40 UTC @UALICE · Support : les postes sonnent désormais l’un après l’autre.\nAnnulée par la #13\n',
  )
  const seen = await looksLike('history-member', (w) =>
    historyList(w, knownWith(group), { ...past, mayUndo: false }, { older: undefined }),
  )
  expect(seen['en']).not.toContain('[')
})

const around: Around = {
  group: 'Sales',
  newGroup: 'Accounting',
  free: '602',
  people: ['Bruno Keller', 'Omar Haddad'],
  other: 'Alice Martin',
  box: '100',
  number: '01 55 50 01 03',
  taken: '01 55 50 01 04',
}

it('help: six lines by role, the rest, one command', async () => {
  const all = ['help', 'list', 'show', 'who', 'create', 'mode', 'time', 'add', 'history', 'numbers', 'undo'] as const
  for (const role of ['admin', 'lead', 'member'] as const) {
    const text = await looksLike(`help-${role}`, (w) => helpCard(w, around, [...all], { role, more: false }))
    for (const it of Object.values(text)) expect(it.match(/^\/ringgroup /gm)).toHaveLength(6)
    expect(text['en']).toContain('[More]')
  }
  const rest = await looksLike('help-rest', (w) => helpCard(w, around, [...all], { role: 'admin', more: true }))
  expect(rest['fr']).toContain('/ringgroup durée Sales 20')
  const one = await looksLike('help-one', (w) =>
    commandHelp(
      w,
      'time',
      { usage: '/ringgroup time <group> <seconds>', also: ['timeout', 'durée'], may: true, hasForm: true },
      around,
    ),
  )
  expect(one['en']).toContain('For example: /ringgroup time Sales 20\nAlso understood: timeout, durée.')
  const not = { usage: '/ringgroup check', also: [], may: false, hasForm: false }
  expect((await looksLike('help-not-mine', (w) => commandHelp(w, 'check', not, around)))['fr']).toContain(
    'Réservé aux admins.',
  )
})

it('the shortcut’s form', async () => {
  const text = await looksLike('start-admin', (w) => startForm(w, ['show', 'edit', 'members', 'who'], true))
  expect(text['en']).toContain('Show | Edit | Members | Who Rings\n[Create Group] [All Groups] [My Requests]')
  expect(text['fr']).toContain(
    'Afficher | Modifier | Membres | Qui sonne\n[Créer un groupe] [Tous les groupes] [Mes demandes]',
  )
  expect(
    (await looksLike('start-member', (w) => startForm(w, ['show', 'who', 'join', 'leave'], false)))['en'],
  ).toContain('Show | Who Rings | Ask to Join | Leave\n[All Groups] [My Requests]')
})

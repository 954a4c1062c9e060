import { beforeEach, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { Leaver, type LeaverEnd } from '../../src/ring/leaver.ts'
import { leaverCard, leaverList, leaverRecord, severalLeavers, type ShownLeaver } from '../../src/views/leaver-card.ts'
import { groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const at = new Date('2026-11-25T13:02:00.000Z')
const later = new Date('2026-11-25T13:10:00.000Z')
/** As French is set. */
const nbsp = (text: string) => text.replaceAll(/ (?=[:;!?])/g, '\u00A0')
const leaverOf = (it: { user?: string; extension?: string | null } = {}) =>
  Leaver.parse({ id: '7', user: null, extension: '106', seenAt: at, ended: null, ...it })

beforeEach(startCounting)

const shown = (it: Partial<ShownLeaver> = {}): ShownLeaver => ({
  leaver: leaverOf({ user: 'ULEA' }),
  name: 'Léa Fontaine',
  groups: [],
  fallbacks: [],
  led: [],
  ...it,
})

it('an account was deactivated: what its phone is named by, and what that means', async () => {
  const support = groupOf({ members: ['102', '106', '108'] })
  const sales = groupOf({ name: 'Sales', extension: Extension.parse('601'), members: ['106'] })
  const away = groupOf({
    name: 'Night',
    extension: Extension.parse('603'),
    members: ['102', { extension: '106', from: later.toISOString() }],
  })
  const all = groupOf({
    name: 'All',
    extension: Extension.parse('604'),
    members: ['102', '106'],
    mode: 'simultaneous',
  })
  const front = groupOf({
    name: 'Front',
    extension: Extension.parse('602'),
    fallback: { to: 'extension', target: '106' },
  })
  const it = shown({ groups: [support, sales, away, all], fallbacks: [front], led: [support] })
  const known = knownWith(support, sales, away, all, front)
  const text = await looksLike('leaver', (w) => leaverCard(w, known, it))
  expect(text['en']).toBe(
    [
      '@ULEA has left: the Slack account was deactivated. Noticed 2026-11-25 13:02 UTC.',
      'Extension 106 (Léa Fontaine) still rings in:',
      '• Support (600): 2nd of 3',
      '• Sales (601): nobody else rings there; without it, callers go straight to voicemail 100 Virtual Receptionist',
      '• Night (603): does not ring at the moment',
      '• All (604): one of 2',
      'If nobody answers, calls go on to 106 (Léa Fontaine). Please choose another place yourself:',
      'Front (602): Léa Fontaine (106)',
      '[Edit Group]',
      'Team lead of Support (600) until now; that has ended.',
      'Nothing on the phones changes until you choose.',
      '[Remove From All] [Leave as Is]',
    ].join('\n'),
  )
  expect(text['fr']).toBe(
    nbsp(
      [
        '@ULEA a quitté l’espace : ce compte Slack a été désactivé. Constaté 2026-11-25 13:02 UTC.',
        'Le poste 106 (Léa Fontaine) sonne encore pour :',
        '• Support (600) : 2e sur 3',
        '• Sales (601) : aucun autre poste n’y sonne ; sans lui, l’appelant arrive directement à : boîte vocale 100 Virtual Receptionist',
        '• Night (603) : ne sonne pas en ce moment',
        '• All (604) : un poste sur 2',
        'Si personne ne répond, les appels arrivent au poste 106 (Léa Fontaine). Choisissez vous-même une autre destination :',
        'Front (602) : Léa Fontaine (106)',
        '[Modifier le groupe]',
        'Responsable d’équipe pour Support (600) jusqu’ici ; ce rôle a pris fin.',
        'Rien ne change sur les téléphones avant votre choix.',
        '[Retirer partout] [Laisser ainsi]',
      ].join('\n'),
    ),
  )
  const by = 'UALICE' as never
  const ends: LeaverEnd[] = [
    { how: 'removed', by, at: later },
    { how: 'kept', by, at: later },
    { how: 'back', at: later },
    { how: 'clear', at: later },
  ]
  const records = new Map<string, Record<string, string>>()
  for (const end of ends)
    records.set(end.how, await looksLike(`leaver-${end.how}`, (w) => leaverRecord(w, leaverCard(w, known, it), end)))
  expect(records.get('removed')!['en']).toMatch(
    /\[Edit Group\]\n.*\n@UALICE removed it from all groups 2026-11-25 13:10 UTC$/,
  )
  expect(records.get('kept')!['fr']).toMatch(/@UALICE a laissé ce poste ainsi 2026-11-25 13:10 UTC$/)
  for (const record of records.values()) expect(record['en']).not.toContain('[Remove From All]')
})

it('an extension is gone; only calls go on to it', async () => {
  const front = groupOf({ name: 'Front', fallback: { to: 'voicemail', target: '106' } })
  const gone = shown({ leaver: leaverOf(), fallbacks: [front] })
  const text = await looksLike('leaver-extension', (w) => leaverCard(w, knownWith(front), gone))
  expect(text['en']).toBe(
    [
      'Extension 106 (Léa Fontaine) is not on the phone system any more. Noticed 2026-11-25 13:02 UTC.',
      'If nobody answers, calls go on to 106 (Léa Fontaine). Please choose another place yourself:',
      'Front (600): voicemail 106 Léa Fontaine',
      '[Edit Group]',
      'Nothing on the phones changes until you choose.',
      '[Leave as Is]',
    ].join('\n'),
  )
  expect(text['fr']).toMatch(/^Le poste 106 \(Léa Fontaine\) n’existe plus sur le système téléphonique\. Constaté /)
})

it('many groups with the rudest names, many cases, and none', async () => {
  const rude = '*_~`<!channel>&'.padEnd(40, '🙂')
  const groups = Array.from({ length: 45 }, (_, i) =>
    groupOf({ name: rude, extension: Extension.parse(`${600 + i}`), members: ['106'] }),
  )
  const card = await looksLike('leaver-rude', (w) =>
    leaverCard(w, knownWith(...groups), shown({ groups, fallbacks: groups, led: groups, name: rude })),
  )
  expect(card['en']).toContain('and 25 more')
  expect(card['en']).toContain('and 35 more')
  const waiting = Array.from({ length: 10 }, (_, i) => {
    return { leaver: leaverOf(i % 2 ? { user: `ULEA${i}` } : { extension: `1${i}6` }), name: rude }
  })
  const page = { skip: 10, total: 34, size: 10 }
  const text = await looksLike('leavers', (w) => leaverList(w, waiting, page))
  expect(text['en']).toMatch(/^Who has left\n/)
  expect(text['en']).toMatch(/\n\[Back\] \[More\]$/)
  const none = await looksLike('leavers-none', (w) => leaverList(w, [], { skip: 0, total: 0, size: 10 }))
  expect(none['fr']).toBe('Personne qui ait quitté l’espace ne figure dans un groupe.')
  const several = await looksLike('leavers-several', (w) => severalLeavers(w, 6))
  expect(several['fr']).toContain('6 personnes ou postes ont disparu, et des groupes les ont encore.')
})

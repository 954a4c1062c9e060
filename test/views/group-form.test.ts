import type { PlainTextOption } from '@slack/types'
import { beforeEach, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { deleteForm } from '../../src/views/delete-form.ts'
import { groupForm, type GroupForm } from '../../src/views/group-form.ts'
import { whichGroupForm } from '../../src/views/which-group-form.ts'
import type { Words } from '../../src/words/index.ts'
import { groupOf, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

beforeEach(startCounting)

const option = (text: string, value: string, description?: string): PlainTextOption => ({
  text: { type: 'plain_text', text },
  value,
  ...(description && { description: { type: 'plain_text', text: description } }),
})
const empty: GroupForm = {
  command: 'create',
  known: {},
  isNew: true,
  extension: '600',
  mode: 'simultaneous',
  ringSeconds: '30',
  members: [],
  mostMembers: 30,
  to: 'voicemail',
  target: option('100 Virtual Receptionist', '100'),
  directNumbers: [],
  free: ['600', '601', '602'],
  wait: [],
  longWait: [],
  warnings: [],
  moves: [],
  returns: [],
}
const waits = (w: Words) => [w.groupForm.waits.voicemail(30, '100 Virtual Receptionist')]

it('a new group (S1)', async () => {
  const text = await looksLike('create', (w) => groupForm(w, { ...empty, wait: waits(w) }))
  expect(text['en']).toBe(
    [
      'Name: Support',
      'Extension:',
      'Free: 600, 601, 602. Colleagues dial it.',
      'Members: Léa or 106',
      'They ring in the order you pick them.',
      'How it rings: Simultaneous: All phones ring at once | Consecutive: One phone after another, once through',
      'Ring time:',
      'Seconds for each phone, 5 to 60.',
      'A caller waits up to 30 s, then reaches voicemail 100 Virtual Receptionist.',
      'If nobody answers: Voicemail | Another extension',
      'Voicemail box: Receptionist or 100',
      'Direct numbers: 01 55 50 01 03',
    ].join('\n'),
  )
  expect(text['fr']).toBe(
    [
      'Nom: Support',
      'Poste:',
      'Libres : 600, 601, 602. Vos collègues le composent.',
      'Membres: Léa ou 106',
      'Ils sonnent dans l’ordre où vous les choisissez.',
      'Type de sonnerie: Simultanée: Tous les postes sonnent en même temps | Consécutive: Un poste après l’autre, une seule fois',
      'Durée de sonnerie:',
      'Secondes par poste, de 5 à 60.',
      'L’appelant attend au plus 30 s, puis arrive à la boîte vocale 100 Virtual Receptionist.',
      'Si personne ne répond: Messagerie vocale | Un autre poste',
      'Boîte vocale: Accueil ou 100',
      'Numéros directs: 01 55 50 01 03',
    ].join('\n'),
  )
})

it('a group with everything that can be said of it, after somebody else has changed it', async () => {
  const group = groupOf({})
  const text = await looksLike('edit-stale', (w) =>
    groupForm(w, {
      ...empty,
      command: 'edit',
      known: { group: group.id, again: '1', moving: ['+33155500102'] },
      opened: { name: group.name, ringSeconds: group.ringSeconds },
      alert: [w.stale.changed('@tom', w.stale.today('10:40'), w.stale.ringSeconds(30, 20)), w.keptTyped],
      isNew: false,
      again: '1',
      name: group.name,
      mode: 'consecutive',
      ringSeconds: '50',
      members: [option('Léa Fontaine (106)', '106', w.alsoIn(['Sales'])), option(w.lineCalled('107'), '107')],
      to: 'extension',
      target: option('Alice Martin (101)', '101'),
      directNumbers: [option('01 55 50 01 02', '+33155500102', w.nowRings('Alice Martin (101)'))],
      wait: [w.groupForm.waits.extension(150, 'Alice Martin (101)')],
      longWait: [w.warnings.longWaitElsewhere],
      warnings: [w.warnings.memberToo('Alice Martin (101)')],
      moves: [
        w.groupForm.noLonger.phone('01 55 50 01 02', 'Alice Martin (101)'),
        w.groupForm.noLonger.group('01 55 50 01 05', 'Sales (601)'),
        w.groupForm.noLonger.box('01 55 50 01 01', '100 Virtual Receptionist'),
      ],
      returns: [w.groupForm.goesBack.nowhere('01 55 50 01 03')],
    }),
  )
  expect(text['en']).toMatch(
    /^@tom changed this group at 10:40: ring time 30 → 20 s\.\nYour entries are kept; save again to apply them\.\n/,
  )
  expect(text['fr']).toMatch(
    /^@tom a modifié ce groupe à 10:40 : durée 30 → 20 s\.\nVotre saisie est conservée ; enregistrez de nouveau pour l’appliquer\.\n/,
  )
  expect(text['fr']).toContain('Le 01 55 50 01 02 ne sonnera plus chez Alice Martin (101).')
  expect(text['fr']).toContain('L’appelant attend au plus 2 min 30 s, puis arrive chez Alice Martin (101).')
})

it('the most of everything, and what was said wrongly, is within Slack’s limits', async () => {
  const long = 'x'.repeat(75)
  const many = Array.from({ length: 31 }, (_, i) => option(long, `${100_000 + i}`, long))
  await looksLike('create-wrong', (w) =>
    groupForm(w, {
      ...empty,
      alert: Array.from({ length: 10 }, () => 'y'.repeat(400)),
      name: '🙂'.repeat(5000),
      extension: '6'.repeat(50),
      ringSeconds: '61',
      members: many,
      free: [],
      directNumbers: many,
      to: undefined,
      target: undefined,
    }),
  )
  const decimal = await looksLike('create-seconds', (w) =>
    groupForm(w, { ...empty, ringSeconds: '1.5', directNumbers: null }),
  )
  expect(decimal['en']).not.toContain('Direct numbers')
  await looksLike('create-no-seconds', (w) => groupForm(w, { ...empty, ringSeconds: 'abc' }))
})

it('a group is deleted (S9)', async () => {
  const group = groupOf({})
  const text = await looksLike('delete', (w) =>
    deleteForm(w, {
      group,
      numbers: [
        w.groupForm.goesBack.phone('01 55 50 01 02', 'Alice Martin (101)'),
        w.groupForm.goesBack.box('01 55 50 01 01', '100 Virtual Receptionist'),
        w.groupForm.goesBack.nowhere('01 55 50 01 03'),
      ],
      others: [],
    }),
  )
  expect(text['en']).toBe(
    [
      'Support (600) will no longer exist.',
      'Its direct numbers:',
      '• 01 55 50 01 02 goes back to Alice Martin (101).',
      '• 01 55 50 01 01 goes back to voicemail 100 Virtual Receptionist.',
      '• 01 55 50 01 03 will lead nowhere.',
      'Menus and keys on the phone system that dial 600 are not known here and stay as they are.',
    ].join('\n'),
  )
  expect(text['fr']).toContain('Le 01 55 50 01 03 ne mènera plus nulle part.')
})

it('a group cannot be deleted yet', async () => {
  const group = groupOf({})
  const others = Array.from({ length: 7 }, (_, i) =>
    groupOf({ name: `Team ${i}`, extension: Extension.parse(`61${i}`) }),
  )
  const text = await looksLike('delete-needed', (w) => deleteForm(w, { group, numbers: [], others }))
  expect(text['en']).toMatch(
    /^Support \(600\) cannot be deleted yet: calls that nobody answers in Team 0 \(610\), Team 1/,
  )
  expect(text['fr']).toContain('[Modifier le groupe Team 0]')
})

it('which group', async () => {
  const text = await looksLike('which-group', (w) => whichGroupForm(w, 'edit', w.groupForm.edit.title))
  expect(text['en']).toContain('Ring group')
  expect(text['fr']).toContain('Groupe d’appels')
})

import { afterEach, expect, it } from 'vitest'
import { Extension, PhoneNumber } from '../../src/ring/group.ts'
import type { RingPlan } from '../../src/ring/plan.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ patience: 1500 })
const { as, db, group, held, phones, work, scan } = world
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')]
const LIVE = /live on the phones/i
const x = (it: string) => Extension.parse(it)

/** Behind each test no group is there, here or on the phones. */
afterEach(async () => {
  await work()
  for (const it of [alice, chloe, bruno]) while (it.hasForm()) await it.closes(true)
  await db.ringGroup.deleteMany()
  await db.held.deleteMany()
  await db.delivery.deleteMany()
  for (const it of phones.panel().held) phones.byHand(x(it.extension), null)
  await scan()
})

/** Pastes, and looks at the preview. */
async function previews(text: string, who = alice) {
  if (!who.hasForm()) await who.types(who === chloe ? '/ringgroup importer' : '/ringgroup import')
  await who.form()
  await who.fills({ [who === chloe ? 'Groupes, un par ligne' : 'Groups, one a line']: text })
  expect(await who.submits()).toEqual({})
  return who.form()
}
const kept = async () => [await db.ringGroup.count(), await db.change.count(), await db.delivery.count()]

it('shows what would be made, makes it as one change when it is told to, and undoes all of it', async () => {
  await alice.types('/ringgroup import')
  const empty = await alice.form()
  expect([empty.title, empty.submit]).toEqual(['Import Groups', 'Preview'])
  expect(empty.text).toContain('Up to 3,000 characters at a time')
  const before = await kept()
  const { text, submit } = await previews(
    [
      'Extension;Name;Members;Mode;Time;If nobody answers;Direct numbers',
      '600; Support; 101 102; all; 30; voicemail 100; 01 55 50 01 03',
      '',
      '601\tSales\tBruno Keller, Léa Fontaine and 108\tone after another\t20 s\tSupport',
      '602; "Front; Desk"; 105',
    ].join('\n'),
  )
  expect(submit).toBe('Import 3 Groups')
  expect(text).toContain('3 ready')
  expect(text).toContain(
    'Support (600) · all phones ring at once · Alice Martin (101), Bruno Keller (102) · 30 s for each phone · if nobody answers: voicemail 100 Virtual Receptionist · 01 55 50 01 03',
  )
  expect(text).toContain(
    'Sales (601) · one phone after another, once through · Bruno Keller (102), Léa Fontaine (106), Omar Haddad (108) · 20 s for each phone · if nobody answers: Support (600)',
  )
  expect(text).toContain('Front; Desk (602)')
  expect(await kept()).toEqual(before)
  expect(await alice.submits()).toEqual({})
  const told = await alice.hears(LIVE)
  expect(told).toContain('3 groups were created:\n• Support (600) · all phones ring at once')
  await work()
  expect(await held('600')).toMatchObject({ members: ['101', '102'], directNumbers: ['+33155500103'] })
  expect(await held('601')).toMatchObject({
    mode: 'consecutive',
    ringSeconds: 20,
    members: ['102', '106', '108'],
    fallback: { to: 'extension', target: '600' },
  })
  expect(await held('602')).toMatchObject({ name: 'Front; Desk', fallback: { to: 'voicemail', target: '100' } })
  expect((await group('601'))?.fallback).toEqual({ to: 'group', target: (await group('600'))?.id })
  expect((await kept())[1]).toBe(before[1]! + 1)

  alice.listens()
  await alice.presses('Undo')
  await alice.hears(/groups were deleted/)
  await work()
  expect([await db.ringGroup.count(), await held('600'), await held('601')]).toEqual([0, null, null])
})

it('says of each line what is wrong with it, all at once, and makes the others', async () => {
  await alice.types('/ringgroup create Reception 650 105')
  await alice.hears(LIVE)
  const { text, submit } = await previews(
    [
      '600; Support; 101',
      '600; Sales; 102',
      '601; SUPPORT; 102',
      '102; Own; 103',
      '700; Outside; 103',
      '603; 12345; 103',
      '604; Nobody here',
      '605; Unknown; Bruno Kellr, 999',
      '606; Twice; 101; upside down; 61',
      '607; Box; 101; all; 30; voicemail 105',
      '608; Which; 101; all; 30; 101',
      '609; Number; 101; all; 30; ; 01 99 99 99 99',
      '; Missing; 101',
      '650; Reception; 105',
      '651; Reception; 105',
      '610; Outsider; 06 12 34 56 78',
      'just some words',
      '611; Fine; Alice Martin',
    ].join('\n'),
  )
  expect(text).toContain('2 ready, 16 lines to mend')
  const lines = [
    'Line 2: Line 1 has 600 already.',
    'Line 3: Line 1 is called “SUPPORT” already.',
    'Line 4: 102 already belongs to Bruno Keller (102). The next free one is 602.',
    'Line 5: Ring groups have extensions from 600 to 699, so not 700. The next free one is 602.',
    'Line 6: A name cannot be digits alone: that would be an extension. Please add a word.',
    'Line 7: Choose at least one member.',
    'Line 8: Nobody in the directory is called “Kellr”. Perhaps Bruno Keller (102)?',
    'Line 9: “upside down” is no way to ring: all phones at once, or one after another. Perhaps Simultaneous or Consecutive? Ring time goes up to 60 seconds; you asked for 61.',
    'Line 10: Front Desk (105) has no voicemail box.',
    'Line 11: Should the call go to the voicemail of Alice Martin (101), or ring there? Write “voicemail 101” or “extension 101”.',
    'Line 12: “01 99 99 99 99” is not a number of this company.',
    'Line 13: The extension is missing. The next free one is 602.',
    'Line 14: Reception (650) is there already. Import only makes new groups; leave this line out.',
    'Line 15: Line 14 is called “Reception” already.',
    'Line 16: Only extensions can ring here; 06 12 34 56 78 is an outside number.',
    'Line 17: This is one cell only: separate extension, name and members with ; or tabs.',
  ]
  for (const it of lines) expect(text).toContain(it)
  expect(text).not.toContain('Nothing was changed.')
  expect(submit).toBe('Import 2 Groups')
  expect(await alice.submits()).toEqual({})
  await alice.hears(LIVE)
  await work()
  expect((await db.ringGroup.findMany()).map((it) => it.extension).toSorted()).toEqual(['600', '611', '650'])
})

it('calls may go on to groups of the same text in any order, but not in a circle or to one that is not ready', async () => {
  const { text } = await previews(
    [
      '600; One; 101; all; 30; Two',
      '601; Two; 102; all; 30; extension 602',
      '602; Three; 103; all; 30; group One',
      '603; Four; 104; all; 30; Six',
      '604; Five; 105; all; 30; 603',
      '605; Six; 999',
      '606; Seven; 106; all; 30; 607',
      '607; Eight; 108',
    ].join('\n'),
  )
  expect(text).toContain('2 ready, 6 lines to mend')
  expect(text).toContain('Line 1: Calls would go round in a circle: One → Two → Three → One.')
  expect(text).toContain('Line 4: Calls that nobody answers go on to Six: mend line 6 first.')
  expect(text).toContain('Line 5: Calls that nobody answers go on to Four: mend line 4 first.')
  expect(text).toContain('Line 6: There is no extension 999.')
  expect(text).toContain('Seven (606)')
  await alice.closes()
})

it('numbers that lead elsewhere are told before they move, and come back with Undo', async () => {
  await alice.types('/ringgroup create Reception 650 105 numbers=0155500104')
  await alice.hears(LIVE)
  const { text } = await previews(
    '600; Support; 101; all; 30; voicemail 100; 01 55 50 01 02, 0155500104\n601; Sales; 102;;;; 155500103; 0155500105\n602; Late; 103;;;; 0155500105',
  )
  expect(text).toContain('01 55 50 01 02 will no longer ring Alice Martin (101).')
  expect(text).toContain('01 55 50 01 04 will no longer ring Reception (650).')
  expect(text).not.toContain('01 55 50 01 03 will')
  expect(text).toContain('Line 3: Line 2 has 01 55 50 01 05 already.')
  expect((await group('650'))?.directNumbers).toHaveLength(1)
  await alice.submits()
  await alice.hears(LIVE)
  await work()
  expect((await held('600'))?.directNumbers).toEqual(['+33155500102', '+33155500104'])
  expect((await held('601'))?.directNumbers).toEqual(['+33155500103', '+33155500105'])
  expect((await group('650'))?.directNumbers).toEqual([])
  await alice.presses('Undo')
  await alice.hears(/groups were deleted/)
  await work()
  expect((await held('650'))?.directNumbers).toEqual(['+33155500104'])
})

it('a form that is sent twice imports once', async () => {
  await previews('600; Support; 101\n601; Sales; 102')
  const before = await kept()
  const view = alice.state().modals.at(-1)!
  const send = () => world.sandbox.act({ as: 'UALICE', do: 'submit', view: view.id, values: view.state.values })
  await Promise.all([send(), send()])
  await alice.hears(LIVE)
  expect([alice.hasForm(), await kept()]).toEqual([false, [2, before[1]! + 1, before[2]! + 2]])
})

it('what was not shown is never imported: other text, or a company that has changed meanwhile', async () => {
  await previews('600; Support; 101')
  const before = await kept()
  await alice.fills({ 'Groups, one a line': '600; Support; 101 102' })
  expect(await alice.submits()).toEqual({})
  const again = await alice.form()
  expect(again.text).toContain('This is not what you saw before. Please look again, then press Import.')
  expect(again.text).toContain('Bruno Keller (102)')
  expect(await kept()).toEqual(before)
  await chloe.types('/ringgroup créer Autre 600 103')
  await chloe.hears(/en service/i)
  expect(await alice.submits()).toEqual({})
  const third = await alice.form()
  expect(third.text).toContain('Line 1: 600 already belongs to Autre (600). The next free one is 601.')
  expect(third.submit).toBe('Preview')
  await alice.fills({ 'Groups, one a line': '601; Support; 101 102' })
  await alice.submits()
  expect((await alice.form()).submit).toBe('Import 1 Group')
  await alice.submits()
  await alice.hears(LIVE)
  expect((await group('601'))?.members).toHaveLength(2)
})

it('takes many numbers, and says what is too many', async () => {
  const people = Array.from({ length: 31 }, (_, i) => `${101 + i}`).join(' ')
  const numbers = Array.from({ length: 7 }, (_, i) => `01 55 50 01 0${i + 1}`).join(' ')
  const { text } = await previews(
    [
      `600;Many;${people}`,
      `601;Words;${'ab '.repeat(151)}`,
      `602;Names;${'x,'.repeat(130)}`,
      `603;Numbers;101;;;;${'0155500108,'.repeat(101)}`,
      `604;Fine;101;;;;${numbers}`,
    ].join('\n'),
  )
  expect(text).toContain('1 ready, 4 lines to mend')
  expect(text).toContain('Line 2: At most 30 phones can ring in one group.')
  expect(text).toContain('Line 3: Nobody in the directory is called “x”.')
  expect(text).toMatch(/Line 1: .*and \d+ more/)
  expect(text).toContain('Line 4: Not so many direct numbers in one line, please: at most 100.')
  expect(text).toContain('01 55 50 01 01, 01 55 50 01 02, 01 55 50 01 03')
  await alice.closes()
})

it('keeps the text, and says how to go on in parts', async () => {
  const text = Array.from(
    { length: 44 },
    (_, i) =>
      `${600 + i}; ${'Group with a long name, '.slice(0, 20)} ${i}; 101 102 103 108; consecutive; 20; voicemail 100`,
  )
    .join('\n')
    .slice(0, 3000)
  const form = await previews(text)
  expect(form.fields['Groups, one a line']).toBe(text)
  expect(form.text).toContain(
    'what you pasted may be cut off. Import this part, then open this form again and paste the rest.',
  )
  expect(form.submit).toMatch(/^Import \d\d Groups$/)
  await alice.closes()
  await alice.types('/ringgroup import')
  await alice.form()
  await alice.fills({ 'Groups, one a line': ' \n ' })
  expect(await alice.submits()).toEqual({ 'Groups, one a line': 'Paste at least one group.' })
})

it('forty groups make one answer, one line in the history, and one Undo, all or none', async () => {
  const text = Array.from({ length: 40 }, (_, i) => `${600 + i};Group ${i};101 104;;;voicemail 104`).join('\n')
  expect((await previews(text)).submit).toBe('Import 40 Groups')
  await alice.submits()
  const told = await alice.hears(/40 groups were created/)
  expect(told).toContain('Group 39 (639) · All at once · 2 members · 30 s each')
  expect(told).toContain('Group 0, Group 1, Group 2, 37 more: Voicemail 104 Dmitri Ivanov has no e-mail address')
  expect(told).not.toContain('Try it')
  await alice.hears(LIVE)
  await work()
  expect(phones.panel().held).toHaveLength(40)
  const change = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await alice.types('/ringgroup history')
  expect(await alice.hears('Changes')).toContain(
    '40 groups were created: Group 0 (600), Group 1 (601), Group 2 (602) and 37 more.',
  )
  expect(await alice.opensHome()).toContain('40 groups were created: Group 0 (600)')

  await alice.types('/ringgroup mode 620 consecutive')
  await alice.hears(/Group 20 now rings/)
  await alice.types(`/ringgroup undo #${change.id}`)
  expect(await alice.hears(/cannot be put back/)).toContain('Group 20 has changed since')
  expect(await db.ringGroup.count()).toBe(40)
  await alice.types('/ringgroup mode 620 simultaneous')
  await alice.hears(/Group 20 now rings all/)
  await alice.types(`/ringgroup undo #${change.id}`)
  expect(await alice.hears(/40 groups were deleted/)).toContain('Group 39 (639)')
  await work()
  expect([await db.ringGroup.count(), phones.panel().held.length]).toEqual([0, 0])
})

it('while the phones are down it is saved, and told in one sentence when all of it is live', async () => {
  await previews('600;A;101\n601;B;101\n602;C;101\n603;D;101')
  phones.off()
  await alice.submits()
  await alice.hears(/not on the phones yet/)
  alice.listens()
  phones.on()
  expect(await alice.hears(LIVE)).toContain('4 groups are live on the phones.')
})

it('is in French for the French admin, with the words of both languages', async () => {
  await chloe.types('/ringgroup importer')
  const empty = await chloe.form()
  expect([empty.title, empty.submit]).toEqual(['Importer des groupes', 'Aperçu'])
  const { text, submit } = await previews(
    [
      'Poste\tNom\tMembres\tType de sonnerie\tDurée\tSi personne ne répond\tNuméros directs',
      '600\tComptabilité\tChloé Dubois et 101\ten cascade\t5 sonneries\tmessagerie 100\t01.55.50.01.03',
      '601\tAccueil\t105\ttous\t20\tgroupe Comptabilité',
      '602\tVente\t105\tabc\t99\t101',
    ].join('\n'),
    chloe,
  )
  expect(submit).toBe('Importer 2 groupes')
  expect(text).toContain('2 prêts, 1 ligne à corriger')
  expect(text).toContain('Comptabilité (600) · un poste après l’autre, une seule fois')
  expect(text).toContain('Écrivez «\u00A0boîte vocale 101\u00A0» ou «\u00A0poste 101\u00A0».')
  expect(text).not.toContain('Rien n’a été modifié')
  await chloe.submits()
  await chloe.hears(/en service/i)
  await work()
  expect(await held('600')).toMatchObject({ ringSeconds: 30, mode: 'consecutive', members: ['103', '101'] })
  expect((await held('601'))?.fallback).toEqual({ to: 'extension', target: '600' })
})

it('columns may come in another order; one that is not known is left out, and said', async () => {
  const { text } = await previews('Name;Group number;Colour;Extension list\nSupport;600;red;101-102-108')
  expect(text).toContain('Line 1: I do not know the column “Colour”; what stands there is left out.')
  expect(text).toContain(
    'Support (600) · all phones ring at once · Alice Martin (101), Bruno Keller (102), Omar Haddad (108)',
  )
})

it('is for admins', async () => {
  const before = await kept()
  for (const line of ['import', 'import 600; Support; 101']) {
    await bruno.types(`/ringgroup ${line}`)
    await bruno.hears(/Only admins can do that; nothing was changed/)
  }
  expect([bruno.hasForm(), await kept()]).toEqual([false, before])
})

it('what is typed behind it is shown first, too', async () => {
  await alice.types('/ringgroup import 600; Support; 101 102')
  const form = await alice.form()
  expect([form.submit, await db.ringGroup.count()]).toEqual(['Import 1 Group', 0])
  await alice.submits()
  await alice.hears(LIVE)
  expect(await db.ringGroup.count()).toBe(1)
})

const plan = (it: Partial<RingPlan> & { extension: Extension }): RingPlan => ({
  name: 'Support',
  mode: 'consecutive',
  ringSeconds: 25,
  members: ['102', '101'].map(x),
  fallback: { to: 'voicemail', target: x('100') },
  directNumbers: [],
  ...it,
})
const number = PhoneNumber.parse('+33155500102')

it('groups that the phone system holds are offered, and taken as they are without drift', async () => {
  const there = [
    plan({ extension: x('600'), directNumbers: [number] }),
    plan({
      extension: x('601'),
      name: 'Sales; EMEA',
      mode: 'simultaneous',
      fallback: { to: 'extension', target: x('600') },
    }),
    plan({ extension: x('602'), name: 'Night', fallback: { to: 'extension', target: x('101') } }),
  ]
  for (const it of there) phones.byHand(it.extension, it)
  await scan()
  expect(await alice.opensHome()).toContain(
    'I found 3 groups on the phone system; nothing changes until you accept.\n[Create Group] [Import Groups]',
  )
  expect(await bruno.opensHome()).not.toContain('I found')
  await alice.presses('Import Groups')
  const form = await alice.form()
  expect(form.text).toContain('I found 3 groups on the phone system; nothing changes until you accept.')
  expect(form.fields['Groups, one a line']).toBe(
    [
      '600; Support; 102 101; consecutive; 25; voicemail 100; 01 55 50 01 02',
      '601; "Sales; EMEA"; 102 101; simultaneous; 25; extension 600',
      '602; Night; 102 101; consecutive; 25; extension 101',
    ].join('\n'),
  )
  expect(form.submit).toBe('Import 3 Groups')
  expect(form.text).not.toContain('will no longer ring') // it leads there already
  expect(await db.ringGroup.count()).toBe(0)
  expect(await alice.submits()).toEqual({})
  await alice.hears(LIVE)
  await work()
  expect([await held('600'), await held('601'), await held('602')]).toEqual(there)
  expect([await db.drift.count(), await db.delivery.count({ where: { liveAt: null } })]).toEqual([0, 0])
  await scan()
  expect([await db.drift.count(), await db.foundGroup.count()]).toEqual([0, 0])
  await alice.types('/ringgroup import')
  expect((await alice.form()).fields['Groups, one a line']).toBe(null)
})

it('what stands there otherwise is not overwritten, and that is said before', async () => {
  const there = plan({ extension: x('600'), directNumbers: [number] })
  phones.byHand(there.extension, there)
  phones.byHand(x('605'), 'ring everybody!')
  await scan()
  const { text, fields } = await (async () => {
    await alice.types('/ringgroup import')
    await alice.form()
    return previews('600; Support; 101\n601; Sales; 102;;;; 01 55 50 01 02')
  })()
  expect(fields['Groups, one a line']).not.toContain('605')
  expect(text).toContain(
    'Support: the phone system holds something else at 600 (Support), which is not overwritten. Callers keep getting that until an admin chooses.',
  )
  expect(text).toContain('01 55 50 01 02 will no longer ring Support (600).')
  await alice.closes()
})

it('found in French', async () => {
  phones.byHand(x('600'), plan({ extension: x('600') }))
  await scan()
  expect(await chloe.opensHome()).toContain(
    'Il y a 1 groupe sur le système téléphonique qui n’est pas ici\u00A0; rien ne change avant votre accord.\n[Créer un groupe] [Importer des groupes]',
  )
  await chloe.presses('Importer des groupes')
  const { fields } = await chloe.form()
  expect(fields['Groupes, un par ligne']).toBe('600; Support; 102 101; consécutive; 25; boîte vocale 100')
})

it('what we wrote ourselves is not offered, whatever became of it', async () => {
  await alice.types('/ringgroup create Support 600 101')
  await alice.hears(LIVE)
  await scan()
  expect(await db.foundGroup.count()).toBe(0)
  phones.byHand(x('600'), { ...(await held('600'))!, ringSeconds: 44 })
  await scan()
  expect(await db.foundGroup.count()).toBe(0)
})

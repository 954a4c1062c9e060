import { expect, it } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { Extension } from '../../src/ring/group.ts'
import { keepDirectory } from '../../src/store/directory.ts'
import { clearedEach } from '../kit/cleared.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, held, group, db } = world
clearedEach(world, ['UALICE', 'UCHLOE'])
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')]

/** What was there before is there now, and nothing else. */
async function nothingHappens(work: () => Promise<unknown>) {
  const before = [await db.ringGroup.count(), await db.change.count(), await db.delivery.count()]
  await work()
  expect([await db.ringGroup.count(), await db.change.count(), await db.delivery.count()]).toEqual(before)
}
it('takes one line: the name ends at the first number, the number in the block is the extension', async () => {
  await alice.types('/ringgroup create Second Line 101 600 Bruno Keller 108 mode=hunt time=20s')
  const answer = await alice.hears(/Live on the phones/)
  expect(answer).toContain('Second Line (600) was created.')
  expect(answer).toContain('A caller waits up to 60 s.')
  expect(answer).toContain('Try it: dial 600.')
  const expected = { members: ['101', '102', '108'], mode: 'consecutive', ringSeconds: 20 }
  expect(await held('600')).toMatchObject({ ...expected, fallback: { to: 'voicemail', target: '100' } })
})

it('takes a French line from the French admin', async () => {
  await chloe.types('/ringgroup créer « Équipe du matin » 600 Léa Fontaine et Omar durée=15 repli=messagerie:102')
  const answer = await chloe.hears(/En service sur les téléphones/)
  expect(answer).toContain('Équipe du matin (600) : le groupe est créé.')
  expect(answer).toContain('Essayez : composez le 600.')
  expect(await held('600')).toMatchObject({ members: ['106', '108'], ringSeconds: 15, fallback: { target: '102' } })
})

it('opens an empty form with everything that is usual', async () => {
  await alice.types('/ringgroup create')
  const { title, submit, text, fields } = await alice.form()
  expect([title, submit]).toEqual(['New Ring Group', 'Create Group'])
  expect(fields).toEqual({
    Name: null,
    Extension: '600',
    Members: [],
    'How it rings': 'Simultaneous',
    'Ring time': '30',
    'If nobody answers': 'Voicemail',
    'Voicemail box': '100 Virtual Receptionist',
    'Direct numbers': [],
  })
  expect(text).toContain('Free: 600, 601, 602. Colleagues dial it.')
  expect(text).toContain('They ring in the order you pick them.')
  expect(text).toContain('Seconds for each phone, 5 to 60.')
  expect(text).toContain('A caller waits up to 30 s, then reaches voicemail 100 Virtual Receptionist.')
  await alice.closes()
})

it('says while it is filled in how long a caller waits, and for how long networks wait', async () => {
  await chloe.types('/ringgroup créer')
  const { title, submit, text } = await chloe.form()
  expect([title, submit]).toEqual(['Nouveau groupe d’appels', 'Créer le groupe'])
  expect(text).toContain('Libres : 600, 601, 602. Vos collègues le composent.')
  await chloe.fills({ 'Type de sonnerie': 'Consécutive' })
  expect((await chloe.form()).text).toContain('Chaque membre ajoute au plus 30 s à l’attente de l’appelant.')
  await chloe.fills({ Membres: ['106', '102', '108'] })
  expect((await chloe.form()).text).toContain(
    'L’appelant attend au plus 1 min 30 s, puis arrive à la boîte vocale 100 Virtual Receptionist.',
  )
  expect((await chloe.form()).text).not.toContain('Certains réseaux')
  await chloe.fills({ 'Durée de sonnerie': 50 })
  expect((await chloe.form()).text).toContain(
    'Certains réseaux coupent un appel resté sans réponse environ 2 minutes : l’appelant n’atteindrait pas la boîte vocale.',
  )
  await chloe.closes()
})

it('keeps the other target while one switches between the two', async () => {
  await alice.types('/ringgroup create')
  await alice.fills({ Name: 'Front', Members: ['Front Desk (105)', 'Line 107'], 'Voicemail box': '102 Bruno Keller' })
  await alice.fills({ 'If nobody answers': 'Another extension' })
  expect((await alice.form()).fields).toMatchObject({ Name: 'Front', 'Extension to ring': null })
  await alice.fills({ 'Extension to ring': 'Dmitri Ivanov (104)' })
  const { text } = await alice.form()
  expect(text).toContain('A caller waits up to 30 s, then reaches Dmitri Ivanov (104).')
  expect(text).toContain('Voicemail 104 Dmitri Ivanov has no e-mail address: nobody hears of messages left there.')
  await alice.fills({ 'If nobody answers': 'Voicemail' })
  expect((await alice.form()).fields).toMatchObject({ 'Voicemail box': '102 Bruno Keller' })
  await alice.fills({ 'If nobody answers': 'Another extension' })
  expect((await alice.form()).fields).toMatchObject({ 'Extension to ring': 'Dmitri Ivanov (104)' })
  expect(await alice.submits()).toEqual({})
  expect(await alice.hears(/Live on the phones/)).toContain('Members: Front Desk (105) · Line 107')
  expect(await held('600')).toMatchObject({ fallback: { to: 'extension', target: '104' } })
})

it('says under the field that no target was chosen', async () => {
  await alice.types('/ringgroup create')
  await alice.fills({
    Name: 'Front',
    Members: ['105'],
    'If nobody answers': 'Another extension',
    'Extension to ring': 'Dmitri',
  })
  await alice.fills({ 'Extension to ring': null })
  await nothingHappens(async () => expect(Object.keys(await alice.submits())).toEqual(['Extension to ring']))
  await alice.closes()
})

it('opens the form for what is missing, filled with what was said', async () => {
  await alice.types('/ringgroup create Night shift Bruno Keller, Omar mode=hunt time=45 fallback=extension:109')
  expect((await alice.form()).fields).toMatchObject({
    Name: 'Night shift',
    Extension: '600',
    Members: ['Bruno Keller (102)', 'Omar Haddad (108)'],
    'How it rings': 'Consecutive',
    'Ring time': '45',
    'If nobody answers': 'Another extension',
    'Extension to ring': 'Priya Nair (109)',
  })
  await alice.closes()
})

it('keeps in the form what was said wrongly, and says what is wrong with it', async () => {
  await alice.types('/ringgroup create Night Bruno Keller, Omra time=61')
  const { fields, text } = await alice.form()
  expect(fields).toMatchObject({ Members: ['Bruno Keller (102)', 'Omra'], 'Ring time': '61' })
  expect(text).toContain('Ring time goes up to 60 seconds; you asked for 61. Nothing was changed.')
  expect(text).toContain('Nobody in the directory is called “Omra”. Nothing was changed. Perhaps Omar Haddad (108)?')
  await nothingHappens(async () =>
    expect(await alice.submits()).toEqual({
      Members: 'Nobody in the directory is called “Omra”. Nothing was changed.',
      'Ring time': 'Ring time goes up to 60 seconds; you asked for 61. Nothing was changed.',
    }),
  )
  await alice.fills({ Members: ['Bruno'], 'Ring time': 60 })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Night \(600\) was created/)
})

const TIMES = [
  ['0', 'Ring time starts at 5 seconds; you asked for 0. Nothing was changed.'],
  ['61', 'Ring time goes up to 60 seconds; you asked for 61. Nothing was changed.'],
  ['-1', 'Ring time starts at 5 seconds; you asked for -1. Nothing was changed.'],
  ['1.5', 'Ring time is in whole seconds from 5 to 60; you asked for 1.5. Nothing was changed.'],
  ['abc', 'Ring time is a number of seconds from 5 to 60, such as 20; “abc” is not. Nothing was changed.'],
  [
    '99999999999999999999',
    'Ring time goes up to 60 seconds; you asked for 100000000000000000000. Nothing was changed.',
  ],
] as const
it.each(TIMES)('refuses a ring time of %s, in one line and in a form', async (time, sentence) => {
  await nothingHappens(async () => {
    await alice.types(`/ringgroup create Support 600 alice time=${time}`)
    await alice.hears(sentence)
    await alice.types(`/ringgroup create Support alice time=${time}`)
    expect((await alice.form()).text).toContain(sentence)
    await alice.closes()
  })
})

it.each(['<!channel> 📞', '*bold* _it_', '`code`', 'مبيعات', '__proto__', 'A & B', '~x~'])(
  'a group may be called %s',
  async (name) => {
    await alice.types(`/ringgroup create “${name}” 600 alice`)
    const answer = await alice.hears(/Live on the phones/)
    expect(answer).toContain(`${name} (600) was created.`)
    expect((await group('600'))?.name).toBe(name)
    expect(alice.messages().at(-1)!.text).not.toContain('<!channel>')
  },
)

it('a name in a form may have quotes in it, and no line breaks', async () => {
  await alice.types('/ringgroup create')
  await alice.fills({ Name: ' The  "A"\nteam ', Members: ['101'] })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect((await group('600'))?.name).toBe('The "A" team')
})

const NAMES = [
  ['sup\u200Bport', 'This name holds characters that cannot be seen. Please type it again by hand.'],
  ['a\u202Eb', 'This name holds characters that cannot be seen. Please type it again by hand.'],
  ['12 34', 'A name cannot be digits alone: that would be an extension. Please add a word.'],
  ['x'.repeat(41), 'A name has at most 40 characters; this one has 41.'],
  ['x'.repeat(900), 'A name has at most 40 characters; this one has 900.'],
] as const
it.each(NAMES)('refuses the name %#', async (name, sentence) => {
  await nothingHappens(async () => {
    await alice.types(`/ringgroup create "${name}" 600 alice`)
    expect(await alice.hears(sentence)).toContain(sentence)
  })
})

it('says all that is wrong at once, under its fields, and keeps what was typed', async () => {
  await alice.types('/ringgroup create Sales 600 priya')
  await alice.hears(/Live on the phones/)
  await chloe.types('/ringgroup créer')
  await chloe.fills({
    Nom: 'sàles',
    Poste: '102',
    Membres: ['Alice'],
    'Si personne ne répond': 'Un autre poste',
    'Poste à appeler': 'Sales',
  })
  await nothingHappens(async () =>
    expect(await chloe.submits()).toEqual({
      Nom: 'Le groupe « Sales » (600) existe déjà. Choisissez un autre nom.',
      Poste: 'Le 102 est déjà pris : Bruno Keller (102). Prochain poste libre : 601.',
    }),
  )
  expect((await chloe.form()).fields).toMatchObject({ Nom: 'sàles', Poste: '102', 'Poste à appeler': 'Sales (600)' })
  await chloe.fills({ Nom: 'Ventes', Poste: '700' })
  expect(await chloe.submits()).toEqual({
    Poste: 'Les groupes d’appels ont les postes 600 à 699 : le 700 n’en fait pas partie. Prochain poste libre : 601.',
  })
  await chloe.fills({ Poste: 'abc' })
  expect((await chloe.submits())['Poste']).toContain('le abc n’en fait pas partie')
  await chloe.fills({ Poste: '601' })
  expect(await chloe.submits()).toEqual({})
  await chloe.hears(/En service/)
  expect(await held('601')).toMatchObject({ fallback: { to: 'extension', target: '600' } })
})

it('offers the next free extension as a button', async () => {
  await alice.types('/ringgroup create Support extension=102')
  expect((await alice.form()).text).toContain('102 already belongs to Bruno Keller (102). The next free one is 600.')
  expect((await alice.form()).fields).toMatchObject({ Name: 'Support', Extension: '102' })
  await alice.closes()
  await alice.types('/ringgroup create Support Alice Martin extension=102')
  await alice.hears('102 already belongs to Bruno Keller (102). The next free one is 600.')
  await alice.presses('Use 601')
  await alice.hears('Support (601) was created.')
})

it('offers the nearest for somebody who is not known', async () => {
  await nothingHappens(async () => {
    await alice.types('/ringgroup create Support 610 Alice, Omra')
    await alice.hears('Nobody in the directory is called “Omra”. Nothing was changed.')
  })
  await alice.presses('Omar Haddad (108)')
  await alice.hears('Support (610) was created.')
  expect((await group('610'))?.members.map((it) => it.extension)).toEqual(['101', '108'])
})

it('counts somebody who is named twice once, and wants somebody', async () => {
  await alice.types('/ringgroup create Support 611 alice 101 Alice Martin <@UALICE>')
  await alice.hears('Support (611) was created.')
  expect(await held('611')).toMatchObject({ members: ['101'] })
  await nothingHappens(async () => {
    await alice.types('/ringgroup create Other 612 members=')
    await alice.hears('Choose at least one member.')
    await alice.types('/ringgroup create Other 612 +33612345678')
    await alice.hears('Only extensions can ring here; 06 12 34 56 78 is an outside number. Nothing was changed.')
    await alice.types('/ringgroup create Other 612 100')
    await alice.hears('Virtual Receptionist (100) cannot ring: it is only a voicemail box.')
  })
})

it('refuses a group that is its own fallback', async () => {
  await nothingHappens(async () => {
    await alice.types('/ringgroup create Support 610 alice fallback=extension:610')
    expect(await alice.hears(/circle/)).toContain('Calls would go round in a circle: Support → Support.')
  })
})

it('says before a number moves what it rings now; the move is a part of the change, and of its undo', async () => {
  await alice.types('/ringgroup create Sales 620 priya numbers=01 55 50 01 05, +33155500106')
  await alice.hears(/Live on the phones/)
  await nothingHappens(async () => {
    await alice.types('/ringgroup create Support 621 alice numbers=0155500102 0155500105 0155500107')
    await alice.form()
  })
  const { text, fields } = await alice.form()
  expect(text).toContain('01 55 50 01 02 will no longer ring Alice Martin (101).')
  expect(text).toContain('01 55 50 01 05 will no longer ring Sales (620).')
  expect(text).not.toContain('01 55 50 01 07 will')
  expect(fields).toMatchObject({
    Name: 'Support',
    Extension: '621',
    'Direct numbers': ['01 55 50 01 02', '01 55 50 01 05', '01 55 50 01 07'],
  })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect((await held('621'))?.directNumbers).toEqual(['+33155500102', '+33155500105', '+33155500107'])
  expect((await held('620'))?.directNumbers).toEqual(['+33155500106'])
  await alice.presses('Undo')
  await alice.hears(/Support/)
  expect((await group('620'))?.directNumbers).toEqual(['+33155500105', '+33155500106'])
  await alice.types('/ringgroup create Support 621 alice numbers=0155509999')
  await alice.hears('“0155509999” is not a number of this company. Nothing was changed.')
})

it('asks for the box where there is not one that the company has', async () => {
  await db.directoryEntry.update({ where: { extension: '100' }, data: { goneAt: new Date() } })
  await nothingHappens(async () => {
    await alice.types('/ringgroup create Support 630 alice')
    expect((await alice.form()).fields).toMatchObject({
      Name: 'Support',
      'Voicemail box': null,
      Members: ['Alice Martin (101)'],
    })
  })
  await alice.fills({ 'Voicemail box': 'Léa' })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/If nobody answers: voicemail 106 Léa Fontaine/)
  await db.directoryEntry.update({ where: { extension: '100' }, data: { goneAt: null } })
})

it('takes thirty members and not one more, and their form is within Slack’s limits', async () => {
  const colleagues = Array.from({ length: 31 }, (_, i) => Extension.parse(`${100_001 + i}`))
  const entries = colleagues.map((extension) => ({
    extension,
    name: `Colleague ${extension}`,
    rings: true,
    voicemail: false,
    reachable: true,
  }))
  await keepDirectory(db, { extensions: [...northwind.extensions, ...entries], numbers: northwind.numbers }, new Date())
  await nothingHappens(async () => {
    await alice.types(`/ringgroup create Many 650 ${colleagues.join(' ')}`)
    await alice.hears('At most 30 phones can ring in one group.')
  })
  await alice.types(`/ringgroup create Many 650 ${colleagues.slice(0, 30).join(' ')} mode=hunt`)
  expect(await alice.hears(/Live on the phones/)).toContain('A caller waits up to 15 min.')
  await alice.types(
    '/ringgroup edit many numbers=0155500101 0155500102 0155500103 0155500104 0155500105 0155500106 0155500107',
  )
  expect((await alice.form()).fields['Members']).toHaveLength(30)
  await alice.fills({ 'Ring time': 10 })
  expect((await alice.form()).text).toContain('A caller waits up to 5 min,')
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect(await held('650')).toMatchObject({ ringSeconds: 10, directNumbers: expect.objectContaining({ length: 7 }) })
})

it('is for admins, who are named before a form is opened', async () => {
  await nothingHappens(async () => {
    for (const line of ['create', 'create Mine 640 bruno']) {
      await bruno.types(`/ringgroup ${line}`)
      await bruno.hears(/Only admins can do that; nothing was changed. Please ask @(alice|chloe) or @(alice|chloe)\./)
    }
    expect(bruno.hasForm()).toBe(false)
  })
})

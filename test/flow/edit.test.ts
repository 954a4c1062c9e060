import { expect, it } from 'vitest'
import { clearedEach } from '../kit/cleared.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, held, group, db } = world
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')]
clearedEach(world, ['UALICE', 'UCHLOE'])

async function create(line: string) {
  await alice.types(`/ringgroup create ${line}`)
  await alice.hears(/Live on the phones/)
}
/** It is live, and was said. */
async function done(line: string) {
  await alice.types(`/ringgroup ${line}`)
  await alice.hears(/Live on the phones/)
}

it('opens filled with what the group is, and does only what was changed', async () => {
  await create('Support 600 106 102 mode=hunt time=20 fallback=voicemail:101 numbers=0155500103')
  await alice.types('/ringgroup edit support')
  const { title, submit, fields, text } = await alice.form()
  expect([title, submit]).toEqual(['Edit Ring Group', 'Save Changes'])
  expect(fields).toEqual({
    Name: 'Support',
    Extension: '600',
    Members: ['Léa Fontaine (106)', 'Bruno Keller (102)'],
    'How it rings': 'Consecutive',
    'Ring time': '20',
    'If nobody answers': 'Voicemail',
    'Voicemail box': '101 Alice Martin',
    'Direct numbers': ['01 55 50 01 03'],
  })
  expect(text).toContain('A caller waits up to 40 s, then reaches voicemail 101 Alice Martin.')
  await chloe.types('/ringgroup renommer support Assistance')
  await chloe.hears(/En service/)
  await alice.fills({ 'Ring time': 25 })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect(await held('600')).toMatchObject({ name: 'Assistance', ringSeconds: 25, members: ['106', '102'] })
})

it('in French', async () => {
  await create('Support 600 106 102')
  await chloe.types('/ringgroup modifier support')
  const { title, submit, fields } = await chloe.form()
  expect([title, submit]).toEqual(['Modifier le groupe', 'Enregistrer'])
  expect(Object.keys(fields)).toEqual([
    'Nom',
    'Poste',
    'Membres',
    'Type de sonnerie',
    'Durée de sonnerie',
    'Si personne ne répond',
    'Boîte vocale',
    'Numéros directs',
  ])
  await chloe.fills({ 'Type de sonnerie': 'Consécutive', Membres: ['102', '108'] })
  expect(await chloe.submits()).toEqual({})
  expect(await chloe.hears(/En service/)).toContain('Support : le groupe est modifié.')
  expect(await held('600')).toMatchObject({ mode: 'consecutive', members: ['102', '108'] })
})

it('says that nothing was changed', async () => {
  await create('Support 600 106 102')
  await alice.types('/ringgroup edit 600')
  const changes = await db.change.count()
  expect(await alice.submits()).toEqual({})
  await alice.hears('Nothing to change: it is like that already.')
  expect(await db.change.count()).toBe(changes)
})

it('takes what is typed behind its keys at once', async () => {
  await create('Support 600 106 102')
  await done('edit support time=12 mode=hunt name=Help desk')
  expect(await held('600')).toMatchObject({ ringSeconds: 12, mode: 'consecutive', name: 'Help desk' })
  await alice.types('/ringgroup edit help time=61')
  await alice.hears('Ring time goes up to 60 seconds; you asked for 61. Nothing was changed.')
  expect(await held('600')).toMatchObject({ ringSeconds: 12 })
})

it('refuses what somebody else has changed since, says who, when and what, keeps what was typed; the next save wins', async () => {
  await create('Support 600 106 102 time=30')
  await alice.types('/ringgroup edit support')
  await alice.form()
  await chloe.types('/ringgroup durée support 20')
  await chloe.hears(/En service/)
  await chloe.types('/ringgroup mode support consécutive')
  await chloe.hears(/En service/)
  await alice.fills({ 'Ring time': 40, Members: ['106', '102', '108'] })
  const changes = await db.change.count()
  expect(await alice.submits()).toEqual({})
  const { text, fields } = await alice.form(({ text }) => text.includes('changed this group'))
  const time = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeStyle: 'short', hourCycle: 'h23' })
  expect(text).toMatch(/@chloe changed this group at \d\d:\d\d: ring time 30 → 20 s\./)
  expect([0, 1].map((minutes) => time.format(Date.now() - minutes * 60_000))).toContain(/at (\d\d:\d\d)/.exec(text)![1])
  expect(text).toContain('Your entries are kept; save again to apply them.')
  expect(await db.change.count()).toBe(changes)
  // what the person had not touched is as it is now
  expect(fields).toMatchObject({ 'Ring time': '40', 'How it rings': 'Consecutive', Name: 'Support' })
  await alice.fills({ 'Ring time': 45 })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect(await held('600')).toMatchObject({ ringSeconds: 45, mode: 'consecutive', members: ['106', '102', '108'] })
})

it('says the same in French', async () => {
  await create('Support 600 106 102 time=30')
  await chloe.types('/ringgroup modifier support')
  await chloe.form()
  await done('time support 20')
  await chloe.fills({ 'Durée de sonnerie': 40 })
  await chloe.submits()
  const { text } = await chloe.form(({ text }) => text.includes('a modifié'))
  expect(text).toMatch(/@alice a modifié ce groupe à \d\d:\d\d : durée 30 → 20 s\./)
  expect(text).toContain('Votre saisie est conservée ; enregistrez de nouveau pour l’appliquer.')
})

it('compares members person by person, and keeps their dates', async () => {
  await create('Support 600 106 102 108')
  await done('add support 109 until=2h')
  await alice.types('/ringgroup edit support')
  await alice.form()
  await chloe.types('/ringgroup retirer support 102 jusqu’à=5h')
  await chloe.hears(/En service|Enregistré/)
  await alice.fills({ Members: ['109', '106', '102', '105'] })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  const now = (await group('600'))!.members
  expect(now.map((it) => it.extension)).toEqual(['109', '106', '102', '105'])
  expect(now[0]!.until).toBeDefined()
  expect(now[2]!.away?.until).toBeDefined()
})

it('warns before the last member goes, and lets them go', async () => {
  await create('Support 600 106')
  await alice.types('/ringgroup edit support')
  await alice.fills({ Members: [] })
  expect((await alice.form()).text).toContain(
    'No member rings: callers go straight to voicemail 100 Virtual Receptionist.',
  )
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect(await held('600')).toMatchObject({ members: [] })
})

it('refuses circles of one, two and three, written out under the field', async () => {
  await create('Support 600 106')
  await create('Sales 601 109 fallback=600')
  await create('Night 602 102 fallback=601')
  for (const [target, way] of [
    ['Support (600)', 'Support → Support'],
    ['Sales (601)', 'Support → Sales → Support'],
    ['Night (602)', 'Support → Night → Sales → Support'],
  ] as const) {
    await alice.types('/ringgroup edit support')
    await alice.fills({ 'If nobody answers': 'Another extension', 'Extension to ring': target })
    expect(await alice.submits()).toEqual({ 'Extension to ring': `Calls would go round in a circle: ${way}.` })
    await alice.closes()
  }
  expect(await held('600')).toMatchObject({ fallback: { to: 'voicemail' } })
})

it('says how long the whole way is', async () => {
  await create('Sales 601 109 106 mode=hunt time=50')
  await create('Support 600 102')
  await alice.types('/ringgroup edit support')
  await alice.fills({ 'If nobody answers': 'Another extension', 'Extension to ring': 'Sales' })
  const { text } = await alice.form()
  expect(text).toContain('A caller waits up to 2 min 10 s, then reaches voicemail 100 Virtual Receptionist.')
  expect(text).toContain('Some networks end a call that rings unanswered for about 2 minutes')
})

it('moves numbers from another group in the same change, and says where those go that are given up', async () => {
  await create('Sales 601 109 numbers=0155500105')
  await create('Support 600 102 numbers=0155500103')
  await done('assign 0155500104 support')
  await alice.types('/ringgroup edit support')
  await alice.fills({ 'Direct numbers': ['01 55 50 01 05', '01 55 50 01 02'] })
  const { text } = await alice.form()
  expect(text).toContain('01 55 50 01 05 will no longer ring Sales (601).')
  expect(text).toContain('01 55 50 01 02 will no longer ring Alice Martin (101).')
  expect(text).toContain('01 55 50 01 03 will lead nowhere.')
  const changes = await db.change.count()
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect(await db.change.count()).toBe(changes + 1)
  expect((await held('601'))?.directNumbers).toEqual([])
  expect((await held('600'))?.directNumbers).toEqual(['+33155500102', '+33155500105'])
  await alice.presses('Undo')
  await alice.hears(/Live on the phones/)
  expect((await held('601'))?.directNumbers).toEqual(['+33155500105'])
  expect((await held('600'))?.directNumbers).toEqual(['+33155500103', '+33155500104'])
})

it('does not move a number that was never warned of', async () => {
  await create('Support 600 102')
  const changes = await db.change.count()
  await alice.types('/ringgroup edit support numbers=0155500102')
  const { text } = await alice.form()
  expect(text).toContain('01 55 50 01 02 will no longer ring Alice Martin (101).')
  expect(text).toContain('Nothing was changed yet: please look at what happens to the direct numbers, then save again.')
  expect(await db.change.count()).toBe(changes)
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  expect((await held('600'))?.directNumbers).toEqual(['+33155500102'])
})

it('says that the group is gone', async () => {
  await create('Support 600 102')
  await alice.types('/ringgroup edit support')
  await alice.fills({ 'Ring time': 10 })
  await chloe.types('/ringgroup supprimer support')
  await chloe.form()
  await chloe.submits()
  await chloe.hears(/supprimé/)
  expect(Object.values(await alice.submits())).toEqual(['This group does not exist any more. Nothing was changed.'])
})

it('names the nearest group, and refuses members of the company', async () => {
  await create('Support 600 102')
  await alice.types('/ringgroup edit suport')
  await alice.hears('There is no ring group “suport”. Nothing was changed.')
  await alice.presses('Support (600)')
  await alice.form()
  await bruno.types('/ringgroup edit support')
  await bruno.hears(/Only admins can do that; nothing was changed/)
  expect(bruno.hasForm()).toBe(false)
})

it('asks which group where none is said', async () => {
  await create('Support 600 102')
  await chloe.types('/ringgroup modifier')
  await chloe.fills({ 'Groupe d’appels': 'Support' })
  expect((await chloe.form()).fields).toMatchObject({ Nom: 'Support', Membres: ['Bruno Keller (102)'] })
  await chloe.fills({ 'Durée de sonnerie': 12 })
  expect(await chloe.submits()).toEqual({})
  await chloe.hears(/En service/)
  expect(await held('600')).toMatchObject({ ringSeconds: 12 })
})

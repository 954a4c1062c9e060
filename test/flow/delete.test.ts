import { expect, it } from 'vitest'
import { clearedEach } from '../kit/cleared.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, held, group, db } = world
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')]
clearedEach(world, ['UALICE', 'UCHLOE'])

async function done(line: string) {
  await alice.types(`/ringgroup ${line}`)
  await alice.hears(/Live on the phones/)
}

it('lists all that it touches, deletes, and Undo creates the same group again', async () => {
  await done('create Support 600 102')
  await done('edit support numbers=0155500103')
  await done('assign 0155500104 support')
  const before = await group('600')
  await alice.types('/ringgroup delete 600')
  const { title, submit, text } = await alice.form()
  expect([title, submit]).toEqual(['Delete Group', 'Delete Group'])
  expect(text).toContain('Support (600) will no longer exist.')
  expect(text).toContain('01 55 50 01 03 will lead nowhere.')
  expect(text).toContain('Menus and keys on the phone system that dial 600 are not known here and stay as they are.')
  expect(await group('600')).toEqual(before)
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Support \(600\) was deleted\.[\s\S]*Live on the phones/)
  expect([await group('600'), await held('600')]).toEqual([undefined, null])
  await alice.presses('Undo')
  await alice.hears(/Live on the phones/)
  expect(await group('600')).toEqual(before)
  expect((await held('600'))?.directNumbers).toEqual(['+33155500103', '+33155500104'])
})

it('says where numbers go that lead somewhere by themselves, in French', async () => {
  await done('create Support 600 102')
  await alice.types('/ringgroup edit support numbers=0155500101 0155500102')
  await alice.form()
  await alice.submits()
  await alice.hears(/Live on the phones/)
  await chloe.types('/ringgroup supprimer support')
  const { title, submit, text } = await chloe.form()
  expect([title, submit]).toEqual(['Supprimer le groupe', 'Supprimer le groupe'])
  expect(text).toContain('Support (600) n’existera plus.')
  expect(text).toContain('Le 01 55 50 01 01 retourne à la boîte vocale 100 Virtual Receptionist.')
  expect(text).toContain('Le 01 55 50 01 02 retourne à Alice Martin (101).')
  expect(text).toContain('Les menus et les touches du système téléphonique qui composent le 600 ne sont pas connus ici')
  await chloe.submits()
  await chloe.hears(/Support \(600\) : le groupe est supprimé/)
  expect(await group('600')).toBeUndefined()
})

it('takes no beginning of a name, and no word that is none of the form', async () => {
  await done('create Support 600 102')
  await alice.types('/ringgroup delete supp')
  await alice.hears('Please say the whole name. Did you mean Support?')
  expect(alice.hasForm()).toBe(false)
  const changes = await db.change.count()
  await alice.types('/ringgroup delete support sure=yes')
  expect((await alice.form()).title).toBe('Delete Group')
  await alice.closes()
  expect(await db.change.count()).toBe(changes)
})

it('asks which group where none is said', async () => {
  await done('create Support 600 102')
  await alice.types('/ringgroup delete')
  await alice.fills({ 'Ring group': 'Support' })
  expect((await alice.form()).text).toContain('Support (600) will no longer exist.')
  await alice.submits()
  await alice.hears(/Support \(600\) was deleted/)
})

it('is refused while another group falls back to it, with a button to change that', async () => {
  await done('create Support 600 102')
  await done('create Sales 601 109 fallback=600')
  const changes = await db.change.count()
  await alice.types('/ringgroup delete support')
  await alice.hears(
    'Support (600) cannot be deleted yet: calls that nobody answers in Sales (601) go on to it. Let them go elsewhere first. Nothing was changed.',
  )
  expect(alice.hasForm()).toBe(false)
  await chloe.types('/ringgroup supprimer support')
  await chloe.hears(
    'Support (600) ne peut pas encore être supprimé : les appels sans réponse du groupe Sales (601) y arrivent. Choisissez-leur d’abord une autre destination. Rien n’a été modifié.',
  )
  expect(await db.change.count()).toBe(changes)
  await alice.presses('Edit Sales')
  expect((await alice.form()).fields).toMatchObject({ Name: 'Sales', 'Extension to ring': 'Support (600)' })
  await alice.fills({ 'If nobody answers': 'Voicemail', 'Voicemail box': '100' })
  expect(await alice.submits()).toEqual({})
  await alice.hears(/Live on the phones/)
  await alice.types('/ringgroup delete support')
  expect((await alice.form()).submit).toBe('Delete Group')
})

it('is refused on its form too when that came meanwhile', async () => {
  await done('create Support 600 102')
  await done('create Sales 601 109')
  await alice.types('/ringgroup delete support')
  await alice.form()
  await chloe.types('/ringgroup repli sales 600')
  await chloe.hears(/En service/)
  await alice.submits()
  const { text, submit } = await alice.form(({ text }) => text.includes('cannot be deleted yet'))
  expect([submit, text]).toEqual([null, expect.stringContaining('[Edit Sales]')])
  expect(await group('600')).toBeDefined()
})

it('deletes nothing that has changed since it was listed', async () => {
  await done('create Support 600 102')
  await alice.types('/ringgroup delete support')
  await alice.form()
  await chloe.types('/ringgroup attribuer 0155500103 support')
  await chloe.hears(/En service/)
  await alice.submits()
  const { text } = await alice.form(({ text }) => text.includes('meanwhile'))
  expect(text).toContain('Support (600) was changed meanwhile. Nothing was deleted; please look again.')
  expect(text).toContain('01 55 50 01 03 will lead nowhere.')
  expect(await group('600')).toBeDefined()
  await alice.submits()
  await alice.hears(/Support \(600\) was deleted/)
})

it('is for admins', async () => {
  await done('create Support 600 102')
  await bruno.types('/ringgroup delete support')
  await bruno.hears(/Only admins can do that; nothing was changed/)
  expect(bruno.hasForm()).toBe(false)
})

import { beforeAll, describe, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { openWorld } from '../kit/world.ts'

const { as, db, group, sandbox, phones, work } = await openWorld()
const [alice, chloe, lea, bruno, priya] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO'), as('UPRIYA')]

beforeAll(async () => {
  await alice.types('/ringgroup create Support 600 102 108 mode=consecutive')
  await alice.hears(/live on the phones/i)
  await alice.types('/ringgroup lead support <@ULEA>')
  await alice.hears('is team lead')
  await chloe.types('/ringgroup aide')
  await chloe.hears('/ringgroup')
  await work()
})

describe('what a lead sees', () => {
  it('on the card: her buttons, and who leads', async () => {
    await lea.types('/ringgroup afficher support')
    const text = await lea.hears('Support (600)')
    expect(text).toContain('Responsables d’équipe\u00A0: @lea')
    expect(text).toContain('[Demander un changement] [Voir qui sonne] [Historique]')
    await lea.presses('Demander un changement')
    expect(await lea.form()).toMatchObject({ title: 'Membres', submit: 'Envoyer la demande' })
    await lea.closes()
  })
  it('one who is free edits members', async () => {
    await alice.types('/ringgroup lead support <@ULEA> free')
    await alice.hears('at once now')
    await lea.types('/ringgroup afficher support')
    expect(await lea.hears('Support (600)')).toContain('[Modifier les membres] [Voir qui sonne]')
    await lea.presses('Modifier les membres')
    expect(await lea.form()).toMatchObject({ submit: 'Enregistrer' })
    await lea.closes()
  })
  it('why a phone is skipped: not everybody', async () => {
    phones.phone(Extension.parse('102'), 'off')
    await expect
      .poll(async () => (await db.directoryEntry.findUniqueOrThrow({ where: { extension: '102' } })).reachable)
      .toBe(false)
    await lea.types('/ringgroup qui support')
    expect(await lea.hears('Support (600)')).toContain('éteint')
    await priya.types('/ringgroup who support')
    expect(await priya.hears('Support (600)')).not.toContain('is skipped')
    await bruno.types('/ringgroup who support')
    expect(await bruno.hears('Support (600)')).toContain('is skipped: phone off')
    phones.phone(Extension.parse('102'), 'on')
  })
  it('six lines of help, and the shortcut', async () => {
    await lea.types('/ringgroup aide')
    const text = await lea.hears('Vous pouvez taper, par exemple')
    expect(text).toContain('/ringgroup ajouter Support')
    expect(text).toContain('Vous demandez des changements de votre groupe\u00A0; un admin approuve.')
    await lea.uses()
    expect((await lea.form()).text).toContain('Afficher | Modifier | Membres | Qui sonne')
    await lea.closes()
    await priya.uses()
    const form = await priya.form()
    expect(form.text).toContain('Show | Who Rings | Ask to Join | Leave')
    await priya.fills({ 'Ring group': 'Support', 'What would you like to do?': 'Ask to Join' })
    await priya.submits()
    await priya.hears('Sent to')
    await work()
  })
})

describe('a right that is lost', () => {
  it('while somebody fills in a form: the sentence, and whom to ask', async () => {
    await chloe.types('/ringgroup renommer support')
    await chloe.form()
    await sandbox.act({ as: 'UALICE', do: 'person', user: 'UCHLOE', set: { isAdmin: false } })
    await work()
    await chloe.fills({ Nom: 'Accueil' })
    await chloe.submits()
    await expect
      .poll(() => [chloe.screen(), ...chloe.heard()].join('\n'))
      .toMatch(/C’est réservé aux admins[^]*\[Demander\]/)
    expect((await group('600'))!.name).toBe('Support')
    if (chloe.hasForm()) await chloe.closes()
  })
  it('a lead no more: nothing is asked any more', async () => {
    await alice.types('/ringgroup lead support remove <@ULEA>')
    await alice.hears('not a team lead')
    await lea.types('/ringgroup retirer support 102')
    expect(await lea.hears('C’est réservé aux admins')).toContain('[Demander]')
  })
})

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ledBySomebody } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, group, now } = world
const [alice, chloe, lea, bruno, omar] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO'), as('UOMAR')]
const inHours = (hours: number) => new Date(Math.ceil(now().getTime() / 60_000) * 60_000 + hours * 3_600_000)

/** Léa leads it, and has to ask; Omar leads it, and is free. */
beforeAll(async () => {
  const groupId = await ledBySomebody(world)
  await db.lead.create({ data: { groupId, position: 1, user: 'UOMAR', free: true } })
  await alice.types('/ringgroup create Sales 601 109')
  await alice.hears(/was created[^]*Live on the phones/)
})
beforeEach(() => [alice, chloe, lea, bruno, omar].forEach((it) => it.goesTo('#general')))
afterEach(async () => {
  for (const it of [alice, lea, omar, bruno]) if (it.hasForm()) await it.closes(true)
})

const requests = () => db.request.count()
const lastRequest = () => db.request.findFirstOrThrow({ orderBy: { id: 'desc' } })
const members = async () => (await group('600'))!.members
const approves = async () => {
  alice.goesTo('direct')
  await alice.presses('Approve')
  await alice.hears(/Approved by @alice/)
}

describe('the members form of a lead', () => {
  it('has dates and a reason, and is sent as a request', async () => {
    await lea.types('/ringgroup membres support')
    const { title, submit, fields } = await lea.form()
    expect([title, submit]).toEqual(['Membres', 'Envoyer la demande'])
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['À partir de', 'Jusqu’au', 'Motif']))
    await alice.types('/ringgroup members support')
    const own = await alice.form()
    expect(own.submit).toBe('Save Members')
    for (const label of ['From', 'Until', 'Reason']) expect(Object.keys(own.fields)).not.toContain(label)
  })
  it('several changes are one request with one picture', async () => {
    const [from, until] = [inHours(1), inHours(30)]
    const before = await requests()
    await lea.types('/ringgroup membres support')
    await lea.chooses('Rang de Bruno Keller', 'Retirer')
    await lea.fills({ 'Ajouter un membre': 'Chloé Dubois (103)' })
    await lea.form((it) => it.text.includes('Chloé Dubois (103)'))
    await lea.fills({ 'Ajouter un membre': 'Ligne 107' })
    await lea.form((it) => it.text.includes('Ligne 107'))
    await lea.chooses('Rang d’Omar Haddad', '3e')
    await lea.fills({ 'À partir de': from, 'Jusqu’au': until, Motif: 'salon' })
    await lea.chooses('Rang de Chloé Dubois', '1er') // what stands in the fields stays
    expect(await lea.submits()).toEqual({})
    await lea.hears('Envoyée à')
    expect(await requests()).toBe(before + 1)
    expect((await lastRequest()).found).toMatchObject({ from: from.toISOString(), until: until.toISOString() })
    const card = await alice.hears('Other members in Support (600)')
    expect(card).toContain('@lea asks · Reason: salon')
    expect(card).toMatch(/Starts \d{4}.* · ends \d{4}/)
    expect(card.match(/Then/g)).toHaveLength(1)
    expect(card).toMatch(/Then\n1 Chloé Dubois +103 <\n2 Line 107 +107 <\n3 Omar Haddad +108/)
  })
  it('approved: who came is there from … until …, who left is away from … until …', async () => {
    const { from, until } = (await lastRequest()).found as { from: string; until: string }
    await approves()
    expect(await members()).toEqual([
      { extension: '102', away: { from, until } },
      { extension: '103', from, until },
      { extension: '107', from, until },
      { extension: '108' },
    ])
    await world.passes(31)
    expect(await members()).toEqual([{ extension: '102' }, { extension: '108' }])
  })
  it('without dates it is for good; an end of one’s own goes before', async () => {
    const end = inHours(80)
    await lea.types('/ringgroup membres support')
    await lea.chooses('Rang de Bruno Keller', 'Retirer')
    await lea.fills({ 'Ajouter un membre': 'Chloé Dubois (103)' })
    await lea.form((it) => it.text.includes('Chloé Dubois (103)'))
    await lea.chooses('Rang de Chloé Dubois', 'Fixer une fin…')
    await lea.fills({ 'Chloé Dubois (103)\u00a0: fin': end })
    expect(await lea.submits()).toEqual({})
    await alice.hears('Chloé Dubois instead of Bruno Keller in Support (600)')
    await approves()
    expect(await members()).toEqual([{ extension: '108' }, { extension: '103', until: end.toISOString() }])
  })
  it('wrong dates stand under their fields, and what was typed stays', async () => {
    await lea.types('/ringgroup membres support')
    await lea.fills({ 'Ajouter un membre': 'Alice Martin (101)' })
    await lea.form((it) => it.text.includes('Alice Martin (101)'))
    await lea.fills({ 'À partir de': new Date('2001-01-01'), 'Jusqu’au': new Date('2099-01-01'), Motif: 'renfort' })
    const errors = await lea.submits()
    expect(errors['À partir de']).toContain('est déjà passée. Rien n’a été modifié.')
    expect(errors['Jusqu’au']).toContain('est à plus de 2 ans d’ici. Rien n’a été modifié.')
    const before = await requests()
    await lea.fills({ 'À partir de': inHours(9), 'Jusqu’au': inHours(3) })
    await lea.submits()
    const form = await lea.form((it) => it.text.includes('la fin doit venir après le début'))
    expect(form.fields['Motif']).toBe('renfort')
    expect(form.text).toContain('Alice Martin (101)')
    expect(await requests()).toBe(before)
  })
  it('nothing changed is no request', async () => {
    const before = await requests()
    await lea.types('/ringgroup membres support')
    await lea.fills({ Motif: 'rien' })
    await lea.submits()
    await lea.hears('Rien à changer')
    expect(await requests()).toBe(before)
  })
})

describe('other forms of a lead', () => {
  it.each([
    ['mode', 'Type de sonnerie', { 'Type de sonnerie': 'Simultanée' }, 'How it rings'],
    ['durée', 'Durée de sonnerie', { 'Durée de sonnerie': '35' }, 'Ring time'],
    [
      'repli',
      'Si personne ne répond',
      { 'Si personne ne répond': 'Un autre poste', 'Poste à appeler': 'Front Desk (105)' },
      'If nobody answers',
    ],
    ['ordre', 'Ordre de sonnerie', { Membres: ['Chloé Dubois (103)'] }, 'A new order in Support (600)'],
    [
      'ajouter',
      'Ajouter des membres',
      { Membres: ['Alice Martin (101)'], Motif: 'pic' },
      'Alice Martin into Support (600)',
    ],
    ['retirer', 'Retirer des membres', { Membres: ['Chloé Dubois (103)'] }, 'Chloé Dubois out of Support (600)'],
    [
      'remplacer',
      'Remplacer un membre',
      { 'Qui ne sonne pas': 'Chloé Dubois (103)', 'Qui sonne à la place': 'Léa Fontaine (106)' },
      'Léa Fontaine instead of Chloé Dubois in Support (600)',
    ],
  ])('%s', async (word, title, filling, asked) => {
    const [changes, before] = [await db.change.count(), await requests()]
    alice.listens()
    await lea.types(`/ringgroup ${word} support`)
    const form = await lea.form()
    expect([form.title, form.submit]).toEqual([title, 'Envoyer la demande'])
    await lea.fills(filling)
    expect(await lea.submits()).toEqual({})
    await lea.hears('Envoyée à')
    await alice.hears(asked)
    expect([await db.change.count(), await requests()]).toEqual([changes, before + 1])
  })
  it('the whole group, but no numbers', async () => {
    await lea.types('/ringgroup modifier support')
    const { title, submit, fields } = await lea.form()
    expect([title, submit]).toEqual(['Modifier le groupe', 'Envoyer la demande'])
    expect(Object.keys(fields)).toContain('Membres')
    expect(Object.keys(fields)).not.toContain('Numéros directs')
    await lea.fills({ 'Type de sonnerie': 'Simultanée' })
    expect((await lea.form((it) => it.text.includes('Envoyer'))).submit).toBe('Envoyer la demande') // drawn again
    await lea.fills({ 'Durée de sonnerie': '45' })
    expect(await lea.submits()).toEqual({})
    await lea.hears('Envoyée à')
    const card = await alice.hears('Changes to Support (600)')
    expect(card).toContain('Ring time: 20 s for each phone → 45 s for each phone')
    await approves()
    expect(await group('600')).toMatchObject({ mode: 'simultaneous', ringSeconds: 45, directNumbers: [] })
  })
  it('nor by typing them', async () => {
    const before = await requests()
    await lea.types('/ringgroup modifier support numéros=0155500103')
    await lea.hears(/admin/i)
    expect(await requests()).toBe(before)
    expect((await group('600'))!.directNumbers).toEqual([])
  })
  it('of a group that they do not lead there is none', async () => {
    for (const line of ['membres sales', 'modifier sales', 'mode sales', 'remplacer sales']) {
      lea.listens()
      await lea.types(`/ringgroup ${line}`)
      await lea.hears(/admin/i)
      expect(lea.hasForm()).toBe(false)
    }
  })
})

describe('a lead who is free', () => {
  it('changes members at once, in the form of an admin', async () => {
    const before = await requests()
    await omar.types('/ringgroup members support')
    const { submit, fields } = await omar.form()
    expect(submit).toBe('Save Members')
    expect(Object.keys(fields)).not.toContain('Reason')
    await omar.fills({ 'Add a member': 'Priya Nair (109)' })
    await omar.form((it) => it.text.includes('Priya Nair (109)'))
    expect(await omar.submits()).toEqual({})
    await omar.hears('Priya Nair (109) now rings in Support.')
    expect(await requests()).toBe(before)
  })
  it('but asks how it rings', async () => {
    await omar.types('/ringgroup time support')
    expect((await omar.form()).submit).toBe('Send Request')
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, db, group, work } = await openWorld()
const [alice, chloe, lea, omar] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UOMAR')]
const linked = async (user: string) => (await db.link.findUnique({ where: { user } }))?.extension ?? null

beforeAll(async () => {
  await alice.types('/ringgroup create Support 600 102 108')
  await alice.hears(/live on the phones/i)
  await work()
})

describe('whose phone is which', () => {
  it('by the word of an admin; then every mention means it', async () => {
    await alice.types('/ringgroup link <@ULEA|lea> 105')
    expect(await alice.hears('is the phone of')).toContain('105 is the phone of @lea now.')
    await alice.types('/ringgroup add support <@ULEA>')
    await alice.hears('Front Desk (105) now rings in Support.')
    expect((await group('600'))!.members.map((it) => it.extension)).toEqual(['102', '108', '105'])
    await work()
    expect(await lea.opensHome()).toContain('105')
  })
  it('a lead is found by the phone that is linked', async () => {
    await alice.types('/ringgroup lead support 105')
    await alice.hears('@lea is team lead of Support now.')
  })
  it('another phone, and what it was', async () => {
    await work()
    await chloe.types('/ringgroup associer <@ULEA> 107')
    const text = await chloe.hears('est désormais le poste de')
    expect(text).toContain('Le 107 est désormais le poste de @lea.')
    expect(text).toContain('105')
    await work()
    await chloe.types('/ringgroup annuler')
    await chloe.hears('Le 105 est désormais le poste de @lea.')
    expect(await linked('ULEA')).toBe('105')
  })
  it('none: the e-mail address counts again', async () => {
    await work()
    await alice.types('/ringgroup link <@ULEA> none')
    await alice.hears('No phone is linked to @lea any more.')
    expect(await linked('ULEA')).toBeNull()
    await work()
    expect(await lea.opensHome()).toContain('106')
    await alice.types('/ringgroup history')
    const text = await alice.hears('Changes')
    expect(text).toContain('@alice: No phone is linked to @lea any more.')
    expect(text).toContain('@alice: 105 is the phone of @lea now.')
  })
  it('the form: filled with what is; nothing in it is none', async () => {
    await alice.types('/ringgroup link <@UOMAR>')
    expect(await alice.form()).toMatchObject({ title: 'Link Phone', submit: 'Link Phone' })
    expect((await alice.form()).fields).toEqual({ Person: 'UOMAR', Phone: null })
    expect((await alice.form()).text).toContain('Now found by e-mail address: Omar Haddad (108).')
    await alice.fills({ Phone: 'Priya Nair (109)' })
    expect(await alice.submits()).toEqual({})
    await alice.hears('109 is the phone of @omar now.')
    await work()
    await chloe.types('/ringgroup associer <@UOMAR>')
    expect((await chloe.form()).fields).toEqual({ Personne: 'UOMAR', Poste: 'Priya Nair (109)' })
    await chloe.fills({ Poste: null })
    await chloe.submits()
    await chloe.hears('Plus aucun poste n’est associé à @omar.')
    expect(await linked('UOMAR')).toBeNull()
  })
  it('without a person: the empty form', async () => {
    await alice.types('/ringgroup link')
    expect((await alice.form()).fields).toEqual({ Person: null, Phone: null })
    await alice.fills({ Person: 'UGUEST', Phone: 'Priya Nair (109)' })
    expect((await alice.submits())['Person']).toContain('@sam is not a regular member of this workspace')
    await alice.closes()
  })
})

it('a phone that several people share: it is asked who', async () => {
  await work()
  for (const who of ['<@UBRUNO>', '<@UOMAR>']) {
    await alice.types(`/ringgroup link ${who} 107`)
    await alice.hears('107 is the phone of')
  }
  await alice.types('/ringgroup lead support 107')
  await alice.hears('is the phone of several people. Whom do you mean?')
  await alice.presses('@omar')
  await alice.hears('@omar is team lead of Support now.')
  await work()
  await alice.types('/ringgroup link <@UOMAR> none')
  await alice.hears('No phone is linked to @omar any more.')
})

describe('what is no phone, or nobody', () => {
  it.each([
    ['<@UOMAR> 100', '100 cannot ring'],
    ['<@UOMAR> 600', 'There is no extension 600. Nothing was changed.'],
    ['<@UOMAR> 199', 'There is no extension 199. Nothing was changed.'],
    ['<@UGUEST> 109', '@sam is not a regular member of this workspace'],
    ['Dmitri 104', 'I do not know the Slack account of Dmitri Ivanov (104)'],
  ])('link %s', async (typed, sentence) => {
    const before = await db.change.count()
    await alice.types(`/ringgroup link ${typed}`)
    expect(await alice.hears(sentence === '100 cannot ring' ? 'cannot ring' : sentence)).toContain(
      'Nothing was changed.',
    )
    expect(await db.change.count()).toBe(before)
  })
  it('none where there is none: nothing to change', async () => {
    await alice.types('/ringgroup link <@UOMAR> none')
    await alice.hears('Nothing to change')
  })
  it('only admins say it', async () => {
    await omar.types('/ringgroup link <@UOMAR> 108')
    await omar.hears('Only admins can do that')
  })
})

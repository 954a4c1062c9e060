import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, db, group, work } = await openWorld()
const [alice, chloe, lea, bruno, omar] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO'), as('UOMAR')]
const leads = async () => (await group('600'))!.leads

beforeAll(async () => {
  await alice.types('/ringgroup create Support 600 102 108')
  await alice.hears(/live on the phones/i)
  await work()
})

describe('who leads a group', () => {
  it('by mention: she asks for changes', async () => {
    await alice.types('/ringgroup lead support <@ULEA|lea>')
    const text = await alice.hears('is team lead of')
    expect(text).toContain('@lea is team lead of Support now.')
    expect(text).toContain('No phone is concerned.')
    expect(await leads()).toEqual([{ user: 'ULEA', free: false }])
    await lea.types('/ringgroup retirer support 102')
    await lea.hears('Envoyée à')
    await lea.presses('Retirer la demande')
    await lea.hears('Retirée par')
  })
  it('free: she changes members at once', async () => {
    await chloe.types('/ringgroup responsable support <@ULEA> libre')
    await chloe.hears('peut désormais modifier les membres')
    expect(await leads()).toEqual([{ user: 'ULEA', free: true }])
    await lea.types('/ringgroup ajouter support 106')
    expect(await lea.hears('En service')).toContain('Léa Fontaine (106)')
    await work()
    await alice.types('/ringgroup lead support @lea')
    expect(await alice.hears('from now on')).toContain('@lea asks for changes of the members of Support from now on.')
    expect(await leads()).toEqual([{ user: 'ULEA', free: false }])
  })
  it('by the name or the extension of their phone', async () => {
    await alice.types('/ringgroup lead support Bruno Keller, 108 free')
    await alice.hears('@bruno and @omar')
    expect(await leads()).toEqual([
      { user: 'ULEA', free: false },
      { user: 'UBRUNO', free: true },
      { user: 'UOMAR', free: true },
    ])
  })
  it('and none any more', async () => {
    await chloe.types('/ringgroup responsable support retirer <@UBRUNO>')
    await chloe.hears('n’est plus responsable d’équipe pour Support')
    await alice.types('/ringgroup lead support remove <@UBRUNO>')
    const text = await alice.hears('is no team lead of Support')
    expect(text).toContain('@bruno is no team lead of Support. Nothing was changed.')
    await alice.presses('@omar')
    await alice.hears('@omar is not a team lead of Support any more.')
    expect(await leads()).toEqual([{ user: 'ULEA', free: false }])
  })
  it('undo puts the team lead back', async () => {
    await work()
    await alice.types('/ringgroup undo')
    await alice.hears('@omar is team lead of Support now.')
    expect(await leads()).toEqual([
      { user: 'ULEA', free: false },
      { user: 'UOMAR', free: true },
    ])
    await work()
    await bruno.types('/ringgroup history support')
    expect(await bruno.hears('Changes of Support')).toContain('@alice: @omar is team lead of Support now.')
  })
})

describe('the form holds everybody who leads the group', () => {
  it('in English', async () => {
    await alice.types('/ringgroup lead support')
    const form = await alice.form()
    expect(form).toMatchObject({ title: 'Team Leads', submit: 'Save Changes' })
    expect(form.fields).toEqual({ 'Team leads': ['ULEA'], 'Team leads who change members at once': ['UOMAR'] })
    await alice.fills({ 'Team leads': ['UOMAR'], 'Team leads who change members at once': ['ULEA'] })
    expect(await alice.submits()).toEqual({})
    await alice.hears('@lea may change the members of Support at once now.')
    expect(await leads()).toEqual([
      { user: 'ULEA', free: true },
      { user: 'UOMAR', free: false },
    ])
  })
  it('a guest under the field; what was filled in stays', async () => {
    await chloe.types('/ringgroup responsable support')
    expect((await chloe.form()).title).toBe('Responsables d’équipe')
    await chloe.fills({ 'Responsables d’équipe': ['UGUEST', 'UBRUNO'] })
    const errors = await chloe.submits()
    expect(errors['Responsables d’équipe']).toContain('@sam n’est pas membre régulier de cet espace')
    expect((await chloe.form()).fields['Responsables d’équipe']).toEqual(['UGUEST', 'UBRUNO'])
    await chloe.closes()
  })
  it('somebody was quicker: said, and the next save wins', async () => {
    await alice.types('/ringgroup lead support')
    await alice.form()
    await chloe.types('/ringgroup responsable support <@UBRUNO>')
    await chloe.hears('est désormais responsable')
    await alice.fills({ 'Team leads': ['UPRIYA'], 'Team leads who change members at once': [] })
    await alice.submits()
    await alice.hears('@priya is team lead of Support now.')
    // person by person: whom somebody else has put in meanwhile stays
    expect(await leads()).toEqual([
      { user: 'UPRIYA', free: false },
      { user: 'UBRUNO', free: false },
    ])
    await alice.types('/ringgroup lead support')
    await alice.form()
    await chloe.types('/ringgroup responsable support <@UPRIYA> libre')
    await chloe.hears('sans demander')
    await alice.fills({ 'Team leads': [] })
    await alice.submits()
    const form = await alice.form((it) => it.text.includes('changed this group'))
    expect(form.text).toContain('Your entries are kept; save again to apply them.')
    expect(form.fields['Team leads']).toEqual([])
    await alice.submits()
    await alice.hears('@priya and @bruno are not team leads of Support any more.')
    expect(await leads()).toEqual([])
  })
  it('undo is exact where others came and went; else the form with the old leads', async () => {
    await alice.types('/ringgroup lead support <@UPRIYA>')
    await alice.hears('@priya is team lead')
    const { id } = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    await alice.types('/ringgroup lead support <@UBRUNO>')
    await alice.hears('@bruno is team lead')
    await alice.types(`/ringgroup undo #${id}`)
    await alice.hears('@priya is not a team lead of Support any more.')
    expect(await leads()).toEqual([{ user: 'UBRUNO', free: false }])
    await alice.types('/ringgroup lead support remove <@UBRUNO>')
    await alice.hears('@bruno is not a team lead')
    const { id: gone } = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    await alice.types('/ringgroup lead support <@UBRUNO> free')
    await alice.hears('@bruno is team lead')
    await alice.types(`/ringgroup undo #${gone}`)
    const form = await alice.form()
    expect(form.text).toContain(`Change #${gone} cannot be put back as it is: Team leads changed again since.`)
    expect(form.fields).toEqual({ 'Team leads': ['UBRUNO'], 'Team leads who change members at once': [] })
    await alice.fills({ 'Team leads': ['UPRIYA'] })
    await alice.submits()
    await alice.hears('@priya is team lead')
  })
  it('of any group: it is asked which', async () => {
    await alice.types('/ringgroup lead')
    await alice.form()
    await alice.fills({ 'Ring group': 'Support' })
    await alice.form((it) => 'Team leads' in it.fields)
    await alice.fills({ 'Team leads': [] })
    await alice.submits()
    await alice.hears('@priya is not a team lead of Support any more.')
    expect(await leads()).toEqual([])
  })
})

describe('who cannot lead', () => {
  it.each([
    ['<@UGUEST>', /@sam is not a regular member of this workspace: guests, bots.*Nothing was changed\./],
    ['<@UNOBODY>', /UNOBODY is not a regular member of this workspace/],
    ['Dmitri', /I do not know the Slack account of Dmitri Ivanov \(104\)/],
    ['105', /I do not know the Slack account of Front Desk \(105\)/],
    ['Zorro', 'Nobody in the directory is called “Zorro”. Nothing was changed.'],
  ])('%s', async (who, sentence) => {
    const before = await db.change.count()
    await alice.types(`/ringgroup lead support ${who}`)
    await alice.hears(sentence)
    expect(await db.change.count()).toBe(before)
  })
  it('somebody who is one already: nothing to change', async () => {
    await alice.types('/ringgroup lead support <@ULEA>')
    await alice.hears('is team lead of')
    await alice.types('/ringgroup lead support <@ULEA>')
    await alice.hears('Nothing to change')
  })
  it('only admins say it', async () => {
    await omar.types('/ringgroup lead support <@UOMAR>')
    expect(await omar.hears('Only admins can do that')).toContain('[Ask Them]')
    await omar.types('/ringgroup lead support')
    await omar.hears('Only admins can do that')
    expect(omar.hasForm()).toBe(false)
  })
})

it('who leads a group changes nothing for its callers: no warning of the group is said again', async () => {
  const warning = 'Bruno Keller (102) is a member too'
  await alice.types('/ringgroup create Desk 608 102 fallback="extension 102"')
  expect(await alice.hears(/Desk[^]*live on the phones/i)).toContain(warning)
  await work()
  await alice.types('/ringgroup lead desk @lea')
  expect(await alice.hears('is team lead of Desk now')).not.toContain(warning)
})

it('at most twenty lead a group, as many as the form holds', async () => {
  await alice.types('/ringgroup create Crowd 609 102')
  await alice.hears(/Crowd[^]*live on the phones/i)
  await work()
  const { id: groupId } = (await group('609'))!
  const users = Array.from({ length: 21 }, (_, i) => `U${i}`)
  await db.lead.createMany({ data: users.map((user, position) => ({ groupId, position, user, free: false })) })
  await alice.types('/ringgroup lead crowd <@UBRUNO>')
  await alice.hears('Crowd would have 22 team leads; a group has at most 20. Nothing was changed.')
  await alice.types('/ringgroup lead crowd remove <@U0>') // fewer is not too many
  await alice.hears('is not a team lead of Crowd any more.')
  await chloe.types('/ringgroup responsable crowd <@UBRUNO>')
  await chloe.hears('Crowd aurait 21 responsables d’équipe\u00a0; le maximum est de 20. Rien n’a été modifié.')
  expect((await group('609'))!.leads).toHaveLength(20)
})

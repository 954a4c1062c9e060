import { beforeAll, describe, expect, it } from 'vitest'
import { northwind } from '../../src/sandbox/northwind.ts'
import { supported } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const noura = { ...northwind[5]!, id: 'UNOURA', name: 'Noura Ali', handle: 'noura', email: 'noura@elsewhere.example' }
const world = await openWorld({ people: [...northwind, noura] })
const { as, db, group, work, passes } = world
const [alice, chloe, lea, bruno, newcomer] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO'), as('UNOURA')]

beforeAll(() => supported(world))

describe('who may not do it asks those who may', () => {
  it('names two admins, and tells them', async () => {
    await bruno.types('/ringgroup mode support consecutive')
    const no = await bruno.hears('Only admins can do that')
    expect(no).toMatch(/Please ask @(alice or @chloe|chloe or @alice)\./)
    await bruno.presses('Ask Them')
    expect(await bruno.hears('Sent to')).toMatch(/Sent to @(alice and @chloe|chloe and @alice)\./)
    expect(await alice.hears('asks for')).toContain('@bruno asks for: /ringgroup mode support consecutive')
    expect(await chloe.hears('Demande de @bruno')).toContain('/ringgroup mode support consécutive')
    expect((await group('600'))!.mode).toBe('simultaneous')
  })
  it('the admin gets the form, filled with what was asked; nothing is done before it is sent', async () => {
    alice.goesTo('direct')
    await alice.presses('Open Form')
    const form = await alice.form()
    expect(form.title).toBe('How It Rings')
    expect(form.fields['How it rings']).toBe('Consecutive')
    expect((await group('600'))!.mode).toBe('simultaneous')
    await alice.submits()
    await alice.hears('now rings one phone after another')
    expect((await group('600'))!.mode).toBe('consecutive')
    await work()
  })
  it('the same again is not sent again within the hour', async () => {
    await bruno.types('/ringgroup mode support consecutive')
    await bruno.hears('Only admins can do that')
    await bruno.presses('Ask Them')
    await bruno.hears('it was not sent again')
    expect(await db.plea.count()).toBe(2)
    await passes(2)
    await bruno.types('/ringgroup mode support consecutive')
    await bruno.hears('Only admins can do that')
    await bruno.presses('Ask Them')
    await bruno.hears('Sent to')
    expect(await db.plea.count()).toBe(4)
    await work()
  })
  it('what has no form is done at a press, by right of the admin', async () => {
    await lea.types('/ringgroup annuler support')
    await lea.hears('C’est réservé aux admins')
    await lea.presses('Demander')
    await lea.hears('Message envoyé à')
    await alice.hears('@lea asks for: /ringgroup undo support')
    alice.goesTo('direct')
    await alice.presses('Do It')
    await alice.hears('now rings all phones at once')
    const last = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(last).toMatchObject({ by: 'UALICE', command: 'undo' })
    await work()
  })
  it('one’s own last change is not the last one of an admin', async () => {
    await bruno.types('/ringgroup undo')
    expect(await bruno.hears('Only admins can do that')).not.toContain('Ask Them')
    await alice.types('/ringgroup lead support <@UBRUNO> free')
    await alice.hears('is team lead')
    await bruno.types('/ringgroup add support 109')
    await bruno.hears(/live on the phones/i)
    const { id } = await db.change.findFirstOrThrow({ where: { by: 'UBRUNO' }, orderBy: { id: 'desc' } })
    await alice.types('/ringgroup lead support remove <@UBRUNO>')
    await alice.hears('not a team lead')
    await bruno.types('/ringgroup undo')
    await bruno.hears('Only admins can do that')
    await bruno.presses('Ask Them')
    await bruno.hears('Sent to')
    await alice.hears(`@bruno asks for: /ringgroup undo #${id}`)
    alice.goesTo('direct')
    await alice.presses('Do It')
    await alice.hears('Priya Nair (109) no longer rings in Support.')
    await work()
  })
  it.each([
    ['fallback support voicemail 102', 'If Nobody Answers', { 'Voicemail box': '102 Bruno Keller' }],
    ['time support 5 rings', 'Ring Time', { 'Ring time': '30' }],
    ['edit support time=5 rings', 'Edit Ring Group', { 'Ring time': '30' }],
    ['add support 109 place=1', 'Add Members', { Members: ['Priya Nair (109)'] }],
    ['rename support Front office', 'Rename Group', { Name: 'Front office' }],
    ['renumber support 655', 'Change Extension', { Extension: '655' }],
    ['lead support <@UPRIYA> free', 'Team Leads', { 'Team leads who change members at once': ['UPRIYA'] }],
    ['admins add <@UPRIYA>', 'Add Admin', { Person: 'UPRIYA' }],
    ['link Priya 105', 'Link Phone', { Person: 'UPRIYA', Phone: 'Front Desk (105)' }],
    ['assign 01 55 50 01 03 support', 'Assign Number', { 'Ring group': null }],
    ['delete support', 'Delete Group', {}],
    ['create Sales 650 102', 'New Ring Group', { Name: 'Sales', Extension: '650' }],
  ])('%s: the admin’s form is filled with it', async (typed, title, fields) => {
    await passes(1.5)
    await bruno.types(`/ringgroup ${typed}`)
    await bruno.hears('Only admins can do that')
    await bruno.presses('Ask Them')
    await bruno.hears('Sent to')
    await alice.hears('@bruno asks for')
    alice.goesTo('direct')
    await alice.presses('Open Form')
    const form = await alice.form()
    expect(form.title).toBe(title)
    if (title !== 'Assign Number') expect(form.fields).toMatchObject(fields)
    await alice.closes()
    await work()
  })
  it('nothing that is typed pings anybody', async () => {
    await bruno.types('/ringgroup create <!channel> <@UPRIYA> 650 102')
    await bruno.hears('Only admins can do that')
    await bruno.presses('Ask Them')
    await bruno.hears('Sent to')
    await alice.hears('/ringgroup create')
    const sent = alice.messages().at(-1)!
    expect(JSON.stringify(sent)).not.toContain('"<!channel>')
    expect(JSON.stringify(sent)).not.toContain('"broadcast"')
    await work()
  })
  it('only an admin takes it up', async () => {
    const { id } = await db.plea.findFirstOrThrow()
    expect(id).toBeDefined()
    chloe.goesTo('direct')
    await db.admin.create({ data: { user: 'UCHLOE', admin: false } })
    await passes(1)
    await chloe.presses('Ouvrir le formulaire')
    await chloe.hears('C’est réservé aux admins')
    await db.admin.delete({ where: { user: 'UCHLOE' } })
  })
  it('not too often', async () => {
    await passes(2)
    for (let i = 0; i < 11; i++) {
      await bruno.types(`/ringgroup rename support Name ${i}`)
      await bruno.hears('Only admins can do that')
      await bruno.presses('Ask Them')
      await bruno.hears(i < 10 ? 'Sent to' : 'You have asked often within the last hour')
    }
    expect(await db.plea.count({ where: { command: 'rename', said: { path: ['name'], equals: 'Name 10' } } })).toBe(0)
    await work()
  })
})

describe('whose phone is not known', () => {
  it('asks for it to be linked', async () => {
    await newcomer.types('/ringgroup join support')
    expect(await newcomer.hears('Which phone is yours?')).toMatch(/Ask @\w+( or @\w+)? to link it\./)
    await newcomer.presses('Ask Them')
    await newcomer.hears('Sent to')
    expect(await alice.hears('@noura asks for')).toContain('/ringgroup link @noura')
    alice.goesTo('direct')
    await alice.presses('Open Form')
    expect((await alice.form()).fields).toEqual({ Person: 'UNOURA', Phone: null })
    await alice.fills({ Phone: 'Priya Nair (109)' })
    await alice.submits()
    await alice.hears('109 is the phone of @noura now.')
    await work()
    await newcomer.types('/ringgroup join support')
    expect(await newcomer.hears('Sent to')).toContain('Priya Nair into Support')
  })
})

describe('the first contact', async () => {
  const first = await openWorld()
  it.each([
    ['UALICE', 'You are an admin here'],
    ['UBRUNO', 'You may look at them all and ask to join or leave one; admins decide.'],
    ['UCHLOE', 'Comme admin, vous créez et modifiez les groupes, et vous répondez aux demandes.'],
  ])('%s', async (user, sentence) => {
    const newcomer = first.as(user)
    await newcomer.types('/ringgroup list')
    await newcomer.hears(sentence)
    newcomer.listens()
    await newcomer.types('/ringgroup list')
    await newcomer.hears(/ring groups|groupes d’appels/i)
    expect(newcomer.heard().join('\n')).not.toContain(sentence)
  })
  it('a lead', async () => {
    const [owner, lead] = [first.as('UALICE'), first.as('ULEA')]
    await owner.types('/ringgroup create Support 600 102')
    await owner.hears(/live on the phones/i)
    await owner.types('/ringgroup lead support <@ULEA>')
    await owner.hears('is team lead')
    await lead.types('/ringgroup liste')
    await lead.hears('Comme responsable d’équipe, vous demandez des changements de votre groupe')
  })
})

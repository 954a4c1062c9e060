import { beforeAll, describe, expect, it } from 'vitest'
import { supported } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, group, held, work, passes } = world
const [alice, chloe, lea, bruno, omar, priya] = [
  as('UALICE'),
  as('UCHLOE'),
  as('ULEA'),
  as('UBRUNO'),
  as('UOMAR'),
  as('UPRIYA'),
]
const members = async () => (await group('600'))!.members.map((it) => it.extension)

beforeAll(() => supported(world))

describe('oneself in a group', () => {
  it('asks to join, and an admin approves', async () => {
    await priya.types('/ringgroup join support until=2h reason=holidays')
    expect(await priya.hears('Sent to')).toContain('Priya Nair into Support')
    const card = await alice.hears('Priya Nair into Support')
    expect(card).toContain('@priya asks')
    expect(card).toContain('Reason: holidays')
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice/)
    await work()
    expect(await held('600')).toMatchObject({ members: ['102', '108', '109'] })
    await passes(3)
    await work()
    expect(await members()).toEqual(['102', '108'])
  })
  it('asks to leave for a while, in French, by the card', async () => {
    await alice.types('/ringgroup add support 106')
    await alice.hears('Live on the phones')
    await lea.types('/ringgroup afficher support')
    const card = await lea.hears('Support (600)')
    expect(card).toContain('[Quitter]')
    expect(card).not.toContain('[Demander à rejoindre]')
    await lea.types('/ringgroup quitter support jusqu’à=2h')
    await lea.hears('Envoyée à')
    await work()
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice/)
    await work()
    expect(await held('600')).toMatchObject({ members: ['102', '108'] })
    await passes(3)
    await work()
    expect(await held('600')).toMatchObject({ members: ['102', '108', '106'] })
  })
  it('by buttons of the card', async () => {
    await priya.types('/ringgroup show support')
    expect(await priya.hears('Support (600)')).not.toContain('[Leave]')
    await priya.presses('Ask to Join')
    await priya.hears('Sent to')
    await priya.presses('Withdraw')
    await priya.hears('Withdrawn')
    await work()
  })
  it('an admin and a free lead at once; a lead asks', async () => {
    await alice.types('/ringgroup join support')
    await alice.hears('Alice Martin (101) now rings in Support.')
    await alice.types('/ringgroup leave support')
    await alice.hears('Alice Martin (101) no longer rings in Support.')
    await alice.types('/ringgroup lead support <@UPRIYA> free')
    await alice.hears('is team lead')
    await priya.types('/ringgroup join support')
    await priya.hears('Priya Nair (109) now rings in Support.')
    await priya.types('/ringgroup leave support')
    await priya.hears('Priya Nair (109) no longer rings in Support.')
    await alice.types('/ringgroup lead support <@UPRIYA>')
    await alice.hears('from now on')
    await priya.types('/ringgroup join support')
    await priya.hears('Sent to')
    await priya.presses('Withdraw')
    await priya.hears('Withdrawn')
    await work()
  })
  it('no group said: the form, and what is sent is a request', async () => {
    await chloe.types('/ringgroup rejoindre')
    expect(await chloe.form()).toMatchObject({ title: 'Rejoindre un groupe', submit: 'Rejoindre' })
    await chloe.closes()
    await bruno.types('/ringgroup leave')
    expect(await bruno.form()).toMatchObject({ title: 'Leave Group', submit: 'Send Request' })
    await bruno.fills({ 'Ring group': 'Support', Reason: 'too many calls' })
    expect(await bruno.submits()).toEqual({})
    expect(await bruno.hears('Sent to')).toContain('Bruno Keller out of Support')
  })
  it('edited before approving it is still about whoever asked', async () => {
    await work()
    alice.goesTo('direct')
    await alice.presses('Edit Before Approving')
    await alice.form((it) => it.title === 'Leave Group')
    await alice.submits()
    await work()
    expect(await members()).not.toContain('102')
    expect(await members()).not.toContain('101')
    const last = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(last).toMatchObject({ by: 'UBRUNO', approvedBy: 'UALICE' })
  })
})

describe('what there is nothing to ask for', () => {
  it('a member already, and no member', async () => {
    await omar.types('/ringgroup join support')
    await omar.hears('Your phone 108 is in Support already; there is nothing to change.')
    await bruno.types('/ringgroup leave support')
    await bruno.hears('Your phone 102 is not in Support; there is nothing to change.')
    expect(await db.request.count({ where: { decision: { equals: null as never } } })).toBe(0)
  })
  it('nobody joins for somebody else, whatever they send', async () => {
    await db.request.deleteMany()
    await bruno.types('/ringgroup join support person=101')
    await bruno.hears(/Something is missing or cannot be read|I did not understand|Which phone is yours/)
    expect(await db.request.count()).toBe(0)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, db, group, held, work, passes } = await openWorld()
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]

/** A group that Léa leads. */
async function made() {
  await alice.types('/ringgroup create Support 600 102 108 mode=consecutive time=20')
  await alice.hears(/live on the phones/i)
  await chloe.types('/ringgroup aide')
  await chloe.hears('/ringgroup')
  const { id } = (await group('600'))!
  await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free: false } })
}

beforeAll(made)

describe('a team lead asks, and an admin approves', () => {
  it('the lead asks for somebody instead of somebody', async () => {
    await lea.types('/ringgroup remplacer support 102 106 jusqu’à=2h motif=congés')
    expect(await lea.hears('Envoyée à')).toContain('Léa Fontaine à la place de Bruno Keller dans Support (600)')
    expect((await group('600'))!.members).toHaveLength(2)
    const card = await alice.hears('Léa Fontaine instead of Bruno Keller in Support (600)')
    expect(card).toContain('Reason: congés')
    expect(card).toContain('1 Bruno Keller       102')
    expect(card).toContain('1 Léa Fontaine       106 <')
  })
  it('and the admin approves', async () => {
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice.*live on the phones/)
    await work()
    expect(await held('600')).toMatchObject({ members: ['106', '108'] })
    expect(await lea.hears('En service')).toContain('Léa Fontaine')
    expect(alice.texts().join('\n')).toContain('Approved by @alice')
    expect(alice.texts().join('\n')).toContain('live on the phones')
    chloe.goesTo('direct')
    expect(chloe.texts().join('\n')).toContain('Approuvée par')
  })
  it('and when the time is over everything is as before', async () => {
    await passes(3)
    await work()
    expect(await held('600')).toMatchObject({ members: ['102', '108'] })
    await bruno.types('/ringgroup history support')
    const text = await bruno.hears('approved by')
    expect(text).toMatch(
      /@lea: Léa Fontaine \(106\) now rings in Support\. .*Bruno Keller \(102\) is away from Support until .*\(approved by @alice\)/,
    )
    expect(text).toContain(
      'by the clock: Léa Fontaine (106) no longer rings in Support. Bruno Keller (102) now rings in Support.',
    )
  })
})

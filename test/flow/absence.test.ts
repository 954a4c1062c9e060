import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ledBySomebody } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, group, held, now, passes } = world
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]

beforeAll(() => ledBySomebody(world))
beforeEach(() => [alice, chloe, lea, bruno].forEach((it) => it.goesTo('#general')))

const ringing = async () => (await held('600'))?.members
const members = async () => (await group('600'))!.members
const inHours = (hours: number) => new Date(Math.ceil(now().getTime() / 60_000) * 60_000 + hours * 3_600_000)

describe('an absence keeps the place', () => {
  it('a lead asks for it, and it is shown as what it is', async () => {
    await lea.types('/ringgroup retirer support 102 jusqu’à=6h motif=médecin')
    expect(await lea.hears('Envoyée à')).toContain('Absence de Bruno Keller dans Support (600)')
    const card = await alice.hears('Bruno Keller away from Support (600) for a while')
    expect(card).toMatch(/Starts when approved · ends \d{4}/)
    expect(card).toMatch(/Then\n1 Omar Haddad +108\n/)
    expect(card).toContain('A caller waits up to 20 s (was 40 s), then voicemail 100 Virtual Receptionist.')
  })
  it('approved, they do not ring, and are a member still', async () => {
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice.*live on the phones/)
    expect(await lea.hears('Absence dans Support')).toMatch(/Bruno Keller \(102\)\. Fin\u00a0: \d{4}/)
    expect(await ringing()).toEqual(['108'])
    const { until } = (await db.request.findFirstOrThrow()).found as { until: string }
    expect(await members()).toEqual([{ extension: '102', away: { until } }, { extension: '108' }])
  })
  it('what is planned is in requests, for those whom it concerns', async () => {
    await lea.types('/ringgroup demandes')
    expect(await lea.hears('Prévu')).toMatch(/Support \(600\)\u00a0: Bruno Keller \(102\), absence, fin\u00a0: \d{4}/)
    await bruno.types('/ringgroup requests')
    expect(await bruno.hears('Planned')).toMatch(/Support \(600\): Bruno Keller \(102\), away until \d{4}/)
    const omar = as('UPRIYA')
    await omar.types('/ringgroup requests')
    await omar.hears('Nothing waits, and nothing is planned.')
  })
  it('is made longer, and others come and go meanwhile', async () => {
    const before = (await members())[0]!.away!.until
    await alice.types('/ringgroup remove support 102 until=8h')
    await alice.hears('No phone is concerned.')
    const after = (await members())[0]!.away!.until
    expect(Date.parse(after)).toBeGreaterThan(Date.parse(before))
    await alice.types('/ringgroup add support 109 place=1')
    await alice.hears('Priya Nair (109) now rings in Support.')
    await alice.types('/ringgroup order support 108')
    await alice.hears('Support rings in a new order.')
    expect((await members()).map((it) => it.extension)).toEqual(['108', '109', '102'])
  })
  it('when it is over they ring again in their place, by the clock', async () => {
    await passes(8.1)
    await expect.poll(ringing).toEqual(['108', '109', '102'])
    expect(await members()).toEqual([{ extension: '108' }, { extension: '109' }, { extension: '102' }])
    const last = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(last).toMatchObject({ command: 'lapse', by: null })
  })
  it('in date-time fields, from when until when', async () => {
    const [from, until] = [inHours(2), inHours(5)]
    await chloe.types('/ringgroup retirer support')
    await chloe.fills({ Membres: ['Priya Nair (109)'], 'À partir de': from, 'Jusqu’au': until })
    expect(await chloe.submits()).toEqual({})
    expect(await chloe.hears('Absence dans Support')).toMatch(/Priya Nair \(109\)\. Début\u00a0: .* Fin\u00a0: /)
    const away = { from: from.toISOString(), until: until.toISOString() }
    expect((await members())[1]).toEqual({ extension: '109', away })
    expect(await ringing()).toEqual(['108', '109', '102'])
    await passes(2.1)
    await expect.poll(ringing).toEqual(['108', '102'])
    await passes(3.1)
    await expect.poll(ringing).toEqual(['108', '109', '102'])
  })
  it('the end before the start stands under a field, and what was typed stays', async () => {
    await alice.types('/ringgroup remove support')
    await alice.fills({ Members: ['Priya Nair (109)'], From: inHours(5), Until: inHours(2) })
    const wrong = 'Priya Nair (109): the end has to come after the start.'
    expect(await alice.submits()).toEqual({ Members: wrong })
    await alice.fills({ Until: new Date('2001-01-01') })
    expect(Object.keys(await alice.submits())).toEqual(['Until'])
    await alice.closes(true)
  })
  it('from alone: a member until then', async () => {
    await alice.types('/ringgroup remove support 109 from=3h')
    await alice.hears('Saved. No phone is concerned.')
    expect(await ringing()).toEqual(['108', '109', '102'])
    await passes(3.1)
    await expect.poll(ringing).toEqual(['108', '102'])
    expect((await members()).map((it) => it.extension)).toEqual(['108', '102'])
  })
})

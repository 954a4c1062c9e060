import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ledBySomebody } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, group, held, now, passes, taskList, work } = world
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]
const everybody = [alice, chloe, lea, bruno]
const inHours = (hours: number) => new Date(Math.ceil(now().getTime() / 60_000) * 60_000 + hours * 3_600_000)

const ringing = async (extension = '600') => (await held(extension))?.members
const ends = async () => (await group('600'))!.members.map((it) => it.until ?? it.away?.until)
/** How often somebody was told this directly. */
const times = (who: typeof alice, words: string) => {
  who.goesTo('direct')
  const count = who.texts().filter((it) => it.includes(words)).length
  who.goesTo('#general')
  return count
}
const lead = async (free: boolean) => {
  const { id } = (await group('600'))!
  await db.lead.deleteMany({})
  await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free } })
}

beforeEach(async () => {
  everybody.forEach((it) => it.goesTo('#general'))
  if (await group('600')) {
    await alice.types('/ringgroup delete support')
    await alice.submits()
    await alice.hears('was deleted')
  }
  await ledBySomebody(world)
  everybody.forEach((it) => it.listens())
})
afterEach(async () => {
  for (const it of everybody) if (it.hasForm()) await it.closes(true)
})

/** Somebody instead of Bruno for three days, of which two and a half have passed. */
async function almostOver(who = '106') {
  await alice.types(`/ringgroup swap support 102 ${who} until=72h`)
  await alice.hears('now rings in Support.')
  await passes(60)
}

describe('a day before an end the lead is offered Extend', () => {
  it('once, and not before', async () => {
    await alice.types('/ringgroup swap support 102 106 until=72h')
    await alice.hears('now rings in Support.')
    const told = 'Léa Fontaine (106) remplace Bruno Keller (102) dans Support (600). Fin\u00a0:'
    const before = times(lea, told)
    await passes(47.9)
    await work()
    expect(times(lea, told)).toBe(before)
    await passes(0.2)
    await lea.hears(/remplace Bruno Keller.*Fin\u00a0: .*\u00a0; ensuite, tout redevient comme avant\./)
    for (let i = 0; i < 3; i++) await passes(0.1)
    await Promise.all([1, 2, 3].map(async () => taskList.foretell({}, {} as never)))
    await work()
    expect(times(lea, told)).toBe(before + 1)
    expect(times(alice, 'rings instead of Bruno Keller (102)')).toBe(0)
    expect(times(bruno, 'rings instead of')).toBe(0)
  })
  it('a lead asks; both ends become another, and that end is told anew', async () => {
    await almostOver()
    lea.goesTo('direct')
    await lea.hears('[Prolonger]')
    await lea.presses('Prolonger')
    const form = await lea.form()
    expect([form.title, form.submit, Object.keys(form.fields)]).toEqual([
      'Prolonger',
      'Envoyer la demande',
      ['Jusqu’au', 'Motif'],
    ])
    expect(form.text).toContain('Léa Fontaine (106) remplace Bruno Keller (102) dans Support (600).')
    const until = inHours(60)
    await lea.fills({ 'Jusqu’au': until, Motif: 'toujours en congés' })
    expect(await lea.submits()).toEqual({})
    await lea.hears('Envoyée à')
    const card = await alice.hears('Other dates for Léa Fontaine and Bruno Keller in Support (600)')
    expect(card).toContain('@lea asks · Reason: toujours en congés')
    expect(card).toMatch(/• Léa Fontaine \(106\), until \d{4}.* → Léa Fontaine \(106\), until \d{4}/)
    expect(card).toMatch(/• Bruno Keller \(102\), away until \d{4}.* → Bruno Keller \(102\), away until \d{4}/)
    expect(card).toContain('A caller still waits up to 40 s')
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears('Approved by @alice')
    expect(await ends()).toEqual([until.toISOString(), until.toISOString(), undefined])
    await passes(13)
    expect(await ringing()).toEqual(['106', '108'])
    lea.listens()
    await passes(25)
    await lea.hears('[Prolonger]')
    await passes(25)
    await expect.poll(() => ringing()).toEqual(['102', '108'])
  })
  it('a lead who is free does it at once', async () => {
    await lead(true)
    await almostOver()
    lea.goesTo('direct')
    await lea.hears('[Prolonger]')
    await lea.presses('Prolonger')
    const form = await lea.form()
    expect([form.submit, Object.keys(form.fields)]).toEqual(['Prolonger', ['Jusqu’au']])
    const until = inHours(30)
    await lea.fills({ 'Jusqu’au': new Date('2001-01-01') })
    expect((await lea.submits())['Jusqu’au']).toContain('est déjà passée')
    await lea.fills({ 'Jusqu’au': until })
    expect(await lea.submits()).toEqual({})
    await lea.hears('Support')
    await expect.poll(ends).toEqual([until.toISOString(), until.toISOString(), undefined])
  })
  it('where there is no lead the admins are offered it', async () => {
    await db.lead.deleteMany({})
    await almostOver('109')
    expect(await alice.hears('[Extend]')).toMatch(
      /Priya Nair \(109\) rings instead of Bruno Keller \(102\) in Support \(600\) until .*; then everything is as before\./,
    )
    await chloe.hears('[Prolonger]')
    alice.goesTo('direct')
    await alice.presses('Extend')
    expect((await alice.form()).submit).toBe('Extend')
    const until = inHours(100)
    await alice.fills({ Until: until })
    expect(await alice.submits()).toEqual({})
    await expect.poll(ends).toEqual([until.toISOString(), until.toISOString(), undefined])
  })
  it('of an absence, and of a membership, alone', async () => {
    await alice.types('/ringgroup remove support 102 until=50h')
    await alice.hears(/away from Support[^]*Live/)
    await passes(30)
    await lea.hears(/Absence dans Support \(600\)\u00a0: Bruno Keller \(102\)\. Fin\u00a0:/)
    await alice.types('/ringgroup add support 101 until=70h')
    await alice.hears('Alice Martin (101) now rings in Support.')
    await passes(50)
    await lea.hears(/Alice Martin \(101\) sonne dans Support \(600\) pour un temps\. Fin\u00a0:/)
  })
  it('not if it lasts under two days', async () => {
    await alice.types('/ringgroup add support 101 until=47h')
    await alice.hears('Alice Martin (101) now rings in Support.')
    await alice.types('/ringgroup remove support 108 until=30h')
    await alice.hears('away from Support')
    lea.listens()
    for (const hours of [7, 17, 17]) await passes(hours)
    await work()
    expect(lea.heard().filter((it) => it.includes('[Prolonger]'))).toEqual([])
  })
  it('a request that nobody answers in time is over with the end that it is about', async () => {
    await almostOver()
    lea.goesTo('direct')
    await lea.hears('[Prolonger]')
    await lea.presses('Prolonger')
    await lea.form()
    await lea.fills({ 'Jusqu’au': inHours(90) })
    expect(await lea.submits()).toEqual({})
    await lea.hears('Envoyée à')
    await passes(13)
    await work()
    await expect
      .poll(async () => (await db.request.findFirst({ orderBy: { id: 'desc' } }))!.decision)
      .toMatchObject({
        how: 'expired',
      })
    expect(await ringing()).toEqual(['102', '108'])
  })
  it('what is over is said, and nothing is changed', async () => {
    await almostOver()
    lea.goesTo('direct')
    await lea.hears('[Prolonger]')
    await passes(13)
    await lea.presses('Prolonger')
    await lea.hears('Aucune fin n’est prévue pour Léa Fontaine (106) dans Support. Rien n’a été modifié.')
    expect(lea.hasForm()).toBe(false)
  })
  it('who may not is refused', async () => {
    await alice.types('/ringgroup swap support 102 106 until=72h')
    await alice.hears('now rings in Support.')
    await db.lead.deleteMany({})
    await passes(60)
    await alice.hears('[Extend]')
    await db.admin.create({ data: { user: 'UALICE', admin: false } })
    await passes(0.1)
    alice.goesTo('direct')
    await alice.presses('Extend')
    await alice.hears(/admin/i)
    expect(alice.hasForm()).toBe(false)
    await db.admin.deleteMany({})
    await passes(0.1)
  })
})

describe('a group that is about to be empty', () => {
  it('is told to its lead and to the admins a day before, once', async () => {
    await alice.types('/ringgroup remove support 102 108 from=30h until=40h')
    await alice.hears('away from Support')
    for (const it of [alice, chloe, lea]) it.listens()
    await passes(5)
    await work()
    expect(times(alice, 'nobody rings in Support')).toBe(0)
    await passes(1.5)
    expect(await alice.hears('nobody rings in Support (600)')).toMatch(
      /From \d{4}.* on nobody rings in Support \(600\): callers will go straight to voicemail 100 Virtual Receptionist\./,
    )
    await chloe.hears(/plus personne ne sonnera dans Support \(600\)\. Début\u00a0:/)
    expect(await lea.hears('plus personne ne sonnera')).toContain('[Modifier les membres]')
    for (const hours of [1, 23, 2]) await passes(hours)
    await work()
    expect(times(alice, 'nobody rings in Support')).toBe(1)
    expect(times(alice, 'Nobody rings in Support')).toBe(0)
  })
  it('is not told where somebody has come meanwhile', async () => {
    await db.lead.deleteMany({})
    await alice.types('/ringgroup remove support 102 108 from=30h until=40h')
    await alice.hears('away from Support')
    await alice.types('/ringgroup add support 109')
    await alice.hears('Priya Nair (109) now rings')
    alice.listens()
    await passes(7)
    await work()
    expect(alice.heard().filter((it) => it.includes('nobody rings'))).toEqual([])
  })
  it('is told now when the clock has made it empty and nobody was told', async () => {
    await alice.types('/ringgroup remove support 102 108 from=30h until=400h')
    await alice.hears('away from Support')
    alice.listens()
    await passes(40)
    expect(await alice.hears('Nobody rings in Support (600)')).toContain(
      'Nobody rings in Support (600) any more: callers go straight to voicemail 100 Virtual Receptionist.',
    )
    await lea.hears(/Plus personne ne sonne dans Support \(600\)/)
    expect(await ringing()).toEqual([])
    await passes(1)
    await work()
    expect(times(chloe, 'Plus personne ne sonne dans Support (600)')).toBe(1)
  })
})

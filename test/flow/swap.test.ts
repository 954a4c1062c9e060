import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { comes, ledBySomebody, next } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, group, held, now, quietens } = world
const [alice, chloe, lea, bruno, omar] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO'), as('UOMAR')]
const everybody = [alice, chloe, lea, bruno, omar]
const [WEDNESDAY, FRIDAY] = [3, 5]

const ringing = async () => (await held('600'))?.members
const changes = () => db.change.count()

/** A group that Omar leads, who reads English, and Léa, who reads French; it is a Wednesday. */
beforeAll(async () => {
  const groupId = await ledBySomebody(world, { lead: 'UOMAR' })
  await db.lead.create({ data: { groupId, position: 1, user: 'ULEA', free: false } })
  await comes(world, next(now(), WEDNESDAY, 10))
})
beforeEach(() => everybody.forEach((it) => it.goesTo('#general')))

async function refused(line: string, sentence: string | RegExp, who = alice) {
  const before = [await changes(), await db.request.count()]
  await who.types(line)
  const heard = await who.hears(sentence)
  expect([await changes(), await db.request.count()]).toEqual(before)
  return heard
}

describe('a lead asks for somebody instead of somebody until Friday, in English', () => {
  it('the lead asks, and the owner sees what would be', async () => {
    await omar.types('/ringgroup swap support 102 106 until=friday 18:00 reason=“a holiday”')
    const answer = await omar.hears('Sent to')
    expect(answer).toContain('Léa Fontaine instead of Bruno Keller in Support (600)')
    expect(await ringing()).toEqual(['102', '108'])
    const card = await alice.hears('Léa Fontaine instead of Bruno Keller in Support (600)')
    expect(card).toMatch(/Starts when approved · ends \d{4}-\d\d-\d\d/)
    expect(card).toContain('@omar asks · Reason: a holiday')
    const [before, after] = card.split('Then')
    expect(before).toMatch(/Now\n1 Bruno Keller +102\n2 Omar Haddad +108/)
    expect(after).toMatch(/1 Léa Fontaine +106 <\n2 Omar Haddad +108/)
    const ends = next(now(), FRIDAY, 18).toISOString()
    expect((await db.request.findFirstOrThrow()).found).toMatchObject({ until: ends })
  })
  it('the owner approves, and all are told', async () => {
    alice.goesTo('direct')
    for (const it of [omar, lea, bruno]) it.listens()
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice.*live on the phones · ends/)
    expect(await omar.hears('Live on the phones')).toContain('Léa Fontaine (106) now rings in Support.')
    await quietens()
    await lea.hears(/Votre poste 106 sonne pour Support/)
    await bruno.hears(/102.*Support/)
  })
  it('who shows the replacement in the same place', async () => {
    await bruno.types('/ringgroup who support')
    expect(await bruno.hears('first, then')).toMatch(/Léa( Fontaine)? first, then Omar/)
    expect(await ringing()).toEqual(['106', '108'])
  })
  it('after the clock has moved the original rings again in the same place', async () => {
    await comes(world, next(now(), FRIDAY, 18))
    await expect.poll(ringing).toEqual(['102', '108'])
    await bruno.types('/ringgroup who support')
    expect(await bruno.hears('first, then')).toMatch(/Bruno( Keller)? first, then Omar/)
  })
  it('history tells who asked and who approved', async () => {
    await bruno.types('/ringgroup history support')
    const text = await bruno.hears('approved by')
    expect(text).toMatch(
      /@omar: Léa Fontaine \(106\) now rings in Support\. .*Bruno Keller \(102\) is away from Support until .*\(approved by @alice\)/,
    )
    expect(text).toContain('by the clock: Léa Fontaine (106) no longer rings in Support.')
  })
})

describe('the same in French', () => {
  it('la responsable demande', async () => {
    await comes(world, next(now(), WEDNESDAY, 10))
    chloe.listens()
    await lea.types('/ringgroup remplacer support Bruno Léa jusqu’à=vendredi 18h motif=congés')
    const answer = await lea.hears('Envoyée à')
    expect(answer).toContain('Léa Fontaine à la place de Bruno Keller dans Support (600)')
    const card = await chloe.hears('dès l’accord')
    expect(card).toContain('Léa Fontaine à la place de Bruno Keller dans Support (600)')
    expect(card).toMatch(/Début\u00a0: dès l’accord · fin\u00a0: \d{4}/)
    expect(card).toContain('Demande de @lea · Motif\u00a0: congés')
    expect(card).toMatch(/Actuel\n1 Bruno Keller +102\n2 Omar Haddad +108\n\nEnsuite\n1 Léa Fontaine +106 </)
    const { found } = await db.request.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(found).toMatchObject({ until: next(now(), FRIDAY, 18).toISOString() })
  })
  it('l’administratrice approuve', async () => {
    chloe.goesTo('direct')
    await chloe.presses('Approuver')
    await chloe.hears(/Approuvée par @chloe.*en service/)
    expect(await lea.hears('En service')).toContain('Léa Fontaine (106) sonne désormais')
    await lea.types('/ringgroup qui support')
    expect(await lea.hears('d’abord')).toMatch(/d’abord Léa( Fontaine)?, puis Omar/)
  })
  it('l’heure passe, et tout est comme avant', async () => {
    await comes(world, next(now(), FRIDAY, 18))
    await expect.poll(ringing).toEqual(['102', '108'])
    await lea.types('/ringgroup qui support')
    expect(await lea.hears('d’abord')).toMatch(/d’abord Bruno( Keller)?, puis Omar/)
    await lea.types('/ringgroup historique support')
    expect(await lea.hears('accord de')).toMatch(/@lea.*Léa Fontaine \(106\) sonne désormais.*accord de @chloe/)
  })
})

describe('at the edges', () => {
  it('who is no member, who is one already, and oneself are refused', async () => {
    const not = 'Nothing was changed.'
    await refused('/ringgroup swap support 101 106', `Alice Martin (101) is not a member of Support. ${not}`)
    await refused('/ringgroup swap support 102 108', `Omar Haddad (108) is a member already. ${not}`)
    await refused('/ringgroup swap support 102 102', `Bruno Keller (102) cannot ring instead of themselves. ${not}`)
    await refused('/ringgroup swap support 102 999', 'There is no extension 999.')
    const own = 'Bruno Keller (102) ne peut pas prendre sa propre place. Rien n’a été modifié.'
    await refused('/ringgroup remplacer support 102 102', own, chloe)
    expect(await ringing()).toEqual(['102', '108'])
  })
  it('a lead hears it at once, and nobody is asked', async () => {
    await refused(
      '/ringgroup swap support 102 108',
      'Omar Haddad (108) is a member already. Nothing was changed.',
      omar,
    )
    await refused(
      '/ringgroup remplacer support 101 106',
      'Pas membre du groupe Support\u00a0: Alice Martin (101).',
      lea,
    )
    expect(await ringing()).toEqual(['102', '108'])
  })
  it('in the form it stands under its field', async () => {
    await alice.types('/ringgroup swap support')
    const { title, fields } = await alice.form()
    expect([title, Object.keys(fields)]).toEqual([
      'Swap Members',
      ['Who does not ring', 'Who rings instead', 'From', 'Until'],
    ])
    await alice.fills({ 'Who does not ring': 'Bruno Keller (102)', 'Who rings instead': 'Omar Haddad (108)' })
    const already = 'Omar Haddad (108) is a member already. Nothing was changed.'
    expect(await alice.submits()).toEqual({ 'Who rings instead': already })
    await alice.closes(true)
  })
  it('a replacement that begins later: nobody is lost, nobody rings twice', async () => {
    await alice.types('/ringgroup swap support 102 106 from=3h until=6h')
    await alice.hears('Léa Fontaine (106)')
    expect(await ringing()).toEqual(['102', '108'])
    await world.passes(3.1)
    await expect.poll(ringing).toEqual(['106', '108'])
    await world.passes(3.1)
    await expect.poll(ringing).toEqual(['102', '108'])
  })
  it('of somebody who is away already, or who leaves anyway', async () => {
    await alice.types('/ringgroup remove support 102 until=8h')
    await alice.hears(/Live on the phones/)
    await alice.types('/ringgroup swap support 102 106 until=4h')
    await alice.hears('Léa Fontaine (106) now rings in Support.')
    await expect.poll(ringing).toEqual(['106', '108'])
    await world.passes(4.1)
    await expect.poll(ringing).toEqual(['108']) // still away
    await world.passes(4.1)
    await expect.poll(ringing).toEqual(['102', '108'])
    await alice.types('/ringgroup remove support 102 from=30h until=40h')
    await alice.hears(/Bruno Keller/)
    const apart = 'Bruno Keller (102) has another absence planned, at other dates; there can be one at a time.'
    await refused('/ringgroup swap support 102 106 until=4h', apart)
    await refused('/ringgroup retirer support 102 jusqu’à=4h', 'Bruno Keller (102) a déjà une absence prévue', chloe)
  })
  it('for good', async () => {
    await alice.types('/ringgroup swap support bruno léa')
    await alice.hears('Léa Fontaine (106) now rings in Support.')
    expect((await group('600'))!.members).toEqual([{ extension: '106' }, { extension: '108' }])
  })
})

describe('until when', () => {
  const not = 'Nothing was changed.'
  it.each([
    ['until=2001-01-01', `“2001-01-01” has already passed. ${not}`],
    ['until=yesterday', `“yesterday” has already passed. ${not}`],
    ['until=50 years', `“50 years” is more than 2 years away. ${not}`],
    ['until=2076-11-27', `“2076-11-27” is more than 2 years away. ${not}`],
    ['until=someday', 'I do not know when “someday” is.'],
    ['until=2027-02-30', 'I do not know when “2027-02-30” is.'],
    ['from=5h until=2h', 'Chloé Dubois (103): the end has to come after the start.'],
    ['from=3h until=3h', 'Chloé Dubois (103): the end has to come after the start.'],
  ])('%s', async (times, sentence) => {
    expect(await refused(`/ringgroup add support 103 ${times}`, sentence)).toContain(sentence)
    expect(await refused(`/ringgroup swap support 108 103 ${times}`, sentence, omar)).toContain(sentence)
  })
  it.each([
    ['jusqu’à=hier', 'La date «\u00a0hier\u00a0» est déjà passée. Rien n’a été modifié.'],
    ['jusqu’à=50 ans', 'La date «\u00a050 ans\u00a0» est à plus de 2 ans d’ici. Rien n’a été modifié.'],
    ['jusqu’à=bientôt', 'Je ne comprends pas la date «\u00a0bientôt\u00a0».'],
    ['dès=5h jusqu’à=2h', 'Chloé Dubois (103)\u00a0: la fin doit venir après le début.'],
  ])('%s', async (times, sentence) => {
    expect(await refused(`/ringgroup remplacer support 108 103 ${times}`, sentence, lea)).toContain(sentence)
  })
  it('"friday" on a Friday is asked with buttons, and the button asks', async () => {
    await comes(world, next(now(), FRIDAY, 10))
    const heard = await refused('/ringgroup swap support 108 103 until=friday 18:00', '“friday 18:00” could be', omar)
    const today = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', dateStyle: 'full' }).format(now())
    expect(heard).toContain(today)
    const [label] = [...heard.matchAll(/\[([^\]]*Friday[^\]]*)\]/g)].map((it) => it[1]!)
    await omar.presses(label!)
    await omar.hears('Chloé Dubois instead of Omar Haddad in Support (600)')
    const { found } = await db.request.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(found).toMatchObject({ until: next(now(), FRIDAY, 18).toISOString() })
  })
  it('on the night clocks change 02:30 is once, later if it is skipped', async () => {
    const year = now().getFullYear() + 1
    /** The last Sunday of a month. */
    const sunday = (month: number) => {
      const last = new Date(Date.UTC(year, month, 0))
      return new Date(last.getTime() - last.getUTCDay() * 86_400_000).toISOString().slice(0, 10)
    }
    await alice.types(`/ringgroup add support 103 until=${sunday(3)} 02:30`)
    await alice.hears('Chloé Dubois (103) now rings in Support.')
    expect((await group('600'))!.members.at(-1)!.until).toBe(`${sunday(3)}T01:30:00.000Z`) // 03:30: there is no 02:30
    await alice.types(`/ringgroup add support 109 until=${sunday(10)} 02:30`)
    await alice.hears('Priya Nair (109) now rings in Support.')
    expect((await group('600'))!.members.at(-1)!.until).toBe(`${sunday(10)}T00:30:00.000Z`) // the first of two
  })
})

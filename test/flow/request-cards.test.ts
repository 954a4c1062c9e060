import { afterEach, describe, expect, it } from 'vitest'
import { openCards } from '../../src/store/request-cards.ts'
import { ledByLea } from '../kit/team.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, work, db, until, phones, push, sandbox, passes, now } = world
const { asks, ended, minute, wait, members } = ledByLea(world)
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]

const direct = (who: typeof alice) => (who.goesTo('direct'), who.texts())
const settled = async (how: string) => {
  await until(async () => (await ended())?.how === how)
  await work()
}
const SWAP = '/ringgroup swap support 102 106'

describe('why somebody asks', () => {
  const PINGS =
    '<!channel> @here <!here> <@UALICE> \uE000uUALICE\uE001 <https://evil.example|click> *bold* `code` \u202Eback '
  const SECRET = 'chemotherapy'

  it('is short, pings nobody, and is read by whoever may', async () => {
    await lea.types(`${SWAP} reason=${PINGS}${SECRET} ${'very long '.repeat(60)}`)
    await lea.hears('Sent to')
    await work()
    const card = direct(alice).at(-1)!
    expect(card).toContain(SECRET)
    const reason = /Reason: (.*)/.exec(card)![1]!
    const [stored] = await db.request.findMany({ orderBy: { id: 'desc' }, take: 1 })
    expect([...stored!.reason!].length).toBe(300)
    expect(JSON.stringify(stored!.found).length).toBeLessThan(600)
    expect(reason).toMatch(/^<!channel> @here <!here> <@UALICE> uUALICE <https:\/\/evil\.example\|click>.*…$/)
    const sent = JSON.stringify(alice.messages().at(-1)!.blocks)
    expect(sent).toContain('&lt;!channel&gt; @here &lt;!here&gt; &lt;@UALICE&gt;')
    expect(sent).not.toMatch(/<!|<@UALICE|<http|\u202E|[\uE000-\uF8FF]/)
    const print = alice
      .messages()
      .at(-1)!
      .blocks.find((it) => JSON.stringify(it).includes(SECRET))
    expect(print).toMatchObject({ type: 'context', elements: [{ verbatim: true }] })
    expect(alice.messages().at(-1)!.text).not.toContain(SECRET)
  })
  it('and by nobody else: no list, no history, no log, no other message', async () => {
    await asks(`${SWAP} reason=${SECRET}`)
    for (const line of ['requests', 'history support', 'history', 'list', 'show support', 'who support']) {
      await bruno.types(`/ringgroup ${line}`)
      await bruno.hears(/./)
      await alice.types(`/ringgroup ${line}`)
      expect(await alice.hears(/Support|Léa/)).not.toContain(SECRET)
    }
    alice.goesTo('direct')
    await alice.presses('Approve')
    await settled('approved')
    await bruno.types('/ringgroup history support')
    await bruno.hears('approved by @alice')
    const seen = ['UBRUNO', 'UOMAR', 'UPRIYA', 'UGUEST'].map((id) => JSON.stringify(sandbox.state(id)))
    for (const it of seen) expect(it).not.toContain(SECRET)
    expect(world.logged()).not.toContain(SECRET)
    expect(JSON.stringify(await db.touchedGroup.findMany({ select: { before: true, after: true } }))).not.toContain(
      SECRET,
    )
  })
  it('whoever may decide finds it in the list', async () => {
    await asks(`${SWAP} reason=${SECRET}`)
    await alice.types('/ringgroup requests')
    await alice.hears('Waiting for you')
    await alice.presses('Review')
    expect(await alice.hears('Reason:')).toContain(SECRET)
  })
})

describe('a no', () => {
  it('has a reason that the requester reads, and every copy is a record', async () => {
    await chloe.types('/ringgroup liste')
    await chloe.hears('Support')
    await asks(SWAP)
    alice.goesTo('direct')
    await alice.presses('Decline…')
    const form = await alice.form(({ title }) => title === 'Decline Request')
    expect(form).toMatchObject({ submit: 'Decline Request', fields: { Reason: null } })
    lea.listens()
    await alice.fills({ Reason: 'two on holiday <!channel> \uE000uUALICE\uE001' })
    await alice.submits()
    await settled('declined')
    expect(await ended()).toMatchObject({ by: 'UALICE', reason: 'two on holiday <!channel> uUALICE' })
    await lea.hears(
      '@alice declined your request Léa Fontaine instead of Bruno Keller in Support (600): “two on holiday <!channel> uUALICE”',
    )
    expect(direct(lea).at(-1)).toBe(
      'Léa Fontaine instead of Bruno Keller in Support (600)\nDeclined by @alice: “two on holiday <!channel> uUALICE”',
    )
    expect(direct(alice).at(-1)).toBe(
      'Léa Fontaine instead of Bruno Keller in Support (600)\n@lea asks\nDeclined by @alice: “two on holiday <!channel> uUALICE”',
    )
    expect(direct(chloe).at(-1)).toContain('Refusée par @alice : « two on holiday <!channel> uUALICE »')
    expect(await members()).toEqual(['102', '108'])
  })
  it('while somebody writes it another was quicker: said, and the form closes', async () => {
    await asks(SWAP)
    alice.goesTo('direct')
    await alice.presses('Decline…')
    await alice.form(({ title }) => title === 'Decline Request')
    chloe.goesTo('direct')
    await chloe.presses('Approuver')
    await settled('approved')
    await alice.fills({ Reason: 'too late' })
    expect(await alice.submits()).toEqual({})
    await alice.hears('This request was decided already. Approved by @chloe')
    expect(alice.hasForm()).toBe(false)
    expect(await members()).toEqual(['106', '108'])
  })
})

it('what was approved goes on to the phones, and the records say how far it is', async () => {
  await asks(SWAP)
  phones.off()
  alice.goesTo('direct')
  await alice.presses('Approve')
  await until(async () => /saved, not on the phones yet/.test(direct(alice).at(-1)!))
  await until(async () => direct(lea).some((it) => it.includes('saved, not on the phones yet')))
  phones.on()
  await push()
  await work()
  expect(direct(alice).at(-1)).toMatch(
    /^Léa Fontaine instead of .*\n@lea asks\nApproved by @alice .* · live on the phones$/,
  )
  expect(direct(chloe).at(-1)).toMatch(/Approuvée par @alice .* · en service$/)
  expect(direct(lea).findLast((it) => /Approved by/.test(it))).toContain('live on the phones')
})

describe('from the home', () => {
  it('an admin looks at it, and approves it there', async () => {
    await asks(`${SWAP} reason=holiday`)
    expect(await alice.opensHome()).toContain('Léa Fontaine instead of Bruno Keller in Support (600)')
    await alice.presses('Review')
    expect((await alice.form()).text).toContain('Reason: holiday')
    await alice.presses('Approve')
    await settled('approved')
    const shown = await alice.form((it) => !it.text.includes('[Approve]'))
    expect(shown.text).toContain('Approved. It goes to the phones now.')
    await alice.closes(true)
  })
  it('or says no there, and the requester withdraws there', async () => {
    await asks(SWAP)
    await alice.opensHome()
    await alice.presses('Review')
    await alice.form(({ text }) => text.includes('Decline…')) // else the card in the messages would be pressed
    await alice.presses('Decline…')
    await alice.form(({ title }) => title === 'Decline Request')
    await alice.submits()
    await settled('declined')
    expect(alice.hasForm()).toBe(false)
    await asks(SWAP)
    expect(await lea.opensHome()).toContain('Vos demandes')
    await lea.presses('Retirer la demande')
    await settled('withdrawn')
    await until(async () => !lea.home().includes('Vos demandes'))
  })
})

describe('in time', () => {
  /** The next such day of the week at noon in Paris, roughly. */
  async function comes(day: number) {
    const at = now()
    const days = (day - at.getUTCDay() + 7) % 7 || 7
    const noon = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + days, 11)
    await passes((noon - at.getTime()) / 3_600_000)
    await work()
  }
  const reminders = (who: typeof alice) => direct(who).filter((it) => it.includes('since yesterday or longer')).length

  it('nobody has answered for a day: they hear it once', async () => {
    await comes(2)
    await asks(SWAP)
    const before = reminders(alice)
    await passes(23)
    await work()
    expect(reminders(alice)).toBe(before)
    await passes(1.1)
    await work()
    expect(direct(alice).at(-1)).toBe('A request waits for you since yesterday or longer.\n[See Requests]')
    await passes(1)
    await passes(24)
    await work()
    expect(reminders(alice)).toBe(before + 1)
  })
  it('not on a Saturday or a Sunday of the requester', async () => {
    await comes(5)
    await asks(SWAP)
    await asks('/ringgroup time support 30')
    const before = reminders(alice)
    await passes(24.5)
    await work()
    await passes(24)
    await work()
    expect(reminders(alice)).toBe(before)
    await passes(24)
    await work()
    expect(reminders(alice)).toBe(before + 1)
    expect(direct(alice).at(-1)).toContain('2 requests wait for you since yesterday or longer.')
  })
  it('after a week it has expired: told once', async () => {
    await asks(SWAP)
    await passes(7 * 24 - 1)
    await work()
    expect(await ended()).toBeNull()
    await passes(1)
    await work()
    await minute()
    expect(await ended()).toMatchObject({ how: 'expired' })
    expect(direct(alice).join('\n')).toContain('Expired unanswered')
    const told = () =>
      direct(lea).filter((it) => it.includes('Nobody answered your request Léa Fontaine instead of Bruno Keller'))
    expect(told().length).toBe(1)
    expect(told()[0]).toContain('it has expired. Nothing was changed.')
    expect(direct(alice).at(-1)).not.toContain('[Approve]')
  })
  it('or when the time that it is about has passed, at the latest at the click', async () => {
    await asks(`${SWAP} until=2h`)
    await passes(2.1)
    await work()
    expect(await ended()).toMatchObject({ how: 'expired' })
    await asks(`${SWAP} until=3h`)
    await db.$executeRaw`update "Request" set "expiresAt" = ${new Date(0)} where decision is null`
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears('Expired unanswered')
    expect(await members()).toEqual(['102', '108'])
  })
})

describe('many', () => {
  afterEach(async () => void (await db.request.deleteMany({})))
  it('more than five at once are told together, and each can be looked at', async () => {
    await db.request.deleteMany({})
    await wait(500)
    expect(direct(alice).at(-1)).toBe('500 requests wait for you.\n[See Requests]')
    alice.goesTo('direct')
    await alice.presses('See Requests')
    const first = await alice.hears('Waiting for you')
    expect(first.match(/\[Review\]/g)).toHaveLength(5)
    await alice.presses('495 more')
    const second = await alice.hears('[490 more]')
    expect(second.match(/\[Review\]/g)).toHaveLength(5)
    await alice.presses('Back to the First')
    await alice.hears('[495 more]')
    await alice.presses('Review')
    await alice.hears('Approve')
    await alice.presses('Approve')
    await until(
      async () => (await db.request.count({ where: { decision: { path: ['how'], equals: 'approved' } } })) > 0,
    )
    await work()
    await lea.types('/ringgroup demandes')
    expect(await lea.hears('Vos demandes')).toContain('494 autres de vos demandes attendent')
  })
  it('are not drawn again each time', async () => {
    await wait(500)
    expect(await openCards(db)).toEqual([])
    const calls = sandbox.calls.length
    await minute()
    const posts = sandbox.calls.slice(calls).filter((it) => it.method.startsWith('chat.'))
    expect(posts).toEqual([])
  })
  it('an admin who comes later gets what waits: a card each, or one message', async () => {
    await db.person.deleteMany({ where: { user: 'UCHLOE' } })
    await wait(2)
    const cards = () => direct(chloe).filter((it) => it.includes('[Approuver]')).length
    const before = cards()
    chloe.goesTo('#phones')
    await chloe.types('/ringgroup liste')
    await until(async () => cards() === before + 2)
    await db.person.deleteMany({ where: { user: 'UCHLOE' } })
    await wait(6)
    chloe.goesTo('#phones')
    await chloe.types('/ringgroup liste')
    await until(async () => direct(chloe).includes('6 demandes attendent votre réponse.\n[Voir les demandes]'))
    expect(cards()).toBe(before + 2)
  })
})

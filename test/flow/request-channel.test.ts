import { afterEach, describe, expect, it } from 'vitest'
import { ledByLea } from '../kit/team.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ env: { RINGGROUP_CHANNEL: 'CPHONES', RINGGROUP_LANGUAGE: 'fr' } })
const { as, work, db, until, sandbox, passes, now } = world
const { asks, ended, minute } = ledByLea(world)
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]
const SWAP = '/ringgroup swap support 102 106 reason=chemotherapy'

const inRoom = (who: typeof alice, room: string) => (who.goesTo(room), who.texts())
const cards = (who: typeof alice, room: string) =>
  inRoom(who, room).filter((it) => it.includes('Léa Fontaine à la place d') || it.includes('Léa Fontaine instead of'))
const isOpen = (it: string | undefined) => /\[Approuver\]|\[Approve\]/.test(it ?? '')

afterEach(async () => {
  sandbox.channel('CPHONES', { bot: true, isArchived: false })
  await minute()
})

it('one card in the channel, in its language, without the reason, and nobody is told directly', async () => {
  const direct = cards(alice, 'direct').length
  await asks(SWAP, lea)
  const card = cards(bruno, '#phones').at(-1)!
  expect(card).toContain('Léa Fontaine à la place de Bruno Keller dans Support (600)\nDemande de @lea\nActuel')
  expect(cards(alice, 'direct').length).toBe(direct)
  expect(inRoom(lea, 'direct').at(-1)).toContain('Sent to #phones. You will hear here.')
})

it('why somebody said no is not read there either', async () => {
  await asks(SWAP, lea)
  alice.goesTo('#phones')
  await alice.presses('Refuser…')
  await alice.form(({ title }) => title === 'Decline Request')
  await alice.fills({ Reason: 'she is too ill' })
  await alice.submits()
  await until(async () => (await ended())?.how === 'declined')
  await work()
  expect(cards(bruno, '#phones').at(-1)).toMatch(/Demande de @lea\nRefusée par @alice$/)
  expect(JSON.stringify(sandbox.state('UBRUNO'))).not.toMatch(/too ill|chemotherapy/)
  expect(inRoom(lea, 'direct').join('\n')).toContain('Declined by @alice: “she is too ill”')
})

describe('a channel that cannot be written to', () => {
  it.each([
    ['the bot is not in it', { bot: false }],
    ['it is archived', { isArchived: true }],
  ])('%s: the admins are asked directly, and the requester reads that', async (_, trouble) => {
    await chloe.types('/ringgroup liste')
    await chloe.hears('Support')
    sandbox.channel('CPHONES', trouble)
    lea.goesTo('direct')
    await asks(SWAP, lea)
    const card = cards(alice, 'direct').at(-1)!
    expect(card).toContain('@lea asks · Reason: chemotherapy')
    expect(isOpen(cards(chloe, 'direct').at(-1))).toBe(true)
    expect(inRoom(lea, 'direct').at(-1)).toMatch(/Sent to (@alice and @chloe|@chloe and @alice)\. You will hear here\./)
    alice.goesTo('direct')
    await alice.presses('Approve')
    await until(async () => (await ended())?.how === 'approved')
    await work()
    expect(cards(chloe, 'direct').at(-1)).toContain('Approuvée par @alice')
  })
  it('and when it can be written to again the next one goes there', async () => {
    sandbox.channel('CPHONES', { bot: false })
    lea.goesTo('direct')
    await asks(SWAP, lea)
    sandbox.channel('CPHONES', { bot: true })
    const [direct, room] = [cards(alice, 'direct').length, cards(alice, '#phones').length]
    lea.goesTo('#phones')
    await asks('/ringgroup swap support 108 106', lea)
    expect(cards(alice, 'direct').length).toBe(direct)
    expect(cards(alice, '#phones').length).toBeGreaterThan(room)
    expect((await db.channelState.findUnique({ where: { id: 1 } }))?.closedAt).toBeNull()
  })
  it('what stood there open goes to the admins as soon as that is noticed', async () => {
    await asks(SWAP, lea)
    const direct = cards(alice, 'direct').length
    sandbox.channel('CPHONES', { isArchived: true })
    lea.goesTo('direct')
    await asks('/ringgroup swap support 108 106', lea)
    expect(cards(alice, 'direct').length).toBe(direct + 2)
  })
  it('or when somebody is to be reminded', async () => {
    const at = now()
    const tuesday = Date.UTC(
      at.getUTCFullYear(),
      at.getUTCMonth(),
      at.getUTCDate() + ((9 - at.getUTCDay()) % 7 || 7),
      11,
    )
    await passes((tuesday - at.getTime()) / 3_600_000)
    await work()
    await asks(SWAP, lea)
    await passes(25)
    await work()
    expect(inRoom(alice, '#phones').at(-1)).toContain('Une demande attend votre réponse depuis plus d’un jour.')
    await asks('/ringgroup swap support 108 106', lea)
    sandbox.channel('CPHONES', { isArchived: true })
    const direct = cards(alice, 'direct').length
    await passes(25)
    await work()
    expect(cards(alice, 'direct').length).toBe(direct + 2)
  })
})

it('a channel of former days is left alone, and reads no reason', async () => {
  await asks(SWAP, lea)
  await db.requestCard.updateMany({ where: { shownTo: 'CPHONES' }, data: { shownTo: 'COLD' } })
  await minute()
  lea.goesTo('direct')
  await lea.presses('Withdraw')
  await until(async () => (await ended())?.how === 'withdrawn')
  await work()
  expect(cards(bruno, '#phones').at(-1)).toMatch(/Demande de @lea\nRetirée par @lea$/)
})

import { afterEach, describe, expect, it } from 'vitest'
import { ledByLea } from '../kit/team.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ env: { RINGGROUP_CHANNEL: 'CPHONES', SLACK_BOT_TOKEN: '' } })
const { as, sandbox, work, db } = world
const { asks, ended, members, minute } = ledByLea(world)
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]

type Set = { deleted?: boolean; isAdmin?: boolean; isGuest?: boolean }
const slack = (user: string, set: Set) => sandbox.act({ as: 'UALICE', do: 'person', user, set })
/** Somebody has decided, and everybody knows. */
async function settled() {
  await world.until(async () => (await ended()) !== null)
  await work()
}
const SWAP = '/ringgroup remplacer support 102 106'

afterEach(async () => {
  sandbox.trouble('users.info', null)
  await slack('ULEA', { deleted: false, isAdmin: false, isGuest: false })
  await slack('UALICE', { isAdmin: true })
})

describe('nobody approves their own request', () => {
  const own = /Nobody approves their own request|Personne n’approuve sa propre demande/
  it('by the card in the channel, as a member and as an admin by now', async () => {
    await asks(SWAP)
    lea.goesTo('#phones')
    await lea.presses('Approve')
    await lea.hears('C’est réservé aux admins ; rien n’a été modifié.')
    await slack('ULEA', { isAdmin: true })
    await lea.presses('Approve')
    await lea.hears(own)
    expect(await members()).toEqual(['102', '108'])
    expect(await ended()).toBeNull()
  })
  it('nor an edited one', async () => {
    await asks(SWAP)
    await slack('ULEA', { isAdmin: true })
    lea.goesTo('#phones')
    await lea.presses('Edit Before Approving')
    await lea.hears(own)
    expect(lea.hasForm()).toBe(false)
  })
  it('nor by the list, nor by looking at it', async () => {
    await asks(SWAP)
    await slack('ULEA', { isAdmin: true })
    await lea.types('/ringgroup demandes')
    const list = await lea.hears('Vos demandes')
    expect(list).not.toContain('En attente de votre réponse')
    expect(list).not.toContain('Examiner')
  })
  it('and what they can do as an admin by now they do by themselves: the request is not needed', async () => {
    await asks(SWAP)
    await slack('ULEA', { isAdmin: true })
    await lea.types(SWAP)
    await lea.hears(/Bruno Keller/)
    expect(await members()).toEqual(['106', '108'])
    chloe.goesTo('#phones')
    await chloe.presses('Approve')
    await chloe.hears(
      'Pas membre du groupe Support : Bruno Keller (102). Rien n’a été modifié.\nC’est impossible tel que le groupe est maintenant. La demande attend toujours : refusez-la, ou modifiez-la avant d’approuver.',
    )
    expect(await ended()).toBeNull()
  })
})

describe('who may decide is asked of Slack at the click', () => {
  it('somebody who was an admin a moment ago', async () => {
    await asks(SWAP)
    const person = sandbox.state('UALICE').people.find((it) => it.id === 'UALICE')!
    expect(person.isOwner).toBe(true)
    await slack('UALICE', { isAdmin: false })
    alice.goesTo('#phones')
    await alice.presses('Approve')
    await alice.hears('Only admins can do that; nothing was changed.')
    expect(await ended()).toBeNull()
  })
  it('and where Slack does not say, nobody is', async () => {
    await asks(SWAP)
    await alice.types('/ringgroup list')
    await alice.hears('Support')
    sandbox.trouble('users.info', { error: 'internal_error' })
    alice.goesTo('#phones')
    await alice.presses('Approve')
    await alice.hears(
      'Slack does not say right now who may do this, so nothing was changed. Please try again in a minute.',
    )
    expect(await ended()).toBeNull()
    expect(await members()).toEqual(['102', '108'])
    sandbox.trouble('users.info', null)
    await alice.presses('Approve')
    await settled()
    expect(await ended()).toMatchObject({ how: 'approved', by: 'UALICE' })
  })
  it('somebody who never was', async () => {
    await asks(SWAP)
    bruno.goesTo('#phones')
    for (const it of ['Approve', 'Decline…', 'Edit Before Approving']) {
      await bruno.presses(it)
      await bruno.hears('Only admins can do that; nothing was changed.')
    }
    expect(await ended()).toBeNull()
  })
})

it('two admins in the same millisecond: one of them has', async () => {
  await asks(SWAP)
  alice.goesTo('#phones')
  chloe.goesTo('#phones')
  alice.listens()
  chloe.listens()
  await Promise.all([alice.presses('Approve'), chloe.presses('Approve')])
  await settled()
  const { by } = (await ended())!
  const second = by === 'UALICE' ? chloe : alice
  await second.hears(
    /This request was decided already\. Approved by @chloe|Cette demande a déjà sa réponse\. Approuvée par @alice/,
  )
  expect(await db.change.count({ where: { becauseRequest: { not: null } } })).toBeGreaterThan(0)
  expect(await members()).toEqual(['106', '108'])
})

describe('whoever asked has to be somebody who may ask, when it is approved', () => {
  it.each([
    ['has left', { deleted: true }, 'left'],
    ['is a guest', { isGuest: true }, 'left'],
  ] as const)('%s', async (_, set, why) => {
    await asks(SWAP)
    await slack('ULEA', set)
    await settled()
    expect(await ended()).toMatchObject({ how: 'void', why })
    alice.goesTo('#phones')
    expect(alice.texts().at(-1)).toContain('Withdrawn: @lea is no regular member of this workspace any more')
    expect(alice.canPress('Approve')).toBe(false)
    expect(await members()).toEqual(['102', '108'])
  })
  it('leads it no more: found out at the click', async () => {
    await asks(SWAP)
    await db.lead.deleteMany({})
    alice.goesTo('#phones')
    await alice.presses('Approve')
    await alice.hears('Withdrawn: @lea may not ask for this any more')
    expect(await ended()).toMatchObject({ how: 'void', why: 'role' })
    await lea.hears('Votre demande Léa Fontaine à la place de Bruno Keller dans Support (600) n’attend plus.')
  })
  it('or within the minute', async () => {
    await asks(SWAP)
    await db.lead.deleteMany({})
    lea.listens()
    await minute()
    expect(await ended()).toMatchObject({ how: 'void', why: 'role' })
    await lea.hears('Retirée : @lea ne peut plus le demander. Rien n’a été modifié.')
    expect(await members()).toEqual(['102', '108'])
  })
})

import { describe, expect, it } from 'vitest'
import { ledByLea } from '../kit/team.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, work, db, group, until, held } = world
const { asks, ended, members, minute } = ledByLea(world)
const [alice, chloe, lea] = [as('UALICE'), as('UCHLOE'), as('ULEA')]

/** What somebody changes meanwhile, until the phones know. */
async function meanwhile(line: string) {
  const before = await db.change.count()
  await chloe.types(line)
  await until(async () => (await db.change.count()) > before)
  await work()
}
async function deletes() {
  await chloe.types('/ringgroup delete 600')
  await chloe.form()
  await chloe.submits()
  await until(async () => !(await group('600')))
  await work()
}
/** Presses, and what comes of it has been told. */
async function decides(label: string, how: string) {
  alice.goesTo('direct')
  await alice.presses(label)
  await until(async () => (await ended())?.how === how)
  await work()
}
const SWAP = '/ringgroup swap support 102 106 reason=holiday'

describe('the group is not what it was when it was asked', () => {
  it('deleted: closed within the minute, or at the click', async () => {
    await asks(SWAP)
    await deletes()
    await decides('Approve', 'void')
    expect(await ended()).toMatchObject({ why: 'group' })
    expect(alice.texts().at(-2)).toContain('No longer needed: the group does not exist any more')
    expect(alice.texts().at(-1)).toBe('No longer needed: the group does not exist any more')
    lea.goesTo('direct')
    expect(lea.texts().join('\n')).toContain('No longer needed: the group does not exist any more')
  })
  it('deleted and edited: said, and it opens nothing', async () => {
    await asks(SWAP)
    await deletes()
    alice.goesTo('direct')
    await alice.presses('Edit Before Approving')
    await alice.hears(/does not exist any more|is gone|deleted/)
    expect(alice.hasForm()).toBe(false)
    await minute()
    expect(await ended()).toMatchObject({ how: 'void', why: 'group' })
  })
  it('renamed: the same request, drawn anew', async () => {
    await asks(SWAP)
    await meanwhile('/ringgroup rename support Helpdesk')
    alice.goesTo('direct')
    const old = alice.messages().at(-1)!
    await alice.presses('Approve')
    await alice.hears('Please look again: the group has changed.')
    await work()
    expect(await ended()).toBeNull()
    expect(await members()).toEqual(['102', '108'])
    const card = alice.messages().find((it) => it.ts === old.ts)!
    const blockId = (it: typeof old) => it.blocks.map((one) => one.block_id).find((id) => id?.startsWith('request-'))
    expect(blockId(card)).not.toBe(blockId(old))
    expect(alice.texts().join('\n')).toMatch(
      /Léa Fontaine instead of Bruno Keller in Helpdesk \(600\)\n@lea asks · Reason: holiday\nThe group changed .*; this is the new result\./,
    )
    await decides('Approve', 'approved')
    expect(await members()).toEqual(['106', '108'])
  })
  it('changed twice: each time a click on what is old does nothing, by any copy', async () => {
    await asks(SWAP)
    alice.goesTo('direct')
    await meanwhile('/ringgroup add support 101')
    await alice.presses('Approve')
    await alice.hears('Please look again: the group has changed.')
    await meanwhile('/ringgroup remove support 108')
    await alice.presses('Approve')
    await alice.hears('Please look again: the group has changed.')
    await work()
    await decides('Approve', 'approved')
    expect(await members()).toEqual(['106', '101'])
    expect(await held('600')).toMatchObject({ members: ['106', '101'] })
  })
  it('who leads it is on no card, and changes nothing', async () => {
    await asks(SWAP)
    const { id } = (await group('600'))!
    await db.lead.create({ data: { groupId: id, position: 1, user: 'UOMAR', free: false } })
    await decides('Approve', 'approved')
    expect(await members()).toEqual(['106', '108'])
  })
  it('a member was removed meanwhile: said, and the request still waits', async () => {
    await asks(SWAP)
    await meanwhile('/ringgroup remove support 102')
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears(
      'Bruno Keller (102) is not a member of Support. Nothing was changed.\nAs the group is now this cannot be done. The request still waits: decline it, or edit it before approving.',
    )
    expect(await ended()).toBeNull()
    await alice.presses('Decline…')
    await alice.form(({ title }) => title === 'Decline Request')
    await alice.submits()
    await until(async () => (await ended())?.how === 'declined')
    await work()
  })
  it('meanwhile filled up', async () => {
    await asks('/ringgroup add support 106')
    const { id } = (await group('600'))!
    await db.directoryEntry.createMany({
      data: Array.from({ length: 28 }, (_, i) => ({
        extension: `${900 + i}`,
        name: `Desk ${i}`,
        searchKey: `${900 + i} desk ${i}`,
        rings: true,
        voicemail: false,
        reachable: true,
      })),
    })
    await db.membership.createMany({
      data: Array.from({ length: 28 }, (_, i) => ({ groupId: id, position: 2 + i, extension: `${900 + i}` })),
    })
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears('At most 30 phones can ring in one group.')
    expect(await members()).toHaveLength(30)
    expect(await ended()).toBeNull()
    await db.directoryEntry.deleteMany({ where: { name: { startsWith: 'Desk' } } })
  })
  it('like that by now: nobody has to decide any more', async () => {
    await asks('/ringgroup time support 40')
    await meanwhile('/ringgroup time support 40')
    await decides('Approve', 'void')
    expect(await ended()).toMatchObject({ why: 'unchanged' })
    expect(alice.texts().at(-1)).toBe('No longer needed: the group is like that by now')
    lea.goesTo('direct')
    expect(lea.texts().join('\n')).toContain('No longer needed: the group is like that by now')
  })
})

describe('asked twice', () => {
  const all = () => db.request.count({ where: { command: 'swap' } })
  it('the same line once more is said, and nothing is doubled', async () => {
    const before = await all()
    await asks(SWAP)
    await lea.types(SWAP.replace('holiday', 'illness'))
    await lea.hears(
      /^You asked for this already, .*: Léa Fontaine instead of Bruno Keller in Support \(600\)\. That request still waits; nothing was sent again\.$/,
    )
    await lea.types('/ringgroup remplacer support 102 106')
    await lea.hears(/^Cette demande existe déjà/)
    expect(await all()).toBe(before + 1)
  })
  it('what Slack sends twice has one effect and one answer', async () => {
    const before = await all()
    await asks(SWAP)
    await world.sandbox.repeat()
    await work()
    expect(await all()).toBe(before + 1)
  })
  it('after a decision it may be asked again', async () => {
    const before = await all()
    await asks(SWAP)
    lea.goesTo('direct')
    await lea.presses('Withdraw')
    await until(async () => (await ended())?.how === 'withdrawn')
    await work()
    await asks(SWAP)
    expect(await all()).toBe(before + 2)
  })
  it('what would change nothing is no request', async () => {
    const before = await db.request.count()
    await lea.types('/ringgroup time support 20')
    await lea.hears('Nothing to change')
    await lea.types('/ringgroup ajouter support 102')
    await lea.hears(/déjà membre|Déjà/)
    expect(await db.request.count()).toBe(before)
  })
})

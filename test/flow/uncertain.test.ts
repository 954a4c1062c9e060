import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openDb } from '../../src/store/db.ts'
import { freshDatabase } from '../kit/database.ts'
import { openProxy } from '../kit/proxy.ts'
import { openWorld } from '../kit/world.ts'

// What people read when the connection to the database is lost around COMMIT, compared with what the database then holds.

const { url, drop } = await freshDatabase()
const proxy = await openProxy(url)
const truth = openDb(url) // not through the proxy
afterAll(async () => {
  await truth.$disconnect()
  await proxy.close()
  await drop()
})
const world = await openWorld({ env: { DATABASE_URL: proxy.url } }) // stops before its database goes
const { as, work, until, group, expectError } = world
const [alice, bruno, omar] = [as('UALICE'), as('UBRUNO'), as('UOMAR')]
const LIVE = /live on the phones/i
const NOT = /nothing was changed/i
const changes = () => truth.change.count()

await alice.types('/ringgroup create Support 600 101 102')
await alice.hears(LIVE)
await alice.types('/ringgroup lead support @bruno')
await alice.hears(/Bruno|@bruno/)
await work()

beforeEach(async () => {
  expectError(/Connection terminated|terminating connection|ECONN|a request failed|worker|read-only/i)
  await work()
  for (const it of [alice, bruno, omar]) {
    while (it.hasForm()) await it.closes(true)
    it.goesTo('#phones')
    it.listens()
  }
})

/** Nobody was told the contrary of what is so. */
const heardNothingWrong = (who: typeof alice) => expect(who.heard().filter((it) => NOT.test(it))).toEqual([])

describe('the answer to COMMIT is lost, and it is saved', () => {
  it('a typed line: it goes on as if nothing had been', async () => {
    const before = await changes()
    proxy.losesReplyTo()
    await alice.types('/ringgroup time support 25')
    await alice.hears(LIVE)
    expect(proxy.repliesLost()).toBe(1)
    await work()
    expect((await changes()) - before).toBe(1)
    expect((await group('600'))!.ringSeconds).toBe(25)
    heardNothingWrong(alice)
  })

  it('a button, and what arrives twice happens once', async () => {
    const before = await changes()
    proxy.losesReplyTo()
    await alice.presses('Undo')
    await world.sandbox.repeat()
    await alice.hears(LIVE)
    expect(proxy.repliesLost()).toBe(1)
    await work()
    expect((await changes()) - before).toBe(1)
    heardNothingWrong(alice)
  })

  it('a form', async () => {
    await alice.types('/ringgroup time support')
    await alice.form()
    await alice.fills({ 'Ring time': '20' })
    await work()
    proxy.losesReplyTo()
    expect(await alice.submits()).toEqual({})
    await alice.hears(LIVE)
    expect(proxy.repliesLost()).toBe(1)
    expect((await group('600'))!.ringSeconds).toBe(20)
    heardNothingWrong(alice)
  })

  it('a request, and its approval', async () => {
    proxy.losesReplyTo()
    await bruno.types('/ringgroup time support 15')
    await bruno.hears(/Sent to @alice/)
    expect(proxy.repliesLost()).toBe(1)
    expect(await truth.request.count()).toBe(1)
    heardNothingWrong(bruno)
    await work()
    alice.goesTo('direct')
    proxy.losesReplyTo()
    await alice.presses('Approve')
    await until(async () => proxy.repliesLost() === 1)
    await bruno.hears(/approved/i)
    await work()
    expect((await group('600'))!.ringSeconds).toBe(15)
    heardNothingWrong(alice)
    heardNothingWrong(bruno)
  })

  it('a request that is declined', async () => {
    await bruno.types('/ringgroup time support 55')
    await work()
    alice.goesTo('direct')
    await alice.presses('Decline…')
    await alice.form()
    await work()
    proxy.losesReplyTo()
    expect(await alice.submits()).toEqual({})
    await work()
    expect(proxy.repliesLost()).toBe(1)
    expect(await truth.request.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({ decision: { how: 'declined' } })
    heardNothingWrong(alice)
  })

  it('Ask Them', async () => {
    await omar.types('/ringgroup time support 40')
    await omar.hears(/Ask Them/)
    await work()
    omar.listens()
    proxy.losesReplyTo()
    await omar.presses('Ask Them')
    await omar.hears(/@alice/)
    expect(proxy.repliesLost()).toBe(1)
    expect(await truth.plea.count()).toBeGreaterThan(0)
    heardNothingWrong(omar)
    expect(omar.heard().length).toBeGreaterThan(0)
  })
})

it('where the database stays away, it says that it does not know yet, and later what is so', async () => {
  const before = await changes()
  proxy.losesReplyTo('COMMIT', 1, () => proxy.goesAway())
  await alice.types('/ringgroup time support 35')
  await alice.hears(/I do not know yet whether it was saved/)
  proxy.comesBack()
  await alice.hears(LIVE)
  expect((await changes()) - before).toBe(1)
  heardNothingWrong(alice)
})

describe('the connection is lost before COMMIT arrives, and nothing is saved', () => {
  it.each([
    ['COMMIT', 'it was on the way'],
    ['delete from "RingGroup"', 'it was not even sent'],
  ])('before %s: %s', async (sql) => {
    const before = await changes()
    const { ringSeconds } = (await group('600'))!
    await work()
    proxy.cutsBefore(sql)
    await alice.types('/ringgroup time support 45')
    await alice.hears(/I cannot reach my records right now, so nothing was changed/)
    await work()
    expect(await changes()).toBe(before)
    expect((await group('600'))!.ringSeconds).toBe(ringSeconds)
    expect(alice.heard().filter((it) => LIVE.test(it))).toEqual([])
  })
})

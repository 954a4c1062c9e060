// What is old goes by itself, a little at a time; what somebody may still ask for stays.
import { describe, expect, it } from 'vitest'
import { lapse } from '../../src/jobs/lapse.ts'
import { checkup } from '../../src/store/checkup.ts'
import { prune } from '../../src/store/prune.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ patience: 500 })
const { db, as, work } = world
const alice = as('UALICE')
const LIVE = /live on the phones/i
const DAY = 24 * 3_600_000
const inDays = (days: number) => new Date(Date.now() + days * DAY)
await alice.types('/ringgroup create Support 600 102 108 mode=consecutive time=20')
await alice.hears(LIVE)

const called = (id: string, startedAt: Date) =>
  db.call.create({
    data: {
      id,
      number: '+33155500103',
      callerNumber: '+33612345678',
      callerName: 'Jane',
      startedAt,
      endedAt: startedAt,
      result: 'abandoned',
      told: { create: { user: 'UALICE' } },
    },
  })
const records = () => db.told.count({ where: { audience: 'record' } })

describe('calls', () => {
  it('stay as long as the company says, then who called is gone, and who was told of it', async () => {
    for (const [id, days] of [
      ['old', 11],
      ['last', 10.5],
      ['new', 9],
    ] as const)
      await called(id, inDays(-days))
    await lapse({ db, now: () => new Date() } as never)({}, {} as never)
    expect(await db.call.count()).toBe(3) // ninety days, where nobody says otherwise
    await prune(db, new Date(), { keepCallsDays: 10 })
    expect((await db.call.findMany()).map((it) => it.id)).toEqual(['new'])
    expect((await db.callTold.findMany()).map((it) => it.callId)).toEqual(['new'])
    await prune(db, inDays(2), { keepCallsDays: 10 })
    expect(await db.call.findMany()).toMatchObject([{ id: 'new', callerNumber: null, callerName: null }])
  })
})

describe('ten thousand rows that are old', () => {
  const pile = () => db.$executeRaw`
    insert into "Told" (audience, "of", change, at)
    select 'record', n || ' UALICE', n, now() - interval '8 days' from generate_series(1, 10000) n`

  it('go in batches, so many a minute, and are gone some minutes later', async () => {
    await pile()
    await prune(db, new Date(), { batch: 300, batches: 4 })
    expect(await records()).toBe(10_000 - 4 * 300)
    await prune(db, new Date())
    expect(await records()).toBe(10_000 - 4 * 300 - 5000)
    await prune(db, new Date())
    expect(await records()).toBe(0)
  })
  it('hold up no change, and what somebody else holds goes the next time', async () => {
    await pile()
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    let isHeld = () => {}
    const holds = new Promise<void>((resolve) => (isHeld = resolve))
    const holder = db.$transaction(
      async (tx) => {
        await tx.$queryRaw`select change from "Told" where "of" = '5 UALICE' for update`
        isHeld()
        await held
      },
      { timeout: 20_000 },
    )
    await holds
    const pruned = prune(db, new Date(), { batches: 1000, batch: 100 })
    await alice.types('/ringgroup time support 25')
    await alice.hears(/25 s[\s\S]*live on the phones/i)
    await pruned
    expect(await records()).toBe(1)
    letGo()
    await holder
    await prune(db, new Date())
    expect(await records()).toBe(0)
  })
})

describe('where answers stand', () => {
  it('is forgotten after thirty days, unless somebody only heard that it is saved', async () => {
    world.phones.off()
    await alice.types('/ringgroup time support 30')
    await alice.hears(/not on the phones yet/)
    await world.until(async () => (await db.place.count({ where: { said: 'saved' } })) > 0)
    const before = await db.place.findMany({ orderBy: { changeId: 'asc' } })
    expect(before.map((it) => it.said)).toEqual(['live', 'live', 'saved'])
    await prune(db, inDays(29))
    expect(await db.place.count()).toBe(3)
    await prune(db, inDays(31))
    expect((await db.place.findMany()).map((it) => it.said)).toEqual(['saved'])
    world.phones.on()
    await alice.hears(LIVE)
    await alice.types('/ringgroup history support')
    expect(await alice.hears(/Change #3|#3/)).toContain('25')
  })
})

describe('what everybody has heard long ago', () => {
  it('is not looked for again: who waits for nothing is asked only from the next change on', async () => {
    const mark = async (of: string) => `${(await db.told.findFirst({ where: { audience: 'phone', of } }))?.change}`
    const changed = async (line: string) => {
      await alice.types(`/ringgroup ${line}`)
      await alice.hears(LIVE)
      await work()
      return (await db.change.findFirst({ orderBy: { id: 'desc' } }))!.id
    }
    await world.quietens()
    const removed = await changed('remove support 108')
    await world.quietens()
    expect(await mark('108')).toBe(`${removed}`)
    await changed('time support 21')
    await changed('time support 22')
    const added = await changed('add support 108')
    expect(await mark('108')).toBe(`${added - 1n}`)
    await changed('time support 23')
    await changed('remove support 108') // within the minute: both are told, or rather that nothing came of them
    expect(await mark('108')).toBe(`${added - 1n}`)
  })
})

describe('a change that the phones refused', () => {
  const refused = async () => (await checkup(db)).refused.map((it) => it.change)
  const marked = () => db.delivery.count({ where: { overtaken: true } })

  it('is shown until another change has come, and then read by nobody', async () => {
    const { apply } = world.phones
    world.phones.apply = async (plans) =>
      plans.map(({ extension }) => ({ extension, problems: [{ say: (w) => w.tooMany(30) }] }))
    await alice.types('/ringgroup time support 33')
    await alice.hears(/refused/)
    await work()
    const [change] = await refused()
    await prune(db, new Date())
    expect([await refused(), await marked()]).toEqual([[change], 0])
    world.phones.apply = apply
    await alice.types('/ringgroup time support 34')
    await alice.hears(LIVE)
    await work()
    expect([await refused(), await marked()]).toEqual([[], 0])
    await prune(db, new Date())
    expect([await refused(), await marked()]).toEqual([[], 1])
  })
})

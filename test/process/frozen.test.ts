import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi, type TestContext } from 'vitest'
import { CHANGES } from '../../src/store/db.ts'
import { openLane } from '../kit/lane.ts'
import { person } from '../kit/person.ts'
import { openProxy } from '../kit/proxy.ts'

/** One bot whose network to the database is ours, and another one beside it. */
async function twoBots(context: TestContext) {
  const lane = await openLane(context, { RINGGROUP_ADMINS: 'UALICE,UCHLOE' })
  const proxy = await openProxy(lane.databaseUrl)
  context.onTestFinished(() => proxy.close())
  const first = await lane.start({ DATABASE_URL: proxy.url })
  const alice = person(lane.slack, 'UALICE', { patience: 20_000 })
  await alice.types('/ringgroup create Support 600 101 102')
  await alice.hears(/live on the phones/i)
  await alice.types('/ringgroup create Sales 610 103 104')
  await alice.hears(/Sales[^]*live on the phones/i)
  return { ...lane, proxy, first, alice }
}

describe.each(['stopped', 'cut off'] as const)('a bot that is %s while it holds the lock of all changes', (how) => {
  it('holds up the other one for less than ten seconds, and nobody is sent away', async (context) => {
    const { proxy, first, alice, slack, start, db, texts } = await twoBots(context)
    proxy.slowsDown(150)
    void alice.types('/ringgroup time support 25')
    for (;;) {
      const [held] = await db.$queryRaw<object[]>`
        select from pg_locks where locktype = 'advisory' and granted and objid = ${CHANGES} and database =
          (select oid from pg_database where datname = current_database())`
      if (held) break
      await sleep(5)
    }
    if (how === 'stopped') first.freeze()
    else proxy.fallsSilent()
    const frozenAt = Date.now()

    await start({ nth: 1 })
    const chloe = person(slack, 'UCHLOE', { patience: 20_000 })
    while (!(await chloe.types('/ringgroup time sales 31')).ok) continue // every other one goes to the one that is stopped
    await chloe.hears(/31 s[^]*live on the phones|Sales is live on the phones/i, 10_000)
    expect(Date.now() - frozenAt).toBeLessThan(10_000)
    expect(texts('UCHLOE').join()).not.toMatch(/Very busy|Nothing was changed|cannot reach/)

    if (how === 'stopped') first.thaw()
    proxy.slowsDown(0)
    proxy.comesBack()
    await sleep(3000)
    expect(first.isAlive(), first.output()).toBe(true)
    await chloe.types('/ringgroup time sales 32')
    await chloe.types('/ringgroup time sales 33') // one to each
    const held = async () => (await db.held.findUnique({ where: { extension: '610' } }))?.plan
    await vi.waitFor(async () => expect(await held()).toMatchObject({ ringSeconds: 33 }), {
      timeout: 10_000,
      interval: 50,
    })
    expect(await db.drift.count()).toBe(0)
    expect(await db.delivery.count({ where: { liveAt: null } })).toBe(0)
  })
})

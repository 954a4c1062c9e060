import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { northwind } from '../../src/sandbox/northwind.ts'
import { openLane } from '../kit/lane.ts'
import { openPostgres } from '../kit/own-postgres.ts'
import { person } from '../kit/person.ts'
import { ADMINS, openTraffic } from '../kit/traffic.ts'

it('survives a PostgreSQL that is restarted while it works, and does what waits by itself', async (context) => {
  const postgres = await openPostgres(context)
  const { slack, start } = await openLane(context, {}, { databaseUrl: postgres.url })
  const bot = await start()
  const alice = person(slack, 'UALICE', { patience: 20_000 })
  await alice.types('/ringgroup create Support 600 101 102')
  await alice.hears(/live on the phones/i)
  for (let round = 0; round < 6; round++) {
    slack.trouble('response_url', { delay: 300 }) // an answer is on its way, and a worker in the middle of its job
    await alice.types(`/ringgroup time support ${20 + round}`)
    await postgres.restarts(round % 2 ? 'immediate' : 'fast', round * 100)
    await sleep(1000)
    slack.trouble('response_url', null)
    expect(bot.isAlive(), `after restart ${round + 1}: ${bot.output()}`).toBe(true)
    await alice.types(`/ringgroup time support ${40 + round}`)
    await alice.hears(new RegExp(`(?=.*for ${40 + round} s)(?=.*live on the phones)`, 'is'), 10_000)
  }
})

it('waits for a database that is not there yet, and says at once if it is refused', async (context) => {
  const postgres = await openPostgres(context)
  await postgres.stop()
  const { slack, start } = await openLane(context, {}, { databaseUrl: postgres.url })
  // in its place somebody who hangs up
  const nobody = createServer((socket) => socket.destroy()).listen(Number(new URL(postgres.url).port), '127.0.0.1')
  const starting = start()
  await once(nobody, 'connection')
  await once(nobody, 'connection')
  nobody.close()
  await postgres.start()
  const bot = await starting
  expect(bot.output()).toContain('does not answer; it is asked again in')
  const alice = person(slack, 'UALICE', { patience: 20_000 })
  await alice.types('/ringgroup create Support 600 101 102')
  await alice.hears(/live on the phones/i)

  const wrong = new URL(postgres.url)
  wrong.password = 'not-this-one'
  await expect(start({ nth: 1, DATABASE_URL: wrong.href })).rejects.toThrow(
    /DATABASE_URL: the database refuses this user or password\n$/,
  )
})

/** Twenty take about two minutes: `RESTARTS=20 npm run test:process restarts`. */
const RESTARTS = Number(process.env['RESTARTS'] ?? 6)
const STOPPED_MS = RESTARTS < 20 ? 12_000 : 30_000

it(
  'loses and doubles nothing under 20 edits a second, with one bot killed and one stopped',
  async (context) => {
    const postgres = await openPostgres(context)
    const people = [...ADMINS, ...northwind]
    const lane = await openLane(
      context,
      { RINGGROUP_ADMINS: ADMINS.map((it) => it.id).join() },
      { databaseUrl: postgres.url, people },
    )
    const [first, second] = [await lane.start(), await lane.start({ nth: 1 })]
    const traffic = await openTraffic(context, lane)
    traffic.begins(20)
    let third = second
    let thawed: Promise<unknown> | undefined
    for (let round = 0; round < RESTARTS; round++) {
      await sleep(3000)
      await postgres.restarts(round % 3 === 2 ? 'immediate' : 'fast', (round % 4) * 150)
      if (round === 1) {
        traffic.kills()
        await second.kill()
        third = await lane.start({ nth: 1 })
      }
      if (round === 3) {
        first.freeze()
        thawed = sleep(STOPPED_MS).then(() => first.thaw())
      }
    }
    await thawed
    await sleep(3000)
    await traffic.ends()
    const waits = () => lane.db.$queryRaw<object[]>`
    select task_identifier, attempts, last_error, locked_by from graphile_worker.jobs
    where (run_at <= now() + interval '1 minute' and task_identifier in ('push', 'tell')) or locked_at is not null`
    await vi.waitFor(async () => expect(await waits()).toEqual([]), { timeout: 180_000, interval: 500 })

    const account = await traffic.account()
    console.info({ restarts: RESTARTS, ...account })
    for (const bot of [first, third]) expect(bot.isAlive(), bot.output().slice(-5000)).toBe(true)
    expect(account).toMatchObject({
      lost: [],
      doubled: 0,
      unanswered: [],
      notLive: 0,
      wentBack: [],
      wrongAtLast: [],
    })
    expect(account.longestPause).toBeLessThan(10_000)
    expect(account.done).toBeGreaterThan(account.edits / 3)
    expect(await lane.db.drift.count()).toBe(0)
  },
  180_000 + RESTARTS * 15_000,
)

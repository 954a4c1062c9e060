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

/** Twenty take about two minutes: `RESTARTS=20 npm run test:process restarts`. */
const RESTARTS = Number(process.env['RESTARTS'] ?? 6)
const STOPPED_MS = RESTARTS < 20 ? 12_000 : 30_000

it('loses and doubles nothing under 20 edits a second, with one bot killed and one stopped', async (context) => {
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
  if (process.env['OUT'])
    setInterval(
      () =>
        void (async () => {
          const fs = await import('node:fs')
          const x = await lane.db
            .$queryRaw`select (select count(*)::int from "Change") as changes, (select count(*)::int from "Delivery" where "liveAt" is null) as waits,
     (select json_agg(json_build_object('t', task_identifier, 'a', attempts, 'by', right(locked_by, 4), 'age', extract(epoch from now() - locked_at)::int)) from graphile_worker.jobs where locked_at is not null) as locked,
     (select count(*)::int from graphile_worker.jobs where run_at <= now()) as due,
     (select json_agg(json_build_object('q', queue_name, 'by', right(locked_by,4))) from graphile_worker._private_job_queues where locked_at is not null) q,
     (select json_agg(json_build_object('p', right(process,4), 'pool', right(pool,4), 'age', extract(epoch from now() - "seenAt")::int, 'lost', lost)) from "Lease") leases`.catch(
            (e: unknown) => String(e).slice(-80),
          )
          fs.appendFileSync(
            `${process.env['OUT']}.timeline`,
            new Date().toISOString().slice(14, 23) + JSON.stringify(x) + '\n',
          )
        })(),
      1000,
    )
  let third = second
  let thawed: Promise<unknown> | undefined
  for (let round = 0; round < RESTARTS; round++) {
    await sleep(3000)
    await postgres.restarts(round % 3 === 2 ? 'immediate' : 'fast', (round % 4) * 150)
    if (round === 1) {
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
  if (process.env['OUT'])
    for (const [i, b] of [first, second, third].entries())
      (await import('node:fs')).writeFileSync(`${process.env['OUT']}${i}`, b.output())
  const waits = () => lane.db.$queryRaw<object[]>`
    select task_identifier, attempts, last_error, locked_by from graphile_worker.jobs
    where (run_at <= now() + interval '1 minute' and task_identifier in ('push', 'tell')) or locked_at is not null`
  await vi.waitFor(async () => expect(await waits()).toEqual([]), { timeout: 30_000, interval: 200 })

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
})

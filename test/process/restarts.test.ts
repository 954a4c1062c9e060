import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openLane } from '../kit/lane.ts'
import { openPostgres } from '../kit/own-postgres.ts'
import { person } from '../kit/person.ts'

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

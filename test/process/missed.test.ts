import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { keepCall } from '../../src/store/calls.ts'
import { openLane } from '../kit/lane.ts'
import { person } from '../kit/person.ts'

const x = (it: string) => Extension.parse(it)

it('killed while it tells of a missed call, the bot tells it once', async (context) => {
  const { slack, db, start, texts } = await openLane(context)
  const alice = person(slack, 'UALICE')
  const told = (of: string) => texts('UALICE').filter((text) => text.includes('Missed call') && text.includes(of))

  let bot = await start()
  await alice.types('/ringgroup create Support 600 101 102')
  await alice.hears(/live on the phones/i)
  await alice.types('/ringgroup missed support on')
  await alice.hears(/are told to the admins/)
  for (const round of [1, 2, 3, 4]) {
    slack.trouble('chat.postMessage', { delay: 2000, status: 503 }) // it is on its way and never arrives
    await keepCall(db, {
      call: `c${round}`,
      group: x('600'),
      number: null,
      caller: { number: '', name: `Caller ${round}` },
      at: new Date(),
      rung: { rang: [x('101')], seconds: 3 },
      goesOn: false,
      ended: { result: 'abandoned', by: null },
    })
    await sleep(60 * round)
    await bot.kill()
    slack.trouble('chat.postMessage', null)
    bot = await start()
    for (let i = 0; i < 400 && told(`Caller ${round}`).length === 0; i++) await sleep(50)
    await sleep(200)
    expect(told(`Caller ${round}`), `round ${round}`).toHaveLength(1)
  }
  expect(await db.callTold.count()).toBe(4)
}, 120_000)

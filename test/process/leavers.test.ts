import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openLane } from '../kit/lane.ts'
import { person } from '../kit/person.ts'

const ROUNDS = 5

it('killed while somebody who has left is found out, or told: one card for each case, and each becomes a record', async (context) => {
  const { slack, start, texts: textsOf } = await openLane(context)
  const alice = person(slack, 'UALICE')
  let bot = await start()
  const texts = () => textsOf('UALICE')
  const cards = () => texts().filter((it) => it.includes('has left: the Slack account was deactivated.'))
  const until = async (fine: () => boolean, what: string) => {
    for (let i = 0; i < 600; i++, await sleep(50)) if (fine()) return
    throw new Error(`${what}; what Alice sees:\n${texts().slice(-6).join('\n---\n')}`)
  }
  const account = (deleted: boolean) => slack.act({ as: 'UALICE', do: 'person', user: 'ULEA', set: { deleted } })

  await alice.types('/ringgroup create Support 600 102 106')
  await alice.hears(/live on the phones/i)
  for (let round = 1; round <= ROUNDS; round++) {
    slack.trouble('chat.postMessage', { delay: 3000, status: 503 }) // the card is on its way and never arrives
    await account(true)
    await sleep(60 * round)
    await bot.kill()
    slack.trouble('chat.postMessage', null)
    bot = await start()
    await account(true) // Slack tells again what was not taken; or a minute later it is found out
    await until(() => cards().length >= round, `round ${round}: no card`)
    expect(cards(), `round ${round}`).toHaveLength(round)
    await account(false)
    await until(() => cards().at(-1)!.endsWith('it is there again'), `round ${round}: no record`)
  }
  expect(cards().filter((it) => it.includes('[Remove From All]'))).toEqual([])
})

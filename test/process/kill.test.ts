import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, type TestContext } from 'vitest'
import { simulated } from '../../src/phones/simulated/index.ts'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { Extension } from '../../src/ring/group.ts'
import { openLane } from '../kit/lane.ts'
import { person } from '../kit/person.ts'

const ROUNDS = 10 // in each of two lanes

/** A bot that is killed and started again, with a Slack and phones that live on. */
async function lane(context: TestContext) {
  const { slack, dataDir, start, texts } = await openLane(context)
  const phones = simulated({ folder: dataDir, company: northwind })
  context.onTestFinished(() => phones.close())
  const alice = person(slack, 'UALICE')
  const answers = (about: RegExp) => texts('UALICE').filter((it) => about.test(it))
  const seconds = async () => {
    const [found] = await phones.read([Extension.parse('600')])
    return found && 'plan' in found ? found.plan?.ringSeconds : undefined
  }
  return {
    slack,
    phones,
    alice,
    start,
    answers,
    seconds,
    async until(fine: () => boolean | Promise<boolean>, what: string) {
      for (let i = 0; i < 400; i++) {
        if (await fine()) return
        await sleep(50)
      }
      throw new Error(`${what}; what Alice sees:\n${answers(/./).slice(-6).join('\n---\n')}`)
    },
  }
}

describe('killed at any moment, the bot does every change once and gives every answer once', () => {
  it.concurrent.for(['first', 'second'])('between the commit and the push (%s lane)', async (_, context) => {
    const { phones, alice, start, answers, seconds, until } = await lane(context)
    let bot = await start()
    await alice.types('/ringgroup create Support 600 101 102')
    await alice.hears(/live on the phones/i)
    for (let round = 0; round < ROUNDS; round++) {
      const wanted = 10 + round
      phones.off() // the push that comes next cannot happen before the kill
      await alice.types(`/ringgroup time support ${wanted}`) // acknowledged: it is stored
      await bot.kill()
      phones.on()
      bot = await start()
      await until(async () => (await seconds()) === wanted, `round ${round}: the phones do not ring for ${wanted} s`)
      await until(() => answers(new RegExp(`for ${wanted} s`)).length > 0, `round ${round}: no answer`)
      expect(answers(new RegExp(`^Support now rings each phone for ${wanted} s`)).length, `round ${round}`).toBe(1)
    }
  })

  it.concurrent.for(['first', 'second'])('between the push and the answer (%s lane)', async (_, context) => {
    const { slack, alice, start, answers, seconds, until } = await lane(context)
    let bot = await start()
    await alice.types('/ringgroup create Support 600 101 102')
    await alice.hears(/live on the phones/i)
    for (let round = 0; round < ROUNDS; round++) {
      const wanted = 10 + round
      slack.trouble('response_url', { delay: 3000, status: 503 }) // the answer is on its way and never arrives
      await alice.types(`/ringgroup time support ${wanted}`)
      await until(async () => (await seconds()) === wanted, `round ${round}: the phones do not ring for ${wanted} s`)
      await sleep(20 * round)
      await bot.kill()
      slack.trouble('response_url', null)
      bot = await start()
      await until(() => answers(new RegExp(`for ${wanted} s`)).length > 0, `round ${round}: no answer`)
      expect(answers(new RegExp(`^Support now rings each phone for ${wanted} s`)).length, `round ${round}`).toBe(1)
      expect(await seconds()).toBe(wanted)
    }
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, type TestContext } from 'vitest'
import { simulated } from '../../src/phones/simulated/index.ts'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { Extension } from '../../src/ring/group.ts'
import { openLane } from '../kit/lane.ts'
import { person, visibleText } from '../kit/person.ts'

/** A bot that is killed and started again; a Slack, phones and records that live on; a group that Léa leads, known to two admins. */
async function lane(context: TestContext) {
  const { slack, db, dataDir, start } = await openLane(context)
  const phones = simulated({ folder: dataDir, company: northwind })
  context.onTestFinished(() => phones.close())
  const [alice, chloe, lea] = [person(slack, 'UALICE'), person(slack, 'UCHLOE'), person(slack, 'ULEA')]
  let bot = await start()

  async function until(fine: () => boolean | Promise<boolean>, what: string) {
    for (let i = 0; i < 400; i++) {
      if (await fine()) return
      await sleep(50)
    }
    throw new Error(`${what}; what they see:\n${[alice, chloe, lea].flatMap((it) => direct(it)).join('\n---\n')}`)
  }
  const direct = (who: typeof alice) =>
    slack
      .state(who.id)
      .channels.filter((it) => it.kind === 'direct')
      .flatMap((it) => it.messages.map(({ blocks }) => visibleText(blocks)))
  const about = (who: typeof alice, round: number) =>
    direct(who).filter(
      (it) =>
        new RegExp(`\\b${wanted(round)} s( each| chacun| par poste|$)`, 'm').test(it) ||
        it.includes(`→ ${wanted(round)} s`),
    )
  const seconds = async () => {
    const [found] = await phones.read([Extension.parse('600')])
    return found && 'plan' in found ? found.plan?.ringSeconds : undefined
  }
  const last = async () => (await db.request.findFirst({ orderBy: { id: 'desc' } }))!

  await alice.types('/ringgroup create Support 600 101 102 time=60')
  await alice.hears(/live on the phones/i)
  await chloe.types('/ringgroup liste')
  await chloe.hears('Support')
  const { id } = await db.ringGroup.findFirstOrThrow()
  await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free: false } })
  for (const it of [alice, chloe, lea]) it.goesTo('direct')

  return {
    slack,
    phones,
    alice,
    db,
    until,
    last,
    /** Asked, acknowledged: it is stored. */
    async asks(round: number) {
      lea.goesTo('#phones')
      await lea.types(`/ringgroup time support ${wanted(round)}`)
      await until(async () => (await db.request.count()) === round + 1, 'the request is not there')
    },
    async cardsAreThere(round: number) {
      for (const it of [alice, chloe, lea])
        await until(() => about(it, round).length > 0, `round ${round}: ${it.id} has no card`)
    },
    async dies() {
      await bot.kill()
    },
    async lives() {
      bot = await start()
    },
    async isDecided() {
      await until(async () => (await last()).decision !== null, 'nobody has decided')
    },
    phonesHave: (round: number) =>
      until(async () => (await seconds()) === wanted(round), `round ${round}: not on the phones`),
    /** In the end every copy is a record, and there is one card each; how often it was changed. */
    async settles(round: number) {
      const { id, decision } = await last()
      expect(decision).toMatchObject({ how: 'approved' })
      await until(async () => (await seconds()) === wanted(round), `round ${round}: not on the phones`)
      const records = { UALICE: /live on the phones/, UCHLOE: /en service/, ULEA: /live on the phones/ }
      for (const it of [alice, chloe, lea]) {
        const record = records[it.id as keyof typeof records]
        await until(
          () => about(it, round).some((text) => record.test(text) && /Approved by|Approuvée par/.test(text)),
          `round ${round}: no record for ${it.id}`,
        )
        const cards = about(it, round).filter((text) =>
          /Approved by|Approuvée par|\[Approve\]|\[Approuver\]|\[Withdraw\]/.test(text),
        )
        expect(cards.length, `round ${round}: cards of ${it.id}\n${cards.join('\n---\n')}`).toBe(1)
      }
      return db.change.count({ where: { becauseRequest: id } })
    },
  }
}

/** What Léa asks for: another time in each round. */
const wanted = (round: number) => 10 + round

describe('killed at any moment between the click and the last card', () => {
  it('asked, and nobody has been told', async (context) => {
    const { slack, alice, asks, dies, lives, cardsAreThere, isDecided, settles } = await lane(context)
    for (let round = 0; round < 3; round++) {
      slack.trouble('chat.postMessage', { delay: 3000, status: 503 }) // the cards are on their way and never arrive
      await asks(round)
      await sleep(100 * round)
      await dies()
      slack.trouble('chat.postMessage', null)
      await lives()
      await cardsAreThere(round)
      await alice.presses('Approve')
      await isDecided()
      expect(await settles(round)).toBe(1)
    }
  })
  it('decided, and not on the phones; on the phones, and no card says so', async (context) => {
    const { slack, phones, alice, asks, dies, lives, cardsAreThere, isDecided, phonesHave, settles } =
      await lane(context)
    for (let round = 0; round < 4; round++) {
      await asks(round)
      await cardsAreThere(round)
      if (round % 2 === 0) phones.off()
      slack.trouble('chat.update', { delay: 3000, status: 503 })
      await alice.presses('Approve')
      await isDecided()
      if (round % 2 === 1) await phonesHave(round)
      await dies()
      phones.on()
      slack.trouble('chat.update', null)
      await lives()
      expect(await settles(round)).toBe(1)
    }
  })
  it('somewhere in between: what was not done yet can be pressed again', async (context) => {
    const { alice, asks, dies, lives, cardsAreThere, last, isDecided, settles } = await lane(context)
    for (let round = 0; round < 8; round++) {
      await asks(round)
      await cardsAreThere(round)
      await alice.presses('Approve')
      await sleep(15 * round)
      await dies()
      await lives()
      if (!(await last()).decision) await alice.presses('Approve')
      await isDecided()
      expect(await settles(round)).toBe(1)
    }
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openLane } from '../kit/lane.ts'
import { person } from '../kit/person.ts'

const PEOPLE = [
  ['102', 'Bruno Keller'],
  ['103', 'Chloé Dubois'],
  ['104', 'Dmitri Ivanov'],
  ['106', 'Léa Fontaine'],
  ['108', 'Omar Haddad'],
  ['109', 'Priya Nair'],
] as const
const HOUR = 3_600_000

it('killed at any moment, an end is told once', async (context) => {
  const { slack, db, start, texts } = await openLane(context)
  const alice = person(slack, 'UALICE')
  let bot = await start()
  const told = (who: string) => texts('UALICE').filter((it) => it.includes('[Extend]') && it.includes(who))
  const minute = () => db.$queryRaw`select (graphile_worker.add_job('lapse')).id::text`
  const until = async (fine: () => boolean | Promise<boolean>) => {
    for (let i = 0; i < 400 && !(await fine()); i++) await sleep(50)
  }

  await alice.types('/ringgroup create Support 600 101')
  await alice.hears(/live on the phones/i)
  const { id } = await db.ringGroup.findFirstOrThrow()
  for (const [round, [extension, who]] of PEOPLE.entries()) {
    // since before anything was recorded, so not for a short time
    const at = new Date(Date.now() + 20 * HOUR)
    await db.membership.create({ data: { groupId: id, position: round + 1, extension, until: at } })
    slack.trouble('chat.postMessage', { delay: 3000, status: 503 }) // on its way, it never arrives
    await minute()
    if (round % 2 === 1)
      await until(async () => (await db.foretold.count({ where: { to: { not: '' }, done: false } })) > 0)
    await sleep(15 * round)
    await bot.kill()
    slack.trouble('chat.postMessage', null)
    bot = await start()
    await minute()
    await until(() => told(who).length > 0)
    await minute()
    await until(async () => (await db.foretold.count({ where: { done: false } })) === 0)
    expect(told(who).length, `round ${round}`).toBe(1)
  }
})

import { setTimeout as sleep } from 'node:timers/promises'
import { countWaiting } from '../src/store/changes.ts'
import type { Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import type { Slack } from './kit/slack.ts'
import { timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

const CHANGES = 1000
const GROUPS = 200 // each an odd number of times, so that in the end it is not what it was
const PEOPLE = 10
const HEARD = 10 // every tenth

/** Many changes while the phone system is away; from its return until the phones hold all of them. Some people hear of theirs. */
export async function waiting(bot: Bot, slack: Slack): Promise<Row[]> {
  const { db } = bot
  const phones = bot.simulated!
  phones.off()
  for (let it = 0; it < CHANGES; it++) {
    const mode = Math.floor(it / GROUPS) % 2 === 0 ? 'hunt' : 'ringall'
    const place = it % HEARD === 0 ? slack.answer().url : null
    await bot.changes(`mode ${groupAt(it % GROUPS)} ${mode}`, place, `UBENCH${Math.floor(it / HEARD) % PEOPLE}`)
  }
  await sleep(2500) // everybody has been told that it is saved
  const ours = await timed(async () => {
    phones.on()
    while ((await countWaiting(db)) > 0) await sleep(10)
  })
  const told = await timed(() => bot.idle())
  return [
    { what: `${CHANGES} changes live after an outage`, unit: 's', ours: [ours / 1000], goal: { most: 2 } },
    { what: '… and everybody told', unit: 's', ours: [(ours + told) / 1000], goal: { most: 5 } },
  ]
}

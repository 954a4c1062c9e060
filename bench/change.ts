import type { Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import { openFloor } from './kit/floor.ts'
import type { Slack } from './kit/slack.ts'
import { inTurns, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

/**
 * From a line that changes a group until it is committed, beside a transaction that writes the same rows and knows them
 * beforehand; and from there until the phones hold it and somebody is told so.
 */
export async function change(bot: Bot, slack: Slack, floorUrl: string): Promise<Row[]> {
  const bare = await openFloor(floorUrl)
  const live: number[] = []
  let round = 0
  const { ours, floor } = await inTurns(
    {
      async ours() {
        const { url, said } = slack.answer()
        const time = await timed(() => bot.changes(`mode ${groupAt(5)} ${round++ % 2 === 0 ? 'hunt' : 'ringall'}`, url))
        live.push(await timed(() => said))
        await bot.idle()
        return time
      },
      floor: () => timed(bare.change),
    },
    { warmUp: 50, rounds: 200 },
  )
  await bare.close()
  return [
    { what: 'a change committed', unit: 'ms', ours, floor, goal: { times: 2 } },
    { what: 'saved → live, and answered', unit: 'ms', ours: live.slice(50), goal: { most: 30 } },
  ]
}

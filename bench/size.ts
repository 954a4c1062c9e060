import type { Bot } from './kit/bot.ts'
import { offered, typed, type Slack } from './kit/slack.ts'
import { inTurns, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

/** What people type into a search for members; of those that are found there is one in either company. */
const SEARCHES = {
  'nothing typed': '',
  'a number': '200003',
  'a part of a name': 'march',
  'two names': 'villalba jorge',
  'a mistake': 'grteta brandt',
}

/** The same questions in a small company and in a large one. */
export async function size(small: Bot, large: Bot, slack: Slack): Promise<Row[]> {
  const compared = async (what: string, ask: (bot: Bot) => Promise<unknown>): Promise<Row> => {
    const { ours, floor } = await inTurns(
      { ours: () => timed(() => ask(large)), floor: () => timed(() => ask(small)) },
      { warmUp: 30, rounds: 100 },
    )
    return { what, unit: 'ms', ours, floor, goal: { times: 1.5 } }
  }
  const rows = [await compared('`list`, 10,000 against 10 groups', (bot) => typed(bot.port, slack, 'list'))]
  for (const [what, text] of Object.entries(SEARCHES))
    rows.push(await compared(`members, ${what}`, (bot) => offered(bot.port, 'extension', text)))
  return rows
}

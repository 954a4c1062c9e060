import { gaveUpName } from '../src/store/changes.ts'
import type { Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import { typed, visited, type Slack } from './kit/slack.ts'
import { inTurns, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

type Use = {
  /** what comes before it, and is not counted */
  before?(bot: Bot): Promise<unknown>
  run(bot: Bot, slack: Slack, round: number): Promise<unknown>
}

const mode = (round: number) => `mode ${groupAt(5)} ${round % 2 === 0 ? 'hunt' : 'ringall'}`
const line = (text: string): Use => ({ run: (bot, slack) => typed(bot.port, slack, text) })
/** As a worker runs it. */
const job = (name: keyof Bot['taskList']): Use => ({
  run: async (bot) => bot.taskList[name]({} as never, {} as never),
})
const person = '200005'

/** What people do, what an operator asks, and what happens by itself: whatever reads or writes what has a past. */
const USES: Record<string, Use> = {
  'a change': { run: (bot, slack, round) => bot.changes(mode(round), slack.answer().url) },
  'a change, live and told': {
    run: (bot, slack, round) => bot.changes(mode(round), slack.answer().url).then(bot.idle),
  },
  undo: {
    before: (bot) => bot.changes(mode(0), null).then(bot.idle),
    run: (bot) => bot.changes('undo', null),
  },
  'home of an admin': { run: (bot, slack) => visited(bot.port, slack) },
  'home of a lead': { run: (bot, slack) => visited(bot.port, slack, 'ULEAD1') },
  check: line('check'),
  show: line(`show ${groupAt(6)}`),
  'history, the first page': line('history'),
  'history of a group': line(`history ${groupAt(6)}`),
  'a name that was given up': { run: (bot) => gaveUpName(bot.db, 'temporary', new Date()) },
  list: line('list'),
  numbers: line('numbers'),
  who: line(`who ${person}`),
  admins: line('admins'),
  requests: line('requests'),
  departures: line('leavers'),
  drifts: line('drifts'),
  '/metrics': { run: (bot) => fetch(`http://127.0.0.1:${bot.port}/metrics`).then((it) => it.text()) },
  '/readyz': { run: (bot) => fetch(`http://127.0.0.1:${bot.port}/readyz`).then((it) => it.text()) },
  'push, nothing waits': job('push'),
  scan: job('scan'),
  'the clock: lapse': job('lapse'),
  'the clock: foretell': job('foretell'),
  'the clock: overdue': job('overdue'),
  'the clock: leavers': job('leavers'),
  notice: job('notice'),
  'request cards': job('requests'),
  handOut: job('handOut'),
  tellPhone: {
    before: async (bot) => {
      await bot.changes(`remove ${groupAt(5)} ${person}`, null)
      await bot.changes(`add ${groupAt(5)} ${person}`, null)
      await bot.idle()
    },
    run: async (bot) => bot.taskList.tellPhone({ extension: person }, {} as never),
  },
  outage: job('outage'),
  pleas: job('pleas'),
}

/** The same in two companies of one size: of one the past is short. */
export async function history(few: Bot, many: Bot, slack: Slack): Promise<Row[]> {
  const rows: Row[] = []
  for (const [what, use] of Object.entries(USES)) rows.push(await compared(few, many, slack, what, use))
  return rows
}

async function compared(few: Bot, many: Bot, slack: Slack, what: string, { before, run }: Use): Promise<Row> {
  const once = (bot: Bot) => {
    let round = 0
    return async () => {
      await before?.(bot)
      const time = await timed(() => run(bot, slack, round++))
      await bot.idle()
      return time
    }
  }
  const { ours, floor } = await inTurns({ ours: once(many), floor: once(few) }, { warmUp: 10, rounds: 40 })
  return { what: `after a million changes: ${what}`, unit: 'ms', ours, floor, goal: { times: 1.3 } }
}

import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import { lineOf, send, typed, type Slack } from './kit/slack.ts'
import { quantile, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

const A_SECOND = 200
const ROUNDS = 150
/** Nobody of these asks faster than they may. */
const ASKING = 20

/** What costs most: as many words as are read, and many more than that. */
const words = (length: number) => Array.from({ length }, (_, i) => `w${i}`).join(' ')
const WORST = [`create ${words(190)}`, `create ${words(1500)}`, `show ${'"'.repeat(990)}`, `list ${'a '.repeat(480)}`]

/** `show` of some, while somebody sends lines of the worst kind; beside the same without them. The bot has its usual pace. */
export async function flood(bot: Bot, slack: Slack): Promise<Row[]> {
  let asked = 0
  const show = () => timed(() => typed(bot.port, slack, `show ${groupAt(3)}`, `UASKS${asked++ % ASKING}`))
  const measure = async () => {
    const times: number[] = []
    for (let i = 0; i < ROUNDS; i++) {
      times.push(await show())
      await sleep(10)
    }
    return times
  }
  await measure() // until the code is compiled
  await sleep(2000)
  const floor = await measure()
  await sleep(2000)
  const stop = mallory(bot.port, slack)
  const ours = await measure()
  const { sent, seconds } = await stop()
  const what = `\`show\`, ${Math.round(sent / seconds)} bad lines/s`
  const slowest = (times: number[]) => [quantile(times, 0.99)]
  return [
    { what, unit: 'ms', ours, floor, goal: { times: 2 } },
    { what: '… the slowest of a hundred', unit: 'ms', ours: slowest(ours), floor: slowest(floor), goal: { times: 4 } },
  ]
}

/** Lines of the worst kind by one person, many at a time. */
function mallory(port: number, slack: Slack) {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  const { url } = slack.answer()
  const begun = performance.now()
  const open = new Set<Promise<unknown>>()
  let sent = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * A_SECOND
    while (sent < due && open.size < 100) {
      const line = send(port, lineOf(WORST[sent++ % WORST.length]!, url, 'UMALLORY'), agent).catch(() => {})
      open.add(line)
      void line.finally(() => open.delete(line))
    }
  }, 5)
  return async () => {
    clearInterval(timer)
    const seconds = (performance.now() - begun) / 1000
    await Promise.all(open)
    agent.destroy()
    return { sent, seconds }
  }
}

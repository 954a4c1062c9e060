// What the log says by itself: once when something begins to be wrong, once when it is over.
import { expect, it } from 'vitest'
import { openLog } from '../src/app/log.ts'
import type { Look } from '../src/app/metrics/stocks.ts'
import { complaintsOf, startWatch, type Seen } from '../src/app/watch.ts'

const fine: Seen = {
  up: true,
  jobs: [{ kind: 'push', waiting: 1, failed: 0, dead: 0, running: 0, oldest: 59 }],
  stocks: { requests: 2, drifts: 0, deliveries: 1, comparedAt: 1000, directoryAt: 1000, downSince: null, bytes: 1 },
  at: 1300,
  lag: 0.1,
  pool: { waiting: 0, total: 5, idle: 5 },
}
const job = (set: object) => [{ ...fine.jobs[0]!, ...set }]
const stocks = (set: object) => ({ ...fine.stocks!, ...set })

it('says nothing where all is well', () => expect([...complaintsOf(fine).keys()]).toEqual([]))

it.each<[event: string, set: Partial<Seen>, details: object]>([
  ['database_away', { up: false, jobs: [], stocks: null }, {}],
  ['database_pool', { pool: { waiting: 3, total: 10, idle: 0 } }, { waiting: 3, total: 10 }],
  ['jobs_late', { jobs: job({ oldest: 61.2 }) }, { kind: 'push', oldest: 61 }],
  ['jobs_failing', { jobs: job({ failed: 2 }) }, { kind: 'push', failed: 2 }],
  ['jobs_dead', { jobs: job({ kind: 'tell', dead: 1 }) }, { kind: 'tell', dead: 1 }],
  ['drifts_open', { stocks: stocks({ drifts: 1 }) }, { drifts: 1, requests: 2 }],
  ['phones_not_compared', { at: 1000 + 901 }, { age: 901 }],
  ['event_loop_lag', { lag: 0.75 }, { seconds: 0.75 }],
])('%s', (event, set, details) => {
  const found = [...complaintsOf({ ...fine, ...set }).values()]
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ event, details })
})

it('a line when it begins and a line when it is over, however long it lasts', async () => {
  const lines: Record<string, unknown>[] = []
  const log = openLog({ level: 'info', destination: { write: (it) => void lines.push(JSON.parse(it)) } })
  let up = true
  let looks = 0
  const watch = startWatch({
    look: async (): Promise<Look> => (looks++, up ? fine : { up, jobs: [], stocks: null }),
    pool: () => fine.pool,
    log,
    now: () => new Date(fine.at * 1000),
    everyMs: 5,
  })
  const more = async (count: number) => {
    const enough = looks + count
    await expect.poll(() => looks).toBeGreaterThan(enough)
  }
  const events = () => lines.filter((it) => it['event'] !== 'event_loop_lag') // the machine is busy now and then
  await more(3)
  expect(events()).toEqual([])
  up = false
  await more(5)
  expect(events()).toMatchObject([{ level: 'warn', event: 'database_away' }])
  up = true
  await more(5)
  expect(events()).toMatchObject([{ event: 'database_away' }, { level: 'info', event: 'database_away', over: true }])
  await watch.stop()
  const after = looks
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(looks).toBe(after)
})

// What a real Asterisk on the same machine costs. It is fetched as `npm run test:asterisk` does it.
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { asterisk } from '../src/phones/asterisk/index.ts'
import { northwind } from '../src/phones/simulated/northwind.ts'
import { Extension } from '../src/ring/group.ts'
import { RingPlan, samePlan } from '../src/ring/plan.ts'
import { getAsterisk, startAsterisk } from '../test/kit/asterisk/pbx.ts'
import { countWaiting } from '../src/store/changes.ts'
import type { Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import { pipelined, type Account } from './kit/pipelined.ts'
import { inTurns, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

const MANY = 10_000
const CHANGES = 1000
const GROUPS = 200
const A_SECOND = 10

const plan = (place: number, ringSeconds = 20) =>
  RingPlan.parse({
    name: `Group ${place}`,
    extension: `${600_000 + place}`,
    mode: 'consecutive',
    ringSeconds,
    members: ['101', '102', '103'],
    fallback: { to: 'voicemail', target: '100' },
    directNumbers: [],
  })
const VALUE = '1|seq|20|vm|100|101-102-103|Group%20'

/** What the adapter takes beside what AMI itself takes for as much; then the whole bot. */
export async function onAsterisk(open: (account: Account) => Promise<Bot>): Promise<Row[]> {
  return [...(await byItself()), ...(await withBot(open))]
}

/** Changes in their usual pace until they are live, and many that wait for an Asterisk that was stopped. */
async function withBot(open: (account: Account) => Promise<Bot>): Promise<Row[]> {
  const pbx = await startAsterisk(northwind)
  try {
    const bot = await open(pbx.account)
    await bot.idle()
    const live: number[] = []
    const change = (it: number) => {
      const mode = Math.floor(it / GROUPS) % 2 === 0 ? 'hunt' : 'ringall'
      return bot.changes(`mode ${groupAt(it % GROUPS)} ${mode}`, null)
    }
    const none = async () => {
      while ((await countWaiting(bot.db)) > 0) await sleep(1)
    }
    for (let it = 0; it < CHANGES; it++) {
      const next = sleep(1000 / A_SECOND)
      await change(it)
      live.push(await timed(none))
      await next
    }
    await pbx.stop()
    for (let it = 0; it < CHANGES; it++) await change(CHANGES + it) // to what it is not
    await sleep(2500)
    await pbx.start()
    const back = await timed(none)
    return [
      { what: 'saved → live on Asterisk, 10 a second', unit: 'ms', ours: live, goal: { most: 20 } },
      { what: `${CHANGES} changes live after its return`, unit: 's', ours: [back / 1000], goal: { most: 2 } },
    ]
  } finally {
    await pbx.remove()
  }
}

/** One group, many groups, and the comparison of many. */
async function byItself(): Promise<Row[]> {
  await getAsterisk()
  const pbx = await startAsterisk(northwind)
  const phones = asterisk(pbx.account)
  const bare = await pipelined(pbx.account)
  try {
    await new Promise<void>((resolve) => {
      phones.watch({ back: resolve, lost() {}, changed() {} })
    })
    const [one] = [Extension.parse('600000')]
    let seconds = 5
    const single = await inTurns(
      {
        ours: () => {
          const it = plan(0, (seconds = seconds === 60 ? 5 : seconds + 1))
          return timed(async () => {
            await phones.apply([it], [])
            await phones.read([one])
          })
        },
        floor: () =>
          timed(async () => {
            await bare.all([{ Action: 'DBPut', Family: 'bench', Key: '600000', Val: VALUE }])
            await bare.all([{ Action: 'DBGet', Family: 'bench', Key: '600000' }])
          }),
      },
      { warmUp: 50, rounds: 300 },
    )

    const plans = Array.from({ length: MANY }, (_, place) => plan(place + 1))
    const puts = plans.map((it) => ({ Action: 'DBPut', Family: 'bench', Key: it.extension, Val: VALUE }))
    const [floor, ours] = [await timed(() => bare.all(puts)), await timed(() => phones.apply(plans, []))]

    const lines = plans.map((it) => `exten => ${it.extension},1,Dial(PJSIP/101&PJSIP/102&PJSIP/103,20)\n`)
    appendFileSync(path.join(pbx.folder, 'etc', 'extensions.conf'), `\n[bench]\n${lines.join('')}`)
    const reload = await timed(() => pbx.ask('Command', { Command: 'dialplan reload' }))

    const wanted = new Map(plans.map((it) => [it.extension, it]))
    const compared: number[] = []
    const blocked = monitorEventLoopDelay({ resolution: 1 })
    for (let round = 0; round < 5; round++) {
      await sleep(50)
      if (round === 1) blocked.enable() // the first round compiles
      compared.push(
        await timed(async () => {
          for (const it of await phones.read())
            if (!('plan' in it) || !samePlan(it.plan, wanted.get(it.extension) ?? null)) continue
        }),
      )
    }
    blocked.disable()
    const [all] = ['10,000 groups on Asterisk']
    return [
      { what: 'one group on Asterisk, read back', unit: 'ms', ...single, goal: { times: 3 } },
      { what: `${all}, from empty`, unit: 'ms', ours: [ours], floor: [floor], goal: { times: 3 } },
      { what: '… beside a dialplan reload', unit: 'ms', ours: [ours], floor: [reload], goal: { times: 1 } },
      { what: `${all} compared`, unit: 'ms', ours: compared.slice(1), goal: { most: 200 } },
      { what: '… longest pause of the event loop', unit: 'ms', ours: [blocked.max / 1e6], goal: { most: 50 } },
    ]
  } finally {
    bare.end()
    await phones.close()
    await pbx.remove()
  }
}

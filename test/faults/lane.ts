// One world after another, and in each one history after another, until somebody says that it is enough.
import { setTimeout as sleep } from 'node:timers/promises'
import { Extension } from '../../src/ring/group.ts'
import type { Counters } from './counters.ts'
import type { Fault, History } from './history.ts'
import { evidenceOf, violationsIn, type Violation } from './invariants.ts'
import { playIn } from './play.ts'
import { IS_ALIVE, type Roles } from './database.ts'
import { openWorld, type Kind, type World } from './world.ts'

/** The order in which a cron would ask for it; the phones last. */
const MINUTE = ['lapse', 'overdue', 'push', 'scan'] as const
/** Within so many minutes everybody has heard how everything ended. */
const MINUTES = 6

/** Support (600), which Léa leads, and Sales (601), which she leads and may change at once; its calls go on to Support. */
const BEGINNING = [
  'create Support 600 102 108 mode=consecutive time=20',
  'create Sales 601 105 109',
  'fallback 601 600',
  'lead 600 @lea',
  'lead 601 @lea free',
  'assign +33155500103 600',
]

export function openLane(roles: Roles, counters: Counters) {
  let worlds = new Map<string, { world: World; texts: Map<string, string> }>()

  /** A world that is as at the beginning. */
  async function worldFor(kind: Kind) {
    const open = worlds.get(JSON.stringify(kind))
    if (open) return open
    const world = await openWorld(roles, counters, kind)
    const { slack, records, phones } = world
    const type = (as: string, line: string) =>
      slack.act({ as, do: 'type', channel: 'CPHONES', text: `/ringgroup ${line}` })
    for (const [nth, line] of BEGINNING.entries()) {
      await type('UALICE', line)
      await until(async () => (await records.rows('select from "Change"')).length > nth, line)
    }
    for (const as of ['UCHLOE', 'ULEA', 'UBRUNO']) await type(as, 'list')
    await until(async () => (await records.rows('select from "Person"')).length === 4, 'everybody is known')
    for (let i = 0; i < 2; i++) {
      await records.minute(MINUTE)
      if (!(await records.settles(20_000))) throw new Error('the beginning does not come to an end')
    }
    await records.remember()
    const texts = new Map(['600', '601'].map((it) => [it, phones.holds(it)!]))
    const made = { world, texts }
    worlds.set(JSON.stringify(kind), made)
    return made
  }

  async function putBack({ world, texts }: Awaited<ReturnType<typeof worldFor>>) {
    const { slack, bots, records, phones, tickets } = world
    slack.clean()
    await records.putBack()
    const system = bots[0]!.phones
    phones.byOthers(() => {
      for (const { extension } of system.panel().held)
        if (!texts.has(extension)) system.byHand(Extension.parse(extension), null)
      for (const [extension, text] of texts)
        if (phones.holds(extension) !== text) system.byHand(Extension.parse(extension), text)
    })
    tickets.length = 0
    world.passes(0.02) // what is known of people is older than a minute
    world.wrong()
    phones.begins()
  }

  async function play(history: History): Promise<Violation[]> {
    const { seed, steps } = history
    const at = await worldFor(kindOf(history)).catch((error: unknown) => String(error))
    if (typeof at === 'string') return [{ invariant: 'a world begins', found: at }]
    const byClock = MINUTE.filter((it) => isNeeded(it, faultsIn(history)))
    const { world } = at
    await putBack(at)
    const [next] = await world.records.rows<{ id: string }>('select coalesce(max(id), 0)::text as id from "Change"')
    const it = playIn(world, counters)
    it.begins()
    counters.counts.histories++
    for (const step of steps) {
      await it.step(step)
      if (step.heals) await heal()
    }
    await heal()
    await decideDrifts()
    const evidence = await evidenceOf(world, it, BigInt(next!.id) + 1n, faultsIn(history))
    countStates()
    return violationsIn(evidence)

    async function heal() {
      await it.heals()
      for (let minute = 0; minute < MINUTES; minute++) {
        await world.records.minute(byClock)
        await Promise.all(world.bots.map(({ running }) => running.home.idle()))
        const isQuiet = await world.records.settles(STUCK_MS)
        const [left] = await world.records.rows<{ left: number }>(LEFT)
        if (isQuiet && left!.left === 0) return
      }
    }
    /** An admin says that our version counts. */
    async function decideDrifts() {
      const drifts = await world.records.rows<{ extension: string }>(
        'select extension from "Drift" where decided is null',
      )
      if (drifts.length === 0) return
      counters.reached('a change waits behind what others wrote on the phones')
      if (seed % 3 === 0) return
      for (const { extension } of drifts) {
        await world.slack.act({ as: 'UALICE', do: 'type', channel: 'CPHONES', text: `/ringgroup push ${extension}` })
      }
      await heal()
    }
    function countStates() {
      const { changes, requests, texts } = evidence
      if (requests.some((one) => one.decision?.how === 'approved')) counters.reached('a request is granted')
      if (requests.some((one) => one.decision?.how === 'declined')) counters.reached('a request is declined')
      if (changes.some((one) => one.deliveries.some((delivery) => delivery.refused)))
        counters.reached('a change is refused by the phones')
      if (texts.some((one) => !one.response && one.to.startsWith('U') && /"text":".*#\d+/.test(one.json)))
        counters.reached('an answer goes to direct messages')
      if (evidence.wrong.lines.some((one) => /Failed task/.test(one)))
        counters.reached('a job fails and is tried again')
      if (it.wereLost() && !evidence.drifts.length) counters.reached('a version is put back after the phones lost it')
    }
  }

  return {
    play,
    /** What went wrong may have left something behind: the next history begins in another world. */
    async forget() {
      const all = [...worlds.values()]
      worlds = new Map()
      await Promise.all(all.map(({ world }) => world.close()))
    },
  }
}
async function until(fine: () => Promise<boolean>, what: string) {
  for (const end = performance.now() + 20_000; !(await fine()); await sleep(10))
    if (performance.now() > end) throw new Error(`the beginning never came to "${what}"`)
}

/** What the clock would not find anything to do for is left out, for all of it takes its time. */
const isNeeded = (task: (typeof MINUTE)[number], faults: Fault[]) =>
  task === 'push' || task === 'scan'
    ? faults.some((it) => it.on !== 'slack' && it.on !== 'clock')
    : faults.some((it) => it.on === 'clock' || it.on === 'person')

export type Lane = ReturnType<typeof openLane>

/** What is not done by then, on however busy a machine, is not going to be done. */
const STUCK_MS = 10_000

const LEFT = `select (select count(*)::int from graphile_worker._private_jobs where ${IS_ALIVE})
  + (select count(*)::int from "Delivery" d where d."liveAt" is null and d.refused is null
      and not exists (select from "Drift" f where f.extension = d.extension and f.decided is null)) as left`

export const isSame = (one: Violation, all: Violation[]) => all.some((it) => it.invariant === one.invariant)

const faultsIn = ({ steps }: History): Fault[] => steps.flatMap((it) => it.faults)
export const kindOf = (history: History): Kind => {
  return { channel: history.seed % 2 === 1, isCut: faultsIn(history).some((it) => it.on === 'database') }
}

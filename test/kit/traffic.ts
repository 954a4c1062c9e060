// Admins who rename groups all day long, so that every edit can be told from every other one: in the history, in the answers
// and on the phones.
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { simulated } from '../../src/phones/simulated/index.ts'
import { northwind as team, type Member } from '../../src/sandbox/northwind.ts'
import type { openLane } from './lane.ts'
import { person } from './person.ts'

const COUNT = 12
/** A line is acknowledged when it is stored, or after 1.5 s; it may wait for its turn for some more. */
const ON_ITS_WAY_MS = 9000
export const ADMINS: Member[] = Array.from({ length: COUNT }, (_, i) => {
  const handle = `admin${i}`
  return { ...team[0]!, id: `UADMIN${i}`, name: `Admin ${i}`, handle, email: `${handle}@northwind.example` }
})
const EXTENSIONS = ['600', '601', '602', '603', '604', '605']

type Lane = Awaited<ReturnType<typeof openLane>>
type Edit = { name: string; by: string; at: number; isTaken: boolean }

/** `texts` of a person that say that what they wanted was not done. */
const isSorry = (text: string) => /nothing was changed|went wrong|try again/i.test(text)

export async function openTraffic({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, lane: Lane) {
  const { slack, db, dataDir, texts } = lane
  const people = ADMINS.map((it) => person(slack, it.id, { patience: 20_000 }))
  for (const extension of EXTENSIONS) {
    await people[0]!.types(`/ringgroup create Desk${extension}x ${extension} 101 102`)
    await people[0]!.hears(new RegExp(`Desk${extension}x[^]*live on the phones`, 'i'))
  }
  const edits: Edit[] = []
  const open = new Set<Promise<unknown>>()
  let isOver = false
  let nth = 0

  function edit() {
    const name = `Name x${nth}x`
    const it: Edit = { name, by: people[nth % COUNT]!.id, at: Date.now(), isTaken: false }
    edits.push(it)
    // not as somebody at a screen, who looks at all of it first: that takes longer with every message
    const text = `/ringgroup rename ${EXTENSIONS[nth % EXTENSIONS.length]} ${name}`
    const typed = slack.act({ as: it.by, do: 'type', channel: 'CPHONES', text })
    nth++
    const work = typed.then((acted) => (it.isTaken = acted.ok)).finally(() => open.delete(work))
    open.add(work)
  }
  async function goesOn(perSecond: number) {
    for (const begun = performance.now(), from = nth; !isOver; await sleep(10))
      while (!isOver && nth - from < ((performance.now() - begun) / 1000) * perSecond) edit()
  }

  /** The names that each extension held, one after another. */
  const seen = new Map<string, string[]>(EXTENSIONS.map((it) => [it, []]))
  const phones = simulated({ folder: dataDir, company: northwind })
  async function look() {
    for (const it of await phones.read())
      if ('plan' in it && it.plan && seen.get(it.extension)?.at(-1) !== it.plan.name)
        seen.get(it.extension)?.push(it.plan.name)
  }
  async function looks() {
    for (; !isOver; await sleep(20)) await look()
  }
  let done: Promise<unknown> = Promise.resolve()
  onTestFinished(async () => {
    isOver = true
    await done.catch(() => {})
  })

  let killedAt = 0
  return {
    /** A bot is killed now: what it had taken and not stored yet is gone with it. */
    kills: () => void (killedAt = Date.now()),
    begins: (perSecond: number) => void (done = Promise.all([goesOn(perSecond), looks()])),
    /** Nobody edits any more, and whoever did has been answered by Slack. */
    async ends() {
      isOver = true
      await done
      await Promise.all(open)
    },
    /** What became of it all, once nothing waits any more. */
    async account() {
      await look()
      await phones.close()
      const rows = await db.$queryRaw<{ id: bigint; name: string; live: Date | null; extension: string }[]>`
        select c.id, t.after ->> 'name' as name, t.after ->> 'extension' as extension, max(d."liveAt") as live
        from "Change" c join "TouchedGroup" t on t."changeId" = c.id left join "Delivery" d on d."changeId" = c.id
        where c.command = 'rename' group by 1, 2, 3 order by c.id`
      const done = new Map(rows.map((it) => [it.name, Number(it.id)]))
      const lost = ADMINS.flatMap(({ id }) => {
        const isGone = (it: Edit) => it.at <= killedAt && it.at > killedAt - ON_ITS_WAY_MS
        const missing = edits.filter((it) => it.by === id && it.isTaken && !done.has(it.name) && !isGone(it))
        const sorry = texts(id).filter(isSorry).length
        return sorry < missing.length ? missing.map((it) => it.name) : []
      })
      const said = ADMINS.map(({ id }) => texts(id).join('\n')).join('\n')
      const live = rows.flatMap((it) => it.live?.getTime() ?? []).toSorted((a, b) => a - b)
      const isBack = (names: string[]) => {
        const order = names.flatMap((it) => done.get(it) ?? [])
        return order.some((it, i) => i > 0 && it < order[i - 1]!)
      }
      return {
        edits: edits.length,
        taken: edits.filter((it) => it.isTaken).length,
        done: rows.length,
        /** taken by Slack, in no history, and nobody was told so */
        lost,
        doubled: rows.length - done.size,
        unanswered: rows.filter((it) => !said.includes(it.name)).map((it) => it.name),
        notLive: rows.filter((it) => !it.live).length,
        /** extensions where an older state came after a newer one */
        wentBack: EXTENSIONS.filter((it) => isBack(seen.get(it)!)),
        wrongAtLast: EXTENSIONS.filter((it) => seen.get(it)?.at(-1) !== rows.findLast((row) => row.extension === it)?.name), // prettier-ignore
        /** the longest time in which nothing came to the phones, in milliseconds */
        longestPause: Math.max(...live.slice(1).map((it, i) => it - live[i]!)),
      }
    },
  }
}

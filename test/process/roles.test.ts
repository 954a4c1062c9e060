import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { migrateDeploy } from '../../src/postgres/migrate.ts'
import { openLane } from '../kit/lane.ts'
import { person } from '../kit/person.ts'

const PEOPLE = ['UALICE', 'UCHLOE', 'ULEA']

/** Over HTTP the world sees less. */
const METRICS_TOKEN = 'a-token-of-an-operator'
const asOperator = { headers: { authorization: `Bearer ${METRICS_TOKEN}` } }

describe.each(['http', 'socket'] as const)('two that listen to Slack and two that work, in %s mode', (mode) => {
  it('are one bot, and each is replaced while people go on: every click is taken and answered', async (context) => {
    const lane = await openLane(
      context,
      { RINGGROUP_ADMINS: PEOPLE.join(), METRICS_TOKEN },
      { mode, balanced: true, patience: 10_000 },
    )
    const roles = ['web', 'web', 'worker', 'worker']
    const bots = await Promise.all(roles.map((ROLE, nth) => lane.start({ nth, ROLE })))
    const page = async (nth: number) => (await fetch(`${bots[nth]!.url}/readyz`, asOperator)).json()
    expect(await page(0)).toMatchObject({ status: 'ready', slack: { state: 'up' } })
    expect(await page(0)).not.toHaveProperty('worker')
    expect(await page(2)).toMatchObject({ status: 'ready', worker: { state: 'up' } })
    expect(await page(2)).not.toHaveProperty('slack')

    const people = PEOPLE.map((it) => person(lane.slack, it, { patience: 20_000 }))
    const [alice] = people
    await alice!.types('/ringgroup create Support 600 101 102')
    await alice!.hears(/live on the phones/i)

    let isOver = false
    const refused: string[] = []
    const done: string[] = []
    const clicks = people.map(async (it, nth) => {
      for (let i = 0; !isOver; i++, await sleep(100)) {
        const name = `Name x${nth}x${i}x`
        const { ok } = await it.types(`/ringgroup rename 600 ${name}`)
        ;(ok ? done : refused).push(name)
      }
    })
    for (const [nth, ROLE] of roles.entries()) {
      await sleep(500)
      expect(await bots[nth]!.stop(), bots[nth]!.output()).toBe(0)
      await lane.start({ nth, ROLE })
    }
    await migrateDeploy(lane.databaseUrl) // as another replica that starts beside them
    await sleep(500)
    isOver = true
    await Promise.all(clicks)

    // what crosses the farewell of a socket cannot be acknowledged any more, but it is done
    expect(refused.length).toBeLessThanOrEqual(mode === 'http' ? 0 : 2)
    done.push(...refused)
    const names = async () =>
      (
        await lane.db.$queryRaw<{ name: string }[]>`
        select t.after ->> 'name' as name from "TouchedGroup" t join "Change" c on c.id = t."changeId" where c.command = 'rename'`
      ).map((it) => it.name)
    expect((await names()).toSorted()).toEqual(done.toSorted())
    await vi.waitFor(
      () => {
        const said = PEOPLE.flatMap(lane.texts).join('\n')
        expect(done.filter((it) => !said.includes(it))).toEqual([])
      },
      { timeout: 20_000, interval: 100 },
    )
    expect(await lane.db.drift.count()).toBe(0)
  }, 480_000)
})

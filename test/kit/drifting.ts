import { afterEach, beforeEach } from 'vitest'
import { Extension, PhoneNumber } from '../../src/ring/group.ts'
import type { RingPlan } from '../../src/ring/plan.ts'
import { clearedEach } from './cleared.ts'
import { openWorld } from './world.ts'

export const LIVE = /live on the phones|en service sur les téléphones/i
/** As French is set. */
export const nbsp = (text: string) => text.replaceAll(/ (?=[:;?!»])/g, '\u00A0').replaceAll('« ', '«\u00A0')
export const x = (it: string) => Extension.parse(it)
export const n = (last: string) => PhoneNumber.parse(`+33155500${last}`)

/** A world in which two admins and a member have been met, each test has a group, and afterwards nothing differs any more. */
export async function openDrifting() {
  const world = await openWorld({ patience: 1500 })
  const { as, held, phones, db, work, scan } = world
  const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')] as const
  for (const who of [alice, chloe, bruno]) {
    await who.types('/ringgroup list')
    await who.hears('no ring groups yet')
  }
  const does = async (line: string, who = alice) => {
    await who.types(`/ringgroup ${line}`)
    await who.hears(LIVE)
    await work()
  }
  clearedEach(world, ['UALICE', 'UCHLOE', 'UBRUNO'])
  beforeEach(async () => {
    for (const who of [alice, chloe]) who.goesTo('direct')
    await does('create Support 600 101 102 time=20')
  })
  afterEach(async () => {
    for (const { extension } of await db.drift.findMany()) {
      phones.byHand(x(extension), null)
      await scan()
      if (await db.drift.count({ where: { extension } })) await alice.types(`/ringgroup push ${extension}`)
      await work()
    }
  })
  return {
    ...world,
    alice,
    chloe,
    bruno,
    /** Types a change, and waits until it is on the phones. */
    does,
    /** Somebody changes a group on the phone system's own pages. */
    async byHand(extension: string, it: Partial<RingPlan>) {
      phones.byHand(x(extension), { ...(await held(extension))!, ...it })
    },
    /** The cards among somebody's direct messages, as they stand there now. */
    cards(who: typeof alice) {
      who.goesTo('direct')
      return who.texts().filter((it) => /was changed on the phone|a été modifié sur le/.test(it))
    },
    lastCommand: async () => (await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })).command,
    /** A job has died of what a test has put in its way. */
    killed: () =>
      world.until(
        async () =>
          (await db.$queryRaw<object[]>`select from graphile_worker._private_jobs where last_error like '%killed%'`)
            .length > 0,
      ),
  }
}

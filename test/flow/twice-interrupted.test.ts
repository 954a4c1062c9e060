import { beforeAll, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { setOut } from '../../src/store/held.ts'
import { openWorld } from '../kit/world.ts'

let world: Awaited<ReturnType<typeof openWorld>>
beforeAll(async () => void (world = await openWorld({ patience: 300 })))

it('what a push wrote and could not confirm is known as ours, though the next one died before it wrote anything', async () => {
  const { as, db, phones, held, work, push } = world
  const e600 = Extension.parse('600')
  const alice = as('UALICE')
  await alice.types('/ringgroup create Support 600 101 102')
  await work()
  const first = (await held('600'))!
  // set out, written, and killed before it was confirmed
  await setOut(db, new Map([[e600, { ...first, ringSeconds: 21 }]]))
  phones.byHand(e600, { ...first, ringSeconds: 21 })
  // the next one has read that; it is killed after it has set out, before the phones are told
  const [apply, isOff] = [phones.apply, { now: true }]
  phones.apply = async (...it) => {
    if (isOff.now) throw Object.assign(new Error('killed'), { code: 'UNREACHABLE' })
    return apply(...it)
  }
  await alice.types('/ringgroup time support 22')
  await work()
  isOff.now = false
  await alice.types('/ringgroup time support 23')
  await push()
  expect(await held('600')).toMatchObject({ ringSeconds: 23 })
  expect(await db.drift.count()).toBe(0)
})

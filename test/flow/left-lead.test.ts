import { expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, db, group, sandbox, quietens } = await openWorld({ quiet: {} })
const [alice, omar] = [as('UALICE'), as('UOMAR')]
const DONE = /live on the phones/i

/** What Omar has changed is handed out after he has left. */
async function leavesBeforeItIsHandedOut(line: string) {
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`lock table "Told" in access exclusive mode`
      await omar.types(`/ringgroup ${line}`)
      await omar.hears(DONE)
      await sandbox.act({ as: 'UALICE', do: 'person', user: 'UOMAR', set: { deleted: true } })
      const waiting = () => tx.$queryRaw`
        select 1 as it from pg_locks where relation = '"Told"'::regclass and not granted`
      await expect.poll(waiting).not.toEqual([])
    },
    { timeout: 15_000 },
  )
  await quietens()
}
const records = async () => {
  alice.goesTo('direct')
  const texts = alice.texts().filter((it) => it.startsWith('@omar: '))
  alice.goesTo('#phones')
  return texts
}

it('a lead who is free and has left was no admin: the admins get the record', async () => {
  await alice.types('/ringgroup create Support 600 102 108')
  await alice.hears(DONE)
  await db.lead.create({ data: { groupId: (await group('600'))!.id, position: 0, user: 'UOMAR', free: true } })
  await quietens()
  await leavesBeforeItIsHandedOut('add support 109')
  expect(await records()).toEqual([expect.stringContaining('Priya Nair (109) now rings in Support')])
})

it('an admin who has left was one: there is no such record', async () => {
  const set = { deleted: false, isAdmin: true }
  await sandbox.act({ as: 'UALICE', do: 'person', user: 'UOMAR', set })
  await leavesBeforeItIsHandedOut('remove support 109')
  expect(await records()).toHaveLength(1)
})

import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { RingGroup } from '../../src/ring/group.ts'
import { rowsOf } from '../../src/store/groups.ts'
import { openWorld } from '../kit/world.ts'

const { as, db, work, until } = await openWorld()
const [alice, lea] = [as('UALICE'), as('ULEA')]
const direct = (who: typeof lea) => (who.goesTo('direct'), who.texts())

it('no admin has used it yet: the request is kept, that is said, and whoever comes first gets it', async () => {
  const { groups, memberships, leads } = rowsOf([
    RingGroup.parse({
      id: randomUUID(),
      name: 'Support',
      extension: '600',
      mode: 'consecutive',
      ringSeconds: 20,
      members: [{ extension: '102' }],
      fallback: { to: 'voicemail', target: '100' },
      directNumbers: [],
      leads: [{ user: 'ULEA', free: false }],
    }),
  ])
  await db.ringGroup.createMany({ data: groups })
  await db.membership.createMany({
    data: memberships.map(({ groupId, position, extension }) => ({ groupId, position, extension })),
  })
  await db.lead.createMany({ data: leads })

  await lea.types('/ringgroup swap support 102 106')
  await lea.hears('Nobody could be told yet, for no admin has used Ringgroup so far.')
  await work()
  expect(direct(lea).at(-1)).toContain('please ask an owner of this workspace to type /ringgroup requests')
  expect(direct(alice).join('\n')).not.toContain('Léa Fontaine')

  alice.goesTo('#phones')
  await alice.types('/ringgroup requests')
  await alice.hears('Waiting for you')
  await until(async () => direct(alice).some((it) => it.includes('[Approve]')))
  await work()
  expect(direct(lea).at(-1)).toContain('Sent to @alice. You will hear here.')
  alice.goesTo('direct')
  await alice.presses('Approve')
  await until(async () => (await db.change.count()) === 1)
  await work()
  expect(direct(lea).some((it) => it.includes('Approved by @alice'))).toBe(true)
})

import { afterEach, beforeEach } from 'vitest'
import { requestsLater } from '../../src/store/queue.ts'
import type { openWorld } from './world.ts'

type World = Awaited<ReturnType<typeof openWorld>>

/** Before each test Léa leads Support (600): Bruno, then Omar. Behind it nothing is open. */
export function ledByLea(world: World) {
  const { as, db, group, until, work, taskList } = world
  const [alice, lea] = [as('UALICE'), as('ULEA')]
  const minute = async () => {
    await taskList.overdue({}, {} as never)
    await work()
  }
  beforeEach(async () => {
    await alice.types('/ringgroup create Support 600 102 108 mode=consecutive time=20')
    await until(async () => Boolean(await group('600')))
    await work()
    const { id } = (await group('600'))!
    await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free: false } })
  })
  afterEach(async () => {
    for (const it of [alice, lea, as('UCHLOE')]) while (it.hasForm()) await it.closes(true)
    await db.ringGroup.deleteMany({})
    await minute()
  })
  return {
    minute,
    /** What Léa types, until it waits. */
    async asks(line: string, by = lea) {
      await by.types(line)
      await by.hears(/^(Envoyée|Sent|Léa Fontaine|.*Support)[^]*(Envoyée|Sent|prévenu)/)
      await work()
    },
    /** How the last request ended; null: it is open. */
    async ended() {
      const last = await db.request.findFirst({ orderBy: { id: 'desc' } })
      return (last?.decision as { how: string; by?: string; why?: string; reason?: string } | null) ?? null
    },
    members: async () => (await group('600'))?.members.map((it) => it.extension),
    /** As many requests as one wants, straight into the records. */
    async wait(count: number, by = 'ULEA') {
      const now = (await group('600'))!
      const at = world.now()
      await db.request.createMany({
        data: Array.from({ length: count }, (_, i) => {
          const ringSeconds = 21 + (i % 30)
          return {
            command: 'time',
            found: { group: now.id, ringSeconds, nth: i },
            by,
            place: { user: by, language: 'en' },
            timeZone: 'Europe/Paris',
            at,
            shown: [{ before: now, after: { ...now, ringSeconds } }],
            expiresAt: new Date(at.getTime() + 7 * 24 * 3_600_000),
            groups: [now.id],
          }
        }),
      })
      await requestsLater(db)
      await work()
    },
  }
}

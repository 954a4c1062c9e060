import { afterEach } from 'vitest'
import type { openWorld } from './world.ts'

/** Behind each test no form is open, and no group is there: deleted by an admin, who waits until the phones know. */
export function clearedEach({ as, db, until, work }: Awaited<ReturnType<typeof openWorld>>, people: string[]) {
  const admin = as('UALICE')
  afterEach(async () => {
    for (const it of people.map((id) => as(id))) while (it.hasForm()) await it.closes(true)
    for (;;) {
      const groups = await db.ringGroup.findMany()
      const last = groups.find((it) => !groups.some((other) => other.id !== it.id && other.fallbackTarget === it.id))
      if (!last) break
      await admin.types(`/ringgroup delete ${last.extension}`)
      await admin.form(({ title }) => title === 'Delete Group')
      await admin.submits()
      await until(async () => (await db.ringGroup.count({ where: { id: last.id } })) === 0)
    }
    await work()
  })
}

import { instantOf, later, wallAt, weekdayOf } from '../../src/ring/wall.ts'
import type { openWorld } from './world.ts'

type World = Awaited<ReturnType<typeof openWorld>>

/** Support (600), where Bruno and Omar ring; nobody leads it. Alice and Chloé are admins that are known. */
export async function supported({ as, work }: World) {
  await as('UALICE').types('/ringgroup create Support 600 102 108')
  await as('UALICE').hears(/live on the phones/i)
  await as('UCHLOE').types('/ringgroup aide')
  await as('UCHLOE').hears('/ringgroup')
  await work()
}

/** Support (600), where Bruno and then Omar ring; somebody leads it. Alice and Chloé are admins that are known. */
export async function ledBySomebody({ as, db, group }: World, { lead = 'ULEA', free = false } = {}) {
  const [alice, chloe] = [as('UALICE'), as('UCHLOE')]
  await alice.types('/ringgroup create Support 600 102 108 mode=consecutive time=20')
  await alice.hears(/live on the phones/i)
  await chloe.types('/ringgroup liste')
  await chloe.hears('Support')
  const { id } = (await group('600'))!
  await db.lead.create({ data: { groupId: id, position: 0, user: lead, free } })
  return id
}

/** The next time the clock on the wall in Paris shows this, on this day of the week: Monday 1 … Sunday 7. */
export function next(now: Date, weekday: number, hour: number, minute = 0): Date {
  const today = { ...wallAt(now, 'Europe/Paris'), hour, minute }
  for (let days = 0; ; days++) {
    const day = later(today, { days })
    const at = instantOf(day, 'Europe/Paris')
    if (weekdayOf(day) === weekday && at > now) return at
  }
}

/** Time goes on until then, and a minute more. */
export const comes = ({ now, passes }: World, at: Date) => passes((at.getTime() - now().getTime() + 60_000) / 3_600_000)

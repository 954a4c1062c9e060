// How everything is, in a few questions: for those who look after it.
import { Prisma } from '../generated/prisma/client.ts'
import type { Checkup } from '../ring/checkup.ts'
import type { Extension } from '../ring/group.ts'
import type { Db } from './db.ts'

const MOST = 5

export async function checkup(db: Db): Promise<Checkup> {
  const [[state], [counts], waiting, refused] = await Promise.all([
    db.$queryRaw<Pick<Checkup, 'downSince' | 'comparedAt' | 'directoryAt'>[]>`
      select "downSince", "comparedAt", "directoryAt" from "PhoneSystemState"`,
    db.$queryRaw<Pick<Checkup, 'extensions' | 'numbers' | 'groups' | 'differ'>[]>`
      select (select count(*) from "DirectoryEntry" where "goneAt" is null)::int as extensions,
        (select count(*) from "CompanyNumber" where "goneAt" is null)::int as numbers,
        (select count(*) from "RingGroup")::int as groups,
        (select count(*) from "Drift" where decided is null)::int as differ`,
    waitingNow(db),
    refusedNow(db),
  ])
  return { ...state!, ...counts!, waiting, refused }
}

async function waitingNow(db: Db): Promise<Checkup['waiting']> {
  const [row] = await db.$queryRaw<Checkup['waiting'][]>`
    with waits as (
      select d.extension, d."changeId", c.at from "Delivery" d join "Change" c on c.id = d."changeId"
      where d."liveAt" is null and d.refused is null)
    select count(distinct "changeId")::int as changes, min(at) as since,
      coalesce((array_agg(distinct coalesce(g.name || ' (' || g.extension || ')', waits.extension)))[1:${MOST}], '{}') as groups
    from waits left join "RingGroup" g using (extension)`
  return row!
}

const refusedNow = (db: Db) => db.$queryRaw<Checkup['refused']>(refusals)

/** Changes that the phones would not take, and that nothing has come after. */
export const refusals = Prisma.sql`
  select d."changeId"::text as change, coalesce(g.name || ' (' || d.extension || ')', d.extension) as group, d.refused as why
  from "Delivery" d left join "RingGroup" g using (extension)
  where d."liveAt" is null and d.refused is not null and not d.overtaken
    and not exists (select from "Delivery" later where later.extension = d.extension and later."changeId" > d."changeId")
  order by d."changeId" desc limit ${MOST}`

/**
 * Refusals that something has come after are marked, the oldest so many, so that nobody reads them who looks for those
 * that still stand; how many they were. Whoever changes something does not do it, for it would wait for the phones then.
 */
export const markOvertaken = (db: Db, limit: number): Promise<number> => db.$executeRaw`
  update "Delivery" set overtaken = true where ctid = any(array(
    select ctid from "Delivery" d
    where d."liveAt" is null and d.refused is not null and not d.overtaken
      and exists (select from "Delivery" later where later.extension = d.extension and later."changeId" > d."changeId" offset 0)
    order by d."changeId" limit ${limit} for update skip locked))`

/** What stands at an extension, as far as we know: last read back, and when. */
export async function lastRead(db: Db, extension: Extension) {
  const row = await db.held.findUnique({ where: { extension }, select: { plan: true, confirmedAt: true } })
  return row ?? { plan: null, confirmedAt: null }
}

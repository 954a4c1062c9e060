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

/** A function and no constant, for it is used above. */
function nextRefusing(after: Prisma.Sql) {
  return Prisma.sql`(select it.extension from "Delivery" it
    where it."liveAt" is null and it.refused is not null and it.extension > ${after} order by it.extension limit 1)`
}

const refusedNow = (db: Db) => db.$queryRaw<Checkup['refused']>(refusals)

/**
 * Changes that the phones would not take, and that nothing has come after. What was refused is kept, so this does not read
 * it: it goes from one extension at which something was ever refused to the next, and looks at the last change there.
 */
export const refusals = Prisma.sql`
  with recursive refusing as (
    select ${nextRefusing(Prisma.sql`''`)} as extension
    union all select ${nextRefusing(Prisma.sql`refusing.extension`)} from refusing where extension is not null)
  select d."changeId"::text as change, coalesce(g.name || ' (' || d.extension || ')', d.extension) as group, d.refused as why
  from refusing cross join lateral (
      select * from "Delivery" it where it.extension = refusing.extension order by it."changeId" desc limit 1) d
    left join "RingGroup" g on g.extension = d.extension
  where d."liveAt" is null and d.refused is not null
  order by d."changeId" desc limit ${MOST}`

/** What stands at an extension, as far as we know: last read back, and when. */
export async function lastRead(db: Db, extension: Extension) {
  const row = await db.held.findUnique({ where: { extension }, select: { plan: true, confirmedAt: true } })
  return row ?? { plan: null, confirmedAt: null }
}

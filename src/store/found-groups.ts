// Groups that the phone system holds and that are not here: they may be taken.
import type { Extension, PhoneNumber } from '../ring/group.ts'
import { RingPlan } from '../ring/plan.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Db } from './db.ts'

/** These and no others stand there that we never wrote. What says the same as before is not written again. */
export const noteFound = (db: Db, plans: RingPlan[], seenAt: Date) => db.$executeRaw`
  with it as materialized (
    select * from json_to_recordset(${JSON.stringify(plans.map((plan) => ({ extension: plan.extension, plan })))}::json)
      as it(extension text, plan jsonb)),
  gone as (delete from "FoundGroup" where extension not in (select extension from it))
  insert into "FoundGroup" as was (extension, plan, "seenAt") select extension, plan, ${seenAt} from it
  on conflict (extension) do update set plan = excluded.plan, "seenAt" = excluded."seenAt"
    where was.plan is distinct from excluded.plan
      or exists (select from "Held" h where h.extension = was.extension and h."confirmedAt" > was."seenAt")`

/** In the order of their extensions, and how many there are in all. */
export async function groupsFound(db: Db, limit: number): Promise<{ plans: RingPlan[]; total: number }> {
  const [total, plans] = await Promise.all([countFound(db), found(db, Prisma.sql`true`, limit)])
  return { plans, total }
}

export async function countFound(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ total: number }[]>`select (${foundTotal}) as total`
  return row?.total ?? 0
}

/** Those at these extensions, and those that these numbers lead to on the phone system. */
export const foundAround = (db: Db, extensions: Extension[], numbers: PhoneNumber[]): Promise<RingPlan[]> =>
  found(db, Prisma.sql`(f.extension = any(${extensions}) or f.plan->'directNumbers' ?| ${numbers})`)

/** No group of ours has it by now, and we have written nothing there since it was seen. */
const isFree = Prisma.sql`not exists (select from "RingGroup" g where g.extension = f.extension)
  and not exists (select from "Held" h where h.extension = f.extension
    and (h.plan is not null or h.writing is not null or h."confirmedAt" > f."seenAt"))`

export const foundTotal = Prisma.sql`select count(*)::int from "FoundGroup" f where ${isFree}`

const found = async (db: Db, which: Prisma.Sql, limit = 1000): Promise<RingPlan[]> =>
  (
    await db.$queryRaw<{ plan: unknown }[]>`
      select f.plan from "FoundGroup" f where ${isFree} and ${which} order by f.extension limit ${limit}`
  ).flatMap(({ plan }) => RingPlan.safeParse(plan).data ?? [])

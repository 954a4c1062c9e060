import type { UserId } from '../ring/actor.ts'
import type { Db } from './db.ts'

/** Admins that have been seen, the latest first: who is named where somebody lacks the right. */
export const knownAdmins = async (db: Db, limit = 2): Promise<UserId[]> =>
  (await db.person.findMany({ where: { admin: true }, orderBy: { seenAt: 'desc' }, take: limit })).map(
    (it) => it.user as UserId,
  )

/** Notes what somebody is. True the first time. What was noted within the hour is not written again: nobody waits for a disk. */
export async function isNew(db: Db, user: UserId, admin: boolean, at: Date): Promise<boolean> {
  const [row] = await db.$queryRaw<{ fresh: boolean }[]>`
    insert into "Person" ("user", admin, "seenAt") select ${user}, ${admin}, ${at}
    where not exists (
      select from "Person" p where p."user" = ${user} and p.admin = ${admin} and p."seenAt" > ${at}::timestamptz - interval '1 hour')
    on conflict ("user") do update set admin = excluded.admin, "seenAt" = excluded."seenAt"
    returning xmax = 0 as fresh`
  return row?.fresh ?? false
}

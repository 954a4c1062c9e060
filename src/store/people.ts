import { Prisma } from '../generated/prisma/client.ts'
import type { Actor, UserId } from '../ring/actor.ts'
import type { Extension } from '../ring/group.ts'
import type { Db } from './db.ts'

/** Admins that have been seen, the latest first, and those that were made one and have not been seen yet. */
export const knownAdmins = async (db: Db, limit = 2): Promise<UserId[]> =>
  (
    await db.$queryRaw<{ user: UserId }[]>`
      select coalesce(p."user", a."user") as "user" from "Person" p full join "Admin" a on a."user" = p."user"
      where coalesce(a.admin, p.admin) order by p."seenAt" desc nulls last limit ${limit}`
  ).map((it) => it.user)

/** By the word of an admin: whether somebody is one; null: nobody has said. */
export const saidAdmin = async (db: Db, user: UserId): Promise<boolean | null> =>
  (await db.admin.findUnique({ where: { user } }))?.admin ?? null

export const setAdmin = (db: Db, user: UserId, admin: boolean) =>
  db.admin.upsert({ where: { user }, create: { user, admin }, update: { admin } })

/** The phone that an admin has linked to somebody; null: none. */
export const linkedPhone = async (db: Db, user: UserId): Promise<Extension | null> =>
  ((await db.link.findUnique({ where: { user } }))?.extension as Extension | undefined) ?? null

export const linkPhone = (db: Db, user: UserId, extension: Extension | null) =>
  extension
    ? db.link.upsert({ where: { user }, create: { user, extension }, update: { extension } })
    : db.link.deleteMany({ where: { user } })

export type Met = { isNew: boolean; leads: Extract<Actor, { leads: object }>['leads'] }

/**
 * Notes what somebody is, and says which groups they lead. What was noted within the hour is not written again: nobody
 * waits for a disk.
 */
export async function meet(db: Db, user: UserId, admin: boolean, at: Date): Promise<Met> {
  const [row] = await db.$queryRaw<{ fresh: boolean | null; leads: Met['leads'] }[]>`
    with noted as (
      insert into "Person" ("user", admin, "seenAt") select ${user}, ${admin}, ${at}
      where not exists (
        select from "Person" p where p."user" = ${user} and p.admin = ${admin} and p."seenAt" > ${at}::timestamptz - interval '1 hour')
      on conflict ("user") do update set admin = excluded.admin, "seenAt" = excluded."seenAt"
      returning xmax = 0 as fresh)
    select (select fresh from noted) as fresh, ${ledGroups(user)} as leads`
  return { isNew: row?.fresh ?? false, leads: row?.leads ?? [] }
}

export async function leadsOf(db: Db, user: UserId): Promise<Met['leads']> {
  const [row] = await db.$queryRaw<{ leads: Met['leads'] }[]>`select ${ledGroups(user)} as leads`
  return row?.leads ?? []
}

const ledGroups = (user: UserId) =>
  Prisma.sql`array(select json_build_object('group', "groupId", 'free', free) from "Lead" where "user" = ${user})`

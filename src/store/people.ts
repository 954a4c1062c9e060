import { Prisma } from '../generated/prisma/client.ts'
import type { Actor, UserId } from '../ring/actor.ts'
import type { Extension } from '../ring/group.ts'
import type { Db } from './db.ts'

/** Admins that have been seen, the latest first, and those that were made one and have not been seen yet; nobody who has left. */
export const knownAdmins = async (db: Db, limit = 2): Promise<UserId[]> =>
  (
    await db.$queryRaw<{ user: UserId }[]>`
      select coalesce(p."user", a."user") as "user" from "Person" p full join "Admin" a on a."user" = p."user"
      where coalesce(a.admin, p.admin) and coalesce(p."user", a."user") not in (select who from "Leaver") order by p."seenAt" desc nulls last limit ${limit}`
  ).map((it) => it.user)

/** By the word of an admin: whether somebody is one; null: nobody has said. */
export const saidAdmin = async (db: Db, user: UserId): Promise<boolean | null> =>
  (await db.admin.findUnique({ where: { user } }))?.admin ?? null

/** null: as Slack has it. */
export const setAdmin = (db: Db, user: UserId, admin: boolean | null) =>
  admin === null
    ? db.admin.deleteMany({ where: { user } })
    : db.admin.upsert({ where: { user }, create: { user, admin }, update: { admin } })

/** Everybody of whom an admin has said whether they are one. */
export const saidAdmins = async (db: Db): Promise<{ user: UserId; admin: boolean }[]> =>
  (await db.admin.findMany({ orderBy: { user: 'asc' } })).map((it) => ({ user: it.user as UserId, admin: it.admin }))

/** The phone that an admin has linked to somebody; null: none. */
export const linkedPhone = async (db: Db, user: UserId): Promise<Extension | null> =>
  ((await db.link.findUnique({ where: { user } }))?.extension as Extension | undefined) ?? null

/** The extensions that are somebody's: what is linked to them, or else what has their e-mail address. */
export const phonesWith = (user: UserId, email: string | null) => Prisma.sql`
  select l.extension from "Link" l where l."user" = ${user}
  union all select e.extension from "DirectoryEntry" e
    where e.email = ${email?.toLowerCase() ?? null} and e."goneAt" is null and not exists (select from "Link" l where l."user" = ${user})`

/** Whether somebody was an admin when they last asked for something. */
export const wasAdmin = async (db: Db, user: UserId): Promise<boolean> =>
  (await db.person.findUnique({ where: { user } }))?.admin ?? false

/** Everybody to whom this phone is linked. */
export const usersLinkedTo = async (db: Db, extension: Extension): Promise<UserId[]> =>
  (await db.link.findMany({ where: { extension }, orderBy: { user: 'asc' } })).map((it) => it.user as UserId)

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
    select (select fresh from noted) as fresh, ${ledGroups(Prisma.sql`${user}`)} as leads`
  return { isNew: row?.fresh ?? false, leads: row?.leads ?? [] }
}

/** Who leads any of these groups. */
export const leadsOfAll = async (db: Db, groups: string[]): Promise<UserId[]> =>
  (await db.lead.findMany({ where: { groupId: { in: groups } }, distinct: ['user'], orderBy: { user: 'asc' } })).map(
    (it) => it.user as UserId,
  )

export async function leadsOf(db: Db, user: UserId): Promise<Met['leads']> {
  const [row] = await db.$queryRaw<{ leads: Met['leads'] }[]>`select ${ledGroups(Prisma.sql`${user}`)} as leads`
  return row?.leads ?? []
}

/** Which groups somebody leads, as JSON. */
export const ledGroups = (user: Prisma.Sql) =>
  Prisma.sql`array(select json_build_object('group', "groupId", 'free', free) from "Lead" where "user" = ${user})`

/** Who last said it, and when. */
export type Word = { by: UserId | null; at: Date }

/** Of each of these people, the last change that said whether they are an admin. */
export async function lastWordsOn(db: Db, users: UserId[]): Promise<Map<UserId, Word>> {
  const rows = await db.$queryRaw<(Word & { user: UserId })[]>`
    select asked."user", last."by", last.at from unnest(${users}::text[]) as asked("user") cross join lateral (
      select c."by", c.at from "Change" c
      where c.person is not null and c.person->>'user' = asked."user" and c.person->'admin' is not null
      order by c.id desc limit 1) last`
  return new Map(rows.map(({ user, ...it }) => [user, it]))
}

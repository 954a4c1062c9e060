// Who has left, what still names their phone, and how it ended. A case is kept until it is over by itself, so that it is one.
import { Prisma } from '../generated/prisma/client.ts'
import { UserId } from '../ring/actor.ts'
import { GroupId, type Extension, type RingGroup } from '../ring/group.ts'
import { Leaver, type LeaverEnd } from '../ring/leaver.ts'
import { surely, type Ending } from './commit.ts'
import type { Db } from './db.ts'
import { groupsWhere } from './groups.ts'
import { noticeLater } from './queue.ts'

/** Whether a group rings this extension, or sends calls on to it. */
const isNamed = (extension: Prisma.Sql) => Prisma.sql`(
  exists (select from "Membership" m where m.extension = ${extension})
  or exists (select from "RingGroup" g where g."fallbackTo" <> 'group' and g."fallbackTarget" = ${extension}))`

const newId = Prisma.sql`nextval(pg_get_serial_sequence('"Drift"', 'id'))` // one row of numbers: notices tell cases by it

/** A Slack account was deactivated: a case if a group still names their phone, and nobody has that case already. */
export const noteLeft = (db: Db, user: UserId, extension: Extension | null, at: Date) => db.$executeRaw`
  insert into "Leaver" (id, who, "user", extension, "seenAt", ended)
  select ${newId}, it."user", it."user", it.extension, ${at},
    case when ${isNamed(Prisma.sql`it.extension`)}
      and not exists (select from "Leaver" l where l.extension = it.extension and l.ended is null)
    then null else ${clear(at)} end
  from (select ${user}::text as "user", ${extension}::text as extension) it
  where not exists (select from "Leaver" l where l.who = it."user")
  on conflict do nothing`

/** Extensions that groups name and the phone system has no more, unless somebody has chosen since it has gone. */
export const noteVanished = (db: Db, at: Date) => db.$executeRaw`
  insert into "Leaver" (id, who, extension, "seenAt")
  select ${newId}, e.extension, e.extension, ${at} from "DirectoryEntry" e
  where e."goneAt" is not null and ${isNamed(Prisma.sql`e.extension`)}
    and not exists (select from "RingGroup" g where g.extension = e.extension)
    and not exists (select from "Leaver" l where l.who = e.extension
      or l.extension = e.extension and (l.ended is null or (l.ended->>'at')::timestamptz >= e."goneAt"))
  on conflict do nothing`

/** An account is active again: as if it had never left. */
export const accountBack = (db: Db, user: UserId, at: Date) =>
  ends(db, Prisma.sql`delete from "Leaver" where "user" = ${user} returning id`, { how: 'back', at })

/** What is over by itself: the extension is there again, or nothing names it any more. */
export async function endOver(db: Db, at: Date): Promise<void> {
  const isThere = Prisma.sql`exists (
    select from "DirectoryEntry" e where e.extension = "Leaver".extension and e."goneAt" is null)`
  await ends(db, Prisma.sql`delete from "Leaver" where "user" is null and ${isThere} returning id`, { how: 'back', at })
  await ends(
    db,
    Prisma.sql`update "Leaver" set ended = ${clear(at)} where ended is null and not ${isNamed(Prisma.sql`"Leaver".extension`)} returning id`,
    { how: 'clear', at },
  )
}

/** The one decision. False: somebody else has, or it is over. */
export async function decideLeaver(db: Db, id: string, end: LeaverEnd, ending?: Ending): Promise<boolean> {
  const of = Prisma.sql`update "Leaver" set ended = ${JSON.stringify(end)}::jsonb where id = ${BigInt(id)} and ended is null returning id`
  return (await ends(db, of, end, ending)) > 0
}

const clear = (at: Date) => Prisma.sql`${JSON.stringify({ how: 'clear', at })}::jsonb`

/** The cards of these cases are to become records. */
const ends = (db: Db, over: Prisma.Sql, end: LeaverEnd, ending?: Ending): Promise<number> =>
  surely(
    db,
    async (tx) => {
      const [done] = await tx.$queryRaw<{ count: number }[]>`
      with over as (${over}),
      told as (update "DriftNotice" n set ended = ${JSON.stringify(end)}::jsonb from over where n.drift = over.id and n.ended is null)
      select count(*)::int as count from over`
      if (done!.count > 0) await noticeLater(tx)
      return done!.count
    },
    { ending },
  )

const columns = Prisma.sql`id::text, "user", extension, "seenAt", ended`

export async function leaverOf(db: Db, id: string): Promise<Leaver | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const [row] = await db.$queryRaw<object[]>`select ${columns} from "Leaver" where id = ${BigInt(id)}`
  return row ? Leaver.parse(row) : null
}

/** A case that waits for a decision, and how the directory calls, or called, the phone. */
export type OpenLeaver = { leaver: Leaver; name: string | null }

type Page = { limit: number; skip?: number }

/** The oldest first, each with how many there are. */
export const leaversOpen = ({ limit, skip = 0 }: Page) => Prisma.sql`
  select id::text, "user", extension, "seenAt", ended, total, (select e.name from "DirectoryEntry" e where e.extension = it.extension) as name
  from (select *, count(*) over ()::int as total from "Leaver" where ended is null order by id limit ${limit} offset ${skip}) it`

export const openLeavers = async (db: Db, page: Page) => readLeavers(await db.$queryRaw(leaversOpen(page)))

/** Of what `leaversOpen` yields. */
export const readLeavers = (
  rows: { name: string | null; total: number }[],
): { leavers: OpenLeaver[]; total: number } => ({
  leavers: rows.map(({ name, ...row }) => ({ leaver: Leaver.parse(row), name })),
  total: rows[0]?.total ?? 0,
})

/** How the directory calls an extension, also one that is gone; null: nobody knows it. */
export const nameAt = async (db: Db, extension: Extension): Promise<string | null> =>
  (await db.directoryEntry.findUnique({ where: { extension }, select: { name: true } }))?.name ?? null

/** The groups whose calls go on to this extension, or to its box. */
export const groupsWithFallback = (db: Db, extension: Extension): Promise<RingGroup[]> =>
  groupsWhere(db, Prisma.sql`g."fallbackTo" <> 'group' and g."fallbackTarget" = ${extension}`)

/** The groups whose lead somebody was until the clock has ended it, because they had left. */
export async function ledUntil(db: Db, user: UserId, since: Date): Promise<GroupId[]> {
  const lead = JSON.stringify([{ user }])
  const rows = await db.$queryRaw<{ id: string }[]>`
    select distinct t."groupId"::text as id from "Change" c join "TouchedGroup" t on t."changeId" = c.id
    where c.by is null and c.command = 'lead' and c.at >= ${since} and t.before->'leads' @> ${lead}::jsonb
      and not t.after->'leads' @> ${lead}::jsonb`
  return rows.map((it) => GroupId.parse(it.id))
}

/** Whose account we look at now and then: who may do or ask something, whose phone is known by our word, who had left. */
export const watched = async (db: Db): Promise<UserId[]> =>
  (
    await db.$queryRaw<{ user: string }[]>`
      select "user" from "Lead" union select "user" from "Link" union select "user" from "Admin" where admin
      union select "user" from "Person" where admin union select "by" from "Request" where decision is null
      union select "user" from "Leaver" where "user" is not null order by 1`
  ).map((it) => UserId.parse(it.user))

/** Whether somebody is known to have left. */
export const hasLeft = async (db: Db, user: UserId): Promise<boolean> =>
  (await db.leaver.count({ where: { user } })) > 0

// What is about to end by itself, and who was told so ahead. A case is noted once; then there is a row for everybody who is to
// hear of it, which is done once they have.
import { Prisma } from '../generated/prisma/client.ts'
import type { Extension, GroupId, RingGroup } from '../ring/group.ts'
import type { Db } from './db.ts'
import { groupsWhere } from './groups.ts'
import { rehearsed } from './rehearsed.ts'

/** `end`: of somebody in a group. `empty`: nobody rings in it any more. */
export type Case = { kind: 'end' | 'empty'; group: GroupId; extension: Extension | ''; at: Date }
export type Telling = Case & { to: string }

/** The row that only says that a case is known; whoever is to hear of it is found out later. */
const NOTED = ''
const FORETELLS = 1_600_707 // any number that is nobody else's

const rowOf = ({ group: groupId, kind, extension, at }: Case, to: string) => ({ kind, groupId, extension, at, to })
const caseOf = ({ groupId, at, ...it }: { groupId: string; at: Date; kind: string; extension: string }): Case =>
  ({ group: groupId, kind: it.kind, extension: it.extension, at }) as Case

/** Groups in which something begins or ends before then. */
export const groupsWithDatesBefore = (db: Db, at: Date): Promise<RingGroup[]> =>
  groupsWhere(
    db,
    Prisma.sql`exists (select from "Membership" m where m."groupId" = g.id
      and least(m."from", m.until, m."awayFrom", m."awayUntil") <= ${at})`,
  )

/** Of these those that nobody has noted yet. */
export async function notNoted(db: Db, cases: Case[]): Promise<Case[]> {
  if (cases.length === 0) return []
  const known = await db.foretold.findMany({
    where: { to: NOTED, groupId: { in: cases.map((it) => it.group) } },
    select: { kind: true, groupId: true, extension: true, at: true },
  })
  const keys = new Set(known.map((it) => keyOf(caseOf(it))))
  return cases.filter((it) => !keys.has(keyOf(it)))
}
const keyOf = ({ kind, group, extension, at }: Case) => [kind, group, extension, at.toISOString()].join(' ')

/** Noted; `done`: nobody has to hear of it. */
export const noteCases = (db: Db, cases: Case[], done = false) =>
  db.foretold.createMany({ data: cases.map((it) => ({ ...rowOf(it, NOTED), done })), skipDuplicates: true })

/** Cases of which it is not known yet who is to hear of them. */
export const casesToTell = async (db: Db): Promise<Case[]> =>
  (await open(db, Prisma.sql`"to" = ${NOTED} order by at, "groupId"`)).map(caseOf)

/** These are to hear of it. */
export const expectToHear = (db: Db, it: Case, people: string[]) =>
  db.$transaction(async (tx) => {
    await tx.foretold.createMany({ data: people.map((to) => rowOf(it, to)), skipDuplicates: true })
    await tx.foretold.updateMany({ where: rowOf(it, NOTED), data: { done: true } })
  })

/** All that somebody has not heard yet. */
export const untold = async (db: Db): Promise<Telling[]> =>
  (await open(db, Prisma.sql`"to" <> ${NOTED} order by at, "to"`)).map((it) => ({ ...caseOf(it), to: it.to }))

const open = (db: Db, which: Prisma.Sql) =>
  db.$queryRaw<ReturnType<typeof rowOf>[]>`
    select kind, "groupId", extension, at, "to" from "Foretold" where not done and ${which}`

/** One worker at a time speaks to somebody, and the next one knows that it was said. */
export const tellCaseOnce = (db: Db, it: Telling, say: (tx: Db) => Promise<unknown>) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${FORETELLS}::int, hashtext(${it.to}))::text`
      const where = { ...rowOf(it, it.to), done: false }
      if ((await tx.foretold.count({ where })) === 0) return
      const note = () => tx.foretold.updateMany({ where, data: { done: true } })
      await rehearsed(tx, note)
      await say(tx)
      await note()
    },
    { timeout: 60_000, maxWait: 10_000 },
  )

/** Whoever was put in before that many changes of a group has been in it for long. */
const LATEST = 500

/**
 * When somebody's membership or absence, as it is now, began, or will; null: before anything was recorded, or before the
 * last five hundred changes of the group.
 */
export async function beganAt(
  db: Db,
  group: GroupId,
  extension: Extension,
  what: 'membership' | 'absence',
): Promise<Date | null> {
  const path =
    what === 'absence'
      ? '$.members[*] ? (@.extension == $who && exists(@.away))'
      : '$.members[*] ? (@.extension == $who)'
  const [row] = await db.$queryRaw<{ at: Date; member: { from?: string; away?: { from?: string } } }[]>`
    select c.at, jsonb_path_query_first(t.after, ${path}::jsonpath, who) as member
    from (select * from "TouchedGroup" where "groupId" = ${group}::uuid order by "changeId" desc limit ${LATEST}) t
      join "Change" c on c.id = t."changeId"
      cross join lateral (select jsonb_build_object('who', ${extension}::text) as who) named
    where t.after is not null and jsonb_path_exists(t.after, ${path}::jsonpath, who)
      and not coalesce(jsonb_path_exists(t.before, ${path}::jsonpath, who), false)
    order by t."changeId" desc limit 1`
  if (!row) return null
  const from = what === 'absence' ? row.member.away?.from : row.member.from
  return from && Date.parse(from) > row.at.getTime() ? new Date(from) : row.at
}

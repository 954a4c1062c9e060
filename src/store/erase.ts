// A person is erased: history goes on to say what was done, and nobody can tell any more that it was them.
import { Prisma } from '../generated/prisma/client.ts'
import type { UserId } from '../ring/actor.ts'
import type { Extension } from '../ring/group.ts'
import { CHANGES, type Db } from './db.ts'

/** `rows`: what was taken out or replaced, by table. `left`: where something of them still stands. */
export type Erased = {
  alias: string
  rows: Record<string, number>
  left: { table: string; rows: number; what: string }[]
}

/** What names a person elsewhere than by their id: their phones, and what the phone system calls them there. */
type Traces = { extensions: Extension[]; texts: string[] }

const SWITCH = 'switch'

/**
 * Replaces the person in history by their alias, and takes them out of everything else. As the role that owns the tables,
 * and within a transaction; nobody writes history meanwhile.
 * @returns null: they lead groups, which has to end first
 */
export async function erasePerson(db: Db, user: UserId, email: string | null, at: Date): Promise<Erased | null> {
  await db.$queryRaw`select pg_advisory_xact_lock(${CHANGES})::text`
  if ((await db.lead.count({ where: { user } })) > 0) return null
  const traces = await tracesOf(db, user, email)
  const [named] = await db.$queryRaw<{ alias: string }[]>`
    select coalesce((select alias from "HistoryAlias" where "user" = ${user}), new_history_alias()) as alias`
  const { alias } = named!
  const rows: Record<string, number> = {}
  const note = async (table: string, work: Promise<number>) => void (rows[table] = (rows[table] ?? 0) + (await work))
  for (const [table, work] of inHistory(db, user, alias)) await note(table, work())
  for (const [table, work] of elsewhere(db, user, alias, at)) await note(table, work())
  await note('Call', callsOf(db, traces))
  await note('DirectoryEntry', db.directoryEntry.deleteMany({ where: { extension: { in: traces.extensions }, goneAt: { not: null } } }).then(({ count }) => count)) // prettier-ignore
  const known = Object.fromEntries(Object.entries(rows).filter(([table, count]) => count > 0 && table !== SWITCH))
  return { alias, rows: known, left: await leftOf(db, user, traces.texts) }
}

async function tracesOf(db: Db, user: UserId, email: string | null): Promise<Traces> {
  const rows = await db.$queryRaw<{ extension: Extension; name: string | null; email: string | null }[]>`
    select mine.extension, e.name, e.email from (
      select extension from "Link" where "user" = ${user}
      union select extension from "Leaver" where "user" = ${user} and extension is not null
      union select extension from "DirectoryEntry" where email = ${email?.toLowerCase() ?? null}) mine
    left join "DirectoryEntry" e using (extension)`
  const texts = rows.flatMap((it) => [it.name ?? [], it.email ?? []].flat())
  return { extensions: rows.map((it) => it.extension), texts: [...new Set([...texts, ...(email ? [email] : [])])] }
}

type Step = [table: string, work: () => Promise<number>]

/** The triggers that refuse it are off until this is done; only the owner of the tables can do that. */
const inHistory = (db: Db, user: UserId, alias: string): Step[] => [
  [SWITCH, () => db.$executeRaw`alter table "Change" disable trigger "Change_is_history"`],
  [SWITCH, () => db.$executeRaw`alter table "TouchedGroup" disable trigger "TouchedGroup_is_history"`],
  [
    'Change',
    () => db.$executeRaw`
      update "Change" set by = case by when ${user} then ${alias} else by end,
        "approvedBy" = case "approvedBy" when ${user} then ${alias} else "approvedBy" end,
        person = case person->>'user' when ${user} then person || jsonb_build_object('user', ${alias}::text) else person end
      where by = ${user} or "approvedBy" = ${user} or person->>'user' = ${user}`,
  ],
  ['TouchedGroup', () => db.$executeRaw`
      update "TouchedGroup" set before = ${leadsOf('before', user, alias)}, after = ${leadsOf('after', user, alias)}
      where before->'leads' @> ${JSON.stringify([{ user }])}::jsonb or after->'leads' @> ${JSON.stringify([{ user }])}::jsonb`], // prettier-ignore
  [SWITCH, () => db.$executeRaw`alter table "Change" enable trigger "Change_is_history"`],
  [SWITCH, () => db.$executeRaw`alter table "TouchedGroup" enable trigger "TouchedGroup_is_history"`],
  ['HistoryAlias', () => db.$executeRaw`delete from "HistoryAlias" where "user" = ${user}`],
]

const leadsOf = (column: 'before' | 'after', user: UserId, alias: string) => {
  const group = column === 'before' ? Prisma.sql`before` : Prisma.sql`after`
  return Prisma.sql`case when ${group}->'leads' is null then ${group} else jsonb_set(${group}, '{leads}',
    replace((${group}->'leads')::text, ${JSON.stringify(user)}, ${JSON.stringify(alias)})::jsonb) end`
}

/** The id as a word of its own, in any text. */
const wordOf = (user: UserId) => `\\m${user}\\M`
const renamed = (column: Prisma.Sql, user: UserId, alias: string) =>
  Prisma.sql`regexp_replace(${column}::text, ${wordOf(user)}, ${alias}, 'g')::jsonb`

/** Everything but history. What they asked and what was asked of them ends; what others did because of it stays. */
const elsewhere = (db: Db, user: UserId, alias: string, at: Date): Step[] => {
  const word = wordOf(user)
  const decision = Prisma.sql`coalesce(${renamed(Prisma.sql`decision`, user, alias)},
    case "by" when ${user} then ${JSON.stringify({ how: 'void', why: 'left', at })}::jsonb end)`
  return [
    ['Request', () => db.$executeRaw`
      update "Request" set decision = ${decision}, found = ${renamed(Prisma.sql`found`, user, alias)},
        opened = ${renamed(Prisma.sql`opened`, user, alias)}, shown = ${renamed(Prisma.sql`shown`, user, alias)},
        place = case "by" when ${user} then jsonb_build_object('user', ${alias}::text, 'language', 'en') else ${renamed(Prisma.sql`place`, user, alias)} end,
        reason = case when "by" = ${user} or reason ~ ${word} then null else reason end,
        "timeZone" = case "by" when ${user} then 'UTC' else "timeZone" end, "by" = case "by" when ${user} then ${alias} else "by" end
      where "Request"::text ~ ${word}`], // prettier-ignore
    ['RequestCard', () => db.$executeRaw`delete from "RequestCard" where "shownTo" = ${user}`],
    ['Place', () => db.$executeRaw`delete from "Place" where "Place"::text ~ ${word}`],
    ['Plea', () => db.$executeRaw`delete from "Plea" where "Plea"::text ~ ${word}`],
    ['Admin', () => db.$executeRaw`delete from "Admin" where "user" = ${user}`],
    ['Link', () => db.$executeRaw`delete from "Link" where "user" = ${user}`],
    ['Person', () => db.$executeRaw`delete from "Person" where "user" = ${user}`],
    ['Leaver', () => db.$executeRaw`delete from "Leaver" where "user" = ${user}`],
    ['Leaver', () => db.$executeRaw`update "Leaver" set ended = ${renamed(Prisma.sql`ended`, user, alias)} where ended::text ~ ${word}`], // prettier-ignore
    ['Drift', () => db.$executeRaw`update "Drift" set decided = ${renamed(Prisma.sql`decided`, user, alias)} where decided::text ~ ${word}`], // prettier-ignore
    ['DriftNotice', () => db.$executeRaw`delete from "DriftNotice" where "user" = ${user}`],
    ['DriftNotice', () => db.$executeRaw`update "DriftNotice" set ended = ${renamed(Prisma.sql`ended`, user, alias)} where ended::text ~ ${word}`], // prettier-ignore
    ['Told', () => db.$executeRaw`delete from "Told" where "of" ~ ${word}`],
    ['CallTold', () => db.$executeRaw`delete from "CallTold" where "user" = ${user}`],
    ['OutageTold', () => db.$executeRaw`delete from "OutageTold" where "to" = ${user}`],
    ['Foretold', () => db.$executeRaw`delete from "Foretold" where "to" = ${user}`],
    [
      'jobs',
      () => db.$executeRaw`
      delete from graphile_worker._private_jobs where locked_at is null and (payload::text ~ ${word} or key ~ ${word})`,
    ],
  ]
}

/** Calls within the company show who called by the name of their phone. */
const callsOf = (db: Db, { extensions, texts }: Traces) => db.$executeRaw`
  update "Call" set "callerNumber" = null, "callerName" = null
  where "callerNumber" = any(${extensions}::text[]) or "callerName" = any(${texts}::text[])`

/** Every table is looked at, whatever is in it: what was forgotten above is told. */
async function leftOf(db: Db, user: UserId, texts: string[]): Promise<Erased['left']> {
  const left: Erased['left'] = []
  for (const what of [user, ...texts]) {
    const pattern = what === user ? wordOf(user) : what.replaceAll(/[^\p{L}\p{N} ]/gu, String.raw`\$&`)
    const rows = await db.$queryRaw<{ name: string; rows: bigint }[]>`select * from rows_naming(${pattern})`
    left.push(...rows.map((it) => ({ table: it.name.replaceAll('"', ''), rows: Number(it.rows), what })))
  }
  return left
}

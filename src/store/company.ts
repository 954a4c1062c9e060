// As much of the company as some groups concern, each in one statement.
import { Prisma } from '../generated/prisma/client.ts'
import type { Touched } from '../ring/change.ts'
import type { CompanyNumber, Directory } from '../ring/company.ts'
import { Extension, RingGroup, type PhoneNumber } from '../ring/group.ts'
import type { Db } from './db.ts'
import { asEntry, columns, type Row } from './directory.ts'
import { around, inWay, wayFrom, wholeGroup } from './groups.ts'

export type Around = { groups: RingGroup[]; directory: Directory }

/** These extensions and numbers, as far as they are there, and the extensions where the numbers lead by themselves. */
export async function directoryOf(db: Db, named: Named): Promise<Directory> {
  const [found] = await db.$queryRaw<FoundDirectory[]>`
    with named as (select unnest(${named.extensions}::text[]) as extension),
    claimed as (select unnest(${named.numbers}::text[]) as number)
    select ${directory}`
  return read(found!)
}

/** All that the rules, the plans and the cards of what became of some groups depend on, and everything that is named there. */
export const companyAround = (db: Db, touched: Touched[]): Promise<Around> =>
  company(
    db,
    around(touched),
    touched.flatMap(({ before, after }) => [before, after].flatMap((it) => it ?? [])),
  )

/** These groups and those where their calls go on, and everything that is named there. */
export const companyOnTheWay = (db: Db, groups: RingGroup[]): Promise<Around> =>
  company(db, Prisma.sql`g.id = any(${groups.map((it) => it.id)}::uuid[])`, groups)

/** Everything that these groups name, and whoever has their extensions. */
export const namedIn = (groups: RingGroup[]): Named => ({
  extensions: groups.flatMap(({ extension, members, fallback: { to, target } }) => [
    extension,
    ...members.map((it) => it.extension),
    ...(to === 'group' ? [] : [Extension.parse(target)]),
  ]),
  numbers: groups.flatMap((it) => it.directNumbers),
})

type Named = { extensions: Extension[]; numbers: PhoneNumber[] }
type FoundDirectory = { extensions: Row[]; numbers: CompanyNumber[] }

/** Of the extensions in `named` and the numbers in `claimed`. */
const directory = Prisma.sql`
  array(select json_build_object('number', number, 'leadsTo', "leadsTo") from "CompanyNumber"
    where "goneAt" is null and number = any(array(select number from claimed)) order by number) as numbers,
  (select coalesce(json_agg(it order by extension), '[]') from (
    select ${columns} from "DirectoryEntry" where "goneAt" is null and extension = any(array(
      select extension from named
      union select "leadsTo" from "CompanyNumber" where "goneAt" is null and number = any(array(select number from claimed))))) it
  ) as extensions`

const read = ({ extensions, numbers }: FoundDirectory): Directory => ({ extensions: extensions.map(asEntry), numbers })

async function company(db: Db, where: Prisma.Sql, states: RingGroup[]): Promise<Around> {
  const { extensions, numbers } = namedIn(states)
  const [found] = await db.$queryRaw<({ groups: unknown[] } & FoundDirectory)[]>`
    with recursive ${wayFrom(where)},
    named as (
      select unnest(${extensions}::text[]) as extension
      union all select extension from "RingGroup" where id = ${inWay}
      union all select extension from "Membership" where "groupId" = ${inWay}
      union all select "fallbackTarget" from way where "fallbackTo" <> 'group'),
    claimed as (
      select unnest(${numbers}::text[]) as number
      union all select number from "DirectNumber" where "groupId" = ${inWay})
    select array(select ${wholeGroup} from "RingGroup" g where g.id = ${inWay} order by g."nameKey") as groups, ${directory}`
  return { groups: found!.groups.map((it) => RingGroup.parse(it)), directory: read(found!) }
}

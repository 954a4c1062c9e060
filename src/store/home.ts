// All that an App Home shows, in one question: whoever opens it waits for it.
import { Prisma } from '../generated/prisma/client.ts'
import type { UserId } from '../ring/actor.ts'
import type { Delivered, Stage } from '../ring/change.ts'
import type { CompanyNumber, Directory } from '../ring/company.ts'
import { Drift } from '../ring/drift.ts'
import { RingGroup, type Extension } from '../ring/group.ts'
import { Request } from '../ring/request.ts'
import { stagesIn } from './changes.ts'
import type { Checkup } from '../ring/checkup.ts'
import { refusals } from './checkup.ts'
import type { Db } from './db.ts'
import { asEntry, columns, type Row as EntryRow } from './directory.ts'
import { foundTotal } from './found-groups.ts'
import { wholeGroup } from './groups.ts'
import { leaversOpen, readLeavers, type OpenLeaver } from './leavers.ts'
import { phonesWith } from './people.ts'
import { wholeRequest } from './requests.ts'
import { changeOf, wholeChange } from './whole-change.ts'

type Asked = {
  user: UserId
  email: string | null
  isAdmin: boolean
  /** ids of groups */
  leads: string[]
  /** at most so many of each */
  most: { groups: number; requests: number; changes: number; cases: number }
}

export type ForHome = {
  /** the first groups, and how many there are */
  groups: RingGroup[]
  total: number
  led: RingGroup[]
  stages: Map<Extension, Stage>
  /** only where there is no group yet */
  company: { extensions: number; numbers: number }
  /** everybody and everything that what was asked and changed names */
  names: { groups: RingGroup[]; directory: Directory }
  /** one's own; null: it is not known; and the groups that it is in */
  phone: Extension | null
  mine: RingGroup[]
  asked: Request[]
  askedTotal: number
  /** the channel cannot be written to since; null: it can */
  closedSince: Date | null
  /** the following is there for admins only: their own last changes … */
  changes: Delivered[]
  /** … groups on the phone system that are not here and may be taken … */
  found: number
  /** … and what waits for a decision */
  requests: Request[]
  requestsTotal: number
  drifts: Drift[]
  differ: number
  leavers: OpenLeaver[]
  leaversTotal: number
  refused: Checkup['refused']
  downSince: Date | null
}

type Row = Pick<
  ForHome,
  'total' | 'phone' | 'askedTotal' | 'closedSince' | 'found' | 'requestsTotal' | 'differ' | 'refused' | 'downSince'
> & {
  company: ForHome['company'] | null
  stages: Record<Extension, Stage>
  leavers: Parameters<typeof readLeavers>[0]
  extensions: EntryRow[]
  numbers: CompanyNumber[]
} & Record<'groups' | 'targets' | 'led' | 'mine' | 'asked' | 'changes' | 'requests' | 'drifts', unknown[]>

/** One json, which is read faster than many. */
const all = (rows: Prisma.Sql) => Prisma.sql`(select coalesce(json_agg(it), '[]') from (${rows}) all_of(it))`

export async function readHome(db: Db, { user, email, isAdmin, leads, most }: Asked): Promise<ForHome> {
  const open = Prisma.sql`"Request" r where r.decision is null and r."by"`
  const [row] = await db.$queryRaw<[Row]>`
    with page as materialized (select g.* from "RingGroup" g order by g."nameKey" limit ${most.groups}),
    led as materialized (select g.* from "RingGroup" g where g.id = any(${leads}::uuid[])),
    own as materialized (
      select min(e.extension) as extension from "DirectoryEntry" e
      where e."goneAt" is null and e.extension in (${phonesWith(user, email)}) having count(*) = 1),
    asked as materialized (select r.* from ${open} = ${user} order by r.id limit ${most.requests}),
    requests as materialized (select r.* from ${open} <> ${user} and ${isAdmin} order by r.id limit ${most.requests}),
    changes as materialized (select c.* from "Change" c where ${isAdmin} and c.by = ${user} order by c.id desc limit ${most.changes}),
    changed as materialized (
      select jsonb_build_array(jsonb_build_object('before', t.before, 'after', t.after)) as it
      from "TouchedGroup" t where t."changeId" in (select id from changes)),
    named as materialized (
      select distinct word #>> '{}' as word
      from (select shown as it from asked union all select shown from requests union all select it from changed) states,
        lateral (values ('$[*].*.extension'::jsonpath), ('$[*].*.members[*].extension'), ('$[*].*.fallback.target')) at(path),
        jsonb_path_query(it, path) word),
    claimed as materialized (
      select distinct number #>> '{}' as number from changed, jsonb_path_query(it, '$[*].*.directNumbers[*]') number)
    select ${all(Prisma.sql`select ${wholeGroup} from page g order by g."nameKey"`)} as groups,
      (select count(*)::int from "RingGroup") as total,
      ${all(Prisma.sql`select ${wholeGroup} from led g order by g."nameKey"`)} as led,
      (select coalesce(json_object_agg(extension, stage), '{}') from (
        ${stagesIn(Prisma.sql`(select extension from page union select extension from led)`)}) it) as stages,
      case when not exists (select from "RingGroup") then json_build_object(
        'extensions', (select count(*) from "DirectoryEntry" where "goneAt" is null),
        'numbers', (select count(*) from "CompanyNumber" where "goneAt" is null)) end as company,
      (select extension from own) as phone,
      ${all(Prisma.sql`select ${wholeGroup} from "RingGroup" g where g.id = any(array(
        select m."groupId" from "Membership" m where m.extension = (select extension from own))) order by g."nameKey"`)} as mine,
      ${all(Prisma.sql`select ${wholeRequest} from asked r order by r.id`)} as asked,
      (select count(*)::int from ${open} = ${user}) as "askedTotal",
      (select "closedAt" from "ChannelState") as "closedSince",
      ${all(Prisma.sql`select ${wholeChange} from changes c order by c.id desc`)} as changes,
      ${all(Prisma.sql`select ${wholeGroup} from "RingGroup" g where g.id = any(array(select word::uuid from named where length(word) = 36))`)} as targets,
      ${all(Prisma.sql`select to_json(it) from (
        select number, "leadsTo" from "CompanyNumber" where "goneAt" is null and number = any(array(select number from claimed))) it`)} as numbers,
      ${all(Prisma.sql`select to_json(it) from (
        select ${columns} from "DirectoryEntry" where "goneAt" is null and extension = any(array(
          select word from named
          union select "leadsTo" from "CompanyNumber" where "goneAt" is null and number = any(array(select number from claimed))))) it`)} as extensions,
      case when ${isAdmin} then (${foundTotal}) else 0 end as found,
      ${all(Prisma.sql`select ${wholeRequest} from requests r order by r.id`)} as requests,
      (select count(*)::int from ${open} <> ${user} and ${isAdmin}) as "requestsTotal",
      ${all(Prisma.sql`select json_build_object('id', id::text, 'extension', extension, 'found', found, 'seenAt', "seenAt", 'decided', decided, 'begun', begun)
        from "Drift" where decided is null and ${isAdmin} order by "seenAt", extension limit ${most.cases}`)} as drifts,
      (select count(*)::int from "Drift" where decided is null) as differ,
      ${all(Prisma.sql`select to_json(it) from (${leaversOpen({ limit: most.cases })}) it where ${isAdmin}`)} as leavers,
      ${all(Prisma.sql`select to_json(it) from (${refusals}) it where ${isAdmin}`)} as refused,
      (select "downSince" from "PhoneSystemState") as "downSince"`
  const groups = (list: unknown[]) => list.map((it) => RingGroup.parse(it))
  const requests = (list: unknown[]) => list.map((it) => Request.parse(it))
  const { leavers, total: leaversTotal } = readLeavers(row.leavers)
  return {
    ...row,
    groups: groups(row.groups),
    names: {
      groups: groups(row.targets),
      directory: { extensions: row.extensions.map(asEntry), numbers: row.numbers },
    },
    led: groups(row.led),
    mine: groups(row.mine),
    stages: new Map(Object.entries(row.stages) as [Extension, Stage][]),
    company: row.company ?? { extensions: 0, numbers: 0 },
    asked: requests(row.asked),
    requests: requests(row.requests),
    changes: row.changes.map(changeOf),
    drifts: row.drifts.map((it) => Drift.parse(it)),
    leavers,
    leaversTotal,
    refused: row.refused.slice(0, most.cases),
  }
}

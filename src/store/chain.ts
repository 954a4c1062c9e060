// Whether history is what was written. The triggers of migration 0011 put each change behind the last one with a hash over
// itself and the hash before; here the whole chain is read, and every link that does not hold is named.
import { createHash } from 'node:crypto'
import { Prisma } from '../generated/prisma/client.ts'
import type { Db } from './db.ts'

/** How long the chain is and where it ends: whoever keeps this elsewhere sees if the newest links are taken away. */
export type Head = { changes: number; hash: string; change: string }

/** What does not hold. `change`: its number. */
export type Broken =
  | { how: 'changed' | 'missing' | 'added'; change: string }
  /** so many links are gone before this one */
  | { how: 'gap'; change: string; count: number }
  /** a head that was noted once is no part of this chain */
  | { how: 'head'; changes: number }

type Link = { nth: bigint; change: string; hash: Uint8Array; late: boolean; content: Uint8Array | null }

const AT_ONCE = 5000

export async function headOf(db: Db): Promise<Head> {
  const [last] = await db.$queryRaw<{ nth: bigint; hash: string; change: string }[]>`
    select nth, encode(hash, 'hex') as hash, "changeId"::text as change from "HistoryChain" order by nth desc limit 1`
  return last ? { ...last, changes: Number(last.nth) } : { changes: 0, hash: '', change: '' }
}

/** Every link that does not hold, in the order of the chain; then what stands beside it. Reads all of it, in pieces. */
export async function* brokenLinks(db: Db, noted?: Pick<Head, 'changes' | 'hash'>): AsyncGenerator<Broken> {
  let nth = 0n
  let before: Uint8Array = Buffer.alloc(0)
  let isKnown = !noted
  for (let links = await linksAfter(db, nth); links.length > 0; links = await linksAfter(db, nth)) {
    for (const it of links) {
      const hasGap = it.nth !== nth + 1n
      if (hasGap) yield { how: 'gap', change: it.change, count: Number(it.nth - nth - 1n) }
      if (!it.content) yield { how: 'missing', change: it.change }
      else if (!hasGap && !follows(it, before, it.content)) yield { how: 'changed', change: it.change }
      if (noted && it.nth === BigInt(noted.changes)) isKnown = Buffer.from(it.hash).toString('hex') === noted.hash
      nth = it.nth
      before = it.hash
    }
  }
  for (const { change } of await besideTheChain(db)) yield { how: 'added', change }
  for (const { change } of await withoutChange(db)) yield { how: 'missing', change }
  if (noted && !isKnown && noted.changes > 0) yield { how: 'head', changes: noted.changes }
}

const follows = ({ hash }: Link, before: Uint8Array, content: Uint8Array) =>
  createHash('sha256').update(before).update(content).digest().equals(hash)

// offset 0: each by its key, whatever the planner thinks of the rest of history
const linksAfter = (db: Db, nth: bigint) => db.$queryRaw<Link[]>`
  select h.nth, h."changeId"::text as change, h.hash, h.late, it.content
  from (select * from "HistoryChain" where nth > ${nth} order by nth limit ${AT_ONCE}) h
    left join lateral (select content from "HistoryContent" c where c."changeId" = h."changeId" offset 0) it on true
  order by h.nth`

const besideTheChain = (db: Db) => db.$queryRaw<{ change: string }[]>`
  select c.id::text as change from "Change" c
  where not exists (select from "HistoryChain" h where h."changeId" = c.id) order by c.id`

/** What became of groups, of a change that is in no chain either. */
const withoutChange = (db: Db) => db.$queryRaw<{ change: string }[]>`
  select distinct t."changeId"::text as change from "TouchedGroup" t
  where not exists (select from "Change" c where c.id = t."changeId")
    and not exists (select from "HistoryChain" h where h."changeId" = t."changeId") order by 1`

/** What was written before there was a chain: so many changes, up to this one. Whoever was erased, by their aliases. */
export async function aboutChain(db: Db): Promise<{ late: number; lastLate: string | null; erased: string[] }> {
  const [row] = await db.$queryRaw<{ late: number; lastLate: string | null }[]>`
    select count(*)::int as late, max("changeId")::text as "lastLate" from "HistoryChain" where late`
  const erased = await db.$queryRaw<{ user: string }[]>(Prisma.sql`
    select distinct "user" from "HistoryPeople" where "user" like 'UERASED%'
      and not exists (select from "HistoryAlias" a where a.alias = "HistoryPeople"."user") order by 1`)
  return { ...row!, erased: erased.map((it) => it.user) }
}

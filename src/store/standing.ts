import type { Delivered, Delivery, Found, Stage } from '../ring/change.ts'
import { tokenOf } from '../ring/drift.ts'
import type { RingGroup } from '../ring/group.ts'
import type { Db } from './db.ts'
import { changeOf, wholeChange } from './whole-change.ts'

/** How a group stands on the phones, and what made it what it is. */
export type Standing = {
  stage: Stage
  /** the last change of it */
  changed: Delivered | null
  /** what the phones hold that we never wrote */
  found: Found | null
  /** names what was found */
  shown: string | null
  /** why the phones would not take the last change that concerned them */
  refused: { change: string; why: Record<string, string> } | null
  /** since when the phone system has not answered; null: it answers */
  downSince: Date | null
}

type Row = {
  changed: unknown
  drift: { id: string; found: Found; seenAt: number } | null
  last: (Pick<Delivery, 'refused'> & { change: string; live: boolean }) | null
  downSince: Date | null
}

/** One statement. */
export async function standingOf(db: Db, { id, extension }: Pick<RingGroup, 'id' | 'extension'>): Promise<Standing> {
  const [row] = await db.$queryRaw<[Row]>`
    select
      (select ${wholeChange} from "Change" c where c.id = (
        select max("changeId") from "TouchedGroup"
        where "groupId" = ${id}::uuid and before is distinct from after)) as changed,
      (select json_build_object('id', id::text, 'found', found, 'seenAt', (extract(epoch from "seenAt") * 1000)::bigint)
        from "Drift" where extension = ${extension} and decided is null) as drift,
      (select json_build_object('change', "changeId"::text, 'live', "liveAt" is not null, 'refused', refused)
        from "Delivery" where extension = ${extension} order by "changeId" desc limit 1) as last,
      (select "downSince" from "PhoneSystemState") as "downSince"`
  const { changed, drift, last, downSince } = row
  const found = drift?.found ?? null
  const why = last?.refused
  return {
    stage: found ? 'drift' : why ? 'refused' : last ? (last.live ? 'live' : 'saved') : 'kept',
    changed: changed ? changeOf(changed) : null,
    found,
    shown: drift && tokenOf({ id: drift.id, seenAt: new Date(drift.seenAt) }),
    refused: last && why && !found ? { change: last.change, why } : null,
    downSince,
  }
}

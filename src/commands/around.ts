// What several looks need: everybody whom changes name, and what became of these.
import type { Change } from '../ring/change.ts'
import { GroupId } from '../ring/group.ts'
import { Refusal } from '../ring/refusal.ts'
import { gaveUpName, lastChangeOf, undoneBy } from '../store/changes.ts'
import { companyAround } from '../store/company.ts'
import { groupsWithIds } from '../store/groups.ts'
import type { Past } from '../views/change-rows.ts'
import type { Known } from '../views/facts.ts'
import type { Db } from '../store/db.ts'
import type { Asking, Settings } from './command.ts'
import { groupNamed } from './find.ts'

/** Everybody and everything that these changes name. */
export async function knownAround(
  { db, settings: { country } }: { db: Db; settings: Pick<Settings, 'country'> },
  changes: Pick<Change, 'touched'>[],
): Promise<Known> {
  return {
    ...(await companyAround(
      db,
      changes.flatMap((it) => it.touched),
    )),
    country,
  }
}

/** These changes, and what became of them. */
export async function pastOf({ db, actor }: Asking, changes: Change[]): Promise<Past> {
  return {
    changes,
    undone: await undoneBy(
      db,
      changes.map((it) => it.id),
    ),
    mayUndo: actor.role === 'admin',
  }
}

/** A group, also one that is not there any more but was until lately. */
export async function groupEver(ctx: Asking, said: string, field: string): Promise<GroupId> {
  try {
    return (await groupNamed(ctx, said, { field })).id
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const id = GroupId.safeParse(said).data
    const gone = id ? (await lastChangeOf(ctx.db, id)) && id : await gaveUpName(ctx.db, said, ctx.now())
    if (gone && (await groupsWithIds(ctx.db, [gone])).length === 0) return gone
    throw error
  }
}

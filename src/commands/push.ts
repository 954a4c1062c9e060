import { admin } from '../ring/actor.ts'
import type { Drift } from '../ring/drift.ts'
import type { RingGroup } from '../ring/group.ts'
import { planOf, samePlan } from '../ring/plan.ts'
import { keep } from '../store/changes.ts'
import { alone, type Db } from '../store/db.ts'
import { driftsAt } from '../store/drift.ts'
import { groupsAt, groupsHolding, groupsToChange } from '../store/groups.ts'
import { pushLater } from '../store/queue.ts'
import { point, said } from '../views/message.ts'
import { command, type Ctx, type Reply } from './command.ts'
import { decideOnce, driftMeant, DriftSaid, groupThere, openDrift } from './drifts.ts'

/**
 * Restore Our Version: what was found is overwritten, once, and nothing else that may be found by then. It changes no
 * group, but it is recorded, and told when the phones hold ours again.
 */
export const push = command({
  input: DriftSaid,
  find: driftMeant,
  allow: admin,
  grave: true,
  async run(ctx, { extension, shown }): Promise<Reply> {
    const open = await openDrift(ctx, extension, shown)
    if ('message' in open) return open
    return alone(ctx.db, (db) => restore({ ...ctx, db }, open.drift), ctx.unsure)
  },
})

async function restore(ctx: Ctx, drift: Drift): Promise<Reply> {
  const {
    db,
    wish,
    askedIn,
    place,
    words: w,
    settings: { patience },
  } = ctx
  const there = await groupThere(db, drift.extension)
  const groups = await groupsToChange(db, there ? [there.id] : [], askedIn)
  if (!groups) return { touched: [] }
  const [group] = groups
  await decideOnce(ctx, drift, 'push')
  if (!group) {
    // the change that gave the extension up still waits for it, and is told when it is live
    await pushLater(db)
    const line = w.drift.removing(drift.extension)
    return { message: { text: point(line), blocks: [said(line)] } }
  }
  const owners = await ownersOf(db, drift)
  for (const it of await missingOnly(db, owners)) if (!it.decided) await decideOnce(ctx, it, 'push')
  const extensions = [drift.extension, ...owners.map((it) => it.extension)]
  await keep(db, {
    ...wish,
    at: ctx.now(),
    touched: [{ before: group, after: group }],
    askedIn,
    place,
    patience,
    extensions,
  })
  ctx.meter?.changed(wish.command)
  return { touched: [] }
}

/** Where numbers go back to that were led here by hand: told to the phones together, so that they never lead nowhere. */
async function ownersOf(db: Db, { extension, found }: Drift): Promise<RingGroup[]> {
  const numbers = 'plan' in found ? (found.plan?.directNumbers ?? []) : []
  return (await groupsHolding(db, numbers)).filter((it) => it.extension !== extension)
}

/** The drifts of these groups that are nothing but those numbers: they are over with this one. */
async function missingOnly(db: Db, owners: RingGroup[]): Promise<Drift[]> {
  const at = owners.map((it) => it.extension)
  const [drifts, around] = await Promise.all([driftsAt(db, at), groupsAt(db, at)])
  return drifts.filter(({ extension, found }) => {
    const ours = planOf(
      owners.find((it) => it.extension === extension)!,
      around,
    )
    const there = 'plan' in found ? found.plan : null
    const isLess = there?.directNumbers.every((it) => ours.directNumbers.includes(it)) ?? false
    return there && isLess && samePlan({ ...there, directNumbers: ours.directNumbers }, ours)
  })
}

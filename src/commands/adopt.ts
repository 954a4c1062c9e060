import { admin } from '../ring/actor.ts'
import { adopted, fits, tokenOf, type Drift } from '../ring/drift.ts'
import { Extension, type RingGroup } from '../ring/group.ts'
import { planOf, samePlan, type RingPlan } from '../ring/plan.ts'
import { quoted, Refusal } from '../ring/refusal.ts'
import { goneGroup } from '../ring/ways-on.ts'
import { numbersKnown } from '../store/directory.ts'
import { driftsAt } from '../store/drift.ts'
import { groupsAt, groupsHolding } from '../store/groups.ts'
import { flat } from '../views/message.ts'
import { changeGroups } from './change-groups.ts'
import { command, type Ctx, type Instead, type Reply } from './command.ts'
import { decideOnce, driftMeant, DriftSaid, groupThere, openDrift } from './drifts.ts'
import { without } from './numbers-moved.ts'

/** Accept This Change: our group becomes what the phones hold. */
export const adopt = command({
  input: DriftSaid,
  find: driftMeant,
  allow: admin,
  grave: true,
  async run(ctx, { extension, shown }): Promise<Reply | Instead> {
    const open = await openDrift(ctx, extension, shown)
    if ('message' in open) return open
    const { drift } = open
    const group = await groupThere(ctx.db, extension)
    if (!group) throw noGroup(drift)
    if ('unreadable' in drift.found) {
      const { drift: w } = ctx.words
      return inForm(group, drift, {}, [w.unreadable(quoted(drift.found.unreadable)), w.formIsOurs])
    }
    return drift.found.plan ? become(ctx, group, drift, drift.found.plan) : vanish(ctx, group, drift)
  },
})

/** All that the phones say, or the form with what of it cannot be said here. */
async function become(ctx: Ctx, { id }: RingGroup, drift: Drift, plan: RingPlan): Promise<Reply | Instead> {
  const owners = (await groupsHolding(ctx.db, plan.directNumbers)).map((it) => it.id).filter((it) => it !== id)
  let next: RingGroup | undefined
  const edit = async (groups: RingGroup[], tx: Ctx) => {
    const now = groups.find((it) => it.id === id)
    if (now?.extension !== drift.extension) throw new Refusal(goneGroup)
    await decideOnce(tx, drift, 'adopt')
    const around = await groupsAt(tx.db, [...groups.map((it) => it.extension), plan.fallback.target])
    next = adopted(now, plan, around)
    if (!fits(next, plan, around)) throw new Refusal((w) => w.drift.rounded)
    const others = groups.filter((it) => it.id !== id).map((it) => without(it, plan.directNumbers))
    await decideOfOthers(tx, others, around)
    return [next, ...others]
  }
  return changeGroups(ctx, [id, ...owners], edit).catch(async (error: unknown) => {
    if (!next || !(error instanceof Refusal)) throw error // it was not about what the phones hold
    const { words: w } = ctx
    const misfits = error.problems.map((it) => flat(it.say(w)))
    const group = await groupThere(ctx.db, drift.extension)
    if (!group) throw error
    return inForm(group, drift, await saidBy(ctx, plan, next), [
      w.drift.misfits,
      ...new Set(misfits),
      w.drift.formIsTheirs,
    ])
  })
}

/** Numbers were led away from other groups by hand: where that was all, it is accepted there too. */
async function decideOfOthers(tx: Ctx, others: RingGroup[], around: RingGroup[]) {
  const drifts = await driftsAt(
    tx.db,
    others.map((it) => it.extension),
  )
  for (const drift of drifts) {
    const group = others.find((it) => it.extension === drift.extension)!
    const isSame = 'plan' in drift.found && samePlan(drift.found.plan, planOf(group, around))
    if (isSame && !drift.decided) await decideOnce(tx, drift, 'adopt')
  }
}

/** It is not on the phones any more, so it is none here either. */
const vanish = (ctx: Ctx, { id }: RingGroup, drift: Drift): Promise<Reply> =>
  changeGroups(ctx, [id], async ([now], tx) => {
    if (now?.extension !== drift.extension) throw new Refusal(goneGroup)
    await decideOnce(tx, drift, 'adopt')
    return []
  })

const inForm = ({ id }: RingGroup, drift: Drift, said: object, alert: string[]): Instead => ({
  instead: 'edit',
  said: { group: id, ...said, shown: tokenOf(drift) },
  alert,
})

/** What the phones say, as the form holds it: as it stands there, possible or not. */
async function saidBy({ db }: Ctx, plan: RingPlan, { members }: RingGroup) {
  const { name, mode, ringSeconds } = plan
  const { to, target } = plan.fallback
  const behind = to === 'extension' ? await groupThere(db, Extension.parse(target)) : null
  const known = await numbersKnown(db, plan.directNumbers)
  return {
    name,
    members: members.map((it) => it.extension), // who is away keeps the place
    mode,
    ringSeconds: `${ringSeconds}`,
    fallback: { to, [to]: behind?.id ?? target },
    directNumbers: known.map((it) => it.number),
  }
}

/** A group that was deleted or renumbered since: there is only one answer left. */
const noGroup = ({ extension, ...drift }: Drift) =>
  new Refusal({
    say: (w) => w.drift.noGroup(extension),
    choices: [{ label: (w) => w.drift.restore, command: 'push', input: { group: extension, shown: tokenOf(drift) } }],
  })

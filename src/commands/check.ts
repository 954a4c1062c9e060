import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import type { Found } from '../ring/change.ts'
import type { Extension } from '../ring/group.ts'
import { planOf, RingPlan } from '../ring/plan.ts'
import { checkup, lastRead } from '../store/checkup.ts'
import { allDrifts, driftsAt } from '../store/drift.ts'
import { groupsOnTheWay } from '../store/groups.ts'
import { standingOf } from '../store/standing.ts'
import { checkCard, compareCard } from '../views/check-card.ts'
import { calledIn } from '../views/drift-card.ts'
import { command, type Asking, type Message, type Reply } from './command.ts'
import { extensionMeant, groupThere, knownIn, shownOf } from './drifts.ts'
import { Group } from './slots.ts'

const MOST_SHOWN = 5

/** How everything is; of a group: what stands on the phones, beside ours. */
export const check = command({
  input: z.object({ group: Group.optional() }),
  find: async (ctx, { group }) => ({ extension: group === undefined ? null : await extensionMeant(ctx, group) }),
  allow: admin,
  run: async (ctx, { extension }): Promise<Reply> => ({
    message: extension ? await compared(ctx, extension) : await health(ctx),
  }),
})

async function health({ db, words, settings: { phoneSystem, phones } }: Asking): Promise<Message> {
  const [state, drifts] = await Promise.all([checkup(db), allDrifts(db, MOST_SHOWN * 2)])
  const open = drifts.filter((it) => !it.decided).slice(0, MOST_SHOWN)
  const called = await Promise.all(
    open.map(async (it) => ({ extension: it.extension, called: calledIn(await shownOf({ db }, it)) })),
  )
  return checkCard(words, {
    ...state,
    drifts: called,
    phones: phoneSystem,
    trouble: phones.trouble?.() ?? null,
    about: phones.about?.() ?? null,
  })
}

async function compared({ db, words, settings }: Asking, extension: Extension): Promise<Message> {
  const [group, [drift], held] = await Promise.all([
    groupThere(db, extension),
    driftsAt(db, [extension]),
    lastRead(db, extension),
  ])
  const read = drift
    ? { found: drift.found, at: drift.seenAt }
    : held.confirmedAt && { found: { extension, plan: RingPlan.nullable().parse(held.plan) }, at: held.confirmedAt }
  const found: Found = read ? read.found : { extension, plan: null }
  const known = await knownIn({ db, settings }, { group, drift: { found } })
  const around = group ? await groupsOnTheWay(db, [group]) : []
  const called = drift ? calledIn(await shownOf({ db }, drift)) : group ? `${group.name} (${extension})` : extension
  const stage = group ? (await standingOf(db, group)).stage : 'kept'
  const line = (plan: RingPlan) => settings.phones.line?.(plan) ?? JSON.stringify(plan, null, 1)
  return compareCard(
    words,
    known,
    { extension, group, called, stage, ours: group && planOf(group, around), read, drift: drift ?? null },
    line,
  )
}

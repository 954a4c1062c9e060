// What somebody else has put on the phones: which case is meant, what its card shows, and the one decision about it.
import { z } from 'zod'
import type { Found } from '../ring/change.ts'
import { caseIn, tokenOf, type Decided, type Drift } from '../ring/drift.ts'
import { Extension, type RingGroup } from '../ring/group.ts'
import { Refusal, type Choice } from '../ring/refusal.ts'
import { typed } from '../ring/ways-on.ts'
import { companyOnTheWay } from '../store/company.ts'
import { allDrifts, decide, driftOf, driftsAt, endOf, formerAt } from '../store/drift.ts'
import { groupsAt, groupsHolding } from '../store/groups.ts'
import { driftCard, type ShownDrift } from '../views/drift-card.ts'
import type { Known } from '../views/facts.ts'
import { groupCalled } from '../views/group-lines.ts'
import { said, type Message } from '../views/message.ts'
import { asGroup } from '../views/two-versions.ts'
import type { Asking, Ctx } from './command.ts'
import { groupNamed } from './find.ts'
import { Group } from './slots.ts'

const MOST_CHOICES = 5

/** What both answers take: which case, and which state of it was seen. */
export const DriftSaid = z.object({
  group: Group.optional(),
  /** what the card shows */
  shown: z.string().max(100).optional(),
})

export const driftMeant = async (ctx: Asking, { group, shown }: z.output<typeof DriftSaid>) => ({
  extension: await extensionMeant(ctx, group),
  shown,
})

/** The extension that is meant: of a group, or where only the phones have one by now. Nothing said: what differs is offered. */
export async function extensionMeant(ctx: Asking, said: string | undefined): Promise<Extension> {
  if (said === undefined) throw await whichOne(ctx)
  const extension = Extension.safeParse(said).data
  if (extension && (await driftsAt(ctx.db, [extension])).length > 0) return extension
  return (await groupNamed(ctx, said)).extension
}

async function whichOne({ db, actor }: Asking): Promise<Refusal> {
  const drifts = (await allDrifts(db, MOST_CHOICES + 1)).filter((it) => !it.decided)
  if (drifts.length === 0)
    return new Refusal({ say: (w) => w.drift.nothingAtAll, choices: actor.role === 'admin' ? [typed('check')] : [] })
  const groups = await groupsAt(
    db,
    drifts.map((it) => it.extension),
  )
  const choices = drifts.slice(0, MOST_CHOICES).map(({ extension }): Choice => {
    const group = groups.find((it) => it.extension === extension)
    return { label: () => (group ? groupCalled(group) : extension), input: { group: extension } }
  })
  return new Refusal({ field: 'group', say: (w) => w.drift.which, choices })
}

type Open = { drift: Drift } | { message: Message; refused: true }

/**
 * The case that waits for a decision. Whoever presses a card decides of what it shows: where something else was found
 * since, that is shown, and nothing is done.
 */
export async function openDrift(ctx: Asking, extension: Extension, shown: string | undefined): Promise<Open> {
  const { db, words } = ctx
  const [drift] = await driftsAt(db, [extension])
  if (drift?.decided) throw already(drift.decided)
  if (drift && (!shown || shown === tokenOf(drift))) return { drift }
  const end = shown && (!drift || caseIn(shown) !== drift.id) ? await endOf(db, shown) : null
  if (!drift)
    throw end && 'by' in end
      ? already(end)
      : new Refusal({ say: (w) => w.drift.nothingDiffers(extension), choices: [typed('check')] })
  const { text, blocks = [] } = await cardOf(ctx, drift)
  return { message: { text, blocks: [said(words.drift.lookAgain), ...blocks] }, refused: true }
}

/** One decision ever, of just what was shown. In the transaction that does what follows from it. */
export async function decideOnce(ctx: Ctx, drift: Pick<Drift, 'id' | 'seenAt'>, how: Decided['how']): Promise<void> {
  const { user: by } = ctx.actor
  if (!by || (await decide(ctx.db, drift, { how, by, at: ctx.now() }))) return
  const now = await driftOf(ctx.db, drift.id)
  const end = now ? now.decided : await endOf(ctx.db, tokenOf(drift))
  if (end && 'by' in end) throw already(end)
  throw new Refusal({ say: (w) => w.drift.lookAgain, choices: [typed('check')] })
}

/** A form holds what the card did: what it saves is the decision, unless the case is over by itself. */
export async function decideInForm(ctx: Ctx, extension: Extension, shown: string): Promise<void> {
  const [drift] = await driftsAt(ctx.db, [extension])
  if (!drift || drift.id !== caseIn(shown)) return
  if (drift.decided) throw already(drift.decided)
  if (tokenOf(drift) !== shown) throw new Refusal({ say: (w) => w.drift.lookAgain, choices: [typed('check')] })
  await decideOnce(ctx, drift, 'adopt')
}

const already = ({ how, by, at }: Decided) => new Refusal((w) => w.drift.already[how](by, at.toISOString()))

type Looking = Pick<Asking, 'db' | 'words' | 'settings'>

/** As it is now. */
export const cardOf = async (ctx: Looking, drift: Drift): Promise<Message> => {
  const it = await shownOf(ctx, drift)
  return driftCard(ctx.words, await knownIn(ctx, it), it)
}

export async function shownOf({ db }: Pick<Looking, 'db'>, drift: Drift): Promise<ShownDrift> {
  const group = await groupThere(db, drift.extension)
  return { drift, group, former: group ? null : await formerAt(db, drift.extension) }
}

export const groupThere = async (db: Asking['db'], extension: Extension): Promise<RingGroup | null> =>
  (await groupsAt(db, [extension])).find((it) => it.extension === extension) ?? null

/** Everybody whom both versions name, and whose numbers are led there. */
export async function knownIn(
  { db, settings: { country } }: Pick<Looking, 'db' | 'settings'>,
  { group, drift: { found } }: Pick<ShownDrift, 'group'> & { drift: { found: Found } },
): Promise<Known> {
  const plan = 'plan' in found ? found.plan : null
  const owners = plan ? await groupsHolding(db, plan.directNumbers) : []
  const there = plan ? [asGroup(group?.id ?? NOBODY, plan)] : []
  // where the phones send calls on may be a group of ours
  const behind = plan?.fallback.to === 'extension' ? await groupsAt(db, [plan.fallback.target]) : []
  const known = await companyOnTheWay(db, [...(group ? [group] : []), ...there, ...owners, ...behind])
  return { ...known, country }
}
const NOBODY = '00000000-0000-4000-8000-000000000000' as RingGroup['id']

// Who has left, and whose phone groups still name: the list of them, and one with all that it concerns.
import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import type { Leaver } from '../ring/leaver.ts'
import { Refusal } from '../ring/refusal.ts'
import { companyOnTheWay } from '../store/company.ts'
import { groupsWithIds, groupsWithMember } from '../store/groups.ts'
import { groupsWithFallback, leaverOf, ledUntil, nameAt, openLeavers } from '../store/leavers.ts'
import { leaverCard, leaverList } from '../views/leaver-card.ts'
import type { Message } from '../views/message.ts'
import { command, type Asking, type Reply } from './command.ts'
import { Skip } from './slots.ts'

const SIZE = 10

/** One of them, or all. */
export const leavers = command({
  input: z.object({ leaver: z.string().max(20).optional(), skip: Skip }),
  find: async (_, it) => it,
  allow: admin,
  async run(ctx, { leaver, skip }): Promise<Reply> {
    if (leaver !== undefined) return { message: await leaverCardOf(ctx, await openLeaver(ctx, leaver)) }
    const { leavers: waiting, total } = await openLeavers(ctx.db, { limit: SIZE, skip })
    return { message: leaverList(ctx.words, waiting, { skip, total, size: SIZE }) }
  },
})

/** The case that waits for a decision. */
export async function openLeaver({ db }: Pick<Asking, 'db'>, id: string): Promise<Leaver> {
  const leaver = await leaverOf(db, id)
  if (!leaver || leaver.ended) throw decidedLeaver(leaver)
  return leaver
}

/** Somebody was first, or it is over by itself. */
export function decidedLeaver(leaver: Leaver | null): Refusal {
  const ended = leaver?.ended
  if (!ended || !('by' in ended)) return new Refusal((w) => w.leavers.already.over)
  return new Refusal((w) => w.leavers.already[ended.how](ended.by, ended.at.toISOString()))
}

type Looking = Pick<Asking, 'db' | 'words' | 'settings'>

/** As it is now. */
export async function leaverCardOf({ db, words, settings: { country } }: Looking, leaver: Leaver): Promise<Message> {
  const { user, extension, seenAt } = leaver
  // one after the other: it may be a transaction that this happens in
  const name = extension && (await nameAt(db, extension))
  const groups = extension ? await groupsWithMember(db, extension) : []
  const fallbacks = extension ? await groupsWithFallback(db, extension) : []
  const led = user ? await groupsWithIds(db, await ledUntil(db, user, seenAt)) : []
  const known = { ...(await companyOnTheWay(db, [...groups, ...fallbacks])), country }
  return leaverCard(words, known, { leaver, name, groups, fallbacks, led })
}

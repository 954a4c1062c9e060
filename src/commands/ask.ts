// Whoever may not do something at once asks for it: the command is found and tried, and waits for somebody who may run it.
import type { z } from 'zod'
import type { Wish } from '../ring/change.ts'
import { expiryOf, groupsIn } from '../ring/request.ts'
import { fileRequest } from '../store/requests.ts'
import { requestSent } from '../views/request-card.ts'
import { knownAround } from './around.ts'
import type { Asking, Command, Json, Reply } from './command.ts'

/** A reason is a sentence or two; the rest of a novel is cut off. */
const LONGEST_REASON = 300

/** What would be refused, or would change nothing, is said at once; the rest is stored, and told to those who may decide. */
export async function ask(ctx: Asking, name: string, { run }: Command, found: Json): Promise<Reply> {
  const by = ctx.actor.user
  if (!by || !ctx.place) throw new Error('nobody asks')
  const wish: Wish = { command: name, by, because: null }
  const reply = await run({ ...ctx, wish, preview: true }, found)
  if (!('touched' in reply)) return 'instead' in reply ? { touched: [] } : reply
  const { touched: shown } = reply
  const at = ctx.now()
  const { place } = ctx
  await ctx.db.$transaction((db) =>
    fileRequest(db, {
      command: name,
      found: found as z.core.util.JSONType,
      opened: ctx.opened ?? null,
      by,
      place,
      timeZone: ctx.timeZone,
      reason: reasonIn(found),
      at,
      askedIn: ctx.askedIn,
      shown,
      expiresAt: expiryOf(shown, at),
      groups: groupsIn(shown).map((it) => it.id),
    }),
  )
  const audience = await ctx.deciders(by)
  return { message: requestSent(ctx.words, await knownAround(ctx, [{ touched: shown }]), shown, audience) }
}

function reasonIn(found: Json): string | null {
  const reason = typeof found === 'object' && found !== null && 'reason' in found ? found['reason'] : null
  if (typeof reason !== 'string' || reason === '') return null
  const all = [...reason.replace(/\s+/g, ' ')]
  return all.length > LONGEST_REASON ? `${all.slice(0, LONGEST_REASON - 1).join('')}…` : all.join('')
}

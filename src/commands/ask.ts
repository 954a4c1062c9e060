// Whoever may not do something at once asks for it: the command is found and tried, and waits for somebody who may run it.
import type { z } from 'zod'
import type { Wish } from '../ring/change.ts'
import { expiryOf, groupsIn, reasonIn } from '../ring/request.ts'
import { surely } from '../store/commit.ts'
import { fileRequest } from '../store/requests.ts'
import { requestSent, requestWaits } from '../views/request-card.ts'
import { knownAround } from './around.ts'
import type { Asking, Command, Instead, Json, Reply } from './command.ts'

/** What would be refused, or would change nothing, is said at once; the rest is stored, and told to those who may decide. */
export async function ask(ctx: Asking, name: string, { run }: Command, said: Json): Promise<Reply | Instead> {
  const by = ctx.actor.user
  if (!by || !ctx.place) throw new Error('nobody asks')
  const { found, reason } = withReason(said)
  const wish: Wish = { command: name, by, because: null }
  const reply = await run({ ...ctx, wish, preview: true }, found)
  if (!('touched' in reply)) return reply
  const { touched: shown } = reply
  // all that may fail comes before it is stored: what was not acknowledged is not there
  const audience = await ctx.deciders(by)
  const known = await knownAround(ctx, [{ touched: shown }])
  const at = ctx.now()
  const { place } = ctx
  const waits = await surely(
    ctx.db,
    (db) =>
      fileRequest(db, {
        command: name,
        found: found as z.core.util.JSONType,
        opened: ctx.opened ?? null,
        by,
        place,
        timeZone: ctx.timeZone,
        reason,
        at,
        askedIn: ctx.askedIn,
        shown,
        expiresAt: expiryOf(shown, at),
        groups: groupsIn(shown).map((it) => it.id),
      }),
    { ending: ctx.ending },
  )
  if (waits) return { message: requestWaits(ctx.words, known, waits), refused: true }
  return { message: requestSent(ctx.words, known, shown, audience) }
}

/** What is stored with it is what may be read of it. */
function withReason(found: Json): { found: Json; reason: string | null } {
  if (typeof found !== 'object' || found === null || Array.isArray(found) || !('reason' in found))
    return { found, reason: null }
  const reason = reasonIn(found['reason'])
  return { found: { ...found, reason: reason ?? undefined }, reason }
}

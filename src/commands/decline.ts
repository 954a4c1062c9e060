import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { reasonIn } from '../ring/request.ts'
import { alone } from '../store/db.ts'
import { decide, requestNumbered } from '../store/requests.ts'
import { declineForm } from '../views/decline-form.ts'
import { command, type Reply } from './command.ts'
import { asMessage, decided, mayDecide, noted } from './decisions.ts'

/** The button opens the form; the form says `sure`. */
export const decline = command({
  input: z.object({ request: z.string(), sure: z.literal('yes'), reason: z.string().max(3000).optional() }),
  find: async (_, { request, reason }) => ({ request, reason: reasonIn(reason) ?? undefined }),
  allow: admin,
  run: async (ctx, { request: id, reason }): Promise<Reply> => {
    const by = await mayDecide(ctx, await requestNumbered(ctx.db, id))
    if (by instanceof Refusal) return asMessage(ctx, by)
    const decision = { how: 'declined', by, at: ctx.now(), ...(reason && { reason }) } as const
    const earlier = await alone(
      ctx.db,
      async (db) => ((await decide(db, id, decision)) ? null : decided(await requestNumbered(db, id))),
      ctx.unsure,
    )
    return earlier ? asMessage(ctx, earlier) : noted(ctx, ctx.words.requests.declined)
  },
  form: async (ctx, { request, reason }, { alert }) => {
    const by = await mayDecide(ctx, await requestNumbered(ctx.db, request ?? ''))
    if (by instanceof Refusal) throw by
    return declineForm(ctx.words, request ?? '', reason, alert)
  },
})

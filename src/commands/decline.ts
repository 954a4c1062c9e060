import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { alone } from '../store/db.ts'
import { decide, requestNumbered } from '../store/requests.ts'
import { declineForm } from '../views/decline-form.ts'
import { command, type Reply } from './command.ts'
import { decided, mayDecide, noted } from './decisions.ts'

/** The button opens the form; the form says `sure`. */
export const decline = command({
  input: z.object({ request: z.string(), sure: z.literal('yes'), reason: z.string().trim().max(3000).optional() }),
  find: async (_, it) => it,
  allow: admin,
  run: async (ctx, { request: id, reason }): Promise<Reply> => {
    const by = await mayDecide(ctx, await requestNumbered(ctx.db, id))
    await alone(ctx.db, async (db) => {
      const done = await decide(db, id, { how: 'declined', by, at: ctx.now(), ...(reason && { reason }) })
      if (!done) throw decided(await requestNumbered(db, id))
    })
    return noted(ctx, ctx.words.requests.declined)
  },
  form: async (ctx, { request }, { alert }) => {
    await mayDecide(ctx, await requestNumbered(ctx.db, request ?? ''))
    return declineForm(ctx.words, request ?? '', alert)
  },
})

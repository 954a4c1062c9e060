import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { alone } from '../store/db.ts'
import { decide, requestNumbered } from '../store/requests.ts'
import { command, type Reply } from './command.ts'
import { decided, noted } from './decisions.ts'

/** One's own request. */
export const withdraw = command({
  input: z.object({ request: z.string() }),
  find: async (_, it) => it,
  allow: anyone,
  run: async (ctx, { request: id }): Promise<Reply> => {
    const { by } = await requestNumbered(ctx.db, id)
    const { user } = ctx.actor
    if (!user || by !== user) throw new Refusal((w) => w.requests.notYours)
    const earlier = await alone(
      ctx.db,
      async (db) =>
        (await decide(db, id, { how: 'withdrawn', by: user, at: ctx.now() }))
          ? null
          : decided(await requestNumbered(db, id)),
      ctx.unsure,
    )
    if (earlier) throw earlier
    return noted(ctx, ctx.words.requests.withdrawn)
  },
})

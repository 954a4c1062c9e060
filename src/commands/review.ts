import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { requestNumbered, stageOfGrant } from '../store/requests.ts'
import { command, type Reply } from './command.ts'
import { requestShown } from './request-shown.ts'

/** One request in full, for whoever may decide and whoever asked. */
export const review = command({
  input: z.object({ request: z.string() }),
  find: async (_, it) => it,
  allow: anyone,
  run: async (ctx, { request: id }): Promise<Reply> => {
    const request = await requestNumbered(ctx.db, id)
    const isOwn = request.by === ctx.actor.user
    if (!isOwn && ctx.actor.role !== 'admin') throw new Refusal((w) => w.requests.none(id))
    const stage = request.decision?.how === 'approved' ? await stageOfGrant(ctx.db, id) : null
    const audience = await ctx.deciders(request.by)
    return { message: await requestShown(ctx, request, { as: isOwn ? 'own' : 'decider', audience, stage }) }
  },
})

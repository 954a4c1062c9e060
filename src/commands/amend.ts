import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { groupsWithIds } from '../store/groups.ts'
import { requestNumbered } from '../store/requests.ts'
import { command, type Instead } from './command.ts'
import { mayDecide } from './decisions.ts'

/** The form of what was asked, filled with it: sending it approves what the admin has made of it. */
export const amend = command({
  input: z.object({ request: z.string() }),
  find: async (_, it) => it,
  allow: admin,
  run: async (ctx, { request: id }): Promise<Instead> => {
    const request = await requestNumbered(ctx.db, id)
    await mayDecide(ctx, request)
    const found = request.found as Record<string, unknown>
    const [there] = await groupsWithIds(ctx.db, request.groups)
    return { instead: request.command, said: { ...found, ...(there && { group: there.id }), amends: id }, alert: [] }
  },
})

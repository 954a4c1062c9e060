import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { groupsWithIds } from '../store/groups.ts'
import { requestNumbered } from '../store/requests.ts'
import { command, type Instead } from './command.ts'
import { mayDecide, type All } from './decisions.ts'

/** The form of what was asked, filled with it: sending it approves what the admin has made of it. */
export const amendOf = (all: All) =>
  command({
    input: z.object({ request: z.string() }),
    find: async (_, it) => it,
    allow: admin,
    run: async (ctx, { request: id }): Promise<Instead> => {
      const request = await requestNumbered(ctx.db, id)
      const { command: instead, found, opened } = request
      const by = await mayDecide(ctx, request)
      if (by instanceof Refusal) throw by
      if ((await groupsWithIds(ctx.db, request.groups)).length === 0) throw new Refusal((w) => w.goneGroup)
      const { reason: _, ...said } = (all()[instead]?.asInput?.(found, ctx.now()) ?? found) as Record<string, unknown>
      return { instead, said: { ...said, amends: id }, alert: [], opened: (opened ?? undefined) as Instead['opened'] }
    },
  })

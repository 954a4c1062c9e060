import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { pleaNumbered } from '../store/pleas.ts'
import { command, type Instead } from './command.ts'
import type { All } from './decisions.ts'

/** An admin takes up what somebody asked for: its form, filled with what was said, or at once what has none. */
export const obligeWith = (all: All) =>
  command({
    input: z.object({ plea: z.string() }),
    find: async (_, it) => it,
    allow: admin,
    run: async (ctx, { plea }): Promise<Instead> => {
      const { command: instead, said } = await pleaNumbered(ctx.db, plea)
      return { instead, said, ...(all()[instead]?.form && { form: true }) }
    },
  })

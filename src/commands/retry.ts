import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { typed } from '../ring/ways-on.ts'
import { tryAgain } from '../store/changes.ts'
import { command, type Reply } from './command.ts'

/** What the phone system has refused is asked of it again: pressed on the cards, never typed. */
export const retry = command({
  input: z.object({ change: z.string().regex(/^\d{1,18}$/) }),
  find: async (_, { change }) => ({ change }),
  allow: admin,
  run: async ({ db, place, settings, ending }, { change }): Promise<Reply> => {
    if (!(await tryAgain(db, change, place, settings.patience, ending)))
      throw new Refusal({ say: (w) => w.card.nothingRefused, choices: [typed('check')] })
    return { touched: [] }
  },
})

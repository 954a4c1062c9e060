import { z } from 'zod'
import { anyone, type Actor } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { startForm, TO_START, type ToStart } from '../views/start-form.ts'
import { command, type Instead } from './command.ts'
import { groupNamed } from './find.ts'
import { Group } from './slots.ts'

/** The global shortcut: a form that asks for another command. */
export const start = command({
  input: z.object({ what: z.enum(TO_START), group: Group.optional() }),
  find: async (ctx, { what, group }) => {
    if (!group) throw new Refusal({ field: 'group', say: (w) => w.start.needsGroup })
    return { what, group: (await groupNamed(ctx, group)).id }
  },
  allow: anyone,
  run: async (_, { what, group }): Promise<Instead> => ({ instead: what, said: { group } }),
  form: async ({ words, actor }, _, { alert }) => startForm(words, whatFor(actor), actor.role === 'admin', alert),
})

/** Whoever leads a group may ask for changes of it; everybody else may ask for themselves. */
const whatFor = (actor: Actor): ToStart[] =>
  actor.role === 'admin' || (actor.role === 'member' && actor.leads.length > 0)
    ? ['show', 'edit', 'members', 'who']
    : ['show', 'who', 'join', 'leave']

import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import type { RingGroup } from '../ring/group.ts'
import { Refusal, type Choice } from '../ring/refusal.ts'
import { goneGroup } from '../ring/ways-on.ts'
import { groupsThatFallBackTo } from '../store/groups.ts'
import { deleteForm, neededBy } from '../views/delete-form.ts'
import { whichGroupForm } from '../views/which-group-form.ts'
import { changeGroups } from './change-groups.ts'
import { command, type Asking, type Ctx, type Reply } from './command.ts'
import { groupNamed } from './find.ts'
import { goesBack } from './group-lines.ts'
import { placesOf } from './places.ts'
import { Group } from './slots.ts'

/** Its name is `delete`, which is a word of the language too. */
export const deletion = command({
  input: z.object({
    group: Group,
    /** said by the form alone, so that a typed line deletes nothing */
    sure: z.literal('yes').optional(),
  }),
  find: async (ctx, { group, sure }) => ({
    group: await groupNamed(ctx, group, { exact: true }),
    sure: sure === 'yes' && ctx.opened !== undefined,
  }),
  allow: admin,
  grave: true,
  run: async (ctx, { group, sure }): Promise<Reply> => {
    const others = await groupsThatFallBackTo(ctx.db, group.id)
    if (!sure && others.length > 0) throw needed(group, others)
    if (!sure) return { form: await formFor(ctx, group) }
    return changeGroups(ctx, [group.id], ([now]) => {
      if (!now) throw new Refusal(goneGroup)
      if (!isAsSeen(ctx, now)) throw new Refusal({ say: (w) => w.deleteForm.changed(`${now.name} (${now.extension})`) })
      return []
    })
  },
  form: async (ctx, { group }, { alert }) =>
    group
      ? formFor(ctx, await groupNamed(ctx, group, { exact: true }), alert)
      : whichGroupForm(ctx.words, 'delete', ctx.words.deleteForm.title, alert),
})

/** What the form has listed is what goes. */
const isAsSeen = ({ opened }: Ctx, now: RingGroup) => isDeepStrictEqual({ ...now, ...opened }, now)

async function formFor(ctx: Asking, group: RingGroup, alert?: string[]) {
  const numbers = (await placesOf(ctx.db, group.directNumbers)).map((it) =>
    goesBack(ctx.words, it, ctx.settings.country),
  )
  return deleteForm(ctx.words, {
    group,
    numbers,
    others: await groupsThatFallBackTo(ctx.db, group.id),
    alert: alert?.filter((it) => it !== ctx.words.keptTyped),
  })
}

/** Calls that nobody answers elsewhere still come here: those groups come first. */
const needed = (group: RingGroup, others: RingGroup[]) =>
  new Refusal({
    say: (w) => neededBy(w, group, others),
    choices: others.map(({ id, name }): Choice => ({
      label: (w) => w.deleteForm.editOther(name),
      command: 'edit',
      input: { group: id },
    })),
  })

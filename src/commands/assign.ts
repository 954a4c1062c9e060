import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { assign as assignNumber, unassign } from '../ring/edits.ts'
import type { GroupId, PhoneNumber } from '../ring/group.ts'
import { national } from '../ring/numbers.ts'
import { Refusal } from '../ring/refusal.ts'
import { goneGroup } from '../ring/ways-on.ts'
import { groupsHolding } from '../store/groups.ts'
import { changeGroups } from './change-groups.ts'
import { command, type Asking, type Reply } from './command.ts'
import { fieldsForm } from './fields.ts'
import { groupNamed, numberLeads, numberNamed } from './find.ts'
import { Group, Number } from './slots.ts'

const input = z.object({
  number: Number,
  group: Group,
  /** from where somebody has agreed to take it: a group's id, an extension */
  move: z.string().optional(),
})

export const assign = command({
  input,
  find: async (ctx, { number, group, move }) => ({
    number: await numberNamed(ctx, number),
    group: (await groupNamed(ctx, group)).id,
    move,
  }),
  allow: admin,
  async run(ctx, { number, group, move }): Promise<Reply> {
    const [holder] = await groupsHolding(ctx.db, [number])
    await agreed(ctx, number, group, move)
    return changeGroups(ctx, holder ? [holder.id, group] : [group], (now) => {
      if (!now.some((it) => it.id === group)) throw new Refusal({ field: 'group', ...goneGroup })
      return now.map((it) => (it.id === group ? assignNumber(it, number) : unassign(it, number)))
    })
  },
  form: fieldsForm('assign', input),
})

/** A number that leads elsewhere says so before it moves; what somebody agreed to was said of that place alone. */
async function agreed(ctx: Asking, number: PhoneNumber, group: GroupId, move: string | undefined) {
  const now = await numberLeads(ctx, number)
  if (!now || now.to === group || now.to === move) return
  const shown = national(number, ctx.settings.country)
  throw new Refusal({
    say: (w) => w.moving.moves(shown, now.called),
    choices: [{ label: (w) => w.moving.press, input: { number, group, move: now.to } }],
  })
}

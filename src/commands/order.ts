import { z } from 'zod'
import { adminOrLead } from '../ring/actor.ts'
import { order as orderMembers } from '../ring/edits.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { extensionsNamed, groupNamed, namesOf } from './find.ts'
import { Group, Members } from './slots.ts'

const input = z.object({ group: Group, people: Members })

/** Those named ring first, in this order; the others follow as before. */
export const order = command({
  input,
  find: async (ctx, { group, people }) => ({
    group: (await groupNamed(ctx, group)).id,
    people: await extensionsNamed(ctx, people),
  }),
  allow: adminOrLead,
  async run(ctx, { group, people }) {
    const called = await namesOf(ctx, people)
    return changeGroup(ctx, group, (now) => orderMembers(now, people, called))
  },
  form: fieldsForm('order', input),
})

import { z } from 'zod'
import { adminOrLead } from '../ring/actor.ts'
import { removeMembers, timesAhead } from '../ring/edits.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { extensionsNamed, groupNamed, instantNamed, namesOf } from './find.ts'
import { Group, KeyedText, KeyedWhen, Members } from './slots.ts'

const input = z.object({
  group: Group,
  people: Members,
  from: KeyedWhen.optional(),
  until: KeyedWhen.optional(),
  reason: KeyedText.optional(),
})

/** For good; with an end only away until then, and the place in the order is kept. */
export const remove = command({
  input,
  find: async (ctx, it) => ({
    group: (await groupNamed(ctx, it.group)).id,
    people: await extensionsNamed(ctx, it.people),
    from: instantNamed(ctx, it.from, 'from'),
    until: instantNamed(ctx, it.until, 'until'),
    reason: it.reason,
  }),
  allow: adminOrLead,
  async run(ctx, { group, people, ...when }) {
    const called = await namesOf(ctx, people)
    return changeGroup(ctx, group, (now) => removeMembers(now, people, when, called))
  },
  form: fieldsForm('remove', input),
  asInput: ({ from, until, ...found }, now) => ({ ...found, ...timesAhead({ from, until }, now) }),
})

import { everybodyAsks } from '../ring/actor.ts'
import { removeMembers, timesAhead } from '../ring/edits.ts'
import { Refusal } from '../ring/refusal.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { namesOf } from './find.ts'
import { isIn, ownPlace, ownPlaceIn } from './own-place.ts'

/** Oneself out of a group; with an end only away until then, and the place in the order is kept. */
export const leave = command({
  input: ownPlace,
  find: (ctx, it) =>
    ownPlaceIn(ctx, it, (group, phone) =>
      isIn(group, phone) ? null : new Refusal({ field: 'group', say: (w) => w.joining.notIn(group.name, phone) }),
    ),
  allow: everybodyAsks,
  async run(ctx, { group, person, from, until }) {
    const called = await namesOf(ctx, [person])
    return changeGroup(ctx, group, (now) => removeMembers(now, [person], { from, until }, called))
  },
  form: fieldsForm('leave', ownPlace),
  asInput: ({ from, until, ...found }, now) => ({ ...found, ...timesAhead({ from, until }, now) }),
})

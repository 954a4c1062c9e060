import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { renumber as renumberGroup } from '../ring/edits.ts'
import type { Extension } from '../ring/group.ts'
import { quoted } from '../ring/refusal.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { groupNamed } from './find.ts'
import { Group, GroupExtension } from './slots.ts'

const input = z.object({ group: Group, extension: GroupExtension })

/** Other groups that fall back to this one keep its id, so they ring the new extension from this very change on. */
export const renumber = command({
  input,
  find: async (ctx, { group, extension }) => ({
    group: (await groupNamed(ctx, group, { exact: true })).id,
    extension: quoted(extension.replaceAll(/\s/g, '')) as Extension, // what is none is not in the block either, and that is a rule
  }),
  allow: admin,
  run: (ctx, { group, extension }) => changeGroup(ctx, group, (now) => renumberGroup(now, extension)),
  form: fieldsForm('renumber', input),
})

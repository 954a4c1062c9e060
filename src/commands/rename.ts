import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { rename as renameGroup } from '../ring/edits.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { groupNamed } from './find.ts'
import { Group, Name } from './slots.ts'

const input = z.object({ group: Group, name: Name })

export const rename = command({
  input,
  find: async (ctx, { group, name }) => ({ group: (await groupNamed(ctx, group)).id, name }),
  allow: admin,
  run: (ctx, { group, name }) => changeGroup(ctx, group, (now) => renameGroup(now, name)),
  form: fieldsForm('rename', input),
})

import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { setTellsMissed } from '../ring/edits.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { groupNamed } from './find.ts'
import { Group, OnOff } from './slots.ts'

const input = z.object({ group: Group, tellsMissed: OnOff })

export const missed = command({
  input,
  find: async (ctx, { group, tellsMissed }) => ({ group: (await groupNamed(ctx, group)).id, on: tellsMissed === 'on' }),
  allow: admin,
  run: (ctx, { group, on }) => changeGroup(ctx, group, (now) => setTellsMissed(now, on)),
  form: fieldsForm('missed', input),
})

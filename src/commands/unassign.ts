import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { unassign as unassignNumber } from '../ring/edits.ts'
import { national } from '../ring/numbers.ts'
import { Refusal } from '../ring/refusal.ts'
import { groupsHolding } from '../store/groups.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { numberLeads, numberNamed } from './find.ts'
import { Number } from './slots.ts'

const input = z.object({ number: Number })

export const unassign = command({
  input,
  async find(ctx, { number: said }) {
    const number = await numberNamed(ctx, said)
    const [holder] = await groupsHolding(ctx.db, [number])
    if (holder) return { number, group: holder.id }
    const now = await numberLeads(ctx, number)
    const shown = national(number, ctx.settings.country)
    throw new Refusal({
      field: 'number',
      say: (w) => w.moving.noGroupHas(shown, now?.called),
      choices:
        ctx.actor.role === 'admin' ? [{ label: (w) => w.numberList.assign, command: 'assign', input: { number } }] : [],
    })
  },
  allow: admin,
  run: (ctx, { number, group }) => changeGroup(ctx, group, (now) => unassignNumber(now, number)),
  form: fieldsForm('unassign', input),
})

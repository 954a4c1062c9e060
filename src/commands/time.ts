import { z } from 'zod'
import { adminOrLeadAsks } from '../ring/actor.ts'
import { setRingSeconds } from '../ring/edits.ts'
import { Refusal } from '../ring/refusal.ts'
import { parseSeconds, RING_SECONDS, secondsProblem } from '../ring/seconds.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { groupNamed } from './find.ts'
import { Group, Seconds } from './slots.ts'

const input = z.object({ group: Group, ringSeconds: Seconds })

export const time = command({
  input,
  async find(ctx, { group, ringSeconds }) {
    const { id } = await groupNamed(ctx, group)
    const wrong = secondsProblem(ringSeconds)
    if (wrong) throw new Refusal(wrong)
    return { group: id, ringSeconds: parseSeconds(ringSeconds) ?? RING_SECONDS.usual }
  },
  allow: adminOrLeadAsks,
  run: (ctx, { group, ringSeconds }) => changeGroup(ctx, group, (now) => setRingSeconds(now, ringSeconds)),
  form: fieldsForm('time', input),
  asInput: ({ ringSeconds, ...found }) => ({ ...found, ringSeconds: `${ringSeconds}` }),
})

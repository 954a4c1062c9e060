import { z } from 'zod'
import { adminOrLeadAsks } from '../ring/actor.ts'
import { setFallback } from '../ring/edits.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { fieldsForm } from './fields.ts'
import { fallbackNamed, groupNamed } from './find.ts'
import { waysOf } from './group-known.ts'
import { FallbackWords, Group } from './slots.ts'

const input = z.object({ group: Group, fallback: FallbackWords })

export const fallback = command({
  input,
  find: async (ctx, it) => ({
    group: (await groupNamed(ctx, it.group)).id,
    fallback: await fallbackNamed(ctx, it.fallback),
  }),
  allow: adminOrLeadAsks,
  run: (ctx, { group, fallback }) => changeGroup(ctx, group, (now) => setFallback(now, fallback)),
  form: fieldsForm('fallback', input),
  asInput: ({ group, fallback }) => ({ group, fallback: waysOf(fallback) }),
})

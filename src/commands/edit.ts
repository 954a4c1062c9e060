import { isDeepStrictEqual as isSame } from 'node:util'
import { z } from 'zod'
import { admin, adminOrLeadAsks } from '../ring/actor.ts'
import { replace, setMembers } from '../ring/edits.ts'
import type { RingGroup } from '../ring/group.ts'
import { Refusal } from '../ring/refusal.ts'
import { goneGroup } from '../ring/ways-on.ts'
import { whichGroupForm } from '../views/which-group-form.ts'
import { changeGroups, edited, wrongWith } from './change-groups.ts'
import { command, type Ctx, type Instead, type Reply } from './command.ts'
import { decideInForm } from './drifts.ts'
import { groupNamed } from './find.ts'
import { groupFormFor } from './group-form.ts'
import { knownOf, withDates } from './group-known.ts'
import { valuesMeant, type Values } from './group-values.ts'
import { takenOver, without } from './numbers-moved.ts'
import {
  Group,
  KeyedEverybody,
  KeyedExtension,
  KeyedFallback,
  KeyedMode,
  KeyedName,
  KeyedNumbers,
  KeyedSeconds,
} from './slots.ts'

export const edit = command({
  input: z.object({
    group: Group,
    name: KeyedName.optional(),
    extension: KeyedExtension.optional(),
    members: KeyedEverybody.optional(),
    mode: KeyedMode.optional(),
    ringSeconds: KeyedSeconds.optional(),
    fallback: KeyedFallback.optional(),
    directNumbers: KeyedNumbers.optional(),
    /** numbers that lead somewhere else now, of which the form has said so */
    moving: z.array(z.string()).optional(),
    again: z.string().optional(),
    /** what stands on the phones, and cannot be said here: what is saved takes its place */
    shown: z.string().max(100).optional(),
  }),
  find: async (ctx, { group: said, ...rest }) => {
    const group = await groupNamed(ctx, said)
    const { values, problems } = await valuesMeant(ctx, rest)
    if (problems.length > 0) {
      const unknown = problems.map((it) => it.field?.split('.')[0])
      const others = await wrongWith(ctx, group, { ...put(group, values), directNumbers: group.directNumbers })
      throw new Refusal(...problems, ...others.filter(({ field }) => !unknown.includes(field)))
    }
    const { from, unsaid } = await takenOver(ctx, group.id, values.directNumbers ?? [], rest.moving)
    return { group: group.id, values, from, isSaid: unsaid.length === 0, shown: rest.shown }
  },
  /** Numbers, and what stands on the phones, are for admins alone. */
  allow: (actor, found) => (found.values?.directNumbers || found.shown ? admin(actor) : adminOrLeadAsks(actor, found)),
  asInput: ({ group, values }) => ({ group, ...knownOf(values) }),
  run: async (ctx, { group: id, values, from, isSaid, shown }): Promise<Reply | Instead> => {
    if (Object.keys(values).length > 0 && isSaid)
      return changeGroups(ctx, [id, ...from], async (groups, ctx) => {
        const now = groups.find((it) => it.id === id)
        if (!now) throw new Refusal(goneGroup)
        const next = await edited(datesKept(ctx, now), now, (seen) => put(seen, values))
        if (shown && isSame(next, now)) throw new Refusal((w) => w.drift.sameAsOurs)
        if (shown) await decideInForm(ctx, now.extension, shown)
        return groups.map((it) => (it.id === id ? next : without(it, next.directNumbers)))
      })
    const said = { group: id, ...knownOf(values), shown }
    return { instead: 'edit', said, ...(isSaid ? { form: true } : { alert: [ctx.words.groupForm.lookAtNumbers] }) }
  },
  form: async (ctx, { group, ...known }, redrawn) =>
    group
      ? groupFormFor(ctx, await groupNamed(ctx, group), known, redrawn)
      : whichGroupForm(ctx.words, 'edit', ctx.words.groupForm.edit.title, redrawn.alert),
})

/** The values that were said; who stays keeps their dates. */
function put(group: RingGroup, { members, ...values }: Values): RingGroup {
  const next = replace(group, values)
  return members ? setMembers(next, members) : next
}

/** A form shows no dates, so it changes none. */
const datesKept = (ctx: Ctx, now: RingGroup): Ctx =>
  ctx.opened?.members ? { ...ctx, opened: { ...ctx.opened, members: withDates(ctx.opened.members, now) } } : ctx

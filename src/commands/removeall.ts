import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { setMembers } from '../ring/edits.ts'
import { Refusal } from '../ring/refusal.ts'
import { groupsWithMember } from '../store/groups.ts'
import { decideLeaver, leaverOf } from '../store/leavers.ts'
import { changeGroups } from './change-groups.ts'
import { command, type Reply } from './command.ts'
import { decidedLeaver, openLeaver } from './leavers.ts'

/** Remove From All: the phone of somebody who has left leaves every group, in one change. Where calls go on to it, nobody can guess. */
export const removeall = command({
  input: z.object({ leaver: z.string().max(20) }),
  find: async (_, it) => it,
  allow: admin,
  grave: true,
  async run(ctx, { leaver: id }): Promise<Reply> {
    const { extension } = await openLeaver(ctx, id)
    const groups = extension ? await groupsWithMember(ctx.db, extension) : []
    if (groups.length === 0) throw new Refusal((w) => w.leavers.inNoGroup)
    const ids = groups.map((it) => it.id)
    return changeGroups(ctx, ids, async (now, tx) => {
      const { user: by } = ctx.actor
      if (by && !ctx.preview && !(await decideLeaver(tx.db, id, { how: 'removed', by, at: ctx.now() })))
        throw decidedLeaver(await leaverOf(tx.db, id))
      const others = (it: (typeof now)[number]) =>
        it.members.map((one) => one.extension).filter((one) => one !== extension)
      return now.map((it) => setMembers(it, others(it)))
    })
  },
})

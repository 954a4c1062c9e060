import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { groupIn } from '../ring/change.ts'
import { history as changesOf } from '../store/changes.ts'
import { groupsWithIds } from '../store/groups.ts'
import { groupCalled } from '../views/group-lines.ts'
import { historyList } from '../views/history-list.ts'
import { groupEver, knownAround, pastOf } from './around.ts'
import { command, type Reply } from './command.ts'
import { Group } from './slots.ts'

const SIZE = 10

export const history = command({
  input: z.object({
    group: Group.optional(),
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  }),
  find: async (ctx, { group, before }) => ({
    group: group === undefined ? undefined : await groupEver(ctx, group, 'group'),
    before,
  }),
  allow: anyone,
  run: async (ctx, { group, before }): Promise<Reply> => {
    const { db, words } = ctx
    const found = await changesOf(db, { group, before, limit: SIZE + 1 })
    const changes = found.slice(0, SIZE)
    const [there] = group ? await groupsWithIds(db, [group]) : []
    const last = changes[0]?.touched.map(groupIn).find((it) => it.id === group)
    const called = there ?? last
    const known = await knownAround(ctx, changes)
    const past = await pastOf(ctx, changes)
    const of = group && called ? { id: group, called: groupCalled(called), isThere: Boolean(there) } : undefined
    return {
      message: historyList(words, known, past, {
        group: of,
        older: found.length > SIZE ? changes.at(-1)?.id : undefined,
      }),
    }
  },
})

import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { stagesAt } from '../store/changes.ts'
import { searchGroups } from '../store/groups.ts'
import { groupList } from '../views/group-list.ts'
import { unmarked } from '../words/marks.ts'
import { command, type Reply } from './command.ts'
import { Skip, Text } from './slots.ts'

const SIZE = 10

export const list = command({
  input: z.object({ words: Text.optional(), skip: Skip }),
  find: async (_, it) => it,
  allow: anyone,
  run: async ({ db, actor, words: w }, { words, skip }): Promise<Reply> => {
    const { groups, total } = await searchGroups(db, words ?? '', { skip, limit: SIZE })
    const stages = await stagesAt(
      db,
      groups.map((it) => it.extension),
    )
    const page = { words: words && unmarked(words).slice(0, 200), skip, total, size: SIZE }
    return { message: groupList(w, groups, stages, page, actor.role === 'admin') }
  },
})

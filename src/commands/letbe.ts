import { z } from 'zod'
import { admin } from '../ring/actor.ts'
import { decideLeaver, leaverOf } from '../store/leavers.ts'
import { command, type Reply } from './command.ts'
import { inWords } from './in-words.ts'
import { decidedLeaver, openLeaver } from './leavers.ts'

/** Leave as Is: the phone of somebody who has left goes on ringing. */
export const letbe = command({
  input: z.object({ leaver: z.string().max(20) }),
  find: async (_, it) => it,
  allow: admin,
  grave: true,
  async run({ db, actor, now, words, ending }, { leaver: id }): Promise<Reply> {
    await openLeaver({ db }, id)
    const { user: by } = actor
    if (by && !(await decideLeaver(db, id, { how: 'kept', by, at: now() }, ending)))
      throw decidedLeaver(await leaverOf(db, id))
    return { message: inWords(words.leavers.leftAsIs) }
  },
})

import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { countOpen, countOpenBy, openBy, openRequests } from '../store/requests.ts'
import { plannedFor } from '../store/groups.ts'
import { requestList } from '../views/request-list.ts'
import { knownAround } from './around.ts'
import { ownPhone } from './phone-of.ts'
import { command, type Reply } from './command.ts'
import { Skip } from './slots.ts'

const SIZE = 5
const MOST_PLANNED = 10

/** What waits for me, what I asked, what begins and ends by itself. */
export const requests = command({
  input: z.object({ skip: Skip }),
  find: async (_, it) => it,
  allow: anyone,
  run: async (ctx, { skip: from }): Promise<Reply> => {
    const { db, actor, words } = ctx
    const me = actor.user!
    const decides = actor.role === 'admin'
    const total = decides ? await countOpen(db, me) : 0
    const skip = from < total ? from : 0 // they may have been decided since the button was shown
    const [waiting, mine, allMine, own] = await Promise.all([
      decides ? openRequests(db, me, { limit: SIZE, skip }) : [],
      openBy(db, me, SIZE),
      countOpenBy(db, me),
      ownPhone(ctx),
    ])
    const leads = actor.role === 'clock' ? [] : actor.leads.map((it) => it.group)
    const planned = await plannedFor(
      db,
      { everything: decides, groups: leads, extension: own?.extension },
      MOST_PLANNED,
    )
    const touched = [
      ...[...waiting, ...mine].map((it) => ({ touched: it.shown })),
      { touched: planned.map((it) => ({ before: it, after: it })) },
    ]
    const known = await knownAround(ctx, touched)
    return {
      message: requestList(words, known, { waiting, total, skip, mine, ownMore: allMine - mine.length, planned }),
    }
  },
})

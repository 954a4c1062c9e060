// Finds out who has left: whose Slack account was deactivated, which extension is gone. Their cards are told by `notice`; what
// they led ends here. Nothing that rings changes by itself.
import type { Task } from 'graphile-worker'
import { changeGroups } from '../commands/change-groups.ts'
import type { Asking } from '../commands/command.ts'
import { phonesOf } from '../commands/phone-of.ts'
import { UserId } from '../ring/actor.ts'
import type { GroupId } from '../ring/group.ts'
import { turnOf } from '../ring/leaver.ts'
import { accountBack, endOver, noteLeft, noteVanished, openLeavers, watched } from '../store/leavers.ts'
import { leadsOf } from '../store/people.ts'
import { noticeLater } from '../store/queue.ts'

/** What Slack says of an account, whatever it is. */
export type Account = { isDeactivated: boolean; email: string | null }

/** Slack answers a hundred such questions a minute; people ask some, too. */
const MOST_ASKED = 40

/** Of one person, of whom Slack says that something has changed; or, each minute, of those whose turn it is. */
export const leavers =
  (ctx: Asking, account: (user: UserId) => Promise<Account | null>): Task<'leavers'> =>
  async ({ user }) => {
    const { db } = ctx
    const now = ctx.now()
    const failed: unknown[] = []
    for (const it of user ? [UserId.parse(user)] : turnOf(await watched(db), now, MOST_ASKED))
      await look(it).catch((error: unknown) => failed.push(error))
    await noteVanished(db, now)
    await endOver(db, now)
    if ((await openLeavers(db, { limit: 1 })).total > 0) await noticeLater(db) // what cards say stays true
    if (failed.length > 0) throw failed[0] // who could not be asked about has held up no other

    async function look(it: UserId) {
      const found = await account(it)
      if (!found) return
      if (!found.isDeactivated) return void (await accountBack(db, it, now))
      const [phone, ...others] = await phonesOf({ ...ctx, emailOf: async () => found.email }, it)
      await noteLeft(db, it, phone && others.length === 0 ? phone.extension : null, now)
      await leadNothing(it)
    }

    async function leadNothing(it: UserId) {
      const led = (await leadsOf(db, it)).map(({ group }) => group as GroupId)
      if (led.length === 0) return
      const wish = { command: 'lead', by: null, because: null }
      await changeGroups({ ...ctx, wish }, led, (groups) =>
        groups.map((group) => ({ ...group, leads: group.leads.filter((lead) => lead.user !== it) })),
      )
    }
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      leavers: { user?: string }
    }
  }
}

// Ends requests that nobody has to decide any more, and finds those to remind of. Their cards are kept by `requests`.
import type { Task } from 'graphile-worker'
import { commands } from '../commands/index.ts'
import type { Asking, Command } from '../commands/command.ts'
import { endOf } from '../commands/decisions.ts'
import { UserId, type Actor } from '../ring/actor.ts'
import { turnOf } from '../ring/leaver.ts'
import { isToRemind, REMIND_MS } from '../ring/request.ts'
import { alone } from '../store/db.ts'
import { requestsLater } from '../store/queue.ts'
import { expectReminders, unreminded } from '../store/request-cards.ts'
import { decide, openInShort, type InShort } from '../store/requests.ts'

/** A person as Slack has said within a minute; null: nobody we answer. */
type Ask = (user: UserId) => Promise<{ role: 'admin' | 'member' } | null>

/** Slack answers a hundred such questions a minute; people ask some, too. */
const MOST_ASKED = 20

/** Of one person, of whom Slack says that something has changed; or, each minute, of everybody. */
export const overdue =
  ({ db, now }: Pick<Asking, 'db' | 'now'>, ask: Ask): Task<'overdue'> =>
  async ({ user }) => {
    const at = now()
    const open = await openInShort(db, user ? { by: UserId.parse(user) } : {})
    const asked = turnOf([...new Set(open.map((it) => it.by))], at, MOST_ASKED)
    const failed: unknown[] = []
    for (const request of open) await look(request).catch((error: unknown) => failed.push(error))
    if (!user) await remind()
    if (open.length > 0) await requestsLater(db) // an admin may have come
    if (failed.length > 0) throw failed[0] // who could not be asked about has held up no other

    async function look(request: InShort) {
      const { id, by, command } = request
      const it = (commands as Record<string, Command>)[command]
      if (!it) return
      const member: Actor = { user: by, role: 'member', leads: request.leads }
      const isDoubtful = it.allow(member, request.found) === 'no' // unless they are an admin by now
      const person = user || isDoubtful || asked.includes(by) ? await ask(by) : member
      const end = endOf(request, it, person && { ...member, role: person.role === 'admin' ? 'admin' : 'member' }, at)
      if (end) await alone({ db }, (tx) => decide(tx, id, end))
    }
    async function remind() {
      const waiting = await unreminded(db, new Date(at.getTime() - REMIND_MS))
      const due = waiting.filter((it) => isToRemind(it, at)).map((it) => it.id)
      if (due.length > 0) await expectReminders(db, due, at)
    }
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      overdue: { user?: string }
    }
  }
}

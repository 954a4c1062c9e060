// Each change is handed out once to those who hear of it, by the table in ring/told.ts; they are told when it has been quiet.
import type { Task } from 'graphile-worker'
import type { UserId } from '../ring/actor.ts'
import type { Change } from '../ring/change.ts'
import { tellings, type Cell, type Quiet, type Telling } from '../ring/told.ts'
import type { Db } from '../store/db.ts'
import { handOutLater, postLater, tellingLater } from '../store/queue.ts'
import { expectToldFrom, forgetRecords, handOut as handOutOnce } from '../store/told.ts'

type Deps = {
  db: Db
  now(): Date
  quiet: Quiet
  /** where posts go; null: nowhere */
  channel: string | null
  /** Whether somebody is an admin: who is none and changes something is a lead who is free. */
  isAdmin(user: UserId): Promise<boolean>
}

const KEPT_MS = 7 * 24 * 3_600_000

export const handOut =
  ({ db, now, quiet, channel, isAdmin }: Deps): Task<'handOut'> =>
  async () => {
    const goesOn = await handOutOnce(db, async (tx, changes) => {
      for (const [it, change] of await firstOfEach(changes)) await expect(tx, it, change)
    })
    await forgetRecords(db, new Date(now().getTime() - KEPT_MS))
    if (goesOn) await handOutLater(db)

    /** Whoever hears of several hears of all from the first one on. */
    async function firstOfEach(changes: Change[]): Promise<[Telling, string][]> {
      const all = new Map<string, [Telling, string]>()
      for (const change of changes)
        for (const it of tellings(change, !change.by || (await isAdmin(change.by)))) {
          const key = it.to === 'admins' ? change.id : JSON.stringify({ ...it, cell: null })
          if (!all.has(key)) all.set(key, [it, change.id])
        }
      return [...all.values()]
    }
    async function expect(tx: Db, it: Telling, change: string): Promise<unknown> {
      switch (it.to) {
        case 'member':
          await expectToldFrom(tx, { audience: 'phone', of: it.extension }, change)
          return tellingLater(tx, 'tellPhone', { extension: it.extension }, inMs(it.cell, null))
        case 'lead': {
          const { group, user } = it
          const { at } = await expectToldFrom(tx, { audience: 'lead', of: `${group} ${user}` }, change)
          return tellingLater(tx, 'tellLead', { group, user }, inMs(it.cell, at))
        }
        case 'admins':
          return tellingLater(tx, 'tellAdmins', { change }, 0)
        case 'channel':
          if (!channel) return undefined
          await expectToldFrom(tx, { audience: 'channel', of: it.group }, change)
          return postLater(tx, it.group)
      }
    }
    function inMs({ after, every }: Cell, last: Date | null): number {
      const next = every && last ? last.getTime() + quiet[every] - now().getTime() : 0
      return Math.max(after ? quiet[after] : 0, next)
    }
  }

declare global {
  namespace GraphileWorker {
    interface Tasks {
      handOut: Record<string, never>
    }
  }
}

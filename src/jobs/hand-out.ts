// Each change is handed out once to those who hear of it, by the table in ring/told.ts; they are told when it has been quiet.
import type { Task } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import type { UserId } from '../ring/actor.ts'
import type { Change } from '../ring/change.ts'
import { tellings, type Cell, type Quiet, type Telling } from '../ring/told.ts'
import type { Db } from '../store/db.ts'
import { handOutLater, keyOf, onceLater, posting, telling, type Once } from '../store/queue.ts'
import { expectTold, handOut as handOutOnce, type Who } from '../store/told.ts'

type Deps = {
  db: Db
  now(): Date
  quiet: Quiet
  settings: Pick<Settings, 'channel'>
  /** Whether somebody is an admin: who is none and changes something is a lead who is free. */
  isAdmin(user: UserId): Promise<boolean>
}

/** Somebody, from which change on, and the job that tells them; whoever hears of one change is asked about there. */
type Hearing = { who: (Who & { change: string }) | null; job: Once; cell: Cell }

export const handOut =
  ({ db, now, quiet, settings, isAdmin }: Deps): Task<'handOut'> =>
  async () => {
    const goesOn = await handOutOnce(db, async (tx, changes) => {
      const all = (await firstOfEach(changes))
        .flatMap(([it, change]) => hearingOf(it, change) ?? [])
        .map(({ who, ...it }) => ({ ...it, who: who && { ...who, job: keyOf(it.job) } }))
      const last = await expectTold(
        tx,
        all.flatMap((it) => it.who ?? []),
      )
      const jobs = all.map(({ who, job, cell }) => ({ ...job, inMs: inMs(cell, (who && last.get(who)) ?? null) }))
      await onceLater(tx, jobs)
    })
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
    /** null: there is no such place. */
    function hearingOf(it: Telling, change: string): Hearing | null {
      const { cell } = it
      switch (it.to) {
        case 'member':
          return {
            who: { audience: 'phone', of: it.extension, change },
            job: telling('tellPhone', { extension: it.extension }),
            cell,
          }
        case 'lead': {
          const { group, user } = it
          return {
            who: { audience: 'lead', of: `${group} ${user}`, change },
            job: telling('tellLead', { group, user }),
            cell,
          }
        }
        case 'admins':
          return { who: null, job: telling('tellAdmins', { change }), cell }
        case 'channel':
          return settings.channel
            ? { who: { audience: 'channel', of: it.group, change }, job: posting(it.group), cell }
            : null
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

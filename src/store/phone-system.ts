import type { Db } from './db.ts'
import { backLater, downLater } from './queue.ts'

/** Since when the phone system has not answered; null: it answers. */
export const downSince = async (db: Db): Promise<Date | null> =>
  (await db.phoneSystemState.findUnique({ where: { id: 1 } }))?.downSince ?? null

/** Everything was compared. */
export const noteCompared = (db: Db, at: Date) =>
  db.phoneSystemState.updateMany({ where: { id: 1 }, data: { comparedAt: at } })

/** Noted when it goes, and kept until it is back; if it is not by then, in so many milliseconds, that is told. */
export const noteDown = (db: Db, at: Date, toldInMs: number) =>
  db.$transaction(async (tx) => {
    const went = await tx.phoneSystemState.updateMany({ where: { id: 1, downSince: null }, data: { downSince: at } })
    if (went.count > 0) await downLater(tx, at, toldInMs)
  })

export const noteUp = (db: Db) =>
  db.$transaction(async (tx) => {
    const isBack = { where: { id: 1, downSince: { not: null } }, data: { downSince: null } }
    if ((await tx.phoneSystemState.updateMany(isBack)).count > 0) await backLater(tx)
  })

/** What somebody, or the channel, was told of outages that are over by now. */
export const untoldBack = async (db: Db): Promise<{ to: string; since: Date }[]> => {
  const since = await downSince(db)
  return db.outageTold.findMany({ where: { back: false, ...(since && { since: { not: since } }) } })
}

/** Says it, unless it was said: whoever tells holds the row, and it stays if it was said. */
export const tellOutageOnce = (db: Db, { to, since, back }: OutageTold, say: () => Promise<unknown>) =>
  db.$transaction(
    async (tx) => {
      const mine = back
        ? await tx.$executeRaw`update "OutageTold" set back = true where "to" = ${to} and since = ${since} and not back`
        : await tx.$executeRaw`insert into "OutageTold" (since, "to") values (${since}, ${to}) on conflict do nothing`
      if (mine > 0) await say()
    },
    { timeout: 30_000, maxWait: 10_000 },
  )
type OutageTold = { to: string; since: Date; back: boolean }

import type { Db } from './db.ts'

/** Since when the phone system has not answered; null: it answers. */
export const downSince = async (db: Db): Promise<Date | null> =>
  (await db.phoneSystemState.findUnique({ where: { id: 1 } }))?.downSince ?? null

/** Everything was compared. */
export const noteCompared = (db: Db, at: Date) =>
  db.phoneSystemState.updateMany({ where: { id: 1 }, data: { comparedAt: at } })

/** Noted when it goes, and kept until it is back. */
export const noteDown = (db: Db, at: Date) =>
  db.phoneSystemState.updateMany({ where: { id: 1, downSince: null }, data: { downSince: at } })

export const noteUp = (db: Db) =>
  db.phoneSystemState.updateMany({ where: { id: 1, downSince: { not: null } }, data: { downSince: null } })

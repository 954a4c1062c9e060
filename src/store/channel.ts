import type { Db } from './db.ts'

/** Since when the channel cannot be written to; null: it can, or nobody has tried. */
export const channelClosedSince = async (db: Db): Promise<Date | null> =>
  (await db.channelState.findUnique({ where: { id: 1 } }))?.closedAt ?? null

export async function noteChannel(db: Db, closedAt: Date | null): Promise<void> {
  if ((closedAt === null) === ((await channelClosedSince(db)) === null)) return
  await db.channelState.upsert({ where: { id: 1 }, create: { closedAt }, update: { closedAt } })
}

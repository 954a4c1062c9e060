// What somebody asked admins for, who may do it: one message for each of them.
import type { Prisma } from '../generated/prisma/client.ts'
import type { UserId } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { surely, type Ending } from './commit.ts'
import type { Db } from './db.ts'
import { pleasLater } from './queue.ts'
import { rehearsed } from './rehearsed.ts'

type New = { by: UserId; to: UserId[]; command: string; said: Record<string, unknown>; at: Date }
export type Plea = { id: string; by: UserId; to: UserId; command: string; said: Record<string, unknown> }

/** The same again within this time is not sent again. */
const WHILE_MS = 3_600_000
/** More than this in that time, and nobody would read them. */
const MOST = 10
/** What could not be told for so long is not told any more. */
const FRESH_MS = 24 * 3_600_000

const PLEAS = 1_600_703 // any number that is nobody else's

/** Told already: when and to whom; often: this person has asked for enough. */
export const filePlea = (
  db: Db,
  { by, to, command, said, at }: New,
  ending?: Ending,
): Promise<'sent' | 'often' | { to: UserId[]; at: Date }> =>
  surely(
    db,
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${PLEAS}::int, hashtext(${by}))::text`
      const lately = { by, at: { gt: new Date(at.getTime() - WHILE_MS) } }
      const same = await tx.plea.findMany({
        where: { ...lately, command, said: { equals: said as Prisma.InputJsonObject } },
        orderBy: { id: 'asc' },
      })
      if (same[0]) return { to: [...new Set(same.map((it) => it.to as UserId))], at: same[0].at }
      if ((await tx.plea.count({ where: lately })) >= MOST * to.length) return 'often'
      await tx.plea.createMany({
        data: to.map((it) => ({ by, to: it, command, said: said as Prisma.InputJsonObject, at })),
      })
      await pleasLater(tx)
      return 'sent'
    },
    { ending },
  )

export async function pleaNumbered(db: Db, id: string): Promise<Plea> {
  const it = /^\d{1,18}$/.test(id) ? await db.plea.findUnique({ where: { id: BigInt(id) } }) : null
  if (!it) throw new Refusal((w) => w.retired)
  return pleaOf(it)
}

/** Those that nobody has been told of. */
export const untoldPleas = async (db: Db, now: Date): Promise<string[]> =>
  (
    await db.plea.findMany({
      where: { toldAt: null, at: { gt: new Date(now.getTime() - FRESH_MS) } },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
  ).map((it) => `${it.id}`)

/** One worker at a time tells it, and the next one knows. */
export const tellPleaOnce = (db: Db, id: string, at: Date, say: (plea: Plea, tx: Db) => Promise<void>) =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`select pg_advisory_xact_lock(${PLEAS}::int, ${Number(BigInt(id) % 2_000_000_000n)}::int)::text`
      const it = await tx.plea.findUnique({ where: { id: BigInt(id) } })
      if (!it || it.toldAt) return
      const note = () => tx.plea.update({ where: { id: it.id }, data: { toldAt: at } })
      await rehearsed(tx, note)
      await say(pleaOf(it), tx)
      await note()
    },
    { timeout: 30_000, maxWait: 10_000 },
  )

const pleaOf = (it: { id: bigint; by: string; to: string; command: string; said: unknown }): Plea => ({
  id: `${it.id}`,
  by: it.by as UserId,
  to: it.to as UserId,
  command: it.command,
  said: it.said as Record<string, unknown>,
})

import { z } from 'zod'
import { Prisma } from '../generated/prisma/client.ts'
import { UserId } from '../ring/actor.ts'
import { Personal, Touched, type Delivered } from '../ring/change.ts'
import { Extension } from '../ring/group.ts'
import type { Db } from './db.ts'
import { instant } from './groups.ts'

/** A change in one piece, `c` is its row. One statement, for Prisma would make three. Groups in the order they were written in. */
export const wholeChange = Prisma.sql`json_build_object(
  'id', c.id::text, 'command', c.command, 'by', c.by, 'at', ${instant(Prisma.sql`c.at`)},
  'approvedBy', c."approvedBy", 'person', c.person,
  'because', case when c."becauseChange" is not null then json_build_object('change', c."becauseChange"::text)
    when c."becauseRequest" is not null then json_build_object('request', c."becauseRequest"::text) end,
  'touched', array(
    select json_build_object('before', t.before, 'after', t.after)
    from "TouchedGroup" t where t."changeId" = c.id order by t.ctid),
  'deliveries', array(
    select json_build_object('extension', d.extension, 'liveAt', ${instant(Prisma.sql`d."liveAt"`)}, 'refused', d.refused)
    from "Delivery" d where d."changeId" = c.id order by d.extension))`

const Whole = z.object({
  id: z.string(),
  command: z.string(),
  by: UserId.nullable(),
  at: z.coerce.date(),
  approvedBy: UserId.nullable(),
  person: Personal.nullable(),
  because: z.union([z.object({ change: z.string() }), z.object({ request: z.string() })]).nullable(),
  touched: z.array(Touched),
  deliveries: z.array(
    z.object({
      extension: Extension,
      liveAt: z.coerce.date().nullable(),
      refused: z.record(z.string(), z.string()).nullable(),
    }),
  ),
})

/** What `wholeChange` yields, read. */
export const changeOf = (it: unknown): Delivered => Whole.parse(it)

/** `c` is the change's row; an order and a limit may follow. */
export const changesWhere = async (db: Db, where: Prisma.Sql): Promise<Delivered[]> =>
  (await db.$queryRaw<{ it: unknown }[]>`select ${wholeChange} as it from "Change" c where ${where}`).map((row) =>
    changeOf(row.it),
  )

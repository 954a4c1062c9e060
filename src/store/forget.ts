// Ringgroup was removed from the workspace: what only that made usable goes. Groups and history stay, for the phones go on
// to ring by them; whoever runs Ringgroup takes them away (docs/data.md).
import type { Db } from './db.ts'

/** The addresses at which Slack would have let us answer, and what Slack had said of people. */
export const forgetSlack = (db: Db) => db.$executeRaw`
  with places as (update "Place" set "where" = "where" - 'url' - 'urlUntil' - 'replaces' where "where" ? 'url'),
    requests as (update "Request" set place = place - 'url' - 'urlUntil' - 'replaces' where place ? 'url')
  delete from "Person"`

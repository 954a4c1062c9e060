// What the bot's role may do, where it is another one than the role that owns the database and migrates it. Said anew at
// each start, after the migrations: the same once more changes nothing.
import pg from 'pg'
import { PRISMA_MIGRATE_LOCK } from './migrate.ts'

/** Tables of which the bot may do less than with the others. History is written once: nobody who runs as the bot rewrites it. */
const LESS: Record<string, string> = {
  Change: 'select, insert',
  TouchedGroup: 'select, insert',
  HistoryChain: 'select',
  HistoryAlias: 'select',
  HistoryContent: 'select',
  HistoryPeople: 'select',
  _prisma_migrations: 'select',
}
const ROWS = 'select, insert, update, delete'

/** The queue's tables have row level security without a policy: nobody but their owner would see a row. */
const POLICIES = `
do $$ declare it regclass; begin
  for it in
    select c.oid::regclass from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'ringgroup')
  loop execute format('create policy ringgroup on %s using (true) with check (true)', it); end loop;
end $$`

/**
 * Lets the role of `botUrl` work in the database that the role of `ownerUrl` has migrated. Nothing is done where they are one.
 * @throws where the owner is not the owner of everything that is there
 */
export async function grantTo(botUrl: string, ownerUrl: string): Promise<void> {
  const bot = await connected(botUrl, roleOf)
  await connected(ownerUrl, async (client) => {
    if ((await roleOf(client)) === bot) return
    const role = pg.escapeIdentifier(bot)
    await client.query(`begin; set local lock_timeout = '15s'; select pg_advisory_xact_lock(${PRISMA_MIGRATE_LOCK})`)
    const { rows } = await client.query<{ schema: string; name: string }>(
      `select relnamespace::regnamespace::text as schema, relname as name from pg_class
       where relnamespace in (current_schema()::regnamespace, 'graphile_worker'::regnamespace) and relkind in ('r', 'p', 'v', 'm')
         and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = pg_class.oid and d.deptype = 'e')`,
    )
    for (const at of new Set(rows.map((it) => it.schema)))
      await client.query(`grant usage on schema ${at} to ${role};
        grant usage, select on all sequences in schema ${at} to ${role};
        alter default privileges in schema ${at} grant ${ROWS} on tables to ${role};
        alter default privileges in schema ${at} grant usage, select on sequences to ${role}`)
    for (const { schema, name } of rows) {
      const table = `${schema}.${pg.escapeIdentifier(name)}`
      const less = schema === 'graphile_worker' ? undefined : LESS[name]
      await client.query(
        `${less ? `revoke all on ${table} from ${role};` : ''} grant ${less ?? ROWS} on ${table} to ${role}`,
      )
    }
    await client.query(POLICIES)
    await client.query('commit')
  })
}

const roleOf = async (client: pg.Client) =>
  (await client.query<{ role: string }>('select current_user as role')).rows[0]!.role

async function connected<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'ringgroup migrate' })
  client.on('error', () => {}) // also rejects the query
  await client.connect()
  return work(client).finally(() => client.end().catch(() => {}))
}

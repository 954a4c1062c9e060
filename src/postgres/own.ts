// A database of the embedded server belongs to the role that migrates; folders of the first versions had the superuser.
import pg from 'pg'
import { ROLES, superuser } from './passwords.ts'

/**
 * Everything in this database that the superuser owns and that is no part of PostgreSQL or of an extension. `reassign owned`
 * would want the server's own catalogue too, and is refused.
 */
const TAKE_OVER = `
do $$ declare it record; owner text := '${ROLES.owner}'; begin
  for it in
    select 'schema' as kind, quote_ident(nspname) as name from pg_namespace n
      where nspowner = 10 and nspname !~ '^pg_' and nspname <> 'information_schema'
        and not exists (select from pg_depend d where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')
    union all
    select case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, c.oid::regclass::text
      from pg_class c join pg_namespace n on n.oid = relnamespace
      where relowner = 10 and relkind in ('r', 'p', 'v', 'm', 'S') and nspname !~ '^pg_' and nspname <> 'information_schema'
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('e', 'a', 'i'))
    union all
    select 'routine', p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = pronamespace
      where proowner = 10 and nspname !~ '^pg_' and nspname <> 'information_schema'
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    union all
    select 'type', t.oid::regtype::text from pg_type t join pg_namespace n on n.oid = typnamespace
      where typowner = 10 and nspname !~ '^pg_' and nspname <> 'information_schema'
        and (typtype in ('e', 'd', 'r') or typtype = 'c' and (select relkind from pg_class where oid = typrelid) = 'c')
        and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype in ('e', 'i'))
  loop execute format('alter %s %s owner to %I', it.kind, it.name, owner); end loop;
end $$`

/** The database is there, and its owner's. */
export async function ownDatabase(dataDir: string, port: number, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database)
  const of = async (where: string, work: (client: pg.Client) => Promise<void>) => {
    const { client } = await superuser(dataDir, port, where)
    await work(client).finally(() => client.end().catch(() => {}))
  }
  let isOurs = false
  await of('postgres', async (client) => {
    const { rows } = await client.query<{ owner: string }>(
      'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
      [database],
    )
    isOurs = rows[0]?.owner === ROLES.owner
    if (!rows[0])
      await client.query(`create database ${name} owner ${ROLES.owner}`).then(
        () => (isOurs = true),
        (error: { code?: string }) => {
          if (!['42P04', '23505'].includes(error.code ?? '')) throw error // made meanwhile
        },
      )
  })
  if (isOurs) return
  await of(database, async (client) => {
    await client.query(`begin; set local lock_timeout = '15s'; select pg_advisory_xact_lock(72707369); ${TAKE_OVER}`)
    await client.query(`alter database ${name} owner to ${ROLES.owner}`)
    await client.query('commit')
  })
}

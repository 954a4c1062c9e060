// Everything that is kept, a row a line, as JSON: to look at, to hand over, to take elsewhere.
import pg from 'pg'

const AT_ONCE = 500
/** Addresses at which Slack lets us answer are secrets, and of no use to anybody else. */
const SECRETS: Record<string, string> = { Place: 'where', Request: 'place' }

/**
 * The lines, in pieces, as they all are at one moment. The first says of which version the tables are, the last how many rows
 * there were: without it something was cut off.
 */
export async function* exported(connectionString: string, at: Date): AsyncGenerator<string> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {}) // also rejects the query
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const { rows: tables } = await client.query<{ name: string; schema: string }>(
      `select c.relname as name, (select max(migration_name) from _prisma_migrations where finished_at is not null) as schema
       from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname !~ '^_' order by 1`,
    )
    yield JSON.stringify({ ringgroup: 'export', version: 1, schema: tables[0]?.schema, at })
    let count = 0
    for (const { name } of tables) {
      const table = pg.escapeIdentifier(name)
      const place = SECRETS[name]
      const row = place
        ? `jsonb_set(to_jsonb(it), '{${place}}', it.${pg.escapeIdentifier(place)} - 'url' - 'urlUntil')`
        : 'to_jsonb(it)'
      await client.query(`declare lines no scroll cursor for
        select json_build_object('table', '${name}', 'row', ${row})::text as line from ${table} it`)
      for (;;) {
        const { rows } = await client.query<{ line: string }>(`fetch ${AT_ONCE} from lines`)
        for (const { line } of rows) yield line
        count += rows.length
        if (rows.length < AT_ONCE) break
      }
      await client.query('close lines')
    }
    yield JSON.stringify({ end: true, rows: count })
  } finally {
    await client.end().catch(() => {})
  }
}

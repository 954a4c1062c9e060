// The database: reachable, new enough, the rights that are needed, migrated, its clock; and what only it knows of Slack.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Config } from '../../config.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

const OURS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))
const LEAST = 14
const EXTENSIONS = ['pg_trgm']
const TIMEOUT_MS = 4000

/** `ahead`: its clock of ours, in milliseconds. `heard`: whether anything ever came from Slack; null: it cannot be asked. `channel`: how the last post went; null: there was none. */
export type Known = { ahead: number | null; heard: boolean | null; channel: 'fine' | 'closed' | null }
const NOTHING: Known = { ahead: null, heard: null, channel: null }

const WHY: Record<string, [says: string, repair: string]> = {
  ECONNREFUSED: ['nothing listens there', 'Start PostgreSQL, or correct host and port in DATABASE_URL.'],
  ENOTFOUND: ['there is no such host', 'Correct the host in DATABASE_URL.'],
  EAI_AGAIN: ['its host cannot be looked up', 'See whether DNS works, and the host in DATABASE_URL.'],
  ETIMEDOUT: ['it does not answer', 'See whether a firewall stands between.'],
  '28P01': [
    'it refuses the password',
    'Correct user and password in DATABASE_URL; special characters are percent-encoded.',
  ],
  '28000': ['it refuses this user', 'Let the user in: pg_hba.conf of PostgreSQL.'],
  '3D000': ['there is no such database', 'Make it: createdb --owner of the user in DATABASE_URL.'],
  '53300': ['it has no connection left', 'Raise max_connections, or end what holds them.'],
  '57P03': ['it is starting or stopping', 'Wait a moment and ask again.'],
}

/** Not connected yet. It changes nothing, and is not waited for long. */
function lookingAt(connectionString: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    application_name: 'ringgroup doctor',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    options: '-c default_transaction_read_only=on -c statement_timeout=3000',
  })
  client.on('error', () => {})
  return client
}

/** Everything that is known of it. Nothing is changed: every statement is read-only and bounded. */
export async function databaseFindings(
  { database, channel }: Pick<Config, 'database' | 'channel'>,
  now: () => number,
): Promise<{ findings: Finding[]; known: Known }> {
  if (!('url' in database)) return { findings: [embeddedFinding(database.embedded)], known: NOTHING }
  const client = lookingAt(database.url)
  try {
    await client.connect()
    const asked = now()
    const [facts] = (await client.query<Facts>(FACTS)).rows
    const between = (asked + now()) / 2
    const applied = facts!.migrations ? (await client.query<Applied>(APPLIED)).rows : []
    const state = migrationsOf(
      applied,
      readdirSync(OURS, { withFileTypes: true }).flatMap((it) => (it.isDirectory() ? it.name : [])),
    )
    const owner = database.migrationUrl ? [await ownerFinding(database.migrationUrl)] : []
    const known = state.pending.length === 0 && !facts!.mayNot ? await knownIn(client, channel) : NOTHING
    return {
      findings: [
        serverFinding(facts!),
        rightsFinding(facts!, state, 'migrationUrl' in database),
        migrationFinding(state),
        ...owner,
      ],
      known: { ...known, ahead: facts!.now - between },
    }
  } catch (error) {
    const { code = '', message } = error as pg.DatabaseError & NodeJS.ErrnoException
    const [says, repair] = WHY[code] ?? [
      /timeout/i.test(message) ? 'it does not answer' : message,
      'See the log of PostgreSQL.',
    ]
    return { findings: [failed('database', `cannot be used: ${says}`, repair)], known: NOTHING }
  } finally {
    await client.end().catch(() => {})
  }
}

/** The server that comes with the bot runs while the bot does; starting it is the bot's. */
function embeddedFinding(folder: string): Finding {
  const file = path.join(folder, 'postmaster.pid')
  if (!existsSync(file))
    return ok('database', 'the embedded PostgreSQL, which starts with the bot; it does not run now')
  const [pid = '', , , port = ''] = readFileSync(file, 'utf8').split('\n')
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH')
      return ok('database', 'the embedded PostgreSQL; it was killed, and is mended when the bot starts')
  }
  return ok('database', `the embedded PostgreSQL, running on port ${port.trim()}; it is looked after by the bot`)
}

export type Facts = {
  version: number
  shown: string
  now: number
  readOnly: boolean
  superuser: boolean
  mayCreate: boolean
  /** extensions that are neither there nor could be made */
  lacks: string[]
  migrations: boolean
  /** a table of ours that the role may not write; null: none */
  mayNot: string | null
  free: number
}
const FACTS = `
  select current_setting('server_version_num')::int as version, current_setting('server_version') as shown,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
    pg_is_in_recovery() as "readOnly",
    (select rolsuper from pg_roles where rolname = current_user) as superuser,
    has_database_privilege(current_database(), 'CREATE') and coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as "mayCreate",
    (select coalesce(array_agg(it), '{}') from unnest(array['${EXTENSIONS.join("','")}']) it
      where not exists (select from pg_extension where extname = it)
        and not exists (select from pg_available_extensions where name = it)) as lacks,
    to_regclass('_prisma_migrations') is not null as migrations,
    (select min(c.relname) from pg_class c
      where c.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and c.relkind = 'r'
        and c.relname in ('RingGroup', 'Change', 'Delivery', 'Request') and not has_table_privilege(c.oid, 'SELECT, INSERT')) as "mayNot",
    (current_setting('max_connections')::int - (select count(*) from pg_stat_activity))::int as free`

export function serverFinding({ version, shown, readOnly, free }: Facts): Finding {
  const what = 'database'
  const major = Math.floor(version / 10_000)
  if (major < LEAST)
    return failed(what, `PostgreSQL ${shown} is too old`, `Move to PostgreSQL ${LEAST} or newer; 18 is tested.`)
  if (readOnly)
    return failed(
      what,
      `PostgreSQL ${shown} is a replica that is only read`,
      'Name the primary server in DATABASE_URL.',
    )
  if (free < 35)
    return warning(
      what,
      `PostgreSQL ${shown} has ${free} connections left`,
      'A process of the bot takes up to 35: raise max_connections.',
    )
  return ok(what, `PostgreSQL ${shown}`)
}

type Applied = { name: string; finished: boolean }
const APPLIED = `
  select migration_name as name, finished_at is not null as finished from _prisma_migrations where rolled_back_at is null`

type Migrations = { pending: string[]; newer: string[]; broken: string[] }
export function migrationsOf(applied: Applied[], ours: string[]): Migrations {
  const done = applied.filter((it) => it.finished).map((it) => it.name)
  return {
    pending: ours.filter((it) => !done.includes(it)).toSorted(),
    newer: done.filter((it) => !ours.includes(it)).toSorted(),
    broken: applied.filter((it) => !it.finished).map((it) => it.name),
  }
}

/** `isMigratedByAnother`: the tables are made by the role of DATABASE_MIGRATION_URL. */
export function rightsFinding(
  { superuser, mayCreate, lacks, mayNot }: Pick<Facts, 'superuser' | 'mayCreate' | 'lacks' | 'mayNot'>,
  { pending }: Pick<Migrations, 'pending'>,
  isMigratedByAnother = false,
): Finding {
  const what = 'database rights'
  const grant = 'Let the role of DATABASE_URL own the database: alter database … owner to …; and its tables.'
  if (lacks.length > 0)
    return failed(
      what,
      `PostgreSQL lacks the extension ${lacks.join(', ')}`,
      'Install the contrib package of PostgreSQL.',
    )
  if (mayNot) return failed(what, `the role may not write the table ${mayNot}`, grant)
  if (pending.length > 0 && !mayCreate && !isMigratedByAnother)
    return failed(what, 'the role may make no tables, and some are missing', grant)
  if (superuser)
    return warning(
      what,
      'the role is a superuser, which is more than it needs',
      'Give the bot a role of its own that owns its database.',
    )
  return ok(what, 'all that are needed')
}

/** Whether the role that migrates can. */
async function ownerFinding(url: string): Promise<Finding> {
  const what = 'database owner'
  const repair = 'Let the role of DATABASE_MIGRATION_URL own the database: alter database … owner to …; and its tables.'
  const client = lookingAt(url)
  try {
    await client.connect()
    const { rows } = await client.query<{ may: boolean }>(
      `select coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) and not exists (
         select from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
           and not pg_has_role(current_user, relowner, 'USAGE')) as may`,
    )
    return rows[0]!.may ? ok(what, 'may change the tables') : failed(what, 'may not change all tables', repair)
  } catch (error) {
    return failed(what, `DATABASE_MIGRATION_URL cannot be used: ${(error as Error).message}`, repair)
  } finally {
    await client.end().catch(() => {})
  }
}

export function migrationFinding({ pending, newer, broken }: Migrations): Finding {
  const what = 'tables'
  if (broken.length > 0)
    return failed(
      what,
      `the migration ${broken.join(', ')} was begun and not finished`,
      'Start the bot: it tries again and says what is wrong.',
    )
  if (newer.length > 0)
    return warning(
      what,
      `a newer version has made ${newer.join(', ')}`,
      'This version goes on beside it; upgrade soon.',
    )
  if (pending.length > 0)
    return warning(what, `${pending.length} migrations are not applied yet`, 'The bot applies them when it starts.')
  return ok(what, 'migrated')
}

/** What came from Slack, and how the last post to the channel went. */
async function knownIn(client: pg.Client, channel: string | null): Promise<Known> {
  const { rows } = await client.query<{ heard: boolean; closed: boolean; posted: boolean }>(
    `select exists (select from "Person") as heard,
      exists (select from "ChannelState" where "closedAt" is not null) as closed,
      exists (select from "Told" where channel = $1 and ts is not null)
        or exists (select from "RequestCard" where "shownTo" = $1 and ts is not null) as posted`,
    [channel],
  )
  const { heard, closed, posted } = rows[0]!
  return { ahead: null, heard, channel: closed ? 'closed' : posted ? 'fine' : null }
}

/** The channel, as far as it can be known: the bot may not look into channels, only write. */
export function channelFinding(channel: string | null, known: Known['channel']): Finding[] {
  const what = 'channel'
  if (!channel) return []
  const invite = 'Type /invite @Ringgroup there.'
  if (known === 'closed')
    return [failed(what, `the last post to ${channel} was refused: the bot is not in it, or it is archived`, invite)]
  if (known === 'fine') return [ok(what, `posts to ${channel} have arrived`)]
  const says = `nothing was posted to ${channel} yet; the bot may not ask Slack whether it is in it`
  return [warning(what, says, invite)]
}

/** Slack tells no bot how its app is set up; that something has come is the only proof. */
export function settingsFinding(heard: boolean | null): Finding {
  const what = 'events, buttons'
  if (heard) return ok(what, 'people’s lines have arrived; Slack does not tell more of these settings')
  return warning(
    what,
    `Slack does not tell how they are set, and ${heard === null ? 'our records cannot be asked' : 'nothing has ever arrived'}`,
    'Compare your app with manifest.json (App Manifest, on the page of the app), then type /ringgroup.',
  )
}

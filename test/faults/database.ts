// The records as the machine sees them: past the network that fails, and put back between two histories.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Of the same server: who may everything, and who the bots are. */
export type Roles = { superuser: string; bot: string }

/** A database of its own on this server, cloned from the migrated template. */
export async function cloneOn({ superuser, bot }: Roles) {
  const name = `faults_${randomUUID()}`
  const run = async (sql: string) => {
    const client = new pg.Client(superuser)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await run(`create database "${name}" template template_ringgroup owner ringgroup_owner strategy file_copy`)
  const of = (role: string) => Object.assign(new URL(role), { pathname: name }).href
  return { url: of(bot), superUrl: of(superuser), drop: () => run(`drop database "${name}" with (force)`) }
}

const OURS = `select table_name as name from information_schema.tables
  where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('_prisma_migrations', 'Lease') order by 1`
/** One that another has replaced while it ran, and that then failed, is never tried again: it only lies there. */
export const IS_ALIVE = 'not (key is null and attempts >= max_attempts and locked_at is null)'
const DUE = `select count(*)::int as due, count(locked_at)::int as locked from graphile_worker._private_jobs
  where ${IS_ALIVE} and (locked_at is not null or (run_at <= clock_timestamp() and last_error is null))`

export async function openRecords(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => {})
  const rows = async <R>(sql: string, values: unknown[] = []): Promise<R[]> =>
    (await pool.query(sql, values)).rows as R[]
  const tables = (await rows<{ name: string }>(OURS)).map((it) => `"${it.name}"`)
  const wake = () => rows(`select pg_notify('jobs:insert', '{"r":' || random() || ',"count":8}')`)

  /** Nothing is to be done now. What has failed, or is for later, waits. False: it did not come to that in time. */
  async function settles(ms = 4000): Promise<boolean> {
    for (const end = performance.now() + ms; ;) {
      const [jobs] = await rows<{ due: number; locked: number }>(DUE)
      if (jobs!.due === 0) return true
      if (performance.now() > end) return false
      if (jobs!.due > jobs!.locked) await wake()
      await sleep(6)
    }
  }

  return {
    rows,
    settles,
    /** How all of it is now is how it is at the beginning of each history. */
    async remember() {
      await pool.query(
        `create schema beginning; ${tables.map((it) => `create table beginning.${it} as table ${it};`).join('')}`,
      )
    },
    /** The history too, for which the database has to look away. */
    async putBack() {
      await pool.query(`
        set session_replication_role = replica;
        delete from graphile_worker._private_jobs;
        update graphile_worker._private_job_queues set locked_at = null, locked_by = null;
        ${tables.map((it) => `delete from ${it};`).join('')}
        ${tables.map((it) => `insert into ${it} table beginning.${it};`).join('')}
        set session_replication_role = origin`)
    },
    /** A minute of the clock: what a cron would add, and all that waits for later or has failed. */
    async minute(tasks: readonly string[]) {
      const queue: Record<string, string> = {
        push: 'phones',
        scan: 'phones',
        directory: 'phones',
        leavers: 'leavers',
        overdue: 'requests',
      }
      for (const task of tasks)
        await pool.query(
          `select graphile_worker.add_job($1::text, '{}'::json, queue_name => $2::text, job_key => $3::text)`,
          [task, queue[task] ?? null, task === 'overdue' ? 'overdue:' : task],
        )
      await pool.query(
        `update graphile_worker._private_jobs set run_at = now(), last_error = null where locked_at is null`,
      )
      await wake()
    },
    close: () => pool.end(),
  }
}

// What stands in the database now: read when somebody looks, by a connection of its own, in bounded time. One that is away
// or slow takes nothing from the other numbers.
import pg from 'pg'
import type { Lines } from '../../store/lines.ts'
import { gauge, type Meter } from './meter.ts'

/** Milliseconds for one statement, and for all of it with a new connection. */
const STATEMENT_MS = 1000
const LOOK_MS = 2500

export type Jobs = { kind: string; waiting: number; failed: number; dead: number; running: number; oldest: number }
export type Stocks = {
  requests: number
  drifts: number
  deliveries: number
  /** seconds since 1970; null: never yet, or it answers */
  comparedAt: number | null
  directoryAt: number | null
  downSince: number | null
  bytes: number
}
export type Look = { up: boolean; jobs: Jobs[]; stocks: Stocks | null }
/** What is known while the database does not answer. */
export const NOTHING_YET: Look = { up: false, jobs: [], stocks: null }

const JOBS = `
  select t.identifier as kind,
    count(*) filter (where j.locked_at is null and j.last_error is null and j.run_at <= clock_timestamp())::int as waiting,
    count(*) filter (where j.locked_at is null and j.last_error is not null and j.attempts < j.max_attempts)::int as failed,
    count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts)::int as dead,
    count(*) filter (where j.locked_at is not null)::int as running,
    coalesce(extract(epoch from clock_timestamp() - min(j.run_at) filter (
      where j.run_at <= clock_timestamp() and (j.locked_at is not null or j.attempts < j.max_attempts))), 0)::float8 as oldest
  from graphile_worker._private_tasks t left join graphile_worker._private_jobs j on j.task_id = t.id
  group by t.identifier`

const STOCKS = `
  select (select count(*) from "Request" where decision is null)::int as requests,
    (select count(*) from "Drift" where decided is null)::int as drifts,
    (select count(*) from "Delivery" where "liveAt" is null and refused is null)::int as deliveries,
    (select extract(epoch from "comparedAt")::float8 from "PhoneSystemState") as "comparedAt",
    (select extract(epoch from "directoryAt")::float8 from "PhoneSystemState") as "directoryAt",
    (select extract(epoch from "downSince")::float8 from "PhoneSystemState") as "downSince",
    pg_database_size(current_database())::float8 as bytes`

/** `look` never fails: what cannot be read is not there. Two at once are one. */
export function openStocks(lines: Lines) {
  const pool = new pg.Pool({
    ...lines.options,
    max: 1,
    connectionTimeoutMillis: STATEMENT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 200,
    allowExitOnIdle: true,
  })
  pool.on('error', () => {}) // a lost connection is not the end: the next look says so
  let looking: Promise<Look> | undefined

  const rows = <T extends pg.QueryResultRow>(sql: string) =>
    pool.query<T>(sql).then(
      (it) => it.rows,
      () => null,
    )
  async function read(): Promise<Look> {
    const up = (await rows('select 1')) !== null
    if (!up) return NOTHING_YET
    const [jobs, stocks] = [await rows<Jobs>(JOBS), await rows<Stocks>(STOCKS)]
    return { up, jobs: jobs ?? [], stocks: stocks?.[0] ?? null }
  }
  async function bounded(): Promise<Look> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Look>((resolve) => {
      timer = setTimeout(resolve, LOOK_MS, NOTHING_YET)
    })
    return Promise.race([read(), late]).finally(() => clearTimeout(timer))
  }
  return {
    look: () => (looking ??= bounded().finally(() => (looking = undefined))),
    close: () => pool.end(),
  }
}

/** The same as metrics. Without the database these are not a number, and those by kind are not there. */
export function stockMetrics(meter: Meter) {
  const up = gauge(meter, { name: 'ringgroup_database_up', help: '1 if the database answered when this was read.' })
  const jobs = gauge(meter, {
    name: 'ringgroup_jobs',
    help: 'Jobs by kind. waiting: due; failed: to be tried again; dead: without attempts left; running: taken by a worker.',
    labelNames: ['kind', 'state'],
  })
  const oldest = gauge(meter, {
    name: 'ringgroup_jobs_oldest_seconds',
    help: 'For how long the oldest job of its kind is due and not done; 0: there is none.',
    labelNames: ['kind'],
  })
  const one = {
    requests: gauge(meter, { name: 'ringgroup_requests_open', help: 'Requests that nobody has decided yet.' }),
    drifts: gauge(meter, {
      name: 'ringgroup_drifts_open',
      help: 'Extensions on which the phones hold what we never wrote, and of which nobody has decided.',
    }),
    deliveries: gauge(meter, {
      name: 'ringgroup_deliveries_waiting',
      help: 'Changes that are saved and not on the phones yet, by extension.',
    }),
    comparedAt: gauge(meter, {
      name: 'ringgroup_phones_compared_timestamp_seconds',
      help: 'When everything on the phones was last compared with our records; 0: never.',
    }),
    directoryAt: gauge(meter, {
      name: 'ringgroup_phones_directory_timestamp_seconds',
      help: 'When the directory of the phone system was last read; 0: never.',
    }),
    downSince: gauge(meter, {
      name: 'ringgroup_phones_down_timestamp_seconds',
      help: 'Since when the phone system does not answer; 0: it answers.',
    }),
    bytes: gauge(meter, { name: 'ringgroup_database_size_bytes', help: 'The size of the database on its disk.' }),
  }
  return function show(look: Look) {
    up.set(look.up ? 1 : 0)
    jobs.reset()
    oldest.reset()
    for (const { kind, oldest: age, ...states } of look.jobs) {
      for (const [state, count] of Object.entries(states)) jobs.set({ kind, state }, count)
      oldest.set({ kind }, age)
    }
    for (const name of Object.keys(one) as (keyof typeof one)[])
      one[name].set(look.stocks ? (look.stocks[name] ?? 0) : Number.NaN)
  }
}

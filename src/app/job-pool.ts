// The connections that graphile-worker works over, so that a database that goes away costs it nothing.
//
// It tells that a job is done, or has failed, without waiting for it: an error there would end the process, or leave the job
// and its queue locked by somebody who lives. (Its batches, `completeJobBatchDelay`, are no way out: their retries never
// happen, 0.17.3 throws out of the loop at the first error.) So these two statements are tried again here until they have
// arrived, and only count for a job that is still ours.
import { setTimeout as sleep } from 'node:timers/promises'
import pg, { type Pool, type QueryConfig, type QueryResult } from 'pg'
import { ONCE_CONNECTED, type Lines } from '../store/lines.ts'
import type { Term } from './heart.ts'
import type { Log } from './log.ts'

const RETRY_MS = 100
const SAID_EVERY = 50

type JobRow = { id: string; job_queue_id: number | null }

/** graphile-worker's own deletes a job by its number, whoever has it by now. */
const COMPLETE = `
  with done as (
    delete from graphile_worker._private_jobs where id = any($1::bigint[]) and locked_by = $2 returning job_queue_id)
  update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
  from done where q.id = done.job_queue_id and q.locked_by = $2`

type Options = {
  lines: Lines
  log: Pick<Log, 'warn'>
  /** the pool's name, and the lease under which it works; there before it asks for the first job */
  term(): Promise<{ pool: string; term: Term }>
}

export function openJobPool({ lines, log, term }: Options) {
  const pool = new pg.Pool({
    ...lines.options,
    max: 10,
    onConnect: (client) => client.query(ONCE_CONNECTED),
  })
  pool.on('error', () => {}).on('connect', (client) => client.on('error', () => {})) // a lost connection is not the end
  const connect = pool.connect.bind(pool)
  const jobs = new Map<string, number | null>()
  const questions = new Set<object>()
  const endings = new Set<Promise<unknown>>()
  let isOver = false

  /** A job, if we may have one; whatever is answered was locked for us, and is known to be before anybody else hears of it. */
  async function ask(query: () => Promise<QueryResult<JobRow>>) {
    const { term: mine } = await term()
    if (mine.isLost || isOver) return nothing
    const question = {}
    questions.add(question)
    try {
      const answer = await query()
      for (const it of answer.rows) jobs.set(it.id, it.job_queue_id)
      return answer
    } finally {
      questions.delete(question)
    }
  }

  /** Until it has arrived. When the lease is lost, others have the job. */
  async function end(ids: string[], query: () => Promise<unknown>) {
    const { term: mine } = await term()
    for (let tries = 1; !mine.isLost && !isOver; tries++)
      try {
        await query()
        break
      } catch (error) {
        if (tries % SAID_EVERY === 0) log.warn({ err: error, jobs: ids }, 'the end of a job was not noted yet')
        await sleep(RETRY_MS)
      }
    for (const id of ids) jobs.delete(id)
    return nothing
  }

  function patient() {
    let client: pg.PoolClient | undefined
    const query = async (config: QueryConfig | string, values?: unknown[]) => {
      client ??= await connect()
      try {
        return await client.query(config as QueryConfig, values)
      } catch (error) {
        client.release(true)
        client = undefined
        throw error
      }
    }
    const ended = (ids: string[], work: () => Promise<unknown>) => {
      const ending = end(ids, work).finally(() => endings.delete(ending))
      endings.add(ending)
      return ending
    }
    return {
      async query(config: QueryConfig | string, values?: unknown[]) {
        const { name = '', values: its = [] } = typeof config === 'string' ? {} : config
        if (name.startsWith('get_job')) return ask(() => query(config) as Promise<QueryResult<JobRow>>)
        if (name.startsWith('complete_job')) {
          const ids = [its[0]].flat() as string[]
          return ended(ids, async () => query(COMPLETE, [ids, (await term()).pool]))
        }
        if (name.startsWith('fail_job')) {
          const ids = idsOfFailed(its)
          return ended(ids, () => query(config))
        }
        return query(config, values)
      },
      release: () => client?.release(),
    }
  }

  // with a callback it is asked for a connection to listen on, or by the pool itself
  const patientPool = Object.assign(pool, {
    connect: ((callback?: Parameters<Pool['connect']>[0]) =>
      callback ? connect(callback) : Promise.resolve(patient())) as Pool['connect'],
  })
  return {
    pool: patientPool,
    locks: () =>
      new Set([...jobs].flatMap(([id, queue]) => [`job ${id}`, ...(queue === null ? [] : [`queue ${queue}`])])),
    questions: () => questions,
    /** Waits for what has ended to be noted, at most so long: who cannot note it leaves it to whoever frees it. */
    async close(ms: number) {
      await Promise.race([Promise.allSettled(endings), sleep(ms, undefined, { ref: false })])
      isOver = true
      await pool.end()
    },
  }
}

const nothing = { rows: [], rowCount: 0 } as unknown as QueryResult<JobRow>

/** `fail_job`: the pool, and JSON of the jobs; `fail_jobs`, when it is stopped: their numbers first. */
const idsOfFailed = ([first, second]: unknown[]): string[] =>
  Array.isArray(first) ? first : (JSON.parse(String(second)) as { jobId: string }[]).map((it) => it.jobId)

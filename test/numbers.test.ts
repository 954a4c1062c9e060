// What an operator sees of a day: people ask, Slack fails, the database is slow, a job dies. Everything is a number on
// /metrics and a line of the log that says what it is in its field `event`.
import pg from 'pg'
import { expect, it } from 'vitest'
import { openMetrics } from '../src/app/metrics.ts'
import { openStocks } from '../src/app/metrics/stocks.ts'
import { CHANGES } from '../src/store/db.ts'
import { openLines } from '../src/store/lines.ts'
import { openWorld } from './kit/world.ts'

const { as, port, work, db, ownerUrl, sandbox, logged, until, databaseUrl, expectError, phones } = await openWorld({
  level: 'debug',
})
const [alice, lea] = [as('UALICE'), as('ULEA')]

/** A number; undefined: this series is not there. */
async function number(series: string): Promise<number | undefined> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const line = text.split('\n').find((it) => it.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
const events = (event: string) =>
  logged()
    .split('\n')
    .filter(Boolean)
    .map((it) => JSON.parse(it) as Record<string, unknown>)
    .filter((it) => it['event'] === event)

it('a command: how long it took, how it ended, and when it was on the phones', async () => {
  await alice.types('/ringgroup create Support 600 101 102')
  await alice.hears(/live on the phones/i)
  await work()
  expect(await number('ringgroup_answer_seconds_count{command="create",outcome="ok"}')).toBe(1)
  expect(await number('ringgroup_changes_total{command="create"}')).toBe(1)
  expect(await number('ringgroup_change_live_seconds_count')).toBe(1)
  expect(await number('ringgroup_change_lock_wait_seconds_count')).toBe(1)
  expect(await number('ringgroup_change_lock_hold_seconds_count')).toBe(1)
  expect(await number('ringgroup_job_seconds_count{kind="push",outcome="ok"}')).toBeGreaterThan(0)
  expect(await number('ringgroup_slack_call_seconds_count{method="users.info"}')).toBeGreaterThan(0)
  expect(events('command')).toMatchObject([{ level: 'info', command: 'create', by: 'UALICE', outcome: 'ok' }])
  expect(events('change_live')).toMatchObject([{ change: expect.stringMatching(/^\d+$/) }])
  expect(Number(events('change_live')[0]?.['seconds'])).toBeLessThan(10)
  expect(events('lock_hold')).toHaveLength(1)
})

it('a no is counted as one', async () => {
  await lea.types('/ringgroup delete support')
  await lea.hears(/admin/i)
  expect(await number('ringgroup_answer_seconds_count{command="delete",outcome="refused"}')).toBe(1)
  expect(events('command')).toEqual(
    expect.arrayContaining([expect.objectContaining({ command: 'delete', by: 'ULEA', outcome: 'refused' })]),
  )
})

it('the lock: how long a change waited for it, said aloud when that was long', async () => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('select pg_advisory_lock($1)', [CHANGES])
  const asked = alice.types('/ringgroup time support 25')
  await new Promise((resolve) => setTimeout(resolve, 1200))
  await client.end()
  await asked
  await alice.hears(/25 s/)
  await work()
  const long = events('lock_wait').find((it) => it['level'] === 'warn')
  expect(long?.['seconds']).toBeGreaterThan(1)
  expect(await number('ringgroup_change_lock_wait_seconds_bucket{le="1"}')).toBe(
    (await number('ringgroup_change_lock_wait_seconds_count'))! - 1,
  )
})

it('what waits: requests, differences on the phones, the last look at them', async () => {
  expect(await number('ringgroup_phones_compared_timestamp_seconds')).toBeDefined()
  await lea.types('/ringgroup join support')
  await work()
  expect(await number('ringgroup_requests_open')).toBe(1)
  expect(await number('ringgroup_drifts_open')).toBe(0)
  expect(await number('ringgroup_deliveries_waiting')).toBe(0)
  expect(await number('ringgroup_database_size_bytes')).toBeGreaterThan(1e6)
})

it('Slack: every failed call by its method and its kind, and the answers that were lost by it', async () => {
  const errors = (kind: string) => number(`ringgroup_slack_errors_total{method="views.open",kind="${kind}"}`)
  const lost = () => number('ringgroup_answers_lost_total{way="reply"}')
  expect(await lost()).toBe(0)
  for (const [trouble, kind] of [
    [{ error: 'invalid_blocks' }, 'invalid_blocks'],
    [{ status: 503 }, 'http_503'],
    [{ error: 'Not $a kind' }, 'unknown'],
  ] as const) {
    sandbox.trouble('views.open', trouble)
    await alice.uses('shortcut')
    await expect.poll(() => errors(kind), { timeout: 10_000 }).toBeGreaterThan(0)
  }
  expect(await lost()).toBe(0) // it came as a message instead
  sandbox.trouble('chat.postMessage', { error: 'msg_blocked' })
  await alice.uses('shortcut')
  await expect.poll(lost).toBeGreaterThan(0)
  for (const method of ['views.open', 'chat.postMessage']) sandbox.trouble(method, null)
  expect(events('slack_error')).toEqual(
    expect.arrayContaining([expect.objectContaining({ level: 'warn', method: 'views.open', kind: 'http_503' })]),
  )
  expect(events('answer_lost')[0]).toMatchObject({
    way: 'reply',
    err: { message: expect.stringContaining('msg_blocked') },
  })
})

it('the phone system: whether it is connected', async () => {
  expect(await number('ringgroup_phone_system_up')).toBe(1)
  phones.off()
  await expect.poll(() => number('ringgroup_phone_system_up')).toBe(0)
  phones.on()
  await expect.poll(() => number('ringgroup_phone_system_up')).toBe(1)
  expect(events('phone_system').map((it) => it['up'])).toEqual([false, true])
})

it('jobs: which wait, which fail, which are dead, and how old the oldest is, by kind', async () => {
  const jobs = (kind: string, state: string) => number(`ringgroup_jobs{kind="${kind}",state="${state}"}`)
  expect(await number('ringgroup_worker_running')).toBe(1)
  expect(await jobs('lapse', 'waiting')).toBe(0) // a kind of which there is none is there
  await db.$queryRaw`select (graphile_worker.add_job('tell', '{"change":"x"}', queue_name => 'q', max_attempts => 1)).id::text`
  expectError(/Failed task|"x"|BigInt/)
  await until(async () => (await jobs('tell', 'dead')) === 1)
  expect(await number('ringgroup_job_seconds_count{kind="tell",outcome="dead"}')).toBe(1)
  expect(await number('ringgroup_answers_lost_total{way="job"}')).toBe(1)
  expect(events('job_failed')).toMatchObject([{ kind: 'tell', outcome: 'dead' }])
})

it('jobs that nobody takes grow old', async () => {
  await db.$executeRaw`
    insert into graphile_worker._private_jobs (task_id, payload, run_at, locked_at, locked_by)
    select id, '{}', now() - interval '90 s', now(), 'somebody else' from graphile_worker._private_tasks where identifier = 'foretell'`
  const age = await number('ringgroup_jobs_oldest_seconds{kind="foretell"}')
  expect(age).toBeGreaterThan(89)
  expect(age).toBeLessThan(100)
  await db.$executeRaw`delete from graphile_worker._private_jobs where locked_by = 'somebody else'`
})

it('a database that is away takes only its own numbers with it, and soon', async () => {
  const nowhere = openStocks(openLines('postgresql://nobody:nothing@127.0.0.1:1/nowhere', 'a test'))
  const metrics = openMetrics({ look: nowhere.look })
  metrics.changed('mode')
  const begun = performance.now()
  const text = await metrics.text()
  expect(performance.now() - begun).toBeLessThan(4000)
  expect(text).toContain('ringgroup_database_up 0')
  expect(text).toContain('ringgroup_changes_total{command="mode"} 1')
  expect(text).toContain('ringgroup_requests_open Nan')
  expect(text).not.toContain('ringgroup_jobs{')
  await nowhere.close()
})

it('a table that somebody has locked does not hold up the numbers', async () => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('begin; lock table "Request" in access exclusive mode')
  const begun = performance.now()
  expect(await number('ringgroup_requests_open')).toBeNaN()
  expect(await number('ringgroup_worker_running')).toBe(1)
  expect(performance.now() - begun).toBeLessThan(6000)
  await client.end()
  await expect.poll(() => number('ringgroup_requests_open')).toBe(1)
})

it('the number that somebody is shown stands in the log', async () => {
  const owner = new pg.Client(ownerUrl)
  await owner.connect()
  await owner.query('alter table "Person" rename to "PersonAway"')
  expectError(/a request failed/)
  await alice.types('/ringgroup show support')
  const said = await alice.hears(/[0-9a-f]{6}/)
  await owner.query('alter table "PersonAway" rename to "Person"')
  await owner.end()
  const [, reference] = /\b([0-9a-f]{6})\b/.exec(said) ?? []
  const lines = logged()
    .split('\n')
    .filter((it) => it.includes(`"reference":"${reference}"`))
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'error', msg: 'a request failed', reference })
})

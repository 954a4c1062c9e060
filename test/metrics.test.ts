import { expect, it } from 'vitest'
import { alive, ready } from '../src/app/health.ts'
import { openMetrics } from '../src/app/metrics.ts'

const NOTHING = {
  requests: 0,
  drifts: 0,
  deliveries: 0,
  comparedAt: null,
  directoryAt: null,
  downSince: null,
  bytes: 0,
}

it('counts what happened, each app its own', async () => {
  const [mine, other] = [
    openMetrics({ look: async () => ({ up: true, jobs: [], stocks: { ...NOTHING, deliveries: 3 } }) }),
    openMetrics(),
  ]
  mine.changed('mode')
  mine.changed('mode')
  mine.changed('add')
  mine.answered('show', 0.02)
  mine.answered('mode', 0.4, 'refused')
  mine.pushed(0.03)
  mine.phones(true)
  const text = await mine.text()
  for (const line of [
    'ringgroup_changes_total{command="mode"} 2',
    'ringgroup_changes_total{command="add"} 1',
    'ringgroup_answer_seconds_bucket{le="0.025",command="show",outcome="ok"} 1',
    'ringgroup_answer_seconds_count{command="mode",outcome="refused"} 1',
    'ringgroup_push_seconds_count{outcome="ok"} 1',
    'ringgroup_phone_system_up 1',
    'ringgroup_deliveries_waiting 3',
  ])
    expect(text.split('\n')).toContain(line)
  expect(mine.contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(await other.text()).not.toContain('command="mode"')
})

it('answers without the database too', async () => {
  const metrics = openMetrics({ look: async () => ({ up: false, jobs: [], stocks: null }) })
  metrics.phones(false)
  const text = await metrics.text()
  expect(text).toContain('ringgroup_deliveries_waiting Nan')
  expect(text).toContain('ringgroup_phone_system_up 0')
  expect(text).toContain('ringgroup_database_up 0')
})

it('is ready whatever the phone system does, and not without database or Slack', () => {
  const [up, down] = [{ state: 'up' as const }, { state: 'down' as const, why: 'It does not answer.' }]
  const since = new Date('2026-01-01T12:00:00Z')
  const read = (it: { status: number; body: string }) => [it.status, JSON.parse(it.body)]
  expect(read(ready({ database: up, slack: up, worker: null, phones: { name: 'simulated', ...down, since } }))).toEqual(
    [
      200,
      {
        status: 'ready',
        database: { state: 'up' },
        slack: { state: 'up' },
        phones: { name: 'simulated', state: 'down', since: '2026-01-01T12:00:00.000Z', why: 'It does not answer.' },
      },
    ],
  )
  const phones = { name: 'simulated', ...up }
  expect(ready({ database: down, slack: up, worker: null, phones }).status).toBe(503)
  expect(ready({ database: up, slack: down, worker: null, phones }).status).toBe(503)
  expect(ready({ database: up, slack: null, worker: down, phones }).status).toBe(503)
  expect(read(ready({ database: up, slack: { state: 'starting' }, worker: null, phones }))).toEqual([
    503,
    expect.objectContaining({ status: 'not ready', slack: { state: 'starting' } }),
  ])
  expect(read(alive())).toEqual([200, { status: 'alive' }])
})

it('names everything as Prometheus wants it', () => {
  const names = openMetrics().described()
  expect(names.length).toBeGreaterThan(20)
  for (const { name, help, type } of names) {
    expect(name).toMatch(/^ringgroup_[a-z]+(_[a-z]+)*$/)
    expect(help, name).toMatch(/^[A-Z0-9].*[.]$/)
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    if (type === 'histogram') expect(name).toMatch(/_seconds$/)
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kilobytes|percent)\b/) // base units
  }
})

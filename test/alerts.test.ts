// The alert file and the dashboard speak of numbers that exist, in PromQL that Prometheus would take.
import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { openMetrics } from '../src/app/metrics.ts'

const Alerts = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Ringgroup[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smhd]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(20) }),
        }),
      ),
    }),
  ),
})
const Dashboard = z.looseObject({
  uid: z.literal('ringgroup'),
  panels: z.array(
    z.looseObject({
      id: z.number(),
      title: z.string(),
      gridPos: z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.looseObject({ refId: z.string(), expr: z.string() })).min(1),
    }),
  ),
})
const alerts = Alerts.parse(parse(readFileSync('docs/alerts.yml', 'utf8'))).groups.flatMap((it) => it.rules)
const { panels } = Dashboard.parse(JSON.parse(readFileSync('docs/grafana.json', 'utf8')))
const asked = [
  ...alerts.map((it) => [it.alert, it.expr] as const),
  ...panels.flatMap((it) => it.targets.map(({ expr }) => [it.title, expr] as const)),
]

const metrics = openMetrics({ process: true })
const ends = { histogram: ['_bucket', '_count', '_sum'], summary: ['', '_count', '_sum'] }
/** What a scrape holds: of a histogram its parts. */
const series = new Map(
  metrics
    .described()
    .flatMap(({ name, type, labels }) =>
      (ends[type as keyof typeof ends] ?? ['']).map((end) => [`${name}${end}`, [...labels, 'le']] as const),
    ),
)

/** What an expression names: metrics, and the labels that it selects or groups by. Throws where it is no PromQL. */
function namedIn(expr: string) {
  const text = expr.replaceAll('$job', 'ringgroup')
  const named = { metrics: new Set<string>(), labels: new Set<string>() }
  const cursor = parser.parse(text).cursor()
  do {
    const here = text.slice(cursor.from, cursor.to)
    if (cursor.type.isError) throw new Error(`no PromQL at ${cursor.from}: ${text}`)
    if (cursor.name === 'Identifier') named.metrics.add(here)
    if (cursor.name === 'LabelName') named.labels.add(here)
  } while (cursor.next())
  return named
}
/** What Prometheus adds by itself. */
const ADDED = ['job', 'instance']

it.each(asked)('%s: %s', (_, expr) => {
  const named = namedIn(expr)
  expect(named.metrics.size).toBeGreaterThan(0)
  for (const metric of named.metrics) if (metric !== 'up') expect([...series.keys()]).toContain(metric)
  const labels = [...named.metrics].flatMap((it) => series.get(it) ?? [])
  for (const label of named.labels) expect([...labels, ...ADDED]).toContain(label)
})

it.each(['ringgroup_jobs{', 'sum by (kind) rate(x[5m])', 'rate(x[5 minutes])', 'a ==', 'time() - '])(
  'an expression that is none is found out: %s',
  (expr) => expect(() => namedIn(expr)).toThrow('no PromQL'),
)

it('every number of ours is on the dashboard', () => {
  const shown = new Set(panels.flatMap((it) => it.targets.flatMap(({ expr }) => [...namedIn(expr).metrics])))
  const names = metrics
    .described()
    .map((it) => it.name)
    .filter((it) => it.startsWith('ringgroup_'))
  const missing = names.filter((it) => ![it, `${it}_bucket`, `${it}_count`].some((one) => shown.has(one)))
  expect(missing).toEqual(['ringgroup_phones_down_timestamp_seconds']) // phone_system_up says it
})

it('no two alerts have one name, no two panels one place', () => {
  expect(new Set(alerts.map((it) => it.alert)).size).toBe(alerts.length)
  expect(new Set(panels.map((it) => it.id)).size).toBe(panels.length)
  const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)
  expect(new Set(places).size).toBe(panels.length)
})

// The numbers of one app, subject by subject in `metrics/`. What happens is counted where it happens and, where an operator
// wants to read of it, is one line of the log with an `event`; what stands in the database is read when somebody looks.
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Log } from './log.ts'
import { commandMetrics } from './metrics/commands.ts'
import { databaseMetrics } from './metrics/database.ts'
import { counter, type Meter } from './metrics/meter.ts'
import { slackMetrics } from './metrics/slack.ts'
import { NOTHING_YET, stockMetrics, type Look } from './metrics/stocks.ts'
import { workMetrics } from './metrics/work.ts'

type MetricsOptions = {
  log?: Log
  /** What stands in the database; asked whenever the numbers are read. It never fails. */
  look?(): Promise<Look>
  /** Memory, event loop and file descriptors of the process too: once a process, for its observers are never let go. */
  process?: boolean
}

/** The numbers of one app, in a registry of its own. */
export function openMetrics({ log, look, process = false }: MetricsOptions = {}) {
  const registry = new Registry()
  if (process) collectDefaultMetrics({ register: registry })
  const meter: Meter = { registry, log }
  const commands = commandMetrics(meter)
  const database = databaseMetrics(meter)
  const show = stockMetrics(meter)
  const crashes = counter(meter, {
    name: 'ringgroup_crashes_total',
    help: 'Errors that nobody caught; the process stops after one. Seen only if it is read before that: process_start_time_seconds tells too.',
    labelNames: ['kind'],
  })

  return {
    contentType: registry.contentType,
    ...commands,
    ...database,
    ...slackMetrics(meter),
    ...workMetrics(meter, commands.lost),
    /** `kind`: uncaughtException, unhandledRejection or stop. */
    crashed: (kind: string) => crashes.inc({ kind }),
    /** The body of GET /metrics. */
    async text(): Promise<string> {
      database.poolNow()
      show((await look?.()) ?? NOTHING_YET)
      return registry.metrics()
    },
    /** Every metric there is: the table in docs/operate.md. */
    described: () =>
      registry.getMetricsAsArray().map((it) => {
        const { name, help, type, labelNames } = it as unknown as Described
        return { name, help, type, labels: [...labelNames] }
      }),
  }
}

type Described = { name: string; help: string; type: string; labelNames: readonly string[] }

export type Metrics = ReturnType<typeof openMetrics>

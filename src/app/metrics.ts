import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

type MetricsOptions = {
  /** How many deliveries wait for the phone system; asked whenever the numbers are read. */
  waiting?(): Promise<number>
  /** Memory, event loop and file descriptors of the process too: once a process, for its observers are never let go. */
  process?: boolean
}

/** The numbers of one app, in a registry of its own. Commands are named as the registry of commands names them, never as typed. */
export function openMetrics({ waiting, process = false }: MetricsOptions = {}) {
  const registry = new Registry()
  const registers = [registry]
  if (process) collectDefaultMetrics({ register: registry })

  const changes = new Counter({
    name: 'ringgroup_changes_total',
    help: 'Recorded changes',
    labelNames: ['command'],
    registers,
  })
  const answers = new Histogram({
    name: 'ringgroup_answer_seconds',
    help: 'From what somebody sent to the end of its handling',
    labelNames: ['command', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5],
    registers,
  })
  const pushes = new Histogram({
    name: 'ringgroup_push_seconds',
    help: 'Writing to the phone system and reading it back',
    labelNames: ['outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const phonesUp = new Gauge({
    name: 'ringgroup_phone_system_up',
    help: '1 while the phone system is connected',
    registers,
  })
  const deliveries = new Gauge({
    name: 'ringgroup_deliveries_waiting',
    help: 'Changes that are saved and not on the phones yet, by extension',
    registers,
    async collect() {
      if (waiting) deliveries.set(await waiting().catch(() => Number.NaN)) // without the database the other numbers still count
    },
  })

  const crashes = new Counter({
    name: 'ringgroup_crashes_total',
    help: 'Errors that nobody caught: the process finishes what it has taken, and ends',
    registers,
  })

  return {
    contentType: registry.contentType,
    /** One recorded change. */
    changed: (command: string) => changes.inc({ command }),
    /** `refused`: a no the person can act on; `failed`: a bug, or something we need is away. */
    answered: (command: string, seconds: number, outcome: 'ok' | 'refused' | 'failed' = 'ok') =>
      answers.observe({ command, outcome }, seconds),
    pushed: (seconds: number, outcome: 'ok' | 'failed' = 'ok') => pushes.observe({ outcome }, seconds),
    /** An error that nobody caught; this process is about to end. */
    crashed: () => crashes.inc(),
    phones: (up: boolean) => phonesUp.set(up ? 1 : 0),
    /** The body of GET /metrics. */
    text: () => registry.metrics(),
  }
}

export type Metrics = ReturnType<typeof openMetrics>

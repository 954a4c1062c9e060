import type { WorkerEvents } from 'graphile-worker'
import { rounded } from './commands.ts'
import { gauge, seconds, type Meter } from './meter.ts'

/** Jobs whose end somebody waits for: without them an answer is lost. */
const ANSWERING = /^(tell|requests)/

/** The jobs that this process runs, and those that it writes to the phones with. */
export function workMetrics(meter: Meter, lost: (way: 'job', why: unknown) => void) {
  const running = gauge(meter, {
    name: 'ringgroup_worker_running',
    help: '1 while this process takes jobs.',
  })
  const jobs = seconds(meter, {
    name: 'ringgroup_job_seconds',
    help: 'How long a job took, by kind. failed: it is tried again; dead: that was its last attempt.',
    labelNames: ['kind', 'outcome'],
  })
  const pushes = seconds(meter, {
    name: 'ringgroup_push_seconds',
    help: 'Writing to the phone system and reading it back.',
    labelNames: ['outcome'],
  })
  const phonesUp = gauge(meter, {
    name: 'ringgroup_phone_system_up',
    help: '1 while the phone system is connected.',
  })
  running.set(0)

  function workerRuns(now: boolean) {
    running.set(now ? 1 : 0)
    meter.log?.[now ? 'info' : 'warn'](
      { event: 'worker', running: now },
      now ? 'jobs are taken' : 'jobs are not taken any more',
    )
  }
  let wasUp: boolean | undefined

  return {
    pushed: (took: number, outcome: 'ok' | 'failed' = 'ok') => pushes.observe({ outcome }, took),
    phones(up: boolean) {
      phonesUp.set(up ? 1 : 0)
      if (up === wasUp) return
      wasUp = up
      meter.log?.[up ? 'info' : 'warn'](
        { event: 'phone_system', up },
        up ? 'the phone system is connected' : 'the phone system is not connected',
      )
    },
    /** The worker's own events, before it is started; also when it is started again. */
    followWorker(events: WorkerEvents) {
      const begun = new Map<string, number>()
      const ended = (id: string, kind: string, outcome: 'ok' | 'failed' | 'dead') => {
        const took = (performance.now() - (begun.get(id) ?? performance.now())) / 1000
        jobs.observe({ kind, outcome }, took)
        begun.delete(id)
        if (outcome !== 'ok')
          meter.log?.warn({ event: 'job_failed', kind, job: id, outcome, seconds: rounded(took) }, 'a job failed')
      }
      events.on('pool:create', () => workerRuns(true))
      events.on('pool:release', () => workerRuns(false))
      events.on('job:start', ({ job }) => void begun.set(job.id, performance.now()))
      events.on('job:success', ({ job }) => ended(job.id, job.task_identifier, 'ok'))
      events.on('job:error', ({ job, error }) => {
        const isDead = job.attempts >= job.max_attempts
        ended(job.id, job.task_identifier, isDead ? 'dead' : 'failed')
        if (isDead && ANSWERING.test(job.task_identifier)) lost('job', error)
      })
    },
  }
}

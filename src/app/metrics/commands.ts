import { ANSWERS, counter, seconds, type Meter } from './meter.ts'

/** What people asked for, and what became of it. Commands are named as the registry of commands names them, never as typed. */
export function commandMetrics(meter: Meter) {
  const changes = counter(meter, {
    name: 'ringgroup_changes_total',
    help: 'Recorded changes, by command.',
    labelNames: ['command'],
  })
  const answers = seconds(meter, {
    name: 'ringgroup_answer_seconds',
    help: 'From what somebody sent to the end of its handling. refused: a no with its reason; failed: a bug, or something that is needed is away.',
    labelNames: ['command', 'outcome'],
    buckets: ANSWERS,
  })
  const live = seconds(meter, {
    name: 'ringgroup_change_live_seconds',
    help: 'From the moment a change is saved until it was read back from the phone system, for each extension.',
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
  })
  const lost = counter(meter, {
    name: 'ringgroup_answers_lost_total',
    help: 'Answers that somebody was promised and never got. reply: Slack did not take it; job: it was tried until there were no attempts left.',
    labelNames: ['way'],
  })
  for (const way of ['reply', 'job']) lost.inc({ way }, 0)

  return {
    /** One recorded change. */
    changed: (command: string) => changes.inc({ command }),
    /** `refused`: a no the person can act on; `failed`: a bug, or something we need is away. `by`: a Slack id; it is no label. */
    answered(command: string, took: number, outcome: 'ok' | 'refused' | 'failed' = 'ok', by: string | null = null) {
      answers.observe({ command, outcome }, took)
      meter.log?.info({ event: 'command', command, by, outcome, seconds: rounded(took) }, 'a command was answered')
    },
    /** A change is on the phones at one extension, `took` seconds after it was saved. */
    live(change: string, took: number) {
      live.observe(took)
      meter.log?.info({ event: 'change_live', change, seconds: rounded(took) }, 'a change is live')
    },
    lost(way: 'reply' | 'job', why: unknown) {
      lost.inc({ way })
      meter.log?.warn({ event: 'answer_lost', way, err: why }, 'an answer did not arrive')
    },
  }
}

/** Milliseconds are exact enough to read. */
export const rounded = (it: number) => Math.round(it * 1000) / 1000

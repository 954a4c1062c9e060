// Runs the jobs, in this process: those that wait, and those whose minute has come.
import { EventEmitter } from 'node:events'
import { run, type TaskList } from 'graphile-worker'
import pg from 'pg'
import { startReaper } from './reaper.ts'
import { workerLogger, type Log } from './log.ts'

/** Everything waits for the phones at most a minute longer than it must, the directory and a comparison five. */
const CRON = `
* * * * * lapse
* * * * * overdue ?queue=requests&jobKey=overdue:
* * * * * leavers ?queue=leavers&jobKey=leavers
* * * * * push ?queue=phones&jobKey=push
*/5 * * * * scan ?queue=phones&jobKey=scan
*/5 * * * * directory ?queue=phones&jobKey=directory
17 3 * * * anchor ?jobKey=anchor`

type Options = {
  url: string
  taskList: TaskList
  log: Log
  /** whether a cron looks at the minutes */
  cron: boolean
}

export async function startWorker({ url, taskList, log, cron }: Options) {
  const events = new EventEmitter()
  const reaper = startReaper(url, events)
  const pgPool = new pg.Pool({ connectionString: url, max: 10 })
  pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {})) // a lost connection is not the end
  const worker = await run({
    pgPool,
    events,
    concurrency: 4,
    // it looks for the next job of a queue before the last one has let go of it, and then not for so long: usually 2 s
    pollInterval: 200,
    noHandleSignals: true,
    logger: workerLogger(log),
    taskList,
    crontab: cron ? CRON : '',
  })
  return {
    /** Finishes what has begun. */
    async stop() {
      await worker.stop()
      await reaper.stop()
      await pgPool.end()
    },
  }
}

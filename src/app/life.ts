// What a process lives and dies by: signals, errors that nobody caught, and whoever reads what it says going away.
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../config.ts'
import { hideSecrets, openLog, type Log } from './log.ts'

/** What was accepted is finished within this time after SIGTERM, in milliseconds; then the process ends. */
const STOP_MS = 10_000

type Running = { stop(): Promise<void>; metrics: { crashed(kind: string): void } }
type Life<R extends Running> = {
  log: Log
  /** `stop`: everything is finished, and the process ends with this code. */
  start(signal: AbortSignal, stop: (why: string, code: number) => void): Promise<R>
  ready(running: R): void
}

/**
 * Starts, and lives until it is told to stop (code 0), cannot start, or an error that nobody caught says that what we know
 * of ourselves may be wrong (code 1, for a service manager to start it again). Each of them finishes what was accepted.
 */
export async function live<R extends Running>({ log, start, ready }: Life<R>) {
  const starting = new AbortController()
  let running: R | undefined
  let ending: Promise<void> | undefined
  let code = 0

  const stopped = async () => {
    await begun
    await running?.stop()
    return 'in time'
  }
  async function end() {
    starting.abort()
    try {
      if ((await Promise.race([stopped(), sleep(STOP_MS)])) !== 'in time') {
        code = 1
        log.fatal(`what was accepted could not be finished within ${STOP_MS / 1000} s`)
      }
    } catch (error) {
      crashed(error, 'stopping failed')
    }
    process.exit(code)
  }
  /** A terminal sends one signal to us and to npm, which sends it on: the second is no other wish than the first. */
  const stop = (why: string, withCode = 0) => {
    if (ending) return
    code = withCode
    log.info(`${why}: finishing what was accepted`)
    ending = end()
  }
  function crashed(error: unknown, what: string, kind = 'stop') {
    code = 1
    log.fatal({ err: error instanceof Error ? error : new Error(String(error)) }, what)
    running?.metrics.crashed(kind)
    ending ??= end()
  }
  process
    .on('SIGTERM', () => stop('SIGTERM'))
    .on('SIGINT', () => stop('SIGINT'))
    .on('uncaughtException', (error) =>
      crashed(error, 'an error that nobody caught: finishing what was accepted', 'uncaughtException'),
    )
    .on('unhandledRejection', (error) =>
      crashed(error, 'a rejection that nobody handled: finishing what was accepted', 'unhandledRejection'),
    )

  const begun = begin()
  await begun
  async function begin() {
    try {
      running = await start(starting.signal, stop)
      if (!ending) ready(running)
    } catch (error) {
      if (starting.signal.aborted) return
      notStarted(error, log)
      code = 1
      ending ??= end()
    }
  }
}

/** A start that failed, in sentences; of what we have not foreseen the log knows more. */
export function notStarted(error: unknown, log: Log = openLog({ level: 'fatal' })) {
  process.exitCode = 1
  if (error instanceof ConfigError) return console.error(error.lines.join('\n'))
  log.fatal({ err: error instanceof Error ? error : new Error(String(error)) }, 'the start failed')
  console.error(hideSecrets(`Ringgroup could not be started: ${reasonOf(error)}.`))
}

function reasonOf(error: unknown): string {
  const { code, port, path } = error as { code?: string; port?: number; path?: string }
  if (code === 'EADDRINUSE')
    return `something else listens on port ${port} already; set PORT (or METRICS_PORT) to another one`
  if (code === 'EACCES' && port)
    return `port ${port} may not be used by this account; set PORT (or METRICS_PORT) to another one`
  if (code === 'EACCES' && path) return `${path} may not be read or written by this account`
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '')
}

/** Whoever reads what we say may go away (`| head`, a log collector that restarts): people's phones do not depend on it. */
export function speakToNobody() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

// One log for everything: JSON lines, and no secret in any of them.
//
// Secrets are taken out of the finished line, not field by field: an error of somebody's library quotes the address it
// called, and no list of fields would know. What is known by its shape (Slack's tokens and response URLs, the password in a
// database's URL) or by the name of its field goes anyway; what is a secret only because it is ours is handed in.
import { inspect } from 'node:util'
import type { Logger as BoltLogger, LogLevel as BoltLogLevel } from '@slack/bolt'
import { Logger as GraphileLogger } from 'graphile-worker'
import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

export const HIDDEN = '[hidden]'

const byShape: [RegExp, string][] = [
  [/\b(xoxe\.)?xox[a-z]-[\w%.-]*|\bxapp-[\w%.-]*/g, HIDDEN],
  [/(hooks\.slack(?:-gov)?\.com(?:\/|%2F))[^\s"'<>\\]+/gi, `$1${HIDDEN}`], // whoever knows a response_url may answer there
  [/\b((?:postgres(?:ql)?|https?|wss?|redis):\/\/[^\s:@/"'\\]*):[^\s@/"'\\]+(?=@)/gi, `$1:${HIDDEN}`],
  [/([?&](?:ticket|token|code|password|sslpassword|client_secret)=)[^&\s"'\\]+/gi, `$1${HIDDEN}`], // Socket Mode's address carries a ticket
  [/\b(Bearer)\s+[\w.~+/=-]{16,}/g, `$1 ${HIDDEN}`],
]

/** The text without anything that looks like a secret, and without the given ones. */
export function hideSecrets(text: string, secrets: string[] = []): string {
  for (const secret of secrets) text = text.replaceAll(secret, HIDDEN)
  for (const [shape, instead] of byShape) text = text.replace(shape, instead)
  return hideFields(text)
}

/** What a field named like a secret begins with: in JSON, in JSON inside a JSON string, and as util.inspect writes it. */
const NAMED =
  /((?:\\{0,7}["'])?)\b\w*(?:secret|password|passwd|token|authorization|cookie|response_?url|x-slack-signature)\1\s{0,99}:\s{0,99}(\\{0,7}["'])/gi

/**
 * Hides the values of fields that are named like a secret, as far as the quote that ends them. Read by hand, for a pattern
 * that lets a backslash escape a quote or stand alone tries all the ways in which a long row of them can be read.
 */
function hideFields(text: string): string {
  let shown = ''
  let from = 0
  NAMED.lastIndex = 0
  for (let it = NAMED.exec(text); it; it = NAMED.exec(text)) {
    const begins = it.index + it[0].length
    const ends = endOf(text, begins, it[2]!)
    if (ends === begins) continue // an empty value
    shown += `${text.slice(from, begins)}${HIDDEN}`
    from = NAMED.lastIndex = ends
  }
  return from === 0 ? text : shown + text.slice(from)
}

/** How many backslashes stand before a quote: in JSON, in JSON inside a JSON string, and so on. */
const LEVELS = [0, 1, 3, 7]

/** Where the quote stands, with its backslashes, that ends what begins here, or the string around it. */
function endOf(text: string, begins: number, quote: string): number {
  const [own, sign] = [quote.length - 1, quote.at(-1)!]
  const levels = LEVELS.filter((it) => it <= own)
  let slashes = 0
  for (let at = begins; at < text.length && text[at] !== '\n'; at++) {
    // the others are backslashes that the value ends with, each written twice at every level
    const ended = text[at] === sign && levels.find((it) => (slashes - it) % (2 * (it + 1)) === 0)
    if (typeof ended === 'number') return at - Math.min(ended, slashes)
    slashes = text[at] === '\\' ? slashes + 1 : 0
  }
  const around = /[^\n"\\]*/y // nothing ends it: what stands around it stays
  around.lastIndex = begins
  return begins + around.exec(text)![0].length
}

export type LogOptions = {
  level: string
  /** Secrets that cannot be told by their shape: a signing secret, a password. */
  secrets?: string[]
  /** Standard output where nothing is said; written at once, so that nothing is lost when the program is killed. */
  destination?: DestinationStream
}

/** Written at once; a full disk, or a reader that has gone away, is no reason to end. */
const standardOutput = () => pino.destination({ dest: 1, sync: true }).on('error', () => {})

/** A pino logger; `log.error({ err }, 'sentence')` logs an error with its stack and causes. */
export function openLog({ level, secrets = [], destination = standardOutput() }: LogOptions): Log {
  // inside a JSON line a secret is spelt as JSON spells it, in JSON inside JSON again; in an address as addresses do
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1)
  const spelt = secrets.flatMap((it) => [
    it,
    inJson(it),
    inJson(inJson(it)),
    inJson(inJson(inJson(it))),
    encodeURIComponent(it),
  ])
  const known = [...new Set(spelt)].sort((a, b) => b.length - a.length).filter(Boolean)
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => hideSecrets(line, known) },
    },
    destination,
  )
}

/** Bolt's and the Web API client's logger; what is not text is logged as `util.inspect` shows it, an error as an error. */
export function boltLogger(log: Log): BoltLogger {
  let at = log.child({ from: 'slack' })
  const write =
    (level: BoltLogLevel) =>
    (...said: unknown[]) => {
      const err = said.find((it) => it instanceof Error)
      const text = said
        .flatMap((it) => (it === err ? [] : typeof it === 'string' ? it : inspect(it, { depth: 4 })))
        .join(' ')
      at[level](err ? { err } : {}, text || err?.message || '')
    }
  return {
    debug: write('debug' as BoltLogLevel),
    info: write('info' as BoltLogLevel),
    warn: write('warn' as BoltLogLevel),
    error: write('error' as BoltLogLevel),
    setLevel: (level) => void (at.level = level),
    getLevel: () => boltLevels.find((it) => at.isLevelEnabled(it)) ?? ('error' as BoltLogLevel),
    setName: (name) => void (at = log.child({ from: name }, { level: at.level })),
  }
}

const boltLevels = ['debug', 'info', 'warn', 'error'] as BoltLogLevel[]

/**
 * graphile-worker's logger. Its `info` is a line for every job: that is our `debug`. What passes by itself is a warning.
 */
export function workerLogger(log: Log, isPassing: (error: unknown) => boolean = () => false): GraphileLogger {
  return new GraphileLogger(({ label, taskIdentifier, jobId }) => {
    const at = log.child({
      from: label ?? 'worker',
      ...(taskIdentifier && { task: taskIdentifier }),
      ...(jobId && { job: jobId }),
    })
    return (level, message, meta) => {
      const { error } = (meta ?? {}) as { error?: unknown }
      const loud = isPassing(error) ? 'warn' : 'error'
      const ours = level === 'warning' ? 'warn' : level === 'error' ? loud : 'debug'
      at[ours](error instanceof Error ? { err: error } : {}, message)
    }
  })
}

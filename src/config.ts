// The environment, and the only place that reads it.
//
// One table says of every variable what it may be; a few rules below it say which need each other. All mistakes are told
// at once, one line each: the variable, what was found (a secret is masked), what is expected, an example.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js'
import { z } from 'zod'
import { hideSecrets } from './app/log.ts'
import type { Account } from './phones/asterisk/link.ts'
import { UserId } from './ring/actor.ts'
import { Extension } from './ring/group.ts'

export type Environment = Record<string, string | undefined>

/** How Slack is reached; `deaf`: it is spoken to, and never listened to. `apiUrl` ends with a slash; absent, it is Slack's own. */
export type SlackConfig =
  | { mode: 'sandbox' }
  | { mode: 'socket'; botToken: string; appToken: string; apiUrl?: string }
  | { mode: 'http'; botToken: string; signingSecret: string; apiUrl?: string }
  | { mode: 'deaf'; botToken: string; apiUrl?: string }

export type LogLevel = z.output<typeof LogLevel>
export type Language = z.output<typeof Language>

/** What this process does of it all: what comes from Slack, the jobs, or everything. */
export type Role = z.output<typeof Role>

export type Config = {
  role: Role
  slack: SlackConfig
  /**
   * A server somebody else runs, or the folder of the one that comes from npm. `migrationUrl`: of the role that owns the
   * tables, where the bot's own role does not.
   */
  database: { url: string; migrationUrl?: string } | { embedded: string }
  /** Everything that is kept outside the database. */
  dataDir: string
  phoneSystem: 'asterisk' | 'simulated'
  /** Where Asterisk is; there if that is the phone system. */
  asterisk?: Account
  /** The first admins. Both empty: the workspace's owners and admins. */
  admins: UserId[]
  /** Slack user groups whose members are admins. */
  userGroups: string[]
  /** Where requests and changes are told; null: nowhere. */
  channel: string | null
  /** Until we know somebody's own. */
  language: Language
  /** Whose national form phone numbers are written in. */
  country: CountryCode
  /** The extensions that ring groups may have. */
  block: [from: Extension, to: Extension]
  /** So long calls are kept, in days; then only that there was one, for the last of each group and number. */
  keepCallsDays: number
  /** How many lines, presses and forms a second one person may go on sending. */
  pace: number
  host: string
  /** 0: a free one. */
  port: number
  /** Where health and numbers have a port of their own; null: they are on that of Slack, as far as the world may see them. */
  metrics: { host: string; port: number } | null
  /** Without it nobody reads the numbers; null: whoever reaches them does. */
  metricsToken: string | null
  logLevel: LogLevel
  production: boolean
}

/** The start is off: `lines` holds one sentence for each mistake. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  lines: string[]
  constructor(lines: string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

const Role = z.enum(['all', 'web', 'worker'])
const Language = z.enum(['en', 'fr'])
const LogLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])

type Variable = { value: z.ZodType; expected: string; example: string; mask?: (found: string) => string }

const hidden = (found: string) => `a value of ${found.length} ${found.length === 1 ? 'character' : 'characters'}`
/** Only what says which kind of token it is. */
const prefixOnly = (found: string) => {
  const kind = /^(xox[a-z]|xapp|xoxe\.xox[a-z])-/.exec(found)?.[0]
  return kind ? `"${kind}…"` : hidden(found)
}
const withoutPassword = (found: string) => {
  const parts = /^(postgres(?:ql)?:\/\/)([^:@/?]*)(?::.*)?@([\w.:[\]-]*\/?[\w-]*)/.exec(found)
  return parts ? `"${parts[1]}${parts[2]}:…@${parts[3]}"` : hidden(found)
}

/** A stray # or % is a password that was not percent-encoded. */
const isPostgresUrl = (text: string) =>
  /^postgres(ql)?:\/\/[^#]*$/.test(text) && URL.canParse(text) && !/%(?![0-9a-f]{2})/i.test(text)
const isWebUrl = (text: string) => /^https?:\/\/[^/]/.test(text) && URL.canParse(text) && !/[?#]/.test(text)
const isHost = (text: string) => isIP(text) !== 0 || /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)

const AdminId = z.union([UserId, z.string().regex(/^S[A-Z0-9]+$/)])
const list = (text: string) => text.split(',').flatMap((it) => it.trim() || [])

const Block = z
  .string()
  .regex(/^\d{2,6}\s*[-–]\s*\d{2,6}$/)
  .transform((text) => text.split(/\s*[-–]\s*/).map((it) => Extension.parse(it)) as [Extension, Extension])
  .refine(([from, to]) => from.length === to.length && from <= to)

const Port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((port) => port <= 65_535)

const variables = {
  SLACK_BOT_TOKEN: {
    value: z.string().regex(/^(xoxe\.)?xoxb-[\w-]+$/),
    expected: 'the "Bot User OAuth Token" of your Slack app, which begins with xoxb-',
    example: 'xoxb-1234567890-1234567890-AbCdEf',
    mask: prefixOnly,
  },
  SLACK_APP_TOKEN: {
    value: z.string().regex(/^xapp-[\w-]+$/),
    expected: 'an app-level token with the scope connections:write, which begins with xapp-',
    example: 'xapp-1-A0123456789-1234567890-abcdef',
    mask: prefixOnly,
  },
  SLACK_SIGNING_SECRET: {
    // Slack's are 32 hexadecimal digits; a server that stands in for Slack may have others, a token is never one
    value: z.string().regex(/^(?!xox|xapp-)\S+$/),
    expected: 'the "Signing Secret" of your Slack app, from its page Basic Information',
    example: '0123456789abcdef0123456789abcdef',
    mask: prefixOnly,
  },
  SLACK_API_URL: {
    value: z
      .string()
      .refine(isWebUrl)
      .transform((url) => url.replace(/\/*$/, '/')),
    expected: 'the address of a Slack Web API (leave it out for Slack itself)',
    example: 'https://slack.com/api/',
    mask: (found) => `"${found.replace(/\/\/[^/]*@/, '//…@')}"`,
  },
  DATABASE_URL: {
    value: z.string().refine((text) => text === 'embedded' || isPostgresUrl(text)),
    expected:
      'the URL of a PostgreSQL database, with special characters of its password percent-encoded, or "embedded" for the server that comes with Ringgroup',
    example: 'postgresql://ringgroup:password@db.example.com:5432/ringgroup',
    mask: withoutPassword,
  },
  DATABASE_MIGRATION_URL: {
    value: z.string().refine(isPostgresUrl),
    expected:
      'the URL of the same database for the role that owns it and migrates it; then the role of DATABASE_URL may not change or delete history. Not set: one role does both',
    example: 'postgresql://ringgroup_owner:password@db.example.com:5432/ringgroup',
    mask: withoutPassword,
  },
  DATABASE_PASSWORD: {
    value: z.string().regex(/^\P{C}+$/u),
    expected: 'the password that does not stand in DATABASE_URL, as it is: nothing in it is encoded',
    example: 'p@ss/word',
    mask: hidden,
  },
  DATA_DIR: { value: z.string(), expected: 'a folder', example: '.data' },
  PHONE_SYSTEM: {
    value: z.enum(['asterisk', 'simulated']),
    expected: '"asterisk", or "simulated", where no real telephone rings',
    example: 'simulated',
  },
  ASTERISK_AMI_HOST: {
    value: z.string().refine(isHost),
    expected: 'the address or host name of Asterisk’s manager interface, 127.0.0.1 if it is not said',
    example: 'pbx.example.com',
  },
  ASTERISK_AMI_PORT: {
    value: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port >= 1 && port <= 65_535),
    expected: 'a whole number from 1 to 65535; if it is not said 5038, with TLS 5039',
    example: '5038',
  },
  ASTERISK_AMI_USER: {
    value: z.string().regex(/^[\w.-]{1,79}$/),
    expected: 'the name of the section in manager.conf, "ringgroup" if it is not said',
    example: 'ringgroup',
  },
  ASTERISK_AMI_SECRET: {
    value: z.string().regex(/^\P{C}{8,}$/u),
    expected: 'the secret of that section, 8 characters or more',
    example: 'a-long-random-secret',
    mask: hidden,
  },
  ASTERISK_AMI_TLS: {
    value: z.enum(['yes', 'no']).transform((it) => it === 'yes'),
    expected: '"yes" or "no"; "yes" unless Asterisk is on the same machine or in a private network',
    example: 'yes',
  },
  RINGGROUP_ADMINS: {
    value: z.string().transform(list).pipe(z.array(AdminId).min(1)),
    expected: 'Slack user ids (U…, W…) and user-group ids (S…), separated by commas; not names',
    example: 'U0123ABCD,S0456EFGH',
  },
  RINGGROUP_CHANNEL: {
    value: z.string().regex(/^[CG][A-Z0-9]{2,}$/),
    expected: 'the id of a Slack channel (C…), at the bottom of its details; not its name',
    example: 'C0123ABCD',
  },
  RINGGROUP_LANGUAGE: { value: Language, expected: '"en" or "fr"', example: 'fr' },
  RINGGROUP_COUNTRY: {
    value: z
      .string()
      .transform((text) => text.toUpperCase())
      .refine(isSupportedCountry),
    expected: 'a country in two letters (ISO 3166)',
    example: 'FR',
  },
  RINGGROUP_BLOCK: {
    value: Block,
    expected: 'the first and the last extension that ring groups may have, of 2 to 6 digits, both equally long',
    example: '600-699',
  },
  RINGGROUP_PACE: {
    value: z
      .string()
      .regex(/^[1-9]\d{0,4}$/)
      .transform(Number),
    expected:
      'how many lines, presses and forms a second one person may go on sending, 5 if it is not said; after a pause twice as many at once, and never fewer than ten',
    example: '5',
  },
  RINGGROUP_KEEP_CALLS_DAYS: {
    value: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .refine((days) => days <= 3650),
    expected: 'for how many days calls and the numbers of callers are kept, 0 to 3650; 90 if it is not said',
    example: '30',
  },
  ROLE: {
    value: Role,
    expected:
      '"web" (listens to Slack), "worker" (does the jobs and speaks to the phone system) or "all"; several processes of each may share one database',
    example: 'worker',
  },
  HOST: { value: z.string().refine(isHost), expected: 'an address or a host name to listen on', example: '127.0.0.1' },
  PORT: {
    value: Port,
    expected: 'a whole number from 0 to 65535 (0: any free port)',
    example: '3000',
  },
  METRICS_PORT: {
    value: Port,
    expected:
      'a whole number from 0 to 65535, a port for health and metrics alone (leave it out where PORT is not reachable from outside)',
    example: '9464',
  },
  METRICS_HOST: {
    value: z.string().refine(isHost),
    expected: 'an address or a host name on which METRICS_PORT is listened on, 127.0.0.1 if it is not said',
    example: '127.0.0.1',
  },
  METRICS_TOKEN: {
    value: z.string().regex(/^[\w.~+/=-]{16,}$/),
    expected: 'a bearer token without which nobody reads /metrics, 16 characters or more',
    example: 'a-long-random-bearer-token',
    mask: hidden,
  },
  LOG_LEVEL: { value: LogLevel, expected: `one of ${LogLevel.options.join(', ')}`, example: 'info' },
} satisfies Record<string, Variable>

type Name = keyof typeof variables
type Values = { [N in Name]?: z.output<(typeof variables)[N]['value']> }
const names = Object.keys(variables) as Name[]

/** Every variable there is: the README's table. */
export const described = () =>
  names.map((name) => ({ name, expected: variables[name].expected, example: variables[name].example }))

/** What the program was started with; a file `.env` in the working directory fills what is not set. */
export function environment(file = '.env'): Environment {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return { ...parseEnv(text), ...process.env }
}

/** Empty is not set: that is what `FOO= npm start` and an unfilled line of a compose file mean. Throws a ConfigError. */
export function readConfig(env: Environment): Config {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) => (text?.trim() ? [[name, text.trim()]] : [])),
  )
  const production = given['NODE_ENV'] === 'production'
  const values: Values = {}
  const lines: string[] = []
  for (const name of names) {
    const found = given[name]
    if (found === undefined) continue
    const { value, mask } = variables[name] as Variable
    const read = value.safeParse(found)
    if (read.success) Object.assign(values, { [name]: read.data })
    else lines.push(line(name, `found ${mask ? mask(found) : quoted(found)}`))
  }

  // Somebody who has set any of this means a real workspace, and must not get the sandbox instead.
  const meant = Object.keys(given).find((name) => name.startsWith('SLACK_') || name === 'RINGGROUP_ADMINS')
  const sandbox = !meant && !production
  const role = values.ROLE ?? 'all'
  if (!sandbox) {
    const why = meant ? `although ${meant} is set` : 'and NODE_ENV=production does not start the sandbox'
    if (!given['SLACK_BOT_TOKEN']) lines.push(line('SLACK_BOT_TOKEN', `missing, ${why}`))
    if (role !== 'worker' && !given['SLACK_APP_TOKEN'] && !given['SLACK_SIGNING_SECRET']) {
      const { SLACK_APP_TOKEN: socket, SLACK_SIGNING_SECRET: http } = variables
      lines.push(
        `SLACK_APP_TOKEN, SLACK_SIGNING_SECRET: both missing; expected one of them: for Socket Mode ${socket.expected}, ` +
          `for example SLACK_APP_TOKEN=${socket.example}; for HTTP ${http.expected}, for example SLACK_SIGNING_SECRET=${http.example}`,
      )
    }
    if (!given['PHONE_SYSTEM']) lines.push(line('PHONE_SYSTEM', 'missing, it must be said for a real workspace'))
  }
  if (sandbox && role !== 'all') lines.push(line('ROLE', `found "${role}", but the sandbox is one process`))
  if (!given['PHONE_SYSTEM'] && sandbox) {
    const asterisk = Object.keys(given).find((name) => name.startsWith('ASTERISK_'))
    if (asterisk) lines.push(line('PHONE_SYSTEM', `missing, although ${asterisk} is set`))
  }
  if (given['PHONE_SYSTEM'] === 'asterisk' && !given['ASTERISK_AMI_SECRET'])
    lines.push(line('ASTERISK_AMI_SECRET', 'missing, although PHONE_SYSTEM is "asterisk"'))
  if (production && !given['DATABASE_URL'])
    lines.push(line('DATABASE_URL', 'missing, it must be said with NODE_ENV=production'))
  if (values.DATABASE_MIGRATION_URL && (given['DATABASE_URL'] ?? 'embedded') === 'embedded')
    lines.push(line('DATABASE_MIGRATION_URL', 'set, although the embedded server has such a role by itself'))
  const { DATABASE_URL: url = '', DATABASE_PASSWORD: password } = values
  if (password !== undefined && URL.canParse(url) && new URL(url).password)
    lines.push(line('DATABASE_PASSWORD', 'set, although one stands in DATABASE_URL'))
  // A misspelt RINGGROUP_ADMINS would silently make the workspace's owners the admins.
  for (const name of Object.keys(given).filter((it) => it.startsWith('RINGGROUP_') && !(it in variables)))
    lines.push(
      `${name}: there is no such variable; expected one of ${names.filter((it) => it.startsWith('RINGGROUP_')).join(', ')}, for example RINGGROUP_LANGUAGE=fr`,
    )
  if (values.METRICS_PORT !== undefined && values.METRICS_PORT !== 0 && values.METRICS_PORT === (values.PORT ?? 3000))
    lines.push(line('METRICS_PORT', `found ${values.METRICS_PORT}, which is PORT`))
  if (lines.length) throw new ConfigError(lines)

  const dataDir = values.DATA_DIR ?? '.data'
  const admins = values.RINGGROUP_ADMINS ?? []
  const database = values.DATABASE_URL ?? 'embedded'
  return {
    role,
    slack: sandbox ? { mode: 'sandbox' } : role === 'worker' ? deaf(values) : slackOf(values),
    database:
      database === 'embedded'
        ? { embedded: path.join(dataDir, 'postgres') }
        : {
            url: withPassword(database, values.DATABASE_PASSWORD),
            ...(values.DATABASE_MIGRATION_URL && { migrationUrl: values.DATABASE_MIGRATION_URL }),
          },
    dataDir,
    phoneSystem: values.PHONE_SYSTEM ?? 'simulated',
    ...(values.PHONE_SYSTEM === 'asterisk' && { asterisk: accountOf(values) }),
    admins: [...new Set(admins.flatMap((it) => UserId.safeParse(it).data ?? []))],
    userGroups: [...new Set(admins.filter((it) => it.startsWith('S')))],
    channel: values.RINGGROUP_CHANNEL ?? null,
    language: values.RINGGROUP_LANGUAGE ?? 'en',
    country: values.RINGGROUP_COUNTRY ?? 'FR',
    block: values.RINGGROUP_BLOCK ?? Block.parse('600-699'),
    keepCallsDays: values.RINGGROUP_KEEP_CALLS_DAYS ?? 90,
    pace: values.RINGGROUP_PACE ?? 5,
    host: sandbox ? '127.0.0.1' : (values.HOST ?? '127.0.0.1'), // anybody may be anybody in the sandbox
    port: values.PORT ?? 3000,
    metrics:
      values.METRICS_PORT === undefined
        ? null
        : { host: values.METRICS_HOST ?? '127.0.0.1', port: values.METRICS_PORT },
    metricsToken: values.METRICS_TOKEN ?? null,
    logLevel: values.LOG_LEVEL ?? (sandbox ? 'warn' : 'info'), // the sandbox prints one line: where it is
    production,
  }
}

/** What must never be seen in a log, whatever it stands in. A password that is also a name would take that name away. */
export function secretsOf({
  slack,
  database,
  asterisk,
  metricsToken,
}: Pick<Config, 'slack' | 'database' | 'asterisk' | 'metricsToken'>): string[] {
  const urls = 'url' in database ? [database.url, database.migrationUrl ?? []].flat() : []
  const ours = urls.flatMap((url) => {
    const { username, password, pathname } = new URL(url)
    return [username, pathname.slice(1)].includes(password) ? [] : [decodeURIComponent(password)]
  })
  if (slack.mode !== 'sandbox')
    ours.push(
      slack.botToken,
      ...(slack.mode === 'socket' ? [slack.appToken] : slack.mode === 'http' ? [slack.signingSecret] : []),
    )
  if (asterisk) ours.push(asterisk.secret)
  if (metricsToken) ours.push(metricsToken)
  return ours.filter((it) => it.length >= 8)
}

/** Everything that connects takes a URL; what is special in one is percent-encoded in it. */
function withPassword(database: string, password: string | undefined): string {
  if (password === undefined) return database
  const url = new URL(database)
  url.password = encodeURIComponent(password)
  return url.href
}

function accountOf(values: Values): Account {
  const {
    ASTERISK_AMI_HOST: host = '127.0.0.1',
    ASTERISK_AMI_USER: user = 'ringgroup',
    ASTERISK_AMI_TLS: tls = false,
  } = values
  return {
    host,
    port: values.ASTERISK_AMI_PORT ?? (tls ? 5039 : 5038),
    user,
    secret: values.ASTERISK_AMI_SECRET ?? '',
    tls,
  }
}

const deaf = ({ SLACK_BOT_TOKEN: botToken = '', SLACK_API_URL: apiUrl }: Values): SlackConfig => ({
  mode: 'deaf',
  botToken,
  ...(apiUrl && { apiUrl }),
})

/** Both are given: Socket Mode. Every app has a signing secret, an app-level token is made on purpose. */
function slackOf(values: Values): SlackConfig {
  const { SLACK_BOT_TOKEN: botToken = '', SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret = '' } = values
  const at = values.SLACK_API_URL ? { apiUrl: values.SLACK_API_URL } : {}
  return appToken ? { mode: 'socket', botToken, appToken, ...at } : { mode: 'http', botToken, signingSecret, ...at }
}

const line = (name: Name, what: string) =>
  `${name}: ${what}; expected ${variables[name].expected}, for example ${name}=${variables[name].example}`

/** What turned out to be wrong only when it was used. */
export const wrongValue = (name: Name, what: string) => new ConfigError([line(name, what)])

/** A secret may stand in the wrong variable. */
const quoted = (found: string) => JSON.stringify(hideSecrets(found.length > 60 ? `${found.slice(0, 60)}…` : found))

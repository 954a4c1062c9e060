import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import pg from 'pg'
import { ConfigError, environment, readConfig, secretsOf, type Environment } from '../src/config.ts'
import { languages } from '../src/words/index.ts'

const socket = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc', SLACK_APP_TOKEN: 'xapp-1-A1-2-def', PHONE_SYSTEM: 'simulated' }
const secret = '0123456789abcdef0123456789abcdef'
const http = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc', SLACK_SIGNING_SECRET: secret, PHONE_SYSTEM: 'simulated' }

function refused(env: Environment): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.lines
    throw error
  }
  throw new Error(`started with ${JSON.stringify(env)}`)
}
/** The variables that are complained about, in order. */
const blamed = (env: Environment) => refused(env).map((it) => it.slice(0, it.indexOf(':')))

describe('which Slack', () => {
  it('is the sandbox where nothing is set, with everything at its default', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root' })).toEqual({
      role: 'all',
      slack: { mode: 'sandbox' },
      database: { embedded: '.data/postgres' },
      dataDir: '.data',
      phoneSystem: 'simulated',
      admins: [],
      userGroups: [],
      channel: null,
      language: 'en',
      country: 'FR',
      block: ['600', '699'],
      keepCallsDays: 90,
      pace: 5,
      host: '127.0.0.1',
      port: 3000,
      metrics: null,
      metricsToken: null,
      logLevel: 'warn',
      production: false,
    })
  })

  it('is Socket Mode with an app token, HTTP with a signing secret, Socket Mode with both', () => {
    const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = socket
    expect(readConfig(socket).slack).toEqual({ mode: 'socket', botToken, appToken })
    expect(readConfig(http).slack).toEqual({ mode: 'http', botToken, signingSecret: secret })
    expect(readConfig({ ...socket, ...http }).slack).toEqual({ mode: 'socket', botToken, appToken })
  })

  it('may stand elsewhere, and gets the slash its clients need', () => {
    for (const SLACK_API_URL of ['http://127.0.0.1:9000/api', 'http://127.0.0.1:9000/api/'])
      expect(readConfig({ ...http, SLACK_API_URL }).slack).toMatchObject({ apiUrl: 'http://127.0.0.1:9000/api/' })
    expect(blamed({ ...http, SLACK_API_URL: 'slack.com/api' })).toEqual(['SLACK_API_URL'])
  })

  it.each(
    Object.entries({
      ...socket,
      ...http,
      SLACK_API_URL: 'https://slack.com/api/',
      SLACK_WHATEVER: '1',
      RINGGROUP_ADMINS: 'U1',
    }),
  )('is never the sandbox once %s is set: the rest is named', (name, value) => {
    if (name === 'PHONE_SYSTEM') return expect(readConfig({ [name]: value }).slack.mode).toBe('sandbox')
    const rest =
      name.startsWith('SLACK_') && name in { ...socket, ...http }
        ? name === 'SLACK_BOT_TOKEN'
          ? 'tokens'
          : 'bot'
        : 'all'
    const both = 'SLACK_APP_TOKEN, SLACK_SIGNING_SECRET'
    const missing = { tokens: [both], bot: ['SLACK_BOT_TOKEN'], all: ['SLACK_BOT_TOKEN', both] }[rest]
    expect(blamed({ [name]: value })).toEqual([...missing, 'PHONE_SYSTEM'])
    return undefined
  })

  it('needs no secret of Slack’s where it only does the jobs, and is one process in the sandbox', () => {
    const { SLACK_BOT_TOKEN, PHONE_SYSTEM } = http
    const worker = { SLACK_BOT_TOKEN, PHONE_SYSTEM, ROLE: 'worker' }
    expect(readConfig(worker)).toMatchObject({ role: 'worker', slack: { mode: 'deaf', botToken: SLACK_BOT_TOKEN } })
    expect(blamed({ ...worker, ROLE: 'web' })).toEqual(['SLACK_APP_TOKEN, SLACK_SIGNING_SECRET'])
    expect(readConfig({ ...http, ROLE: 'web' })).toMatchObject({ role: 'web', slack: { mode: 'http' } })
    for (const ROLE of ['web', 'worker', 'both']) expect(blamed({ ROLE })).toEqual(['ROLE'])
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: ' ', RINGGROUP_ADMINS: '' }).slack.mode).toBe('sandbox')
    expect(readConfig({ PORT: '', RINGGROUP_LANGUAGE: ' fr ' })).toMatchObject({ port: 3000, language: 'fr' })
  })

  it('keeps the sandbox at home', () => {
    expect(readConfig({ HOST: '0.0.0.0' }).host).toBe('127.0.0.1')
    expect(readConfig({ ...http, HOST: '0.0.0.0' }).host).toBe('0.0.0.0')
  })

  it('wants to hear whether real phones ring', () => {
    const { PHONE_SYSTEM: _, ...without } = socket
    expect(refused(without)).toEqual([
      'PHONE_SYSTEM: missing, it must be said for a real workspace; expected "asterisk", or "simulated", where no real telephone rings, for example PHONE_SYSTEM=simulated',
    ])
  })
})

describe('the password of the database', () => {
  const DATABASE_URL = 'postgresql://ringgroup@db:5432/ringgroup'

  it.each(['p@ss/w:rd', '#?&=+ %41%zz', `"'\\$HOME\`!`, 'pässwörd €', ' inner space ', '%'])(
    'may be %s',
    (password) => {
      const config = readConfig({ DATABASE_URL, DATABASE_PASSWORD: `x${password}x` })
      const url = 'url' in config.database ? config.database.url : ''
      expect(new pg.Client(url)).toMatchObject({
        user: 'ringgroup',
        host: 'db',
        port: 5432,
        database: 'ringgroup',
        password: `x${password}x`,
      })
      if (password.length > 5) expect(secretsOf(config)).toContain(`x${password}x`)
    },
  )

  it('stands in one place', () => {
    const [said = ''] = refused({ DATABASE_URL: 'postgresql://me:HUSH1@db/x', DATABASE_PASSWORD: 'HUSH2' })
    expect(said).toMatch(/^DATABASE_PASSWORD: set, although one stands in DATABASE_URL;/)
    expect(said).not.toContain('HUSH')
  })
})

describe('which Asterisk', () => {
  const asterisk = { PHONE_SYSTEM: 'asterisk', ASTERISK_AMI_SECRET: 'a-long-random-secret' }

  it('is the one on this machine, unless it is said otherwise', () => {
    const account = { host: '127.0.0.1', port: 5038, user: 'ringgroup', secret: 'a-long-random-secret', tls: false }
    for (const env of [{}, socket])
      expect(readConfig({ ...env, ...asterisk })).toMatchObject({ phoneSystem: 'asterisk', asterisk: account })
    const there = {
      ...asterisk,
      ASTERISK_AMI_HOST: 'pbx.example.com',
      ASTERISK_AMI_TLS: 'yes',
      ASTERISK_AMI_USER: 'bot',
    }
    const secure = { ...account, host: 'pbx.example.com', port: 5039, user: 'bot', tls: true }
    expect(readConfig(there).asterisk).toEqual(secure)
    expect(readConfig({ ...there, ASTERISK_AMI_PORT: '15039' }).asterisk).toEqual({ ...secure, port: 15_039 })
    expect(secretsOf(readConfig(asterisk))).toContain('a-long-random-secret')
  })

  it('needs a secret, and is never meant in vain', () => {
    expect(refused({ PHONE_SYSTEM: 'asterisk' })).toEqual([
      'ASTERISK_AMI_SECRET: missing, although PHONE_SYSTEM is "asterisk"; expected the secret of that section, 8 characters or more, for example ASTERISK_AMI_SECRET=a-long-random-secret',
    ])
    expect(refused({ ASTERISK_AMI_HOST: 'pbx' })[0]).toMatch(
      /^PHONE_SYSTEM: missing, although ASTERISK_AMI_HOST is set; /,
    )
    expect(readConfig({ ...asterisk, PHONE_SYSTEM: 'simulated' }).asterisk).toBeUndefined()
  })
})

describe('health and numbers', () => {
  it('have a port of their own where that is said, on this machine unless it is said otherwise', () => {
    expect(readConfig({ METRICS_PORT: '9464' }).metrics).toEqual({ host: '127.0.0.1', port: 9464 })
    const there = { METRICS_PORT: '0', METRICS_HOST: '10.0.0.4' }
    expect(readConfig(there).metrics).toEqual({ host: '10.0.0.4', port: 0 })
    expect(refused({ METRICS_PORT: '3000' })[0]).toMatch(/^METRICS_PORT: found 3000, which is PORT;/)
    expect(blamed({ PORT: '9464', METRICS_PORT: '9464' })).toEqual(['METRICS_PORT'])
  })

  it('have a token that is a secret, and long enough to be one', () => {
    const METRICS_TOKEN = 'a-long-random-bearer-token'
    expect(secretsOf(readConfig({ METRICS_TOKEN }))).toEqual([METRICS_TOKEN])
    const [said = ''] = refused({ METRICS_TOKEN: 'too-short-HUSH' })
    expect(said).toMatch(/^METRICS_TOKEN: found a value of 14 characters;/)
  })
})

describe('production', () => {
  it('names everything that is missing at once', () => {
    expect(refused({ NODE_ENV: 'production' })).toEqual([
      'SLACK_BOT_TOKEN: missing, and NODE_ENV=production does not start the sandbox; expected the "Bot User OAuth Token" of your Slack app, which begins with xoxb-, for example SLACK_BOT_TOKEN=xoxb-1234567890-1234567890-AbCdEf',
      expect.stringContaining(
        'SLACK_APP_TOKEN, SLACK_SIGNING_SECRET: both missing; expected one of them: for Socket Mode',
      ),
      expect.stringContaining('PHONE_SYSTEM: missing'),
      expect.stringContaining('DATABASE_URL: missing, it must be said with NODE_ENV=production; expected the URL'),
    ])
  })

  it('takes "embedded" for an answer', () => {
    const env = { ...socket, NODE_ENV: 'production' }
    expect(blamed(env)).toEqual(['DATABASE_URL'])
    const config = readConfig({ ...env, DATABASE_URL: 'embedded', DATA_DIR: '/var/lib/ringgroup' })
    expect(config).toMatchObject({
      production: true,
      logLevel: 'info',
      database: { embedded: '/var/lib/ringgroup/postgres' },
    })
    const url = 'postgres://me:pass%40word@db/ringgroup?sslmode=require'
    expect(readConfig({ ...env, DATABASE_URL: url }).database).toEqual({ url })
  })
})

describe('the role that migrates', () => {
  it('is another one where it is said, on a server of somebody else’s', () => {
    const url = 'postgresql://ringgroup:one@db/ringgroup'
    const migrationUrl = 'postgresql://ringgroup_owner:a-second-secret@db/ringgroup'
    const config = readConfig({ ...http, DATABASE_URL: url, DATABASE_MIGRATION_URL: migrationUrl })
    expect(config.database).toEqual({ url, migrationUrl })
    expect(secretsOf(config)).toContain('a-second-secret')
    for (const DATABASE_URL of ['', 'embedded'])
      expect(blamed({ ...http, DATABASE_URL, DATABASE_MIGRATION_URL: migrationUrl })).toEqual([
        'DATABASE_MIGRATION_URL',
      ])
  })
})

const wrong: Record<string, string[]> = {
  SLACK_BOT_TOKEN: ['xoxp-1-2-3', 'xapp-1', 'bot'],
  SLACK_APP_TOKEN: ['xoxb-1-2-3', secret],
  SLACK_SIGNING_SECRET: ['xapp-1-A1-2-def', 'xoxb-1', 'two words'],
  SLACK_API_URL: ['ftp://slack.com/', 'slack.com', 'https://', 'https://slack.com/api/?x=1'],
  DATABASE_URL: [
    'mysql://db/x',
    'db',
    'postgres://me:p#ss@db/x',
    'postgres://me:100%@db/x',
    'postgres://db:port/x',
    'Embedded',
  ],
  DATABASE_MIGRATION_URL: ['embedded', 'mysql://db/x', 'postgres://me:p#ss@db/x'],
  DATABASE_PASSWORD: ['with\na line break'],
  PHONE_SYSTEM: ['Asterisk', 'simulate'],
  ASTERISK_AMI_HOST: ['http://pbx', 'a b', 'pbx:5038'],
  ASTERISK_AMI_PORT: ['0', '65536', 'ami'],
  ASTERISK_AMI_USER: ['a b', '[ringgroup]'],
  ASTERISK_AMI_SECRET: ['short', 'with\na line break'],
  ASTERISK_AMI_TLS: ['true', '1', 'maybe'],
  RINGGROUP_ADMINS: ['@ana', 'U1,ana', ',', 'C1'],
  RINGGROUP_LANGUAGE: ['de', 'english'],
  RINGGROUP_CHANNEL: ['#phones', 'phones', 'C', 'U0123ABCD'],
  RINGGROUP_COUNTRY: ['France', 'XX'],
  RINGGROUP_PACE: ['0', '-1', '1.5', 'fast'],
  RINGGROUP_BLOCK: ['699-600', '600', '600-6999', '6-9', '600-700-800', 'a-b'],
  RINGGROUP_KEEP_CALLS_DAYS: ['-1', '3651', 'a year', '1.5'],
  HOST: ['http://localhost', 'a b', '-x', '::g'],
  PORT: ['65536', '-1', '80.5', 'http', '1e3'],
  METRICS_PORT: ['65536', '3000'],
  METRICS_HOST: ['http://localhost', 'a b'],
  METRICS_TOKEN: ['short', 'with a space in its middle'],
  LOG_LEVEL: ['verbose', '30'],
}

describe('values', () => {
  it('are read', () => {
    const env = {
      ...socket,
      RINGGROUP_ADMINS: 'U1, W2 ,S3,U1,',
      RINGGROUP_LANGUAGE: 'fr',
      RINGGROUP_COUNTRY: 'de',
      RINGGROUP_BLOCK: '6000 - 6999',
      PORT: '0',
      LOG_LEVEL: 'debug',
    }
    expect(readConfig(env)).toMatchObject({
      admins: ['U1', 'W2'],
      userGroups: ['S3'],
      language: 'fr',
      country: 'DE',
      block: ['6000', '6999'],
      port: 0,
      logLevel: 'debug',
    })
  })

  it('has every language there are words for', () => {
    for (const language of Object.keys(languages))
      expect(readConfig({ RINGGROUP_LANGUAGE: language }).language).toBe(language)
  })

  it.each(Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    '%s=%s stops the start with one line',
    (name, value) => {
      const lines = refused({ ...socket, [name]: value })
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(new RegExp(`^${name}: found .+; expected .+, for example ${name}=\\S+$`))
    },
  )

  it('are complained about all at once, and misspelt variables too', () => {
    expect(blamed({ PORT: 'x', RINGGROUP_LANGUAGE: 'de', RINGGROUP_ADMIN: 'U1', SLACK_API_URL: 'x' })).toEqual([
      'SLACK_API_URL',
      'RINGGROUP_LANGUAGE',
      'PORT',
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN, SLACK_SIGNING_SECRET',
      'PHONE_SYSTEM',
      'RINGGROUP_ADMIN',
    ])
  })

  it('every example is an answer', () => {
    const DATABASE_URL = 'postgresql://ringgroup@db/ringgroup'
    for (const [name, values] of Object.entries(wrong)) {
      const example = /, for example \w+=(\S+)$/.exec(refused({ ...socket, [name]: values[0] })[0] ?? '')?.[1]
      expect(readConfig({ ...socket, DATABASE_URL, [name]: example }), `${name}=${example}`).toBeTruthy()
    }
  })
})

describe('secrets', () => {
  it('are masked in what is said, whichever variable they stand in', () => {
    const said = refused({
      SLACK_BOT_TOKEN: 'xoxp-111-HUSH1',
      SLACK_APP_TOKEN: 'HUSH2',
      SLACK_SIGNING_SECRET: 'xapp-HUSH3',
      SLACK_API_URL: 'ftp://me:HUSH4@slack.com/',
      DATABASE_URL: 'mysql://me:HUSH5@db/x',
      RINGGROUP_ADMINS: 'https://hooks.slack.com/commands/T1/2/HUSH7',
    })
    expect(said).toHaveLength(7)
    expect(said.join('\n')).not.toContain('HUSH')
    expect(said[0]).toMatch(/^SLACK_BOT_TOKEN: found "xoxp-…";/)
    expect(refused({ DATABASE_URL: 'postgres://me:HU@SH#@db:x/ring' })[0]).toMatch(
      /^DATABASE_URL: found "postgres:\/\/me:…@db/,
    )
  })

  it('are handed to the log', () => {
    const config = readConfig({ ...http, DATABASE_URL: 'postgres://me:pass%40word@db/x' })
    expect(secretsOf(config)).toEqual(['pass@word', 'xoxb-1-2-abc', secret])
    expect(secretsOf(readConfig({ DATABASE_URL: 'postgres://ringgroup:ringgroup@db/x' }))).toEqual([])
    expect(secretsOf(readConfig({}))).toEqual([])
  })
})

it('.env.example names every variable and starts the sandbox as it is', () => {
  const text = readFileSync('.env.example', 'utf8')
  expect(readConfig(parseEnv(text)).slack).toEqual({ mode: 'sandbox' })
  const named = [...text.matchAll(/^# ?([A-Z_]+)=/gm)].map((it) => it[1] ?? '')
  expect(named.toSorted()).toEqual([...Object.keys(wrong), 'DATA_DIR', 'NODE_ENV', 'POSTGRES_PASSWORD'].toSorted())
  const filled = parseEnv(text.replace(/^# ?(?=[A-Z_]+=)/gm, ''))
  expect(readConfig(filled)).toMatchObject({ slack: { mode: 'socket' }, production: true })
})

it('reads .env beneath what is set', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-'))
  const file = path.join(folder, '.env')
  writeFileSync(file, 'RINGGROUP_TEST_ONLY="from the file"\nPATH=never\n')
  expect(environment(file)).toMatchObject({ RINGGROUP_TEST_ONLY: 'from the file', PATH: process.env['PATH'] })
  expect(environment(path.join(folder, 'none'))).toEqual({ ...process.env })
  rmSync(folder, { recursive: true })
})

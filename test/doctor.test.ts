// The doctor, on a set-up in which all is well and on broken ones: each fault is named, with what to do.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it, type TestContext } from 'vitest'
import { migrationFinding, migrationsOf, rightsFinding, serverFinding, type Facts } from '../src/app/doctor/database.ts'
import { examine } from '../src/app/doctor/examine.ts'
import { bounded, tableOf } from '../src/app/doctor/finding.ts'
import { clockFinding, freeFinding, nodeFinding } from '../src/app/doctor/machine.ts'
import { appTokenFinding, scopeFindings, secretFinding } from '../src/app/doctor/slack.ts'
import type { Environment } from '../src/config.ts'
import { openSandbox } from '../src/sandbox/server.ts'
import { fakeAmi, no } from './kit/asterisk/fake-ami.ts'
import { freePort } from './kit/bot.ts'
import { askAs, freshDatabase } from './kit/database.ts'

type Manifest = { oauth_config: { scopes: { bot: string[]; bot_optional: string[] } } }
const { scopes } = (JSON.parse(readFileSync('manifest.json', 'utf8')) as Manifest).oauth_config
const SECRETS = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-HUSHtoken',
  SLACK_APP_TOKEN: 'xapp-1-HUSHapp',
  ASTERISK_AMI_SECRET: 'HUSH-ami-secret',
}

/** A workspace, records that a bot has used, an Asterisk: everything as it should be. */
async function setUp({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, granted: string[] = scopes.bot) {
  const slack = await openSandbox({
    botUrl: () => 'http://127.0.0.1:1/',
    token: SECRETS.SLACK_BOT_TOKEN,
    appToken: SECRETS.SLACK_APP_TOKEN,
    signingSecret: 'unused',
    scopes: granted,
    userGroups: { SADMINS: ['UCHLOE'], SEMPTY: [] },
  })
  const { url, ownerUrl, superUrl, drop } = await freshDatabase()
  const sql = async (text: string) => void (await askAs(superUrl, text))
  await sql(`insert into "Person" ("user", admin, "seenAt") values ('UALICE', true, now())`)
  await sql(`insert into "Told" (audience, of, change, channel, ts) values ('channel', 'x', 1, 'CPHONES', '1.2')`)
  const asterisk = await fakeAmi()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-doctor-'))
  onTestFinished(async () => {
    await asterisk.close()
    await slack.close()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const env: Environment = {
    ...SECRETS,
    SLACK_API_URL: slack.apiUrl,
    DATABASE_URL: url,
    DATABASE_MIGRATION_URL: ownerUrl,
    DATA_DIR: dataDir,
    PHONE_SYSTEM: 'asterisk',
    ASTERISK_AMI_HOST: '127.0.0.1',
    ASTERISK_AMI_PORT: `${asterisk.account.port}`,
    RINGGROUP_ADMINS: 'UALICE,SADMINS',
    RINGGROUP_CHANNEL: 'CPHONES',
    PORT: `${await freePort()}`,
  }
  return { slack, asterisk, env, sql }
}

/** What was found of one thing. */
async function found(env: Environment, what: string, options = {}) {
  const { text, findings, healthy } = await examine(env, options)
  for (const secret of ['HUSH', new URL(env['DATABASE_MIGRATION_URL']!).password]) expect(text).not.toContain(secret)
  return { ...findings.find((it) => it.what === what), text, healthy, findings }
}

it('where all is well it says so, and nothing was changed', async (context) => {
  const { env, slack } = await setUp(context)
  const { text, healthy, findings } = await examine(env)
  expect(findings.filter((it) => it.state !== 'OK')).toEqual([
    expect.objectContaining({ what: 'SLACK_API_URL', state: 'warning' }), // this is no Slack
  ])
  expect(healthy).toBe(true)
  expect(tableOf(findings.filter((it) => it.state === 'OK'))).toMatch(/All is well\.$/)
  expect(text).toContain('Asterisk 22.1.0')
  expect(text).toContain('migrated')
  expect(text).not.toContain('HUSH')
  for (const { method } of slack.calls)
    expect(['auth.test', 'users.info', 'usergroups.users.list', 'apps.connections.open', 'bots.info']).toContain(method)
})

type Ready = Awaited<ReturnType<typeof setUp>>
type Broken = { breaks: (it: Ready) => unknown; what: string; says: RegExp; repair: RegExp; now?: () => number }
const broken: Record<string, Broken> = {
  'a token that was revoked': {
    breaks: ({ slack }) => slack.trouble('auth.test', { error: 'token_revoked' }),
    what: 'bot token',
    says: /token_revoked/,
    repair: /SLACK_BOT_TOKEN/,
  },
  'an app-level token of somebody else': {
    breaks: ({ env }) => (env['SLACK_APP_TOKEN'] = 'xapp-1-HUSHother'),
    what: 'app-level token',
    says: /invalid_auth/,
    repair: /connections:write/,
  },
  'a Slack that cannot be reached': {
    breaks: async ({ env }) => (env['SLACK_API_URL'] = `http://127.0.0.1:${await freePort()}/api/`),
    what: 'Slack',
    says: /cannot be reached.*ECONNREFUSED/,
    repair: /firewall/,
  },
  'an admin who has left': {
    breaks: ({ slack }) => slack.act({ as: 'UALICE', do: 'person', user: 'UALICE', set: { deleted: true } }),
    what: 'admins',
    says: /UALICE is deactivated/,
    repair: /RINGGROUP_ADMINS/,
  },
  'an admin who is a guest, one whom nobody knows, and a group without members': {
    breaks: ({ env }) => (env['RINGGROUP_ADMINS'] = 'UGUEST,UNOBODY,SEMPTY,SGONE'),
    what: 'admins',
    says: /UGUEST is a guest; UNOBODY is nobody.*; nobody is in the user group SEMPTY; .*SGONE.*no_such_subteam/,
    repair: /regular members/,
  },
  'a channel that the bot was thrown out of': {
    breaks: ({ sql }) => sql(`insert into "ChannelState" (id, "closedAt") values (1, now())`),
    what: 'channel',
    says: /CPHONES was refused/,
    repair: /\/invite @Ringgroup/,
  },
  'a database that is not there': {
    breaks: ({ env }) => (env['DATABASE_URL'] = `${env['DATABASE_URL']}x`),
    what: 'database',
    says: /no such database/,
    repair: /createdb/,
  },
  'a database that does not run': {
    breaks: ({ env }) => (env['DATABASE_URL'] = 'postgresql://me:HUSHHUSH@127.0.0.1:1/x'),
    what: 'database',
    says: /nothing listens/,
    repair: /Start PostgreSQL/,
  },
  'a database password that is wrong': {
    breaks: ({ env }) =>
      (env['DATABASE_URL'] = Object.assign(new URL(env['DATABASE_URL']!), { password: 'HUSH-other' }).href),
    what: 'database',
    says: /password/,
    repair: /percent-encoded/,
  },
  'a role that may not write': {
    breaks: ({ sql, env }) => sql(`revoke all on "Change" from ${new URL(env['DATABASE_URL']!).username}`),
    what: 'database rights',
    says: /Change/,
    repair: /owner to/,
  },
  'a migration that was begun and not finished': {
    breaks: ({ sql }) => sql(`update _prisma_migrations set finished_at = null where migration_name = '0001_init'`),
    what: 'tables',
    says: /0001_init/,
    repair: /Start the bot/,
  },
  'an AMI secret that is wrong': {
    breaks: ({ asterisk }) =>
      asterisk.says(({ action, id }) => (action === 'Login' ? no(id, 'Authentication failed') : undefined)),
    what: 'phone system',
    says: /refuses the AMI user/,
    repair: /manager\.conf/,
  },
  'an Asterisk without our dialplan': {
    breaks: ({ asterisk }) =>
      asterisk.says(({ action, id }) => (action === 'ShowDialPlan' ? no(id, 'Did not find any context') : undefined)),
    what: 'phone system',
    says: /no dialplan context rg-run/,
    repair: /dialplan/,
  },
  'an Asterisk that is not there': {
    breaks: ({ env }) => (env['ASTERISK_AMI_PORT'] = '1'),
    what: 'phone system',
    says: /127\.0\.0\.1:1/,
    repair: /whether Asterisk runs/,
  },
  'a clock that is wrong': {
    breaks: () => {},
    what: 'clock',
    says: /\d+ s ahead of that of Slack, \d+ s ahead of that of PostgreSQL/,
    repair: /NTP/,
    now: () => Date.now() + 600_000,
  },
  'a folder that is no folder': {
    breaks: ({ env }) => (env['DATA_DIR'] = '/proc/ringgroup'),
    what: 'disk',
    says: /\/proc|0 MB/,
    repair: /DATA_DIR/,
  },
}

it.for(Object.entries(broken))('%s', async ([, { breaks, what, says, repair, now }], context) => {
  const ready = await setUp(context)
  await breaks(ready)
  const it = await found(ready.env, what, now && { now })
  expect(it).toMatchObject({
    state: 'failed',
    says: expect.stringMatching(says),
    repair: expect.stringMatching(repair),
  })
  expect(it.healthy).toBe(false)
  expect(it.text).toMatch(/FAILED/)
  expect(it.findings.filter((one) => one.state === 'failed')).toHaveLength(1) // the fault, and nothing beside it
})

it('scopes: one that is missing, one that is too much, those that were declined', async (context) => {
  const { env } = await setUp(context, ['commands', 'im:write', 'users:read', 'usergroups:read'])
  expect(await found(env, 'scopes')).toMatchObject({ state: 'failed', says: 'not granted: chat:write' })
  const config = { userGroups: [] }
  const [declined] = scopeFindings(['commands', 'chat:write', 'im:write', 'users:read'], scopes, config)
  expect(declined).toMatchObject({ state: 'OK', says: expect.stringContaining('users:read.email, usergroups:read') })
  const [needed] = scopeFindings(['commands', 'chat:write', 'im:write', 'users:read'], scopes, { userGroups: ['S1'] })
  expect(needed).toMatchObject({ state: 'failed', says: 'not granted: usergroups:read' })
  expect(scopeFindings([...scopes.bot, 'channels:history'], scopes, config)[0]).toMatchObject({ state: 'warning' })
  expect(scopeFindings(null, scopes, config)[0]).toMatchObject({ state: 'warning' })
})

it('a port that somebody else has is a fault, the one that the bot has is none', async (context) => {
  const { env } = await setUp(context)
  const other = createServer((it) => it.destroy()).listen(0, '127.0.0.1')
  await once(other, 'listening')
  env['PORT'] = `${(other.address() as AddressInfo).port}`
  expect(await found(env, 'port')).toMatchObject({ state: 'failed', says: expect.stringContaining('another program') })
  other.close()
  const { createServer: http } = await import('node:http')
  const bot = http((_, response) => void response.end('{"status":"alive"}')).listen(0, '127.0.0.1')
  await once(bot, 'listening')
  Object.assign(env, { PORT: '0', METRICS_PORT: `${(bot.address() as AddressInfo).port}` })
  expect(await found(env, 'metrics port')).toMatchObject({ state: 'OK', says: expect.stringContaining('which runs') })
  bot.close()
})

it('over HTTP it says what Slack does not tell', async (context) => {
  const { env, sql } = await setUp(context)
  delete env['SLACK_APP_TOKEN']
  env['SLACK_SIGNING_SECRET'] = '0123456789abcdef0123456789abcdef'
  expect(await found(env, 'signing secret')).toMatchObject({
    state: 'OK',
    says: expect.stringContaining('only a request'),
  })
  expect(secretFinding('my-secret').state).toBe('warning')
  await sql('delete from "Person"')
  await sql('delete from "Told"')
  const it = await found(env, 'events, buttons')
  expect(it).toMatchObject({ state: 'warning', says: expect.stringContaining('Slack does not tell'), healthy: true })
  expect(it.findings.find((one) => one.what === 'channel')).toMatchObject({ state: 'warning' })
})

it('one line judges what was found', () => {
  const facts: Facts = {
    version: 180_000,
    shown: '18.0',
    now: 0,
    readOnly: false,
    superuser: false,
    mayCreate: true,
    lacks: [],
    migrations: true,
    mayNot: null,
    free: 90,
  }
  const all = migrationsOf([{ name: 'a', finished: true }], ['a'])
  expect(serverFinding(facts).state).toBe('OK')
  expect(serverFinding({ ...facts, version: 130_011, shown: '13.11' })).toMatchObject({
    state: 'failed',
    says: expect.stringMatching(/13\.11.*too old/),
  })
  expect(serverFinding({ ...facts, readOnly: true }).state).toBe('failed')
  expect(serverFinding({ ...facts, free: 3 }).state).toBe('warning')
  expect(rightsFinding(facts, all).state).toBe('OK')
  expect(rightsFinding({ ...facts, superuser: true }, all).state).toBe('warning')
  expect(rightsFinding({ ...facts, lacks: ['pg_trgm'] }, all).says).toContain('pg_trgm')
  const pending = migrationsOf([], ['a', 'b'])
  expect(pending.pending).toEqual(['a', 'b'])
  expect(rightsFinding({ ...facts, mayCreate: false }, pending).state).toBe('failed')
  expect(migrationFinding(pending).state).toBe('warning')
  expect(migrationFinding(migrationsOf([{ name: 'z', finished: true }], []))).toMatchObject({ state: 'warning' })
  expect(nodeFinding('18.20.1').state).toBe('failed')
  expect(nodeFinding('20.18.9').state).toBe('failed')
  expect(nodeFinding('24.0.0').state).toBe('OK')
  expect(clockFinding({ Slack: 400, PostgreSQL: -4400 }).state).toBe('OK')
  expect(clockFinding({ Slack: 6000, PostgreSQL: null })).toMatchObject({
    state: 'warning',
    says: '6 s behind that of Slack',
  })
  expect(clockFinding({ Slack: null, PostgreSQL: null }).state).toBe('warning')
  expect([50e6, 500e6, 5e9].map((it) => freeFinding('/x', it).state)).toEqual(['failed', 'warning', 'OK'])
  expect(appTokenFinding({ ok: true }, 'xapp-1-A1-2-x', 'A2')).toMatchObject({ state: 'failed' })
  expect(appTokenFinding({ ok: true }, 'xapp-1-A1-2-x', 'A1').state).toBe('OK')
})

it('a check that hangs, or breaks, is a line like the others', async () => {
  const forever = () => new Promise<never>(() => {})
  expect(await bounded('x', forever, 20)).toMatchObject([
    { what: 'x', state: 'failed', says: 'no answer within 0.02 s' },
  ])
  const breaks = () => Promise.reject(new Error('broken'))
  expect(await bounded('x', breaks)).toMatchObject([{ state: 'failed', says: expect.stringContaining('broken') }])
})

const run = promisify(execFile)
it('as a program it ends with 1 if something failed, and with 0 if nothing did', async (context) => {
  const { env } = await setUp(context)
  const doctor = (set: Environment) =>
    run(process.execPath, ['--import', 'tsx', 'src/app/doctor.ts'], {
      env: { PATH: process.env['PATH'], ...set },
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    )
  const [well, wrong] = await Promise.all([
    doctor(env),
    doctor({ ...env, RINGGROUP_CHANNEL: '#phones', DATABASE_URL: 'postgres://me:HUSH#@db/x' }),
  ])
  expect(well).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing failed; 1 to look at.') })
  expect(wrong.code).toBe(1)
  expect(wrong.stdout).toMatch(/FAILED {3}RINGGROUP_CHANNEL +found "#phones"/)
  expect(wrong.stdout).toMatch(/→ expected the id of a Slack channel/)
  expect(well.stdout + wrong.stdout).not.toContain('HUSH')
})

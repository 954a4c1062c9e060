// Who gets into the PostgreSQL that comes with Ringgroup: this program, and no other account of the machine.
import { spawn, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { openLog } from '../src/app/log.ts'
import { openRecords } from '../src/app/records.ts'
import { startEmbeddedPg, type EmbeddedPg } from '../src/postgres/embedded-pg.ts'
import { findHome } from '../src/postgres/pg-home.ts'
import { migrateDeploy } from '../src/postgres/migrate.ts'
import { freePort } from './kit/bot.ts'
import { askAs } from './kit/database.ts'

const folder = fs.mkdtempSync(path.join(tmpdir(), 'ringgroup-embedded-'))
fs.chmodSync(folder, 0o755) // PostgreSQL may have to run as somebody else
const servers: EmbeddedPg[] = []
afterAll(async () => {
  for (const it of servers) await it.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function opened(name: string) {
  const server = await startEmbeddedPg({ dataDir: path.join(folder, name), database: 'ringgroup', fast: true })
  servers.push(server)
  return server
}
const secretsOf = (dataDir: string) =>
  JSON.parse(fs.readFileSync(path.join(dataDir, 'ringgroup.passwords.json'), 'utf8')) as Record<string, string>
const as = (user: string, password: string, { port }: EmbeddedPg, database = 'ringgroup') =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`

/** A program of another account, where we are root; else what it could read is seen by the modes of the files. */
const another = process.getuid?.() === 0 ? { uid: 65534, gid: 65534, cwd: '/' } : undefined

describe('another account of the machine', () => {
  it('reads no password and no file, and logs in as nobody', async () => {
    const server = await opened('locked')
    const { dataDir, port } = server
    const passwords = secretsOf(dataDir)
    expect(fs.statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(fs.statSync(path.join(dataDir, 'ringgroup.passwords.json')).mode & 0o777).toBe(0o600)
    if (another)
      for (const file of ['ringgroup.passwords.json', 'pg_hba.conf', 'server.log', 'PG_VERSION', '.'])
        expect(spawnSync('cat', [path.join(dataDir, file)], { ...another, encoding: 'utf8' }).stderr).toMatch(/denied/i)

    for (const [user, password] of [
      ['postgres', 'postgres'],
      ['postgres', ''],
      ['ringgroup', 'ringgroup'],
      ['ringgroup_owner', 'ringgroup_owner'],
      ['nobody', 'nobody'],
      ['ringgroup', passwords['owner']!],
    ])
      await expect(askAs(as(user!, password!, server), 'select 1'), user).rejects.toThrow(
        /authentication failed|no pg_hba.conf entry|must be a non-empty string|client password must be/i,
      )
    const elsewhere = new pg.Client({ host: '::1', port, user: 'postgres', password: passwords['superuser'] })
    await expect(elsewhere.connect()).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL/)
    expect(await askAs(server.urlFor('ringgroup'), 'select type, auth_method from pg_hba_file_rules')).toEqual([
      { type: 'host', auth_method: 'scram-sha-256' },
    ])
  })

  it('finds a password in no command line, environment or log', async () => {
    const { dataDir, url } = await opened('quiet')
    await askAs(url, 'select 1')
    const values = ['superuser', 'owner', 'bot'].map((it) => secretsOf(dataDir)[it]!)
    const all = process.platform === 'linux' ? fs.readdirSync('/proc') : []
    const seen = all.filter((it) => /^\d+$/.test(it) && it !== `${process.pid}`)
    const texts = seen.flatMap((pid) =>
      ['cmdline', 'environ'].map((file) => {
        try {
          return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8')
        } catch {
          return '' // it has ended
        }
      }),
    )
    texts.push(fs.readFileSync(path.join(dataDir, 'server.log'), 'utf8'))
    for (const value of values) {
      expect(value).toMatch(/^[\w-]{43}$/)
      expect(texts.filter((it) => it.includes(value))).toEqual([])
    }
  })

  it('who listened on the port of a server that had died learns nothing that is worth anything later', async () => {
    const first = await opened('again')
    const before = secretsOf(first.dataDir)
    process.kill(first.pid, 'SIGKILL')
    const second = await opened('again')
    const now = secretsOf(second.dataDir)
    for (const it of ['superuser', 'owner', 'bot']) expect(now[it]).not.toBe(before[it])
    await expect(askAs(as('ringgroup', before['bot']!, second), 'select 1')).rejects.toThrow(/authentication failed/)
    const adopted = await opened('again') // the same server: whoever uses it goes on
    expect(adopted).toMatchObject({ adopted: true, url: second.url })
    expect(await askAs(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('the bot’s role owns nothing, makes nothing and reads no file', async () => {
    const server = await opened('small')
    await openRecords({ database: { url: server.url, migrationUrl: server.ownerUrl } }, openLog({ level: 'silent' }))
    expect(
      await askAs(
        server.url,
        `select rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles
         where rolname like 'ringgroup%' order by 1`,
      ),
    ).toEqual(
      ['ringgroup', 'ringgroup_owner'].map((rolname) => {
        const no = { rolsuper: false, rolcreaterole: false, rolcreatedb: false }
        return { rolname, ...no, rolreplication: false, rolbypassrls: false }
      }),
    )
    const refused = [
      'create table mine (id int)',
      'create schema mine',
      'create extension hstore',
      'create database mine',
      'create role mine',
      `select pg_read_file('PG_VERSION')`,
      `copy (select 1) to program 'true'`,
      'drop table "Held"',
      'alter table "Change" disable trigger all',
      'set role ringgroup_owner',
    ]
    for (const sql of refused)
      await expect(askAs(server.url, sql), sql).rejects.toThrow(/permission denied|must be owner/)
  })
})

describe('a folder of the first versions', () => {
  /** As they made it: one role, whose name is its password, and everything belongs to it. */
  async function old(name: string) {
    const home = findHome(path.join(folder, name), () => {})
    const { account, dataDir } = home
    fs.mkdirSync(dataDir, { mode: 0o700 })
    const passwordFile = `${dataDir}.password`
    fs.writeFileSync(passwordFile, 'postgres\n')
    if (account) for (const it of [dataDir, passwordFile]) fs.chownSync(it, account.uid, account.gid)
    const how = { ...account, cwd: folder, env: { LC_ALL: 'C', TZ: 'UTC' } }
    const login = ['-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-sync']
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=und']
    expect(spawnSync(home.program('initdb'), ['-D', dataDir, ...login, ...locale], how).status).toBe(0)
    const port = await freePort()
    const flags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off']
    const child = spawn(home.program('postgres'), ['-D', dataDir, '-p', `${port}`, ...flags], {
      ...how,
      detached: true,
      stdio: 'ignore',
    })
    child.unref()
    const url = (database: string) => `postgresql://postgres:postgres@127.0.0.1:${port}/${database}`
    for (let i = 0; ; i++) {
      if (
        await askAs(url('postgres'), 'create database ringgroup').then(
          () => true,
          () => i > 200,
        )
      )
        break
      await sleep(50)
    }
    const database = { url: url('ringgroup') }
    await openRecords({ database }, openLog({ level: 'silent' }))
    await askAs(database.url, `insert into "Change" (command, by, at) values ('mode', 'UALICE', now())`)
    return { ...database, pid: child.pid!, dataDir }
  }

  it.each(['running', 'stopped'])(
    'that is %s becomes one that keeps others out, with all that is in it',
    async (so) => {
      const { url, pid } = await old(so)
      if (so === 'stopped') {
        process.kill(pid, 'SIGINT')
        for (let i = 0; i < 400; i++) {
          await sleep(25)
          try {
            process.kill(pid, 0)
          } catch {
            break
          }
        }
      }
      const server = await opened(so)
      expect(server.adopted).toBe(so === 'running')
      await expect(askAs(as('postgres', 'postgres', server), 'select 1')).rejects.toThrow(/authentication failed/)
      if (so === 'running') await expect(askAs(url, 'select 1')).rejects.toThrow(/authentication failed/)
      await openRecords({ database: { url: server.url, migrationUrl: server.ownerUrl } }, openLog({ level: 'silent' }))
      expect(await askAs(server.url, 'select command, by from "Change"')).toEqual([{ command: 'mode', by: 'UALICE' }])
      expect(await migrateDeploy(server.ownerUrl)).toEqual([])
      expect(await askAs(server.url, `select (graphile_worker.add_job('push')).task_id is not null as added`)).toEqual([
        { added: true },
      ])
      // whatever is not of PostgreSQL itself or of an extension has the new owner
      expect(
        await askAs(
          server.urlFor('ringgroup'),
          `select c.oid::regclass::text as it from pg_class c where relowner = 10
           and relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
         union all select p.oid::regprocedure::text from pg_proc p where proowner = 10
           and pronamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
         union all select t.oid::regtype::text from pg_type t where typowner = 10
           and typnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
           and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e') and typtype <> 'b'
         union all select datname from pg_database where datdba = 10 and datname = 'ringgroup'
         union all select nspname from pg_namespace where nspowner = 10 and nspname = 'graphile_worker'`,
        ),
      ).toEqual([])
      // a later migration can change what the first ones made
      await askAs(server.ownerUrl, 'alter table "Held" add column later int')
      await askAs(server.ownerUrl, `alter type "Mode" add value 'later'`)
      await askAs(server.ownerUrl, 'alter table graphile_worker._private_jobs add column later int')
    },
  )
})

import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { startEmbeddedPg } from '../src/postgres/embedded-pg.ts'
import { migrateDeploy, MigrationError } from '../src/postgres/migrate.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-postgres-'))
const databases: string[] = []

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
    .query<Row>(sql, values)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

async function emptyDatabase() {
  const name = `migrate_${randomUUID()}`
  databases.push(name)
  await ask(inject('server'), `create database "${name}"`)
  return Object.assign(new URL(inject('server')), { pathname: name }).href
}

/** A folder of migrations: name → SQL. */
function migrations(files: Record<string, string>) {
  const dir = mkdtempSync(path.join(folder, 'migrations-'))
  for (const [name, sql] of Object.entries(files)) {
    mkdirSync(path.join(dir, name))
    writeFileSync(path.join(dir, name, 'migration.sql'), sql)
  }
  return dir
}

const tables = async (url: string) =>
  (await ask<{ name: string }>(url, "select tablename as name from pg_tables where schemaname = 'public' order by 1"))
    .map((it) => it.name)
    .filter((it) => it !== '_prisma_migrations')
const rowsOf = (url: string) =>
  ask<{ migration_name: string; state: string }>(
    url,
    `select migration_name, case when rolled_back_at is not null then 'rolled back' when finished_at is null then 'begun' else 'done' end as state
     from _prisma_migrations order by started_at, rolled_back_at nulls last`,
  )

afterAll(async () => {
  for (const name of databases) await ask(inject('server'), `drop database "${name}" with (force)`)
  rmSync(folder, { recursive: true })
})

describe('migrations', () => {
  it('are applied once, in order, and go on later', async () => {
    const url = await emptyDatabase()
    const one = { '0001_a': 'create table a (id int); insert into a values (1);' }
    const two = { ...one, '0002_b': 'insert into a values (2); create table b (id int)', '0010_c': 'drop table b' }
    expect(await migrateDeploy(url, migrations(one))).toEqual(['0001_a'])
    expect(await migrateDeploy(url, migrations(one))).toEqual([])
    expect(await migrateDeploy(url, migrations(two))).toEqual(['0002_b', '0010_c'])
    expect(await migrateDeploy(url, migrations(one))).toEqual([]) // an older replica starts beside the new one
    expect(await tables(url)).toEqual(['a'])
    expect(await ask(url, 'select id from a')).toEqual([{ id: 1 }, { id: 2 }])
  })

  it('are applied once when two start at once', async () => {
    const url = await emptyDatabase()
    const dir = migrations({ '0001_a': 'create table a (id int); select pg_sleep(0.1)', '0002_b': 'create table b ()' })
    const applied = await Promise.all([1, 2, 3].map(() => migrateDeploy(url, dir)))
    expect(applied.filter((it) => it.length).map((it) => it.join())).toEqual(['0001_a,0002_b'])
    expect(await rowsOf(url)).toHaveLength(2)
  })

  it('are tried again after a start that was killed in the middle of one', { timeout: 60_000 }, async () => {
    const url = await emptyDatabase()
    await ask(url, 'create sequence attempts') // counts what a rollback takes back
    const dir = migrations({
      '0001_a': 'create table a (id int)',
      '0002_b': `create table b (id int); insert into b values (1);
        do $$ begin if nextval('attempts') = 1 then perform pg_sleep(600); end if; end $$`,
    })
    const script = `import { migrateDeploy } from './src/postgres/migrate.ts'; await migrateDeploy(${JSON.stringify(url)}, ${JSON.stringify(dir)})`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: 'inherit',
    })
    const inTheMiddle = `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
    for (let i = 0; i < 1000 && !(await ask(url, inTheMiddle)).length; i++) await sleep(20)
    const second = migrateDeploy(url, dir) // already waits when the first one is killed
    child.kill('SIGKILL')
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(await second).toEqual(['0002_b'])
    expect(await rowsOf(url)).toEqual([
      { migration_name: '0001_a', state: 'done' },
      { migration_name: '0002_b', state: 'done' },
    ])
    expect(await ask(url, 'select id from b')).toEqual([{ id: 1 }])
    expect(await ask(url, 'select last_value from attempts')).toEqual([{ last_value: '2' }])
  })

  it('stop where one was edited after it was applied, before anything is changed', async () => {
    const url = await emptyDatabase()
    await migrateDeploy(url, migrations({ '0001_a': 'create table a ()', '0003_c': 'create table c ()' }))
    const edited = migrations({ '0002_b': 'create table b ()', '0003_c': 'create table c (id int)' })
    await expect(migrateDeploy(url, edited)).rejects.toThrow(
      new MigrationError('Migration 0003_c was edited after it was applied: put it back.'),
    )
    expect(await tables(url)).toEqual(['a', 'c'])
  })

  it('that fail change nothing, and go through once mended', async () => {
    const url = await emptyDatabase()
    const good = { '0001_a': 'create table a ()' }
    const bad = migrations({ ...good, '0002_b': 'create table b (); select 1/0', '0003_c': 'create table c ()' })
    for (const _ of [1, 2])
      await expect(migrateDeploy(url, bad)).rejects.toThrow(
        new MigrationError('Migration 0002_b failed and changed nothing: division by zero.'),
      )
    expect(await tables(url)).toEqual(['a'])
    expect(await migrateDeploy(url, migrations({ ...good, '0002_b': 'create table b ()' }))).toEqual(['0002_b'])
  })

  it('may not end the transaction they stand in', async () => {
    const url = await emptyDatabase()
    const dir = migrations({ '0001_a': 'create table a ();\nCOMMIT;\nselect 1/0' })
    await expect(migrateDeploy(url, dir)).rejects.toThrow(/0001_a holds its own COMMIT/)
  })

  it('do not wait for ever behind somebody who holds a table', async () => {
    const url = await emptyDatabase()
    await migrateDeploy(url, migrations({ '0001_a': 'create table a ()' }))
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('begin; select * from a')
    const dir = migrations({ '0001_a': 'create table a ()', '0002_b': "set local lock_timeout = '50ms'; drop table a" })
    await expect(migrateDeploy(url, dir)).rejects.toThrow(/lock timeout/)
    await other.end()
    expect(await migrateDeploy(url, dir)).toEqual(['0002_b'])
  })

  it('that the Prisma CLI began and never finished are done again, or say so', async () => {
    const url = await emptyDatabase()
    const dir = migrations({ '0001_a': 'create table a ()', '0002_b': 'create table b ()' })
    const begin = (name: string, logs: string | null) =>
      ask(url, 'insert into _prisma_migrations (id, checksum, migration_name, logs) values ($1, $2, $1, $3)', [
        name,
        'of another text',
        logs,
      ])
    await migrateDeploy(url, migrations({}))
    await begin('0001_a', null) // killed
    await begin('0002_b', 'syntax error') // failed
    expect(await migrateDeploy(url, dir)).toEqual(['0001_a', '0002_b'])
    expect((await rowsOf(url)).map((it) => it.state)).toEqual(
      ['rolled back', 'done', 'rolled back', 'done'].toSorted().reverse(),
    )

    const half = await emptyDatabase()
    await migrateDeploy(half, migrations({}))
    await ask(half, 'create table a ()') // killed between the migration's commit and its row's
    await ask(half, `insert into _prisma_migrations (id, checksum, migration_name) values ('1', '', '0001_a')`)
    await expect(migrateDeploy(half, dir)).rejects.toThrow(
      /already exists.*npx prisma migrate resolve --applied 0001_a/,
    )
    expect((await rowsOf(half)).map((it) => it.state)).toEqual(['begun'])
  })
})

describe('the Prisma CLI', () => {
  const cli = (url: string, command: string) =>
    new Promise<{ code: number; said: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1' }
      execFile('node_modules/.bin/prisma', ['migrate', command], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
      )
    })

  it('goes on where we stopped', { timeout: 60_000 }, async () => {
    const url = await emptyDatabase()
    expect((await cli(url, 'status')).said).toContain('have not yet been applied')
    expect((await migrateDeploy(url)).length).toBeGreaterThan(0)
    expect(await cli(url, 'status')).toMatchObject({ code: 0, said: expect.stringContaining('is up to date') })
    expect(await cli(url, 'deploy')).toMatchObject({ code: 0, said: expect.stringContaining('No pending migrations') })
  })

  it('is gone on from', { timeout: 60_000 }, async () => {
    const url = await emptyDatabase()
    expect(await cli(url, 'deploy')).toMatchObject({ code: 0, said: expect.stringContaining('successfully applied') })
    expect(await migrateDeploy(url)).toEqual([])
  })
})

describe('the embedded server', () => {
  it(
    'is one server for two that start at once, and takes nothing of our environment along',
    { timeout: 60_000 },
    async () => {
      const dataDir = path.join(folder, 'data', 'postgres')
      const [a, b] = await Promise.all([1, 2].map(() => startEmbeddedPg({ dataDir, database: 'ringgroup' })))
      expect([a!.pid, a!.url]).toEqual([b!.pid, b!.url])
      expect(new URL(a!.url).hostname).toBe('127.0.0.1')
      expect(await migrateDeploy(a!.ownerUrl)).not.toEqual([])
      if (process.platform === 'linux')
        expect(
          readFileSync(`/proc/${a!.pid}/environ`, 'utf8')
            .split('\0')
            .map((it) => it.split('=')[0]),
        ).not.toContain('PATH')

      process.kill(a!.pid, 'SIGKILL')
      const again = await startEmbeddedPg({ dataDir, database: 'ringgroup' })
      expect(await migrateDeploy(again.ownerUrl)).toEqual([])
      const adopted = await startEmbeddedPg({ dataDir, database: 'ringgroup' })
      expect(adopted).toMatchObject({ adopted: true, pid: again.pid })

      const other = new pg.Client({ connectionString: again.url })
      await other.connect()
      await adopted.stop()
      expect(await other.query('select 1 as one').then(({ rows }) => rows)).toEqual([{ one: 1 }]) // somebody still used it
      await other.end()
      await again.stop()
      expect(() => process.kill(again.pid, 0)).toThrow()
    },
  )
})

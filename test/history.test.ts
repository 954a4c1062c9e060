// History is what was written, whoever would rather have it otherwise: the bot's role cannot rewrite it, and what somebody
// else rewrites shows.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { Prisma } from '../src/generated/prisma/client.ts'
import { migrateDeploy } from '../src/postgres/migrate.ts'
import { aboutChain, brokenLinks, headOf, type Broken, type Head } from '../src/store/chain.ts'
import { openDb, type Db } from '../src/store/db.ts'
import { askAs } from './kit/database.ts'
import { openWorld } from './kit/world.ts'

const { as, db, databaseUrl, ownerUrl, superUrl, work, until } = await openWorld()
const alice = as('UALICE')
const anybody = openDb(superUrl)
afterAll(() => anybody.$disconnect())

const all = async (db: Db, noted?: Head): Promise<Broken[]> => {
  const found = []
  for await (const it of brokenLinks(db, noted)) found.push(it)
  return found
}

class Undone extends Error {}
/** What is found after somebody who may everything has done this; then it is as it was. */
async function after(statements: string[], noted?: Head): Promise<Broken[]> {
  let found: Broken[] = []
  const work = anybody.$transaction(async (tx) => {
    await tx.$executeRaw`set local session_replication_role = replica` // no trigger, no foreign key
    for (const it of statements) await tx.$executeRaw(new Prisma.Sql([it], []))
    found = await all(tx, noted)
    throw new Undone()
  })
  await work.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
  return found
}

beforeAll(async () => {
  await alice.types('/ringgroup create Support 600 101 102')
  await work()
  await alice.types('/ringgroup lead support @lea')
  await work()
  await alice.types('/ringgroup time support 40')
  await work()
  await alice.types('/ringgroup admins add @bruno')
  await work()
  await alice.types('/ringgroup mode support consecutive')
  await work()
  await until(async () => (await db.change.count()) === 5)
})

describe('the chain', () => {
  it('has every change once, in its order, and holds', async () => {
    expect(await all(db)).toEqual([])
    expect(await headOf(db)).toMatchObject({ changes: 5, change: '5', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await aboutChain(db)).toEqual({ late: 0, lastLate: null, erased: [] })
  })

  it.each<[string, string[], Broken[]]>([
    [
      'somebody else as its author',
      [`update "Change" set by = 'UCHLOE' where id = 3`],
      [{ how: 'changed', change: '3' }],
    ],
    ['another command', [`update "Change" set command = 'mode' where id = 1`], [{ how: 'changed', change: '1' }]],
    [
      'another moment',
      [`update "Change" set at = at + interval '1 ms' where id = 5`],
      [{ how: 'changed', change: '5' }],
    ],
    [
      'another group after it',
      [`update "TouchedGroup" set after = jsonb_set(after, '{ringSeconds}', '41') where "changeId" = 3`],
      [{ how: 'changed', change: '3' }],
    ],
    [
      'another lead',
      [`update "TouchedGroup" set after = jsonb_set(after, '{leads,0,user}', '"UCHLOE"') where "changeId" = 2`],
      [{ how: 'changed', change: '2' }],
    ],
    [
      'somebody else made an admin',
      [`update "Change" set person = jsonb_set(person, '{user}', '"UCHLOE"') where id = 4`],
      [{ how: 'changed', change: '4' }],
    ],
    ['a group less', [`delete from "TouchedGroup" where "changeId" = 3`], [{ how: 'changed', change: '3' }]],
    [
      'a group more',
      [`insert into "TouchedGroup" ("changeId", "groupId") values (4, '00000000-0000-4000-8000-000000000000')`],
      [{ how: 'changed', change: '4' }],
    ],
    [
      'two people under each other’s alias',
      [`update "HistoryAlias" set alias = 'UERASED0' where "user" = 'UALICE'`],
      ['1', '2', '3', '4', '5'].map((change) => ({ how: 'changed', change })),
    ],
  ])('shows a change with %s', async (_, statements, broken) => {
    expect(await after(statements)).toEqual(broken)
  })

  const gone = (id: number) => [
    `delete from "TouchedGroup" where "changeId" = ${id}`,
    `delete from "Change" where id = ${id}`,
  ]
  const unlinked = (id: number) => `delete from "HistoryChain" where "changeId" = ${id}`
  it('shows a change that is missing, with its link and without, the newest too', async () => {
    expect(await after(gone(2))).toEqual([{ how: 'missing', change: '2' }])
    expect(await after(gone(5))).toEqual([{ how: 'missing', change: '5' }])
    expect(await after([...gone(2), unlinked(2)])).toEqual([{ how: 'gap', change: '3', count: 1 }])
    expect(await after([...gone(1), unlinked(1)])).toEqual([{ how: 'gap', change: '2', count: 1 }])
    const close = `update "HistoryChain" set nth = nth - 1 where nth > 2`
    expect(
      await after([...gone(2), unlinked(2), 'alter table "HistoryChain" drop constraint "HistoryChain_pkey"', close]),
    ).toEqual([{ how: 'changed', change: '3' }])
    expect(await after([`delete from "Change" where id = 4`, unlinked(4)])).toEqual([
      { how: 'gap', change: '5', count: 1 },
    ])
    // whoever takes the newest links along is found by what was noted of them
    const noted = await headOf(db)
    expect(await after([...gone(5), unlinked(5)])).toEqual([])
    expect(await after([...gone(5), unlinked(5)], noted)).toEqual([{ how: 'head', changes: 5 }])
    expect(await all(db, noted)).toEqual([])
  })

  it('shows a change that was put in, and two that have changed places', async () => {
    const insert = `insert into "Change" (id, command, by, at) values (99, 'mode', 'UALICE', now())`
    expect(await after([insert])).toEqual([{ how: 'added', change: '99' }])
    const swap = ['-1 where id = 3', '3 where id = 5', '5 where id = -1'].map((it) => `update "Change" set id = ${it}`)
    expect(await after(swap)).toEqual([
      { how: 'changed', change: '3' },
      { how: 'changed', change: '5' },
    ])
    const places = ['-1 where nth = 3', '3 where nth = 4', '4 where nth = -1'].map(
      (it) => `update "HistoryChain" set nth = ${it}`,
    )
    expect((await after(places)).map((it) => 'change' in it && it.change)).toEqual(['4', '3', '5'])
  })

  it('goes on whoever writes: two at once, one who gave up, many in one go, an older version', async () => {
    const insert = (by: string) => `insert into "Change" (command, by, at) values ('mode', '${by}', now())`
    await Promise.all(['UALICE', 'UBRUNO', 'UCHLOE'].map((by) => askAs(databaseUrl, insert(by))))
    await askAs(databaseUrl, `begin; ${insert('UALICE')}; rollback`)
    await askAs(databaseUrl, `insert into "Change" (command, at) select 'lapse', now() from generate_series(1, 3)`)
    expect(await all(db)).toEqual([])
    expect(await headOf(db)).toMatchObject({ changes: 11 })
  })

  it('begins with what was there before, and says up to where', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'ringgroup-migrations-'))
    const name = `chain_${process.pid}`
    await askAs(inject('server'), `create database "${name}"`)
    const url = Object.assign(new URL(inject('server')), { pathname: name }).href
    const old = openDb(url)
    try {
      for (const it of readdirSync('prisma/migrations').filter((it) => it < '0011'))
        cpSync(path.join('prisma/migrations', it), path.join(dir, it), { recursive: true })
      await migrateDeploy(url, dir)
      const lead = `'{"leads":[{"user":"ULEA","free":false}]}'`
      await askAs(
        url,
        `insert into "Change" (command, by, at) select 'mode', 'UALICE', now() from generate_series(1, 40)`,
      )
      await askAs(
        url,
        `insert into "TouchedGroup" ("changeId", "groupId", after) select id, gen_random_uuid(), ${lead} from "Change"`,
      )
      expect(await migrateDeploy(url)).toContain('0011_history_chain')
      await askAs(url, `insert into "Change" (command, by, at) values ('time', 'UALICE', now())`)
      expect(await all(old)).toEqual([])
      expect(await headOf(old)).toMatchObject({ changes: 41, change: '41' })
      expect(await aboutChain(old)).toMatchObject({ late: 40, lastLate: '40' })
    } finally {
      await old.$disconnect()
      await askAs(inject('server'), `drop database "${name}" with (force)`)
      rmSync(dir, { recursive: true })
    }
  })
})

describe('the bot’s role', () => {
  it.each([
    `update "Change" set by = 'UCHLOE'`,
    `delete from "Change"`,
    `truncate "Change" cascade`,
    `update "TouchedGroup" set after = null`,
    `delete from "TouchedGroup"`,
    `truncate "TouchedGroup"`,
    `insert into "HistoryChain" values (1000, 1000, '')`,
    `update "HistoryChain" set hash = ''`,
    `delete from "HistoryChain"`,
    `truncate "HistoryChain"`,
    `insert into "HistoryAlias" values ('UX', 'UY')`,
    `update "HistoryAlias" set alias = 'UX'`,
    `delete from "HistoryAlias"`,
    `alter table "Change" disable trigger "Change_is_history"`,
    `alter table "Change" disable trigger all`,
    `drop trigger "Change_is_sealed" on "Change"`,
    `create or replace function seal_change() returns trigger language plpgsql as 'begin return null; end'`,
    `select seal_the_rest()`,
    `set session_replication_role = replica`,
    `update _prisma_migrations set checksum = ''`,
    `select setval('"Change_id_seq"', 1)`,
  ])('may not %s', async (sql) => {
    await expect(askAs(databaseUrl, sql)).rejects.toThrow(/permission denied|must be owner/)
  })

  it('cannot lead the chain astray by a table of its own', async () => {
    const mine = `create temp table "HistoryChain" (nth bigint, "changeId" bigint, hash bytea, late boolean default false)`
    await askAs(databaseUrl, `${mine}; insert into "Change" (command, at) values ('lapse', now())`)
    expect(await all(db)).toEqual([])
  })

  it('the owner too is refused by accident', async () => {
    for (const table of ['Change', 'TouchedGroup', 'HistoryChain'])
      for (const sql of [`delete from "${table}"`, `truncate "${table}" cascade`])
        await expect(askAs(ownerUrl, sql), sql).rejects.toThrow('history is never changed')
  })
})

describe('npm run verify', () => {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, DATABASE_MIGRATION_URL: ownerUrl }
  const verify = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/app/verify.ts', ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    )

  it('says in a sentence each what is wrong, and ends with 1', { timeout: 60_000 }, async () => {
    const { changes, hash } = await headOf(db)
    const fine = await verify('--head', `${changes}:${hash}`)
    expect(fine.stdout).toMatch(`History is what was written: ${changes} changes`)
    expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining(`Head: ${changes}:${hash}`) })
    expect((await verify('--head', 'nonsense')).code).toBe(2)
    await askAs(
      superUrl,
      `begin; set local session_replication_role = replica;
      update "Change" set by = 'UCHLOE' where id = 3; delete from "Change" where id = 4; commit`,
    )
    const { code, stdout } = await verify('--head', `${changes}:${'0'.repeat(64)}`)
    expect(stdout).toMatch(/^#3 is not what was written/m)
    expect(stdout).toMatch(/^#4 is missing/m)
    expect(stdout).toMatch(/^The head that you gave, of \d+ changes, is no part/m)
    expect(code).toBe(1)
  })
})

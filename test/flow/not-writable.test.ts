import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { openDb } from '../../src/store/db.ts'
import { freshDatabase } from '../kit/database.ts'
import { openProxy } from '../kit/proxy.ts'
import { openWorld } from '../kit/world.ts'

// A database that can be read and not written: what people and whoever runs it read, and that nobody is told anything twice.

const { url, superUrl, drop } = await freshDatabase()
const proxy = await openProxy(url)
const truth = openDb(url) // not through the proxy
afterAll(async () => {
  await truth.$disconnect()
  await proxy.close()
  await drop()
})
/** By a connection of its own, that may write whatever happens. */
async function outside(sql: string) {
  const client = new pg.Client({ connectionString: superUrl, options: '-c default_transaction_read_only=off' })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
const world = await openWorld({ env: { DATABASE_URL: proxy.url, RINGGROUP_CHANNEL: 'CPHONES' }, quiet: {} })
const { as, work, quietens, sandbox, until, expectError, logged } = world
const [alice, bruno, chloe, omar] = [as('UALICE'), as('UBRUNO'), as('UCHLOE'), as('UOMAR')]
const LIVE = /live on the phones/i

await alice.types('/ringgroup create Support 600 101 102')
await alice.hears(LIVE)
await alice.types('/ringgroup lead support @bruno')
await alice.hears(/@bruno/)
await quietens()

/** Whoever writes to this table hears this of PostgreSQL; or whoever changes a row of it. Which changes are to be told goes on being found. */
async function refuses(table: string, code: string, when = 'insert or update') {
  await outside(`
    create or replace function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'refused for a test' using errcode = '${code}'; end $$;
    create trigger refuse before ${when} on "${table}" for each row
      ${table === 'Told' ? "when (new.audience <> 'all')" : ''} execute function refuse()`)
}
const tables = ['Change', 'Told', 'Place', 'DriftNotice', 'RequestCard', 'Plea', 'Foretold', 'OutageTold', 'CallTold']
async function allows() {
  for (const table of tables) await outside(`drop trigger if exists refuse on "${table}"`)
}
afterEach(allows)

/** Every job that waits because it has failed has its turn now. */
const again = () =>
  outside(`select graphile_worker.reschedule_jobs(
    array(select id from graphile_worker._private_jobs where locked_at is null), run_at => now())`)
/** Everything that anybody has been told, wherever it stands. */
const posts = () =>
  ['UALICE', 'UBRUNO', 'UCHLOE', 'UOMAR', 'ULEA', 'UPRIYA'].flatMap((user) =>
    sandbox.state(user).channels.flatMap((it) => it.messages.map(({ ts }) => `${user} ${it.id} ${ts}`)),
  )
const settled = async () => {
  await until(
    async () =>
      (
        await truth.$queryRaw<object[]>`
    select from graphile_worker.jobs where locked_at is not null or (last_error is null and run_at <= clock_timestamp())`
      ).length === 0,
  )
}

describe('is said as what it is, in one line of the log without a reference number', () => {
  it.each([
    ['25006', /can only be read right now, not changed. Nothing was changed/, /the database is read-only/],
    ['53100', /There is no room left for my records. Nothing was changed/, /the disk of the database is full/],
    ['53300', /Too many programs use my records right now. Nothing was changed/, /no connection left/],
    ['53200', /My records have run out of memory. Nothing was changed/, /run out of memory/],
    ['42501', /My records refuse to let me do that. Nothing was changed/, /refuses its account a right/],
    ['57014', /My records took too long to answer. Nothing was changed/, /took too long/],
  ])('%s', async (code, toPeople, toOperator) => {
    expectError(toOperator)
    await refuses('Change', code)
    const before = await truth.change.count()
    await alice.types('/ringgroup time support 25')
    await alice.hears(toPeople)
    expect(await truth.change.count()).toBe(before)
    const lines = logged()
      .split('\n')
      .filter((it) => it.includes('"error"'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(toOperator)
    expect(lines[0]).toContain(`"code":"${code}"`)
    expect(lines[0]).not.toMatch(/reference|"stack"/)
  })
  it('in French, and after a failover to a server that takes no writes', async () => {
    expectError(/read-only|Connection terminated|terminating connection|not queryable/)
    const name = new URL(url).pathname.slice(1)
    await outside(`alter database "${name}" set default_transaction_read_only = on`)
    proxy.cut()
    await sleep(50)
    await chloe.types('/ringgroup durée support 25')
    await chloe.hears(/Mes registres sont en lecture seule pour le moment. Rien n’a été modifié/)
    await chloe.types('/ringgroup show support') // what only reads goes on
    await outside(`alter database "${name}" reset default_transaction_read_only`)
    proxy.cut()
    await sleep(50)
    await alice.types('/ringgroup time support 26')
    await alice.hears(LIVE)
  })
})

it('what was told when the connection was lost before it was noted is not told again', async () => {
  expectError(/Connection terminated|not queryable/)
  await quietens()
  await work()
  omar.goesTo('direct')
  const said = () => omar.texts().filter((it) => /108/.test(it))
  const before = said().length
  await alice.types('/ringgroup add support 108')
  await alice.hears(LIVE)
  await work()
  for (let i = 0; i < 5; i++) {
    proxy.cutsBefore('UPDATE "public"."Told" SET "change"')
    await again()
    await sleep(150)
    await settled()
  }
  await again()
  await sleep(150)
  await quietens()
  expect(said().length - before).toBe(1)
})

describe('nothing is told that cannot be noted, however often it is tried', () => {
  const bringsAbout: [string, string[], () => Promise<void>][] = [
    ['the answer to a change', ['Place'], async () => void (await alice.types('/ringgroup time support 27'))],
    [
      'what leads, phones and the channel are told',
      ['Told'],
      async () => {
        await alice.types('/ringgroup remove support 108')
        await alice.hears(LIVE)
      },
    ],
    [
      'a request',
      ['RequestCard'],
      async () => {
        await bruno.types('/ringgroup time support 15')
        await bruno.hears(/Sent to/)
      },
    ],
    [
      'what somebody asks for',
      ['Plea'],
      async () => {
        await omar.types('/ringgroup time support 40')
        await omar.presses('Ask Them')
        await omar.hears(/@alice/)
      },
    ],
    [
      'what was changed on the phones',
      ['DriftNotice'],
      async () => {
        world.phones.byHand(Extension.parse('600'), { ...(await world.held('600'))!, ringSeconds: 44 })
        await world.scan()
      },
    ],
  ]
  it.each(bringsAbout)('%s', async (_, refused, bringAbout) => {
    expectError(/disk of the database is full|refused for a test/)
    await quietens()
    await settled()
    for (const table of refused) await refuses(table, '53100', 'update')
    await bringAbout()
    await settled()
    const before = posts()
    for (let i = 0; i < 5; i++) {
      await again()
      await sleep(100)
      await settled()
    }
    expect(posts().filter((it) => !before.includes(it))).toEqual([])
    await allows()
    for (let i = 0; i < 3; i++) {
      await again()
      await sleep(100)
      await settled()
    }
    const told = posts().filter((it) => !before.includes(it))
    expect(told.length).toBeGreaterThan(0)
    await again()
    await quietens()
    expect(posts().filter((it) => !before.includes(it) && !told.includes(it)).length).toBeLessThan(3) // of what goes on meanwhile
  })
})

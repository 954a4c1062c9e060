// What is kept can be taken out: a person, all of it as a file, and what belongs to Slack when Slack sends us away.
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { IN_SANDBOX } from '../src/playground.ts'
import { brokenLinks, headOf } from '../src/store/chain.ts'
import { askAs } from './kit/database.ts'
import { openWorld } from './kit/world.ts'

const LEA = 'ULEA'
const world = await openWorld({ admins: ['UALICE'] })
const { as, db, databaseUrl, ownerUrl, superUrl, work, expectError, logged, port } = world
const [alice, lea] = [as('UALICE'), as(LEA)]

const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, DATABASE_MIGRATION_URL: ownerUrl }
/** A program of the operator, as a process. */
const runs = (program: 'erase' | 'export' | 'verify', ...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', `src/app/${program}.ts`, ...args], { env }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  )
/** In which tables a text stands. */
const holding = async (text: string) =>
  (await askAs<{ name: string }>(ownerUrl, 'select name from rows_naming($1)', [text])).map((it) => it.name)
/** Slack tells us something. */
async function event(what: object) {
  const body = JSON.stringify({
    type: 'event_callback',
    team_id: 'TNORTHWIND',
    api_app_id: 'A0SANDBOX',
    event_id: `Ev${Date.now()}`,
    event: what,
  })
  const at = `${Math.floor(Date.now() / 1000)}`
  const signature = createHmac('sha256', IN_SANDBOX.signingSecret).update(`v0:${at}:${body}`).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-slack-request-timestamp': at }
  const signed = { ...headers, 'x-slack-signature': `v0=${signature}` }
  return fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers: signed })
}

describe('npm run erase', () => {
  it('is for ids of Slack, and for nobody who still leads', { timeout: 60_000 }, async () => {
    await alice.types('/ringgroup create Support 600 Léa Bruno')
    await work()
    await alice.types('/ringgroup lead support @lea')
    await work()
    await lea.types('/ringgroup add support Priya reason="Léa goes on holiday"')
    await work()
    await alice.types('/ringgroup link @lea 103')
    await work()
    expect((await runs('erase', 'lea')).code).toBe(2)
    const { code, stdout } = await runs('erase', LEA, '--yes')
    expect(stdout).toContain('an admin ends that first')
    expect(code).toBe(1)
  })

  it('says first what it would do, and does nothing', { timeout: 60_000 }, async () => {
    await alice.types('/ringgroup lead support remove @lea')
    await work()
    const before = await holding(LEA)
    expect(before).toEqual(expect.arrayContaining(['"Change"', '"TouchedGroup"', '"Request"', '"Person"', '"Link"']))
    const { stdout } = await runs('erase', LEA)
    expect(stdout).toContain('Nothing was changed. With --yes it is done')
    expect(await holding(LEA)).toEqual(before)
  })

  it('leaves no row that names them, and a history that holds', { timeout: 120_000 }, async () => {
    const entry = await db.directoryEntry.findUniqueOrThrow({ where: { extension: '103' } })
    await askAs(superUrl, `insert into "Call" (id, "callerNumber", "callerName", "startedAt") values ('c1', '103', $1, now())`, [entry.name]) // prettier-ignore
    const noted = await headOf(db)
    const email = entry.email!
    // the phone system still has them: that is said, and is no success
    const first = await runs('erase', LEA, '--email', email, '--yes')
    expect(first.stdout).toContain(`Still there: "${entry.name}", rows of DirectoryEntry: 1.`)
    expect(first.stdout).toContain('take them out there, then run this again')
    expect(first.code).toBe(1)
    expect(await holding(`\\m${LEA}\\M`)).toEqual([])

    await askAs(superUrl, `update "DirectoryEntry" set "goneAt" = now() where extension = '103'`)
    const { stdout, code } = await runs('erase', LEA, '--email', email, '--yes')
    expect(stdout).not.toContain('Still there')
    expect(code).toBe(0)
    for (const text of [`\\m${LEA}\\M`, entry.name, email]) expect(await holding(text), text).toEqual([])

    for await (const it of brokenLinks(db, noted)) expect.unreachable(JSON.stringify(it))
    const verified = await runs('verify', '--head', `${noted.changes}:${noted.hash}`)
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Erased people .*: UERASED[0-9A-F]{12}\./),
    })

    await alice.types('/ringgroup history')
    await alice.hears(/somebody who was erased/)
    expect(alice.heard().join()).not.toContain('UERASED')
    // what they had done can be put back, and goes on being recorded
    await alice.types('/ringgroup time support 40')
    await alice.hears(/Live on the phones/)
    await work()
    // but nobody who was erased comes back that way
    const [removed, linked] = await askAs<{ id: string }>(
      superUrl,
      `select max(id)::text as id from "Change" where command in ('lead', 'link') group by command order by command`,
    )
    await alice.types(`/ringgroup undo #${removed!.id}`)
    await alice.hears(/Nothing to change: it is like that already/)
    await alice.types(`/ringgroup undo #${linked!.id}`)
    await alice.hears(/somebody who was erased is not a regular member/)
    expect([await db.lead.count(), await db.link.count()]).toEqual([0, 0])
    await expect(askAs(ownerUrl, 'delete from "Change"')).rejects.toThrow('history is never changed') // it is on again
    for await (const it of brokenLinks(db, noted)) expect.unreachable(JSON.stringify(it))
  })
})

describe('npm run export', () => {
  it('has every row of every table as a line of JSON, and no address to answer at', { timeout: 60_000 }, async () => {
    const { stdout, code } = await runs('export')
    expect(code).toBe(0)
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((it) => JSON.parse(it) as Record<string, unknown>)
    expect(head).toMatchObject({ ringgroup: 'export', version: 1, schema: expect.stringMatching(/^00\d\d_/) })
    expect(rows.pop()).toEqual({ end: true, rows: rows.length })
    const tables = await askAs<{ name: string; count: number }>(
      superUrl,
      `select relname as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', oid::regclass), true, true, '')))[1]::text::int as count
       from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^_'`,
    )
    for (const { name, count } of tables)
      expect(
        rows.filter((it) => it['table'] === name),
        name,
      ).toHaveLength(count)
    expect(rows).toContainEqual({
      table: 'RingGroup',
      row: expect.objectContaining({ name: 'Support', extension: '600' }),
    })
    expect((await db.place.findFirst())?.where).toHaveProperty('url')
    expect(stdout).not.toMatch(/"url"|response_url|\/respond\//)
  })
})

describe('when Slack takes the token away', () => {
  it('a token of a person concerns nobody', async () => {
    await event({ type: 'tokens_revoked', tokens: { oauth: ['UALICE'] } })
    await work()
    expect(logged()).not.toContain('was removed')
  })

  it.each([{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { oauth: [], bot: ['UBOT'] } }])(
    'by $type, says so, forgets what was Slack’s and ends',
    async (what) => {
      expectError(/was removed from the workspace/)
      await alice.types('/ringgroup who support')
      await work()
      expect(await db.person.count()).toBeGreaterThan(0)
      expect((await event(what)).status).toBe(200)
      await expect.poll(logged).toContain('still accepts it') // it came late: the app was installed again
      world.sandbox.trouble('auth.test', { error: 'account_inactive' })
      onTestFinished(() => world.sandbox.trouble('auth.test', null))
      const before = world.removed.length
      expect((await event(what)).status).toBe(200)
      await expect.poll(() => world.removed.length).toBe(before + 1)
      expect(world.removed.at(-1)).toBe(what.type)
      expect(logged()).toContain('was removed from the workspace: it stops')
      expect(await db.person.count()).toBe(0)
      expect(await askAs(superUrl, `select from "Place" where "where" ? 'url'`)).toEqual([])
      expect(await askAs(superUrl, `select from "Request" where place ? 'url'`)).toEqual([])
      expect(await db.ringGroup.count()).toBe(1) // the phones go on to ring by them
    },
  )
})

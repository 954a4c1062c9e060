import { expect, it } from 'vitest'
import { openPace } from '../../src/slack/pace.ts'
import { askAs } from '../kit/database.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ env: { RINGGROUP_PACE: '2' } })
const { as, db, superUrl, sandbox, work } = world
const [alice, bruno, chloe] = [as('UALICE'), as('UBRUNO'), as('UCHLOE')]
const TOO_FAST = /faster than I can follow/
const pause = () => new Promise((resolve) => setTimeout(resolve, 5500)) // after it, ten at once, and one is told again

await alice.types('/ringgroup create Support 600 101 102')
await alice.hears(/live on the phones/i)

it('a line that is too long is refused before it is read, with what would do instead', async () => {
  const line = `/ringgroup create ${'w1 '.repeat(2700)}`
  await alice.types(line)
  const said = await alice.hears(/This line has 8,?\d{3} characters, and I read at most 1,?000. Nothing was changed/)
  expect(said).toContain('[/ringgroup create] [/ringgroup import]')
  expect(await db.ringGroup.count()).toBe(1)
  await alice.presses('/ringgroup create')
  expect((await alice.form()).title).toMatch(/Group/)
  await alice.closes()
  await chloe.types(`/ringgroup créer ${'é'.repeat(1000)}`)
  await chloe.hears(/Cette ligne compte 1.?006 caractères/)
  await bruno.types(`/ringgroup show ${'"'.repeat(1200)}`)
  expect(await bruno.hears(/This line has 1,?205 characters/)).not.toContain('import]')
}, 60_000)

it('what is pasted to be imported has a limit of its own', async () => {
  await alice.types(`/ringgroup import ${'6'.repeat(1500)}`)
  await alice.form(({ title }) => /import/i.test(title))
  await alice.closes()
  await alice.types(`/ringgroup import ${'6'.repeat(3000)}`)
  await alice.hears(/At most 3,?000 characters at a time. Import one part, then the next. Nothing was changed/)
}, 60_000)

it('the longest line that is read asks the database for about as much as it has words', async () => {
  const asked = async (line: string) => {
    await askAs(superUrl, 'select pg_stat_reset()')
    await bruno.types(`/ringgroup show ${line}`)
    await bruno.hears(/./)
    await askAs(superUrl, 'select pg_stat_force_next_flush()')
    const [row] = await db.$queryRaw<{ rows: number }[]>`
      select sum(idx_scan + seq_scan)::int as rows from pg_stat_user_tables where relname in ('RingGroup', 'DirectoryEntry')`
    return row!.rows
  }
  const words = Array.from({ length: 200 }, (_, i) => `x${i}`).join(' ')
  expect(words.length).toBeLessThan(995)
  expect(await asked(words)).toBeLessThan(200 * 6)
}, 60_000)

it('somebody who sends more than anybody can type reads so once, and nothing else is done for them', async () => {
  await pause()
  const { seenAt } = (await db.person.findUniqueOrThrow({ where: { user: 'UBRUNO' } })) as { seenAt: Date }
  const before = sandbox.state('UBRUNO').channels.flatMap((it) => it.messages).length
  bruno.listens()
  await Promise.all(Array.from({ length: 60 }, () => bruno.types('/ringgroup show support')))
  await work()
  const said = () => bruno.heard().filter((it) => TOO_FAST.test(it))
  const shown = () => bruno.heard().filter((it) => /Support \(600\)|Support/.test(it) && !it.startsWith('/'))
  await bruno.hears(TOO_FAST)
  expect(said().length).toBeLessThanOrEqual(3)
  expect(shown().length).toBeLessThanOrEqual(10 + 2 * 15)
  expect(sandbox.state('UBRUNO').channels.flatMap((it) => it.messages).length - before).toBeLessThan(60)
  expect((await db.person.findUniqueOrThrow({ where: { user: 'UBRUNO' } })).seenAt).toEqual(seenAt)
  alice.listens()
  await alice.types('/ringgroup show support') // nobody else is held up
  await alice.hears(/Support/)
  await pause()
  bruno.listens()
  await bruno.types('/ringgroup show support')
  await bruno.hears(/Support/)
  expect(said()).toEqual([])
}, 60_000)

it('presses and forms count as lines do, and what was typed into a form stays', async () => {
  await pause()
  alice.listens()
  await alice.types('/ringgroup time support')
  await alice.form()
  await Promise.all(Array.from({ length: 40 }, () => alice.types('/ringgroup show support')))
  expect(Object.values(await alice.submits()).join()).toMatch(TOO_FAST)
  await pause()
  await alice.closes()
  await alice.types('/ringgroup show support')
  await alice.hears(/Support/)
  await Promise.all(Array.from({ length: 60 }, () => alice.presses('Edit Group')))
  await alice.hears(TOO_FAST)
  while (alice.hasForm()) await alice.closes(true)
}, 60_000)

it('a field that searches while somebody types has a pace of its own', async () => {
  await pause()
  await alice.types('/ringgroup add')
  await alice.form()
  for (let i = 0; i < 30; i++) await alice.fills({ 'Ring group': 'Support' })
  expect((await alice.form()).fields['Ring group']).toMatch(/Support/)
  await alice.closes()
}, 60_000)

it('counts by a clock that only goes on, and forgets who has not asked for longest', () => {
  let now = 0
  const pace = openPace(5, () => now)
  const asks = (times: number, user = 'U1') => Array.from({ length: times }, () => pace.of(user))
  expect(asks(10)).toEqual(Array(10).fill('fine'))
  expect(asks(3)).toEqual(['say', 'silent', 'silent'])
  now = 1000
  expect(asks(6)).toEqual([...Array(5).fill('fine'), 'silent'])
  now = 6000
  expect(asks(11)).toEqual([...Array(10).fill('fine'), 'say'])
  for (let i = 0; i < 20_000; i++) pace.of(`U${i + 2}`)
  expect(pace.size()).toBe(10_000)
}, 60_000)

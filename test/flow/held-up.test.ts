// One person, one group, one account that gives trouble holds up no other.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { answer } from '../../src/commands/index.ts'
import { foretell } from '../../src/jobs/foretell.ts'
import { handOut } from '../../src/jobs/hand-out.ts'
import { lapse } from '../../src/jobs/lapse.ts'
import { tellDeclined, tellPhone } from '../../src/jobs/told.ts'
import { rememberUnnoted } from '../../src/jobs/unnoted.ts'
import type { Place } from '../../src/ring/change.ts'
import { clock, UserId } from '../../src/ring/actor.ts'
import { Extension, RingGroup } from '../../src/ring/group.ts'
import { QUIET } from '../../src/ring/told.ts'
import { keep } from '../../src/store/changes.ts'
import { decide } from '../../src/store/requests.ts'
import { leaverOf } from '../../src/store/leavers.ts'
import { expectTold } from '../../src/store/told.ts'
import { askAs } from '../kit/database.ts'
import { ALICE, CHLOE, LEA, openOffice } from '../kit/office.ts'

const { db, superUrl, as, found } = await openOffice()
const [OMAR, BRUNO] = [UserId.parse('UOMAR'), UserId.parse('UBRUNO')]

/** Tells people; whoever is `away` cannot be reached. */
function telling({ away, users = [] }: { away: UserId; users?: UserId[] }) {
  const told: string[] = []
  const deps = {
    db,
    now: () => new Date(),
    settings: { country: 'FR' },
    quiet: QUIET,
    say: async (place: Place) => {
      if (place.user === away) throw new Error('a Slack error')
      told.push(place.user)
      return place
    },
    readsIn: async () => 'en',
    once: rememberUnnoted(),
    usersOf: async () => users,
    admins: async () => [],
  }
  return { told, deps }
}
/** The database, and how often it was asked. */
function counting() {
  let count = 0
  const asks = db.$extends({ query: { $allOperations: ({ args, query }) => (count++, query(args)) } })
  return { db: asks as never, asked: () => count }
}
/** The database fails whenever this happens. */
async function failing(table: string, when: string, work: () => Promise<unknown>) {
  await askAs(
    superUrl,
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'a fault of the disk'; end $$`,
  )
  await askAs(
    superUrl,
    `create trigger fails before insert on ${table} for each row when (${when}) execute function fail()`,
  )
  try {
    await work()
  } finally {
    await askAs(superUrl, 'drop function fail cascade')
  }
}

it('of several people with one phone', async () => {
  const [group] = await found([{}], 60_000)
  const of = Extension.parse('106')
  await answer(await as(ALICE), 'add', { group: group!.id, people: [of] })
  const change = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await expectTold(db, [{ audience: 'phone', of, change: `${change.id}` }])
  const { told, deps } = telling({ away: BRUNO, users: [BRUNO, LEA] })
  await expect(tellPhone(deps)({ extension: of }, {} as never)).rejects.toThrow('a Slack error')
  expect(told).toEqual([LEA])
  const again = telling({ away: OMAR, users: [BRUNO, LEA] })
  await tellPhone(again.deps)({ extension: of }, {} as never)
  expect(again.told).toEqual([BRUNO]) // nobody hears it twice
})

it('of the other leads of a group that a request was declined for', async () => {
  const leads = [BRUNO, LEA, OMAR].map((user) => ({ user, free: false }))
  const [group] = await found([{ leads }], 60_100)
  await answer(await as(OMAR), 'time', { group: group!.id, ringSeconds: '40' })
  const { id } = await db.request.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await decide(db, `${id}`, { how: 'declined', by: ALICE, at: new Date() })
  const { told, deps } = telling({ away: BRUNO })
  await expect(tellDeclined(deps)({ request: `${id}` }, {} as never)).rejects.toThrow('a Slack error')
  expect(told).toEqual([LEA])
  const again = telling({ away: OMAR })
  await tellDeclined(again.deps)({ request: `${id}` }, {} as never)
  expect(again.told).toEqual([BRUNO])
})

it('of groups in which somebody comes or goes by the clock', async () => {
  const until = new Date(Date.now() - 60_000).toISOString()
  const groups = await found([{}, {}], 60_200)
  await db.membership.updateMany({
    where: { extension: '108', groupId: { in: groups.map((it) => it.id) } },
    data: { until },
  })
  const ctx = { ...(await as(ALICE)), actor: clock, place: null, askedIn: null }
  const left = () => db.membership.findMany({ where: { extension: '108', until }, include: { group: true } })
  const [first] = await left()
  await failing('"RingGroup"', `new.extension = '${first!.group.extension}'`, () =>
    expect(lapse(ctx)({}, {} as never)).rejects.toThrow(),
  )
  expect((await left()).map((it) => it.groupId)).toEqual([first!.groupId])
  await lapse(ctx)({}, {} as never)
  expect(await left()).toEqual([])
})

it('a case of somebody who has left is decided with the news of it, or not at all', async () => {
  await db.$executeRaw`insert into "Leaver" (id, who, "user", extension, "seenAt") values (7, ${CHLOE}, ${CHLOE}, '108', now())`
  const letbe = async () => answer(await as(ALICE), 'letbe', { leaver: '7' })
  await failing('graphile_worker._private_jobs', 'true', () => expect(letbe()).rejects.toThrow())
  expect((await leaverOf(db, '7'))?.ended).toBeNull()
  await letbe()
  expect((await leaverOf(db, '7'))?.ended).toMatchObject({ how: 'kept', by: ALICE })
})

it('nobody waits for ever because very many are to be told', async () => {
  const groups = Array.from({ length: 200 }, (_, i) =>
    RingGroup.parse({
      id: randomUUID(),
      name: `Many ${i}`,
      extension: `${61_000 + i}`,
      mode: 'simultaneous',
      ringSeconds: 20,
      members: Array.from({ length: 5 }, (_, nth) => ({ extension: `${10_000 + i * 5 + nth}` })),
      fallback: { to: 'voicemail', target: '100' },
      directNumbers: [],
      leads: [{ user: LEA, free: false }],
    }),
  )
  const how = { askedIn: null, extensions: [], place: null, patience: 0 }
  const touched = groups.map((after) => ({ before: null, after }))
  await keep(db, { command: 'import', by: ALICE, because: null, at: new Date(), touched, ...how })
  const { db: asks, asked } = counting()
  const isAdmin = async () => true
  await handOut({ db: asks, now: () => new Date(), quiet: QUIET, settings: { channel: 'C1' }, isAdmin })(
    {},
    {} as never,
  )
  expect(asked()).toBeLessThan(20)
  const waiting = (task: string) =>
    db.$queryRaw<{ count: number }[]>`
      select count(*)::int as count from graphile_worker.jobs
      where task_identifier = ${task} and key like any(${groups.flatMap((it) => [`%:${it.id}:%`, ...it.members.map(({ extension }) => `%:${extension}`)])})`
  expect(await waiting('tellLead')).toEqual([{ count: 200 }])
  expect(await waiting('tellPhone')).toEqual([{ count: 1000 }])
})

it('of those who are told ahead that nobody will ring', async () => {
  const until = new Date(Date.now() + 3_600_000)
  const leads = [{ user: LEA, free: false }]
  const groups = await found([{ leads }, { leads: [] }], 60_400)
  await db.membership.updateMany({ where: { groupId: { in: groups.map((it) => it.id) } }, data: { until } })
  const { deps } = telling({ away: BRUNO })
  const told: string[] = []
  const job = foretell({
    ...deps,
    settings: { channel: null, country: 'FR', language: 'en' },
    post: async (to) => {
      told.push(to)
      return { channel: to, ts: '1' }
    },
    admins: () => Promise.reject(new Error('a Slack error')), // whom to tell of the group that nobody leads
  })
  await expect(job({}, {} as never)).rejects.toThrow('a Slack error')
  expect(new Set(told)).toEqual(new Set([LEA]))
})

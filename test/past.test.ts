// A long past is not read by anybody who does not ask for it. No clock shows that here, but PostgreSQL's own plans: none
// goes through a table that grows.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { fill, groupAt } from '../bench/kit/company.ts'
import { fillPast } from '../bench/kit/past.ts'
import { Prisma, PrismaClient } from '../src/generated/prisma/client.ts'
import type { UserId } from '../src/ring/actor.ts'
import { Extension, type RingGroup } from '../src/ring/group.ts'
import { callOf, lastCallsOf, lastCallsTo } from '../src/store/calls.ts'
import * as changes from '../src/store/changes.ts'
import { checkup } from '../src/store/checkup.ts'
import { openDb, PLANNING, type Db } from '../src/store/db.ts'
import * as drift from '../src/store/drift.ts'
import * as foretold from '../src/store/foretold.ts'
import { groupsWhere } from '../src/store/groups.ts'
import { settle } from '../src/store/held.ts'
import { readHome } from '../src/store/home.ts'
import * as leavers from '../src/store/leavers.ts'
import * as notices from '../src/store/notices.ts'
import { lastWordsOn } from '../src/store/people.ts'
import { tellOnce } from '../src/store/places.ts'
import { prune } from '../src/store/prune.ts'
import * as cards from '../src/store/request-cards.ts'
import * as requests from '../src/store/requests.ts'
import { standingOf } from '../src/store/standing.ts'
import * as told from '../src/store/told.ts'
import { openWorld } from './kit/world.ts'

const world = await openWorld()
await fill(world.db, world.phones, 20)
const filling = openDb(world.superUrl)
await fillPast(filling, 20_000)
await filling.$disconnect()

const texts: string[] = []
const seeing = new PrismaClient({
  adapter: new PrismaPg({ connectionString: world.databaseUrl }),
  log: [{ emit: 'event', level: 'query' }],
})
seeing.$on('query', ({ query }) => void texts.push(query))
const db: Db = seeing
const explaining = new pg.Client(world.databaseUrl)
await explaining.connect()
await explaining.query(PLANNING)
afterAll(async () => {
  await explaining.end()
  await seeing.$disconnect()
})

const [group] = (await groupsWhere(world.db, Prisma.sql`g.extension = ${groupAt(6)}`)) as [RingGroup]
const [last] = await changes.history(world.db, { limit: 1 })
const id = last!.id
const now = new Date()
const [me, lead] = ['UBENCH', 'ULEAD1'] as UserId[] as [UserId, UserId]
const phone = Extension.parse('200006')
const home = { email: null, most: { groups: 10, requests: 5, changes: 5, cases: 5 } }
const day = 24 * 3_600_000

const USES: Record<string, () => Promise<unknown>> = {
  'what waits': () => Promise.all([changes.waiting(db), changes.countWaiting(db)]),
  check: () => checkup(db),
  'home of an admin': () => readHome(db, { ...home, user: me, isAdmin: true, leads: [] }),
  'home of a lead': () => readHome(db, { ...home, user: lead, isAdmin: false, leads: [group.id] }),
  'how a group stands': () => standingOf(db, group),
  'how groups stand': () => changes.stagesAt(db, [group.extension]),
  'the first page of history': () => changes.history(db, { limit: 10 }),
  'an old page of it': () => changes.history(db, { before: '5000', limit: 10 }),
  'history of a group': () => changes.history(db, { group: group.id, limit: 10 }),
  'what was put back': () => changes.undoneBy(db, [id, '41', '81']),
  'what somebody did last': () => changes.lastChangesBy(db, me, 50),
  'a name that was given up': () => changes.gaveUpName(db, 'temporary', now),
  'who said that somebody is an admin': () => lastWordsOn(db, [me, lead]),
  'whom a phone tells': () => told.changesAtPhone(db, phone, { after: `${Number(id) - 5}` }),
  'what a lead is told': () => told.changesOfGroup(db, group.id, { after: `${Number(id) - 5}` }),
  'handing out': () => told.handOut(db, async () => {}),
  'who is to be told': () =>
    told.expectTold(db, [{ audience: 'phone', of: phone, change: id, job: `tellPhone:${phone}` }]),
  'the answer to a change': () => tellOnce(db, id, async () => []),
  'what the phones have taken': () => settle(db, { seen: [BigInt(id)], live: [group.extension], refused: [], at: now }),
  'since when somebody is a member': () => foretold.beganAt(db, group.id, phone, 'membership'),
  'what will end': () => Promise.all([foretold.casesToTell(db), foretold.untold(db)]),
  'who has left': () => Promise.all([leavers.watched(db), leavers.openLeavers(db, { limit: 5 })]),
  'whom they led': () => leavers.ledUntil(db, lead, new Date(now.getTime() - day)),
  notices: async () => {
    await notices.expectNotices(db, [me], now)
    await Promise.all([notices.openTo(db), notices.freshFor(db)])
  },
  'open requests': () =>
    Promise.all([
      requests.openRequests(db, me, { limit: 5 }),
      requests.countOpen(db, me),
      requests.openBy(db, lead, 5),
      requests.countOpenBy(db, lead),
      requests.openInShort(db, {}),
      requests.stageOfGrant(db, '3'),
    ]),
  'cards of requests': async () => {
    await cards.dropFreshCards(db, [me])
    await cards.expectInChannel(db, 'C1')
    await cards.expectCards(db, [me])
    await Promise.all([cards.openCards(db), cards.freshCards(db, 'card'), cards.unreminded(db, now)])
  },
  calls: () =>
    Promise.all([
      lastCallsOf(db, group.id, group.directNumbers),
      lastCallsTo(db, group.directNumbers),
      callOf(db, 'past-7'),
    ]),
  'what had an extension': () => drift.formerAt(db, group.extension),
  'what goes by itself': () => prune(db, new Date(now.getTime() - 2000 * day)),
}

const GROWING =
  /Seq Scan on "?(Change|TouchedGroup|Delivery|Place|Request|RequestCard|Call|CalledGroup|CallTold|Told|DriftNotice|Foretold|Plea)"?[ \n]/

it.each(Object.keys(USES))('%s', async (what) => {
  texts.length = 0
  await USES[what]!()
  const asked = texts.filter((it) => /^\s*(select|with|insert|update|delete)/i.test(it))
  expect(asked.length).toBeGreaterThan(0)
  for (const text of asked) {
    const { rows } = await explaining.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`)
    const plan = rows.map((it) => it['QUERY PLAN']).join('\n')
    expect(plan, text).not.toContain('Parallel')
    expect(GROWING.exec(plan)?.[1], `${text}\n${plan}`).toBeUndefined()
  }
})

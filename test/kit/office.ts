import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { Asking } from '../../src/commands/command.ts'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { simulated } from '../../src/phones/simulated/index.ts'
import { UserId } from '../../src/ring/actor.ts'
import { Extension, RingGroup } from '../../src/ring/group.ts'
import { openDb } from '../../src/store/db.ts'
import { keepDirectory } from '../../src/store/directory.ts'
import { rowsOf } from '../../src/store/groups.ts'
import { leadsOf } from '../../src/store/people.ts'
import { speak } from '../../src/words/index.ts'
import { freshDatabase } from './database.ts'

export const [ALICE, CHLOE, LEA] = [UserId.parse('UALICE'), UserId.parse('UCHLOE'), UserId.parse('ULEA')]
const admins = [ALICE, CHLOE]

/**
 * The commands without a Slack and without anybody who works off jobs: for what has to happen often, or at the same moment.
 * Alice and Chloé are admins. `nth`: on which of several databases' connections, as several bots have them.
 */
export async function openOffice({ bots = 1 } = {}) {
  const { url, superUrl, drop } = await freshDatabase()
  const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-office-'))
  const phones = simulated({ folder, company: northwind })
  const dbs = Array.from({ length: bots }, () => openDb(url))
  const db = dbs[0]!
  await keepDirectory(db, await phones.directory(), new Date())
  afterAll(async () => {
    await Promise.all(dbs.map((it) => it.$disconnect()))
    await phones.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    db,
    superUrl,
    async as(user: UserId, nth = 0): Promise<Asking> {
      const mine = dbs[nth % dbs.length]!
      const actorNow = async (id: UserId) =>
        ({ user: id, role: admins.includes(id) ? 'admin' : 'member', leads: await leadsOf(mine, id) }) as const
      return {
        actor: await actorNow(user),
        words: speak('en'),
        timeZone: 'Europe/Paris',
        db: mine,
        now: () => new Date(),
        settings: {
          block: [Extension.parse('60000'), Extension.parse('69999')],
          phones,
          phoneSystem: 'simulated',
          channel: null,
          mostMembers: 30,
          country: 'FR',
          patience: 1500,
          language: 'en',
        },
        emailOf: async () => null,
        userWithEmail: async () => null,
        nameOf: async (id) => id,
        admins: async () => admins,
        adminsNow: async () => [],
        deciders: async (by) => ({ admins: admins.filter((it) => it !== by) }),
        actorNow,
        forget: () => {},
        isNamedAdmin: async () => false,
        place: { user, language: 'en', replaces: true },
        askedIn: randomUUID(),
      }
    },
    /** Straight into the records, all of them led by Léa. */
    async found(groups: Partial<RingGroup>[], from = 60_000): Promise<RingGroup[]> {
      const all = groups.map((it, i) =>
        RingGroup.parse({
          id: randomUUID(),
          name: `Group ${from + i}`,
          extension: `${from + i}`,
          mode: 'consecutive',
          ringSeconds: 20,
          members: [{ extension: '102' }, { extension: '108' }],
          fallback: { to: 'voicemail', target: '100' },
          directNumbers: [],
          leads: [{ user: LEA, free: false }],
          ...it,
        }),
      )
      const { groups: rows, memberships, leads } = rowsOf(all)
      await db.ringGroup.createMany({ data: rows })
      await db.membership.createMany({
        data: memberships.map(({ groupId, position, extension }) => ({ groupId, position, extension })),
      })
      await db.lead.createMany({ data: leads })
      return all
    },
  }
}

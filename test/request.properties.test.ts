// Whatever people ask, edit, approve, decline and withdraw, in any order: one decision, and it has happened as it was shown.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answer } from '../src/commands/index.ts'
import type { Asking } from '../src/commands/command.ts'
import type { UserId } from '../src/ring/actor.ts'
import type { RingGroup } from '../src/ring/group.ts'
import { Refusal } from '../src/ring/refusal.ts'
import { resultOf } from '../src/ring/request.ts'
import { history } from '../src/store/changes.ts'
import { groupsWithIds } from '../src/store/groups.ts'
import { requestNumbered } from '../src/store/requests.ts'
import { ALICE, CHLOE, LEA, openOffice } from './kit/office.ts'

const RUNS = 40

const { db, as, found } = await openOffice()
let made = 0

const person = fc.constantFrom('101', '102', '103', '106', '108', '109')
/** Something that can be asked of a group, or done to it. */
const wish = fc.oneof(
  fc.record({ name: fc.constant('add'), input: fc.record({ people: fc.tuple(person) }) }),
  fc.record({ name: fc.constant('remove'), input: fc.record({ people: fc.tuple(person) }) }),
  fc.record({ name: fc.constant('swap'), input: fc.record({ out: person, replacement: person }) }),
  fc.record({
    name: fc.constant('time'),
    input: fc.record({ ringSeconds: fc.integer({ min: 5, max: 9 }).map(String) }),
  }),
)
const which = fc.nat({ max: 5 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), wish }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), wish }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('approve' as const), which, by: fc.constantFrom(ALICE, CHLOE, LEA) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('amend' as const), which, wish, by: fc.constantFrom(ALICE, LEA) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('decline' as const), which, by: fc.constantFrom(CHLOE, LEA) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which, by: fc.constantFrom(LEA, ALICE) }) },
)

/** A no is an answer, too. */
async function says(ctx: Asking, name: string, input: Record<string, unknown>) {
  await answer(ctx, name, input).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
  })
}

it('one decision, done whole or not at all, and history tells it', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const [{ id, extension: group }] = (await found([{}], 60_000 + made++)) as [RingGroup]
      const now = async () => (await groupsWithIds(db, [id]))[0]!
      const begun = await now()
      const mine = async () =>
        (await db.request.findMany({ where: { groups: { has: id } }, orderBy: { id: 'asc' } })).map((it) => `${it.id}`)
      const decided = new Map<string, string>()

      for (const it of steps) {
        const before = await now()
        const requests = await mine()
        const nth = 'which' in it && requests.length > 0 ? requests[it.which % requests.length]! : null
        const asked = nth ? await requestNumbered(db, nth) : null
        const ctx = (user: UserId) => as(user)
        if (it.do === 'ask') await says(await ctx(LEA), it.wish.name, { group, ...it.wish.input })
        else if (it.do === 'change') await says(await ctx(ALICE), it.wish.name, { group, ...it.wish.input })
        else if (!asked) continue
        else if (it.do === 'approve')
          await says(await ctx(it.by), 'approve', { request: asked.id, seen: resultOf(asked.shown) })
        else if (it.do === 'amend')
          await says(await ctx(it.by), it.wish.name, { group, ...it.wish.input, amends: asked.id })
        else if (it.do === 'decline') await says(await ctx(it.by), 'decline', { request: asked.id, sure: 'yes' })
        else await says(await ctx(it.by), 'withdraw', { request: asked.id })

        const after = await now()
        const isGrant =
          asked !== null && !asked.decision && (await requestNumbered(db, asked.id)).decision?.how === 'approved'
        if (it.do !== 'change' && !isGrant) expect(after).toEqual(before)
        if (isGrant) {
          const [last] = await history(db, { group: id, limit: 1 })
          expect(last).toMatchObject({ by: LEA, because: { request: asked.id }, touched: [{ before, after }] })
          expect([ALICE, CHLOE]).toContain(last!.approvedBy)
          if (it.do === 'approve') expect(asked.shown).toEqual([{ before, after }])
        }
        for (const request of await mine()) {
          const { decision } = await requestNumbered(db, request)
          const grants = await db.change.count({ where: { becauseRequest: BigInt(request) } })
          expect(grants).toBe(decision?.how === 'approved' ? 1 : 0)
          const known = decided.get(request)
          if (known) expect(JSON.stringify(decision)).toBe(known)
          else if (decision) decided.set(request, JSON.stringify(decision))
        }
      }

      // one after the other, without a gap
      const told = (await history(db, { group: id, limit: 100 })).toReversed().flatMap((it) => it.touched)
      for (const [i, it] of told.entries()) expect(it.before).toEqual(i === 0 ? begun : told[i - 1]!.after)
      expect(await now()).toEqual(told.at(-1)?.after ?? begun)
    }),
    { numRuns: RUNS },
  )
  expect(await db.change.count({ where: { becauseRequest: { not: null } } })).toBeGreaterThan(5)
})

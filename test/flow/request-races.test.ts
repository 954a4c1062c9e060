// Whoever comes second reads what the first has said: approved, declined and withdrawn at the same moment, by three bots.
import { expect, it } from 'vitest'
import { answer } from '../../src/commands/index.ts'
import type { Reply } from '../../src/commands/command.ts'
import { setRingSeconds } from '../../src/ring/edits.ts'
import { Refusal } from '../../src/ring/refusal.ts'
import { resultOf } from '../../src/ring/request.ts'
import { speak } from '../../src/words/index.ts'
import { ALICE, CHLOE, LEA, openOffice } from '../kit/office.ts'

const RACES = 1000
const AT_ONCE = 3

const { db, as, found } = await openOffice({ bots: 3 })
const en = speak('en')

/** What somebody reads in the end. */
const said = async (work: Promise<Reply>): Promise<string> => {
  try {
    const reply = await work
    return 'message' in reply ? reply.message.text : '?'
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((it) => it.say(en)).join('\n')
    throw error
  }
}

it(`${RACES} races: one decision each, and the group is as it says`, { timeout: 180_000 }, async () => {
  const groups = await found(Array.from({ length: RACES }, () => ({})))
  const shownOf = (i: number) => [{ before: groups[i]!, after: setRingSeconds(groups[i]!, 40) }]
  await db.request.createMany({
    data: groups.map(({ id }, i) => ({
      command: 'time',
      found: { group: id, ringSeconds: 40 },
      by: LEA,
      place: { user: LEA, language: 'en' },
      timeZone: 'Europe/Paris',
      at: new Date(),
      shown: shownOf(i),
      expiresAt: new Date(Date.now() + 3_600_000),
      groups: [id],
    })),
  })
  const ids = (await db.request.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).map((it) => `${it.id}`)

  const heard: string[][] = []
  async function race(i: number) {
    const request = ids[i]!
    const [alice, chloe, lea] = await Promise.all([as(ALICE, i), as(CHLOE, i + 1), as(LEA, i + 2)])
    const runs = [
      () => said(answer(alice, 'approve', { request, seen: resultOf(shownOf(i)) })),
      () => said(answer(chloe, 'decline', { request, sure: 'yes', reason: 'no' })),
      () => said(answer(lea, 'withdraw', { request })),
    ]
    const turned = [...runs.slice(i % 3), ...runs.slice(0, i % 3)] // none of them always begins
    heard[i] = await Promise.all(turned.map((it) => it()))
  }
  for (let i = 0; i < RACES; i += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, RACES - i) }, (_, k) => race(i + k)))

  const won = [en.requests.approved, en.requests.declined, en.requests.withdrawn] as const
  const decisions = (await db.request.findMany({ orderBy: { id: 'asc' } })).map((it) => it.decision as { how: string })
  const granted = await db.change.groupBy({ by: ['becauseRequest'], _count: true })
  const now = new Map((await db.ringGroup.findMany()).map((it) => [it.id, it.ringSeconds]))
  for (const [i, texts] of heard.entries()) {
    const winners = texts.filter((it) => won.some((one) => one === it))
    expect(winners, `race ${i}: ${texts.join(' | ')}`).toHaveLength(1)
    expect(texts.filter((it) => it.startsWith(en.requests.already))).toHaveLength(2)
    const { how } = decisions[i]!
    expect(winners[0]).toBe({ approved: won[0], declined: won[1], withdrawn: won[2] }[how])
    expect(now.get(groups[i]!.id)).toBe(how === 'approved' ? 40 : 20)
    const changes = granted.find((it) => `${it.becauseRequest}` === ids[i])?._count ?? 0
    expect(changes).toBe(how === 'approved' ? 1 : 0)
  }
  const count = (how: string) => decisions.filter((it) => it.how === how).length
  for (const how of ['approved', 'declined', 'withdrawn']) expect(count(how), how).toBeGreaterThan(0)
  expect(await db.change.count()).toBe(count('approved'))
})

it('the same asked several times at the same moment is one request', async () => {
  const groups = await found(
    Array.from({ length: 20 }, () => ({})),
    65_000,
  )
  for (const [i, { id, extension }] of groups.entries()) {
    const asks = [0, 1, 2].map(async (it) =>
      said(answer(await as(LEA, it), 'time', { group: extension, ringSeconds: '40' })),
    )
    const heard = await Promise.all(asks)
    expect(await db.request.count({ where: { groups: { has: id } } }), `group ${i}`).toBe(1)
    expect(
      heard.filter((it) => it.startsWith('You asked for this already')),
      heard.join(' | '),
    ).toHaveLength(2)
  }
})

// What a button, a menu or a form asks for is taken from whoever sends it: nothing that is made by hand gives a right.
import { beforeEach, expect, it } from 'vitest'
import { answer } from '../../src/commands/index.ts'
import type { Reply } from '../../src/commands/command.ts'
import { UserId } from '../../src/ring/actor.ts'
import { setRingSeconds } from '../../src/ring/edits.ts'
import { Refusal } from '../../src/ring/refusal.ts'
import { speak } from '../../src/words/index.ts'
import { ALICE, LEA, openOffice } from '../kit/office.ts'

const { db, as, found } = await openOffice()
const en = speak('en')
const [OMAR, BRUNO] = [UserId.parse('UOMAR'), UserId.parse('UBRUNO')]
const ONLY_ADMINS = 'Only admins can do that; nothing was changed.'

/** Léa asks for changes of the first one, Omar is free there; nobody leads the second. */
const [led, other] = await found([
  {
    leads: [
      { user: LEA, free: false },
      { user: OMAR, free: true },
    ],
  },
  { leads: [] },
])
if (!led || !other) throw new Error('no groups')

/** All that rights are about. */
const state = async () => ({
  groups: await db.ringGroup.findMany({
    orderBy: { id: 'asc' },
    include: { memberships: true, leads: true, directNumbers: true },
  }),
  people: [await db.admin.findMany(), await db.link.findMany()],
  requests: await db.request.findMany({ orderBy: { id: 'asc' } }),
})

/** What somebody reads; what goes wrong otherwise fails the test. */
async function said(work: Promise<Reply>): Promise<string> {
  try {
    const reply = await work
    return 'message' in reply ? reply.message.text : Object.keys(reply).join()
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((it) => it.say(en)).join('\n')
    throw error
  }
}

const until = new Date(Date.now() + 24 * 3_600_000).toISOString()
/** About how a group rings, who is in it, what it is called: with all that only a form or a button can say. */
const about = (group: string): [string, Record<string, unknown>][] => [
  ['edit', { group, name: 'Mine' }],
  ['edit', { group, directNumbers: ['+33155500103'], moving: ['+33155500103'] }],
  ['edit', { group, shown: 'what stands there', ringSeconds: '33' }],
  ['members', { group, list: [{ extension: '101' }], seen: '1' }],
  ['add', { group, people: ['101'] }],
  ['remove', { group, people: ['102'] }],
  ['swap', { group, out: '102', replacement: '101' }],
  ['order', { group, people: ['108'] }],
  ['extend', { group, person: '102', until }],
  ['mode', { group, mode: 'simultaneous' }],
  ['time', { group, ringSeconds: '44' }],
  ['fallback', { group, fallback: 'extension 101' }],
]
const FOR_ADMINS: [string, Record<string, unknown>][] = [
  ['rename', { group: led.id, name: 'Mine' }],
  ['renumber', { group: led.id, extension: '60008' }],
  ['delete', { group: led.id, sure: 'yes' }],
  ['create', { name: 'Mine', extension: '60009', members: ['101'], mode: 'simultaneous' }],
  ['assign', { number: '+33155500103', group: led.id }],
  ['missed', { group: led.id, tellsMissed: 'on' }],
  ['lead', { group: led.id, people: [`<@${LEA}>`], how: 'free' }],
  ['lead', { group: led.id, people: [], free: [`<@${LEA}>`] }],
  ['admins', { how: 'add', person: `<@${LEA}>` }],
  ['link', { person: `<@${LEA}>`, extension: '101' }],
  ['adopt', { group: led.id }],
  ['push', { group: led.id }],
  ['undo', { change: '#1' }],
  ['retry', { change: '1' }],
  ['leavers', {}],
  ['removeall', { leaver: '1' }],
  ['letbe', { leaver: '1' }],
  ['oblige', { plea: '1' }],
  ['approve', { request: '1', seen: 'x' }],
  ['decline', { request: '1', sure: 'yes' }],
  ['amend', { request: '1' }],
]

beforeEach(async () => void (await db.request.deleteMany({})))

async function filed(by: UserId) {
  const shown = [{ before: led!, after: setRingSeconds(led!, 40) }]
  const { id } = await db.request.create({
    data: {
      command: 'time',
      found: { group: led!.id, ringSeconds: 40 },
      by,
      place: { user: by, language: 'en' },
      timeZone: 'Europe/Paris',
      reason: 'a secret',
      at: new Date(),
      shown,
      expiresAt: new Date(until),
      groups: [led!.id],
    },
  })
  return `${id}`
}

it('there is something to undo', async () => {
  await answer(await as(ALICE), 'time', { group: led.id, ringSeconds: '30' })
  expect(await db.change.count()).toBe(1)
})

it.each([
  ['a lead', LEA],
  ['a lead who is free', OMAR],
  ['anybody', BRUNO],
])('%s does not change or ask for what is not theirs', async (_, who) => {
  const forAdmins = about(led.id).filter(([, it]) => who === BRUNO || 'directNumbers' in it || 'shown' in it)
  const not = [...about(other.id), ...forAdmins, ...FOR_ADMINS]
  const id = await filed(ALICE)
  for (const [name, input] of not)
    for (const all of [input, { ...input, amends: id }]) {
      const before = await state()
      expect(await said(answer(await as(who), name, all)), name).not.toMatch(/^(touched|form)/)
      expect(await state(), `${name} ${JSON.stringify(all)}`).toEqual(before)
    }
})

it('a request of somebody else is not read, not withdrawn, not said yes or no to', async () => {
  const id = await filed(LEA)
  const before = await state()
  for (const [name, input] of [
    ['review', { request: id }],
    ['withdraw', { request: id }],
    ['approve', { request: id, seen: 'x' }],
    ['decline', { request: id, sure: 'yes' }],
    ['amend', { request: id }],
  ] as const) {
    const text = await said(answer(await as(OMAR), name, input))
    expect(text).not.toContain('secret')
    expect(text).toMatch(/^(There is no request|This is somebody else’s request|Only admins)/)
  }
  expect(await state()).toEqual(before)
})

it('only the form of what was asked approves it: nothing else is done in the name of whoever asked', async () => {
  const id = await filed(LEA)
  const before = await state()
  for (const [name, input] of [
    ['missed', { group: led.id, tellsMissed: 'on' }],
    ['lead', { group: led.id, people: [`<@${BRUNO}>`] }],
    ['remove', { group: led.id, people: ['102'] }],
    ['mode', { group: led.id, mode: 'simultaneous' }],
  ] as const) {
    expect(await said(answer(await as(ALICE), name, { ...input, amends: id }))).toBe(en.retired)
    expect(await state()).toEqual(before)
  }
  expect(await said(answer(await as(LEA), 'time', { group: led.id, ringSeconds: '41', amends: id }))).toContain(
    en.requests.ownRequest,
  )
  expect(await said(answer(await as(OMAR), 'time', { group: led.id, ringSeconds: '41', amends: id }))).toContain(
    ONLY_ADMINS,
  )
  expect(await state()).toEqual(before)
})

it('what somebody asks of an admin decides nothing, and holds what can be kept', async () => {
  const id = await filed(LEA)
  const asked = { group: `${led.id}\0`, ringSeconds: '41\uD800', amends: id }
  expect(await said(answer(await as(BRUNO), 'plead', { command: 'time', said: asked }))).toContain('Sent to')
  const plea = await db.plea.findFirstOrThrow()
  expect(plea.said).toEqual({ group: led.id, ringSeconds: '41' })
  for (const command of ['approve', 'withdraw', 'toString', 'nonsense'])
    expect(await said(answer(await as(BRUNO), 'plead', { command, said: {} }))).toBe(en.retired)
})

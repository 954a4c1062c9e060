import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UserId } from '../src/ring/actor.ts'
import type { Change } from '../src/ring/change.ts'
import { Extension, type RingGroup } from '../src/ring/group.ts'
import {
  happeningOf,
  newsFor,
  newsOf,
  QUIET,
  TABLE,
  told,
  tellings,
  type Audience,
  type Happening,
} from '../src/ring/told.ts'
import { groupOf } from './kit/northwind.ts'

const [ana, tom, lea, omar] = ['UANA', 'UTOM', 'ULEA', 'UOMAR'] as [UserId, UserId, UserId, UserId]
const x = (it: string) => Extension.parse(it)

// as PRODUCT has it, cell by cell; nothing: they do not hear of it
const ROWS: Record<Happening, [asker: string, member: string, leads: string, admins: string, channel: string]> = {
  members: ['answer', 'message after people', 'message after people every lead', '', 'line within post'],
  settings: ['answer', '', 'message after people every lead', '', 'line within post'],
  byLead: ['answer', 'message after people', 'message after people every lead', 'record', 'line within post'],
  request: ['answer', '', '', 'card', 'card insteadOf admins'],
  granted: ['answer', 'message after people', 'message after people every lead', 'record', 'record'],
  declined: ['answer', '', 'message', 'record', 'record'],
  clock: ['', 'message after people', 'message after people every lead', '', 'line within post'],
  ending: ['', '', 'offer', '', ''],
  down: ['answer', '', '', 'message after outage', 'line after outage'],
  back: ['', '', '', 'message', 'line'],
  drift: ['', '', '', 'card', 'card'],
  leaver: ['', '', '', 'card', 'card'],
  empty: ['', '', 'message', 'card', 'card'],
  missed: ['', '', 'message', 'message', ''],
}
const AUDIENCES: Audience[] = ['asker', 'member', 'leads', 'admins', 'channel']

describe('who is told what', () => {
  it('has these rows', () => expect(Object.keys(TABLE)).toEqual(Object.keys(ROWS)))
  const cells = Object.entries(ROWS).flatMap(([row, cells]) =>
    AUDIENCES.map((who, i) => [row as Happening, who, cells[i]!] as const),
  )
  it.each(cells)('%s: %s: %s', (row, who, wanted) => {
    const { how = '', ...times } = told(row, who) ?? {}
    expect([how, ...Object.entries(times).flat()].join(' ').trim()).toBe(wanted)
  })
  it('and these times', () => {
    expect(QUIET).toEqual({ people: 60_000, lead: 3_600_000, post: 600_000, outage: 300_000 })
  })
})

const leads = [
  { user: lea, free: false },
  { user: ana, free: true },
]
const was = groupOf({ leads, members: ['102', '108'] })
let number = 0
const change = (before: RingGroup | null, after: RingGroup | null, it: Partial<Change> = {}): Change => ({
  id: `${++number}`,
  command: 'edit',
  by: tom,
  because: null,
  at: new Date(0),
  touched: [{ before, after }],
  ...it,
})
const members = (...list: (string | object)[]): RingGroup => ({ ...was, members: groupOf({ members: list }).members })
const put = members('102', '108', '106')

/** "member 106, lead ULEA, channel" */
const heardBy = (it: Change, isAdmin = true) =>
  tellings(it, isAdmin)
    .map((to) => {
      const who = to.to === 'member' ? to.extension : to.to === 'lead' ? to.user : ''
      return [to.to, who].filter(Boolean).join(' ')
    })
    .join(', ')

describe('a change is', () => {
  it.each([
    ['who is in a group', change(was, put), true, 'members'],
    [
      'until when',
      change(put, members('102', '108', { extension: '106', until: '2030-01-01T00:00:00.000Z' })),
      true,
      'members',
    ],
    ['in which order', change(was, members('108', '102')), true, 'settings'],
    ['how it rings', change(was, { ...was, mode: 'simultaneous' }), true, 'settings'],
    ['a group that is new', change(null, was), true, 'members'],
    ['a group that goes', change(was, null), true, 'members'],
    ['by a lead who is free', change(was, put), false, 'byLead'],
    ['what was asked for', change(was, put, { by: lea, approvedBy: tom, because: { request: '1' } }), false, 'granted'],
    ['by the clock', change(was, put, { by: null }), true, 'clock'],
    ['only ours put back on the phones', change(was, was, { command: 'push' }), true, null],
    ['of a person', change(null, null, { touched: [] }), true, null],
  ])('%s', (_, it, isAdmin, wanted) => expect(happeningOf(it, isAdmin)).toBe(wanted))
})

describe('a change is handed out', () => {
  it.each([
    ['to whose phone it is, to leads, to the channel', change(was, put), 'member 106, lead ULEA, lead UANA, channel'],
    ['but not to who did it', change(was, put, { by: lea }), 'member 106, lead UANA, channel'],
    ['nor to who approved it', change(was, put, { by: lea, approvedBy: ana }), 'member 106, channel'],
    ['an order rings nobody else', change(was, members('108', '102')), 'lead ULEA, lead UANA, channel'],
    ['the clock is nobody', change(put, was, { by: null }), 'member 106, lead ULEA, lead UANA, channel'],
    [
      'who is made a lead hears it',
      change({ ...was, leads: [] }, { ...was, leads: leads.slice(0, 1) }),
      'lead ULEA, channel',
    ],
    ['who is one no more, too', change(was, { ...was, leads: leads.slice(1) }), 'lead ULEA, lead UANA, channel'],
    ['all of a group that goes', change(was, null), 'member 102, member 108, lead ULEA, lead UANA, channel'],
    ['nothing', change(was, was), ''],
  ])('%s', (_, it, wanted) => expect(heardBy(it)).toBe(wanted))
  it('admins get the record of what nobody had to approve', () =>
    expect(heardBy(change(was, put, { by: ana }), false)).toBe('member 106, lead ULEA, admins, channel'))
})

describe('for a phone is news', () => {
  const until = { extension: '106', until: '2030-01-01T00:00:00.000Z' }
  const sales = groupOf({ name: 'Sales', extension: x('601'), members: ['102'] })
  const news = (...changes: Change[]) =>
    newsFor(x('106'), changes, omar).map(({ group, is }) => [group.name, is ? (is.until ?? 'in') : 'out'].join(' '))
  it.each([
    ['put in', [change(was, put)], ['Support in']],
    ['taken out', [change(put, was)], ['Support out']],
    ['in and out again: none', [change(was, put), change(put, was)], []],
    ['out and in again: none', [change(put, was), change(was, put)], []],
    ['another end', [change(put, members('102', '108', until))], [`Support ${until.until}`]],
    ['what happened to others: none', [change(put, members('102', '106'))], []],
    [
      'several groups',
      [change(was, put), change(sales, { ...sales, members: put.members })],
      ['Support in', 'Sales in'],
    ],
    ['a group that was deleted', [change(put, null)], ['Support out']],
    ['deleted and there again: none', [change(put, null), change(null, put)], []],
    ['what they did themselves: none', [change(was, put, { by: omar })], []],
    ['what they asked for: none', [change(was, put, { by: omar, approvedBy: tom })], []],
    ['what they did, and somebody put back', [change(was, put, { by: omar }), change(put, was)], ['Support out']],
    [
      'what they did, and somebody else after them',
      [change(was, put, { by: omar }), change(put, members(until))],
      [`Support ${until.until}`],
    ],
    ['what the clock did', [change(put, was, { by: null })], ['Support out']],
  ])('%s', (_, changes, wanted) => expect(news(...changes)).toEqual(wanted))
})

it('whoever has read everything knows where their phone rings, whoever did what and whenever it was quiet', () => {
  const groups = [was, groupOf({ name: 'Sales', extension: x('601'), members: ['102'] })]
  const places = [null, {}, { until: '2030-01-01T00:00:00.000Z' }, { from: '2029-01-01T00:00:00.000Z' }]
  const step = fc.record({
    group: fc.nat(1),
    place: fc.constantFrom(...places),
    by: fc.constantFrom(tom, omar, null),
    approvedBy: fc.constantFrom(null, ana),
    isQuiet: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const now = [...groups]
      const knows = new Map<string, object | null>()
      let unheard: Change[] = []
      const reads = () => {
        for (const { group, is } of newsFor(x('106'), unheard, omar)) knows.set(group.id, is)
        unheard = []
      }
      for (const { group: i, place, by, approvedBy, isQuiet } of steps) {
        const before = now[i]!
        const others = before.members.filter((it) => it.extension !== '106')
        const after = { ...before, members: [...others, ...(place ? [{ extension: x('106'), ...place }] : [])] }
        if (isDeepStrictEqual(before, after)) continue // what changes nothing is not recorded
        now[i] = after
        unheard.push(change(before, after, { by, approvedBy: by && approvedBy }))
        if (by === omar) knows.set(after.id, after.members.find((it) => it.extension === '106') ?? null) // the answer
        if (isQuiet) reads()
      }
      reads()
      for (const it of now)
        expect(knows.get(it.id) ?? null).toEqual(it.members.find((one) => one.extension === '106') ?? null)
    }),
    { numRuns: 500 },
  )
})

const undone = (it: Partial<Change>, undo: Partial<Change>): Change[] => {
  const first = change(was, put, it)
  const restored = change(was, was, { command: 'push' })
  return [restored, first, change(put, was, { ...undo, command: 'undo', because: { change: first.id } })]
}

/** A change, and another one that is put back so many times. */
function putBack(times: number): Change[] {
  const [before, after] = [put, { ...put, ringSeconds: 50 }]
  const all = [change(was, put), change(before, after)]
  for (let i = 0; i < times; i++) {
    const because = { change: all.at(-1)!.id }
    all.push(change(i % 2 ? before : after, i % 2 ? after : before, { command: 'undo', because }))
  }
  return all
}

describe('for a lead is news', () => {
  it.each([
    ['what others did', [change(was, put), change(put, members('106'))], 2],
    ['not what they did', [change(was, put), change(put, members('106'), { by: lea })], 1],
    ['that what they did was put back', [change(was, put, { by: lea }), change(put, was)], 1],
    ['that what they did was undone', undone({ by: lea }, {}), 1],
    ['not that they undid something', undone({}, { by: lea }), 0],
    ['not what came to nothing', [change(was, put), change(put, was)], 0],
    ['not what was put back', putBack(1), 1],
    ['but what was put back and then done again', putBack(2), 2],
  ])('%s', (_, changes, wanted) => expect(newsOf(was.id, changes, lea)).toHaveLength(wanted))
})

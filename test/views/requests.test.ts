import { beforeEach, describe, expect, it } from 'vitest'
import { UserId } from '../../src/ring/actor.ts'
import type { Stage } from '../../src/ring/change.ts'
import { addMembers, order, removeMembers, setFallback, setMode, setRingSeconds, swap } from '../../src/ring/edits.ts'
import { Extension, type RingGroup } from '../../src/ring/group.ts'
import { Request, resultOf, type Audience, type Decision } from '../../src/ring/request.ts'
import { columns } from '../../src/views/columns.ts'
import { declineForm } from '../../src/views/decline-form.ts'
import type { Known } from '../../src/views/facts.ts'
import { nowAndThen } from '../../src/views/now-and-then.ts'
import { requestCard, requestSent, requestTitle, requestWaits, type Reader } from '../../src/views/request-card.ts'
import { requestList } from '../../src/views/request-list.ts'
import { requestsStillWait, requestsWait, requestTold } from '../../src/views/request-told.ts'
import { languages } from '../../src/words/index.ts'
import { groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

const ext = (it: string) => Extension.parse(it)
const at = new Date('2026-11-25T09:40:00.000Z')
const until = '2026-11-27T17:00:00.000Z'
const [ana, lea] = [UserId.parse('UALICE'), UserId.parse('ULEA')]
const both: Audience = { admins: [ana, UserId.parse('UCHLOE')] }

const requestOf = (before: RingGroup, after: RingGroup, it: Partial<Request> = {}): Request =>
  Request.parse({
    id: '7',
    command: 'swap',
    found: {},
    opened: null,
    by: lea,
    place: { user: lea, language: 'en' },
    timeZone: 'Europe/Paris',
    reason: 'holiday',
    at,
    shown: [{ before, after }],
    shownAt: null,
    expiresAt: new Date(until),
    decision: null,
    groups: [before.id],
    ...it,
  })
const look = (as: Reader, it: { stage?: Stage | null; warnings?: string[]; audience?: Audience } = {}) => ({
  as,
  audience: both,
  warnings: [],
  stage: null,
  ...it,
})
const replaced = () => {
  const group = groupOf({ members: ['102', '108'] })
  return { group, request: requestOf(group, swap(group, ext('102'), ext('106'), { until })) }
}

beforeEach(startCounting)

describe('the card (S5)', () => {
  it('of somebody instead of somebody', async () => {
    const { group, request } = replaced()
    const text = await looksLike('request', (w) => requestCard(w, knownWith(group), request, look('decider')))
    expect(text['en']).toBe(
      [
        'Léa Fontaine instead of Bruno Keller in Support (600)',
        'Starts when approved · ends 2026-11-27 17:00 UTC',
        '@ULEA asks · Reason: holiday',
        'Now\n1 Bruno Keller       102\n2 Omar Haddad        108\n\nThen\n1 Léa Fontaine       106 <\n2 Omar Haddad        108',
        'A caller still waits up to 40 s, then voicemail 100 Virtual Receptionist.',
        '[Approve] [Decline…] [⋯ Edit Before Approving]',
      ].join('\n'),
    )
    expect(text['fr']).toContain('Léa Fontaine à la place de Bruno Keller dans Support (600)')
  })
  it('in a channel says no reason, and to the requester who has it', async () => {
    const { group, request } = replaced()
    const channel = await looksLike('request-channel', (w) =>
      requestCard(w, knownWith(group), request, look('channel')),
    )
    const own = await looksLike('request-own', (w) => requestCard(w, knownWith(group), request, look('own')))
    await looksLike('request-own-channel', (w) =>
      requestCard(w, knownWith(group), request, look('own', { audience: { channel: 'CPHONES' } })),
    )
    await looksLike('request-own-nobody', (w) =>
      requestCard(w, knownWith(group), request, look('own', { audience: { admins: [] } })),
    )
    for (const it of Object.values(channel)) expect(it).not.toContain('holiday')
    expect(own['fr']).toContain('Envoyée à @UALICE et @UCHLOE. La réponse arrivera ici.\n[Retirer la demande]')
  })
  it('drawn anew, with what it warns of', async () => {
    const { group, request } = replaced()
    const other = { ...group, ringSeconds: 55 }
    const now = requestOf(other, setRingSeconds(swap(other, ext('102'), ext('106')), 60), { shownAt: at })
    const text = await looksLike('request-anew', (w) =>
      requestCard(w, knownWith(other), now, look('decider', { warnings: [w.warnings.longWait] })),
    )
    expect(text['en']).toContain('The group changed 2026-11-25 09:40 UTC; this is the new result.')
    expect(resultOf(now.shown)).not.toBe(resultOf(request.shown))
  })
})

describe('what is left of it', () => {
  const records: [string, Decision, Stage | null][] = [
    ['approved', { how: 'approved', by: ana, at }, 'live'],
    ['approved-saved', { how: 'approved', by: ana, at }, 'saved'],
    ['approved-refused', { how: 'approved', by: ana, at }, 'refused'],
    ['declined', { how: 'declined', by: ana, at, reason: 'two on holiday already' }, null],
    ['declined-plainly', { how: 'declined', by: ana, at }, null],
    ['withdrawn', { how: 'withdrawn', by: lea, at }, null],
    ['expired', { how: 'expired', at }, null],
    ['void-group', { how: 'void', why: 'group', at }, null],
    ['void-left', { how: 'void', why: 'left', at }, null],
    ['void-role', { how: 'void', why: 'role', at }, null],
    ['void-unchanged', { how: 'void', why: 'unchanged', at }, null],
  ]
  it.each(records)('%s', async (name, decision, stage) => {
    const { group, request } = replaced()
    const record = { ...request, decision }
    const text = await looksLike(`request-${name}`, (w) =>
      requestCard(w, knownWith(group), record, look('decider', { stage })),
    )
    for (const it of Object.values(text)) expect(it).not.toContain('[')
    const told = await looksLike(`request-told-${name}`, (w) =>
      requestTold(w, requestTitle(w, knownWith(group), record.shown), record),
    )
    expect(told['en']).toContain('Léa Fontaine instead of Bruno Keller in Support (600)')
    for (const w of Object.values(languages))
      expect(JSON.stringify(requestCard(w, knownWith(group), record, look('channel', { stage })))).not.toMatch(
        /two on|holiday/,
      )
  })
})

it('what is said besides: sent, asked already, waiting, reminded', async () => {
  const { group, request } = replaced()
  const known = knownWith(group)
  await looksLike('request-sent', (w) => requestSent(w, known, request.shown, both))
  await looksLike('request-waits', (w) => requestWaits(w, known, request))
  await looksLike('requests-wait', (w) => requestsWait(w, 6))
  await looksLike('requests-still-wait', (w) => requestsStillWait(w, 1))
  const form = await looksLike('decline', (w) => declineForm(w, '7', 'two on holiday', [w.busy]))
  expect(form['fr']).toContain('Motif')
})

describe('the list', () => {
  it('of an admin with many', async () => {
    const { group, request } = replaced()
    const planned = { ...group, members: request.shown[0]!.after!.members }
    const waiting = Array.from({ length: 5 }, (_, i) => ({ ...request, id: `${i + 1}` }))
    const it = { waiting, total: 500, skip: 5, mine: [{ ...request, id: '9' }], ownMore: 12, planned: [planned] }
    const text = await looksLike('requests', (w) => requestList(w, knownWith(group), it))
    expect(text['en']).toContain('[490 more] [Back to the First]')
    expect(text['en']).not.toContain('holiday')
  })
  it('of nothing', async () => {
    const it = { waiting: [], total: 0, skip: 0, mine: [], ownMore: 0, planned: [] }
    await looksLike('requests-none', (w) => requestList(w, knownWith(), it))
  })
})

describe('all there can be', () => {
  const rude = '*_~`<!channel>&'.padEnd(40, '🙂')
  const wide = [
    '漢字かな交じり文の長い名前です',
    'W'.repeat(40),
    rude,
    '👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 family',
    'é'.normalize('NFD').repeat(40),
  ]
  const numbers = Array.from({ length: 31 }, (_, i) => `${991_100 + i}`)
  const crowd = (group: RingGroup): Known => {
    const known = knownWith(group)
    const extensions = numbers.map((it, i) => ({
      ...known.directory.extensions[0]!,
      extension: ext(it),
      name: wide[i % wide.length]!,
    }))
    return { ...known, directory: { ...known.directory, extensions: [...known.directory.extensions, ...extensions] } }
  }
  const full = () => groupOf({ name: rude, members: numbers.slice(0, 30), extension: '610000' as never })
  const edits: [string, (it: RingGroup) => RingGroup][] = [
    ['the last one replaced', (it) => swap(it, ext(numbers[29]!), ext(numbers[30]!), { until })],
    ['the first one out', (it) => removeMembers(it, [ext(numbers[0]!)])],
    ['one from the end to the front', (it) => order(it, [ext(numbers[29]!)])],
    ['all turned around', (it) => order(it, numbers.slice(0, 30).toReversed().map(ext))],
    ['all out but one', (it) => removeMembers(it, numbers.slice(1, 30).map(ext))],
    ['everybody out', (it) => removeMembers(it, numbers.slice(0, 30).map(ext))],
    ['one more', (it) => addMembers({ ...it, members: it.members.slice(0, 29) }, [ext(numbers[30]!)], { place: 1 })],
  ]
  it.each(edits)('at most 30 columns: %s', (_, edit) => {
    const group = full()
    const after = edit(group)
    for (const w of Object.values(languages)) {
      const lines = nowAndThen(w, crowd(group).directory, group, after)
      for (const it of lines) expect(columns(it), it).toBeLessThanOrEqual(30)
      expect(lines.length).toBeLessThanOrEqual(2 * (12 + 1 + 7) + 3)
    }
  })
  it('whoever comes is seen among many', () => {
    const group = full()
    const lines = nowAndThen(languages['en']!, crowd(group).directory, group, edits[0]![1](group))
    expect(lines.join('\n')).toMatch(/^30 .* 991130 <$/m)
    expect(lines.filter((it) => it.endsWith('<'))).toHaveLength(1)
  })
  it('the rudest card', async () => {
    const group = full()
    const after = { ...setMode(swap(group, ext(numbers[29]!), ext(numbers[30]!), { until }), 'simultaneous') }
    const request = requestOf(group, after, { reason: `<!channel> @here <@UALICE> ${'x'.repeat(280)}` })
    const text = await looksLike('request-rude', (w) => requestCard(w, crowd(group), request, look('decider')))
    expect(text['en']).toContain('<!channel> @here <@UALICE>')
    const sent = JSON.stringify(requestCard(languages['en']!, crowd(group), request, look('decider')))
    expect(sent.replaceAll('"type":"text","text":"', '')).toContain('&lt;!channel&gt; @here &lt;@UALICE&gt;')
  })
  it('another target, in a few words', async () => {
    const group = groupOf()
    const request = requestOf(group, setFallback(group, { to: 'extension', target: ext('105') }))
    const text = await looksLike('request-fallback', (w) => requestCard(w, knownWith(group), request, look('decider')))
    expect(text['en']).toMatch(/^Support \(600\): If nobody answers: /)
  })
})

// Groups of the example company, as views are shown in tests.
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { UserId } from '../../src/ring/actor.ts'
import type { Change } from '../../src/ring/change.ts'
import { GroupId, RingGroup } from '../../src/ring/group.ts'
import type { Known } from '../../src/views/facts.ts'

let count = 0
export const startCounting = () => void (count = 0)
/** A group with an id that is the same in every run. */
export const groupOf = (it: Partial<Omit<RingGroup, 'members'>> & { members?: (string | object)[] } = {}): RingGroup =>
  RingGroup.parse({
    id: GroupId.parse(`00000000-0000-4000-8000-${`${++count}`.padStart(12, '0')}`),
    name: 'Support',
    extension: '600',
    mode: 'consecutive',
    ringSeconds: 20,
    fallback: { to: 'voicemail', target: '100' },
    directNumbers: [],
    ...it,
    members: (it.members ?? ['102', '108', '106']).map((member) =>
      typeof member === 'string' ? { extension: member } : member,
    ),
  })

export const knownWith = (...groups: RingGroup[]): Known => ({ groups, directory: northwind, country: 'FR' })

const alice = UserId.parse('UALICE')
const at = new Date('2026-11-25T09:40:00.000Z')

/** What happened to a group, newest first: Alice made it, the clock took somebody out, she changed its mode and put that back. */
export const changesOf = (group: RingGroup): Change[] => [
  {
    id: '13',
    command: 'undo',
    by: alice,
    because: { change: '12' },
    at,
    touched: [{ before: { ...group, mode: 'consecutive' }, after: group }],
  },
  {
    id: '12',
    command: 'mode',
    by: alice,
    because: null,
    at,
    touched: [{ before: group, after: { ...group, mode: 'consecutive' } }],
  },
  {
    id: '11',
    command: 'lapse',
    by: null,
    because: null,
    at,
    touched: [{ before: group, after: { ...group, members: group.members.slice(1) } }],
  },
  { id: '10', command: 'create', by: alice, because: null, at, touched: [{ before: null, after: group }] },
]

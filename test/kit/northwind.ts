// Groups of the example company, as views are shown in tests.
import { northwind } from '../../src/phones/simulated/northwind.ts'
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

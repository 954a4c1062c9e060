import { beforeAll, expect, it } from 'vitest'
import { redraw } from '../../src/commands/index.ts'
import type { Asking } from '../../src/commands/command.ts'
import { UserId } from '../../src/ring/actor.ts'
import { Extension } from '../../src/ring/group.ts'
import { checkView } from '../../src/sandbox/validate.ts'
import { languages } from '../../src/words/index.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const alice = world.as('UALICE')
const user = UserId.parse('UALICE')
const at = new Date('2030-01-09T12:00:00Z')

const asking = (code: string): Asking => ({
  actor: { user, role: 'admin', leads: [] },
  words: languages[code]!,
  timeZone: 'Europe/Paris',
  db: world.db,
  now: () => at,
  settings: {
    block: [Extension.parse('600'), Extension.parse('699')],
    phones: world.phones,
    channel: null,
    phoneSystem: world.phones.name,
    mostMembers: world.phones.limits.members,
    country: 'FR',
    patience: 1500,
    language: 'en',
  },
  emailOf: async () => null,
  userWithEmail: async () => null,
  adminsNow: async () => [],
  nameOf: async () => 'alice',
  admins: async () => [user],
  actorNow: async () => null,
  deciders: async () => ({ admins: [] }),
  forget: () => {},
  isNamedAdmin: async () => false,
  place: null,
  askedIn: null,
})

beforeAll(async () => {
  await alice.types('/ringgroup create *Support* 600 101 102 106 107 mode=hunt time=20')
  await alice.hears(/was created[^]*Live on the phones/)
})

/** Ids differ from run to run. */
const settled = (view: object) => JSON.stringify(view, null, 2).replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '‹id›') + '\n'

const drawn: [string, string, Record<string, unknown>, { step?: { name: string; value: string } }?][] = [
  ['rename', 'rename', { group: '600' }],
  ['renumber', 'renumber', { group: '600' }],
  ['mode', 'mode', { group: '600' }],
  ['time', 'time', { group: '600', ringSeconds: '60' }],
  ['time-no-group', 'time', {}],
  ['fallback', 'fallback', { group: '600' }],
  [
    'fallback-extension',
    'fallback',
    { group: '600', fallback: { to: 'extension', voicemail: '100', extension: '105' } },
  ],
  ['add', 'add', { group: '600', people: ['108'], place: '2', until: '2030-02-01T17:00:00.000Z' }],
  ['remove', 'remove', { group: '600' }],
  ['order', 'order', { group: '600' }],
  ['assign', 'assign', { number: '0155500102' }],
  ['unassign', 'unassign', {}],
  ['members-no-group', 'members', {}],
  ['members', 'members', { group: '600' }],
  [
    'members-at-work',
    'members',
    {
      group: '600',
      seen: '1',
      rev: 4,
      list: [
        { extension: '106', until: '2030-01-11T17:00:00.000Z' },
        { extension: '102', gone: true },
        { extension: '101', ends: true, until: '2030-03-01T17:00:00.000Z' },
        { extension: '107' },
        { extension: '108' },
      ],
    },
    { step: { name: 'm-108-4', value: 'p1' } },
  ],
]

it.each(Object.keys(languages).flatMap((code) => drawn.map((it) => [it[0], code, it] as const)))(
  '%s in %s',
  async (file, code, [, name, said, step]) => {
    const view = await redraw(asking(code), name, said, step ?? {})
    checkView(view, 'modal', new Set())
    await expect(settled(view!)).toMatchFileSnapshot(`../__views__/form-${file}.${code}.json`)
  },
)

it('thirty members fit, each with an end', async () => {
  const members = Array.from({ length: 30 }, (_, i) => `${123_400 + i}`)
  const rows = members.map((extension) => ({ extension, ends: true, until: '2030-01-11T17:00:00.000Z' }))
  const gone = members.map((extension) => ({ extension: `${Number(extension) + 100}`, gone: true }))
  const view = await redraw(asking('fr'), 'members', { group: '600', seen: '1', rev: 99, list: rows }, {})
  checkView(view, 'modal', new Set())
  expect(view!.private_metadata!.length).toBeLessThan(2700) // room for where it answers
  expect(view!.blocks.length).toBeLessThan(100)
  const most = await redraw(
    asking('fr'),
    'members',
    { group: '600', seen: '1', rev: 99, list: [...members.map((extension) => ({ extension })), ...gone] },
    {},
  )
  checkView(most, 'modal', new Set())
  expect(most!.private_metadata!.length).toBeLessThan(2800)
})

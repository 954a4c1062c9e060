import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { northwind as company } from '../../src/phones/simulated/northwind.ts'
import { Prisma } from '../../src/generated/prisma/client.ts'
import { commands } from '../../src/commands/index.ts'
import { UserId } from '../../src/ring/actor.ts'
import { northwind } from '../../src/sandbox/northwind.ts'
import { keepDirectory } from '../../src/store/directory.ts'
import { clearedEach } from '../kit/cleared.ts'
import { LIVE, nbsp } from '../kit/drifting.ts'
import { openWorld } from '../kit/world.ts'

const bruno102 = northwind.find((it) => it.id === 'UBRUNO')!
const world = await openWorld({ people: [...northwind, { ...bruno102, id: 'UGONE', handle: 'gone', deleted: true }] })
const { as, db, group, held, now, passes, sandbox, taskList, until, work } = world
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')] as const

const HAS_LEFT = 'has left: the Slack account was deactivated.'
const does = async (line: string, who = alice) => {
  await who.types(`/ringgroup ${line}`)
  await who.hears(LIVE)
  await work()
}
/** What the workspace's admins do on its pages, and when we know of it. */
const account = async (user: string, deleted: boolean) => {
  await sandbox.act({ as: 'UALICE', do: 'person', user, set: { deleted } })
  await until(async () => (await db.leaver.count({ where: { user } })) === Number(deleted))
  await work()
}
/** A minute comes in which it is looked who has left. */
const looks = async (minutes = 1) => {
  for (let i = 0; i < minutes; i++) {
    await passes(1 / 60)
    await taskList.leavers({}, {} as never)
  }
  await work()
}
/** The phone system has these extensions no more. */
const without = async (...gone: string[]) => {
  const extensions = company.extensions.filter((it) => !gone.includes(it.extension))
  await keepDirectory(db, { ...company, extensions }, now())
  await looks()
}
/** The cards among somebody's direct messages of this test. */
const before = new Map<string, number>()
const cards = (who: typeof alice, like = HAS_LEFT) => {
  who.goesTo('direct')
  return who
    .texts()
    .slice(before.get(who.id))
    .filter((it) => it.includes(like))
}
const members = async (extension: string) => (await group(extension))!.members.map((it) => it.extension)

// behind what clears the groups, for hooks run backwards
afterEach(async () => {
  for (const { user } of await db.leaver.findMany({ where: { user: { notIn: ['UGONE'] } } }))
    await account(user!, false)
  await without()
})
clearedEach(world, ['UALICE', 'UCHLOE', 'UBRUNO'])
beforeEach(async () => {
  for (const who of [alice, chloe]) {
    await who.types('/ringgroup requests')
    await who.hears('Nothing waits')
    who.goesTo('direct')
  }
  await does('create Support 600 102 106 108 mode=consecutive time=20')
  await does('create Sales 601 106')
  for (const who of [alice, chloe]) before.set(who.id, who.texts().length)
})

describe('a Slack account is deactivated', () => {
  it('one card to each admin, in their language: all that names the phone; nothing changes by itself', async () => {
    await does('create Front 602 101 fallback=voicemail:106')
    await account('ULEA', true)
    expect(cards(alice)).toHaveLength(1)
    const [card] = cards(alice)
    expect(card).toMatch(
      /^@lea has left: the Slack account was deactivated\. Noticed 20\d\d-\d\d-\d\d \d\d:\d\d UTC\.\n/,
    )
    expect(card).toContain(
      [
        'Extension 106 (Léa Fontaine) still rings in:',
        '• Sales (601): nobody else rings there; without it, callers go straight to voicemail 100 Virtual Receptionist',
        '• Support (600): 2nd of 3',
        'If nobody answers, calls go on to 106 (Léa Fontaine). Please choose another place yourself:',
        'Front (602): voicemail 106 Léa Fontaine',
        '[Edit Group]',
        'Nothing on the phones changes until you choose.',
        '[Remove From All] [Leave as Is]',
      ].join('\n'),
    )
    expect(cards(chloe, 'a quitté l’espace')[0]).toContain(
      nbsp('Le poste 106 (Léa Fontaine) sonne encore pour :\n• Sales (601) : aucun autre poste n’y sonne ;'),
    )
    expect(cards(chloe, 'a quitté l’espace')[0]).toContain('[Retirer partout] [Laisser ainsi]')
    expect(await members('600')).toEqual(['102', '106', '108'])
    for (const who of [alice, chloe]) who.listens()
    await account('ULEA', true) // said twice, and looked at each minute
    await looks(5)
    expect([alice.heard(), chloe.heard()]).toEqual([[], []])
  })

  it('Remove From All is one change over all groups, with Undo; every card becomes a record', async () => {
    await account('ULEA', true)
    const changes = await db.change.count()
    await alice.presses('Remove From All')
    const told = await alice.hears(LIVE)
    expect(told).toContain('Léa Fontaine (106) no longer rings in Support.')
    expect(told).toContain('Léa Fontaine (106) no longer rings in Sales.')
    expect(told).toContain('No member rings: callers go straight to voicemail 100 Virtual Receptionist.')
    await work()
    expect(await db.change.count()).toBe(changes + 1)
    expect(await members('600')).toEqual(['102', '108'])
    expect(await held('601')).toMatchObject({ members: [] })
    expect(cards(alice)[0]).toMatch(/@alice removed it from all groups 20\S+ \S+ UTC$/)
    expect(cards(chloe, 'a quitté l’espace')[0]).toContain('@alice a retiré ce poste de tous les groupes')
    expect(alice.canPress('Remove From All')).toBe(false)

    await alice.types('/ringgroup history support')
    expect(await alice.hears('Changes of Support')).toMatch(/@alice: Léa Fontaine \(106\) no longer rings in/)
    await does('undo')
    expect(await members('600')).toEqual(['102', '106', '108'])
    expect(await members('601')).toEqual(['106'])
    expect(cards(alice)).toHaveLength(1) // it was one case
  })

  it('Leave as Is changes nothing, and whoever comes second is told', async () => {
    await account('ULEA', true)
    await chloe.presses('Laisser ainsi')
    await chloe.hears('Laissé ainsi. Rien n’a été modifié.')
    await work()
    expect(cards(alice)[0]).toContain('@chloe left it as it is')
    expect(await members('600')).toEqual(['102', '106', '108'])
    expect(alice.canPress('Leave as Is')).toBe(false)
    await passes(24)
    await looks(5)
    expect(cards(alice)).toHaveLength(1)
  })

  it('leadership ends by the clock, and the card says so', async () => {
    const { id } = (await group('600'))!
    await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free: false } })
    await account('ULEA', true)
    expect((await group('600'))!.leads).toEqual([])
    const change = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect([change.by, change.command]).toEqual([null, 'lead'])
    expect(cards(alice)[0]).toContain('Team lead of Support (600) until now; that has ended.')
    await alice.types('/ringgroup history support')
    expect(await alice.hears('by the clock')).toContain('@lea is not a team lead of Support any more.')
  })

  it('their open requests are withdrawn', async () => {
    const lea = as('ULEA')
    await lea.types('/ringgroup quitter support')
    await lea.hears('Envoyée à')
    await work()
    await account('ULEA', true)
    await passes(1 / 60)
    await until(
      async () => (await db.request.count({ where: { by: 'ULEA', decision: { equals: Prisma.DbNull } } })) === 0,
    )
    await work()
    expect(cards(alice, 'Withdrawn: @lea')).toHaveLength(1)
    expect(await members('600')).toEqual(['102', '106', '108'])
  })

  it('is found out within minutes when nobody has told us, of people whom we know', async () => {
    await db.link.create({ data: { user: 'UGONE', extension: '102' } })
    await looks(5)
    expect(cards(alice)).toHaveLength(1)
    expect(cards(alice)[0]).toContain('Extension 102 (Bruno Keller) still rings in:\n• Support (600): 1st of 3')
  })

  it('is over by itself when the account is active again, or no group names the phone any more', async () => {
    await account('ULEA', true)
    await account('ULEA', false)
    expect(cards(alice)[0]).toMatch(/Over by itself .*: it is there again$/)
    await account('ULEA', true) // another case
    expect(cards(alice)).toHaveLength(2)
    await does('remove support 106')
    await does('remove sales 106')
    await looks()
    expect(cards(alice).at(-1)).toMatch(/Over by itself .*: no group names it any more$/)
  })

  it('somebody whose phone no group names is no case', async () => {
    await account('UPRIYA', true)
    expect(cards(alice)).toEqual([])
    expect(await db.leaver.count({ where: { user: 'UPRIYA' } })).toBe(1)
  })
})

describe('an extension is gone from the phone system', () => {
  it('one card, and it is over when the extension is back', async () => {
    await without('106')
    const GONE = 'Extension 106 (Léa Fontaine) is not on the phone system any more.'
    expect(cards(alice, GONE)).toHaveLength(1)
    expect(cards(alice, GONE)[0]).toContain('It is still a member of:\n• Sales (601): nobody else rings there')
    expect(cards(chloe, 'Le poste 106 (Léa Fontaine) n’existe plus sur le système téléphonique.')).toHaveLength(1)
    await without('106')
    expect(cards(alice, GONE)).toHaveLength(1)
    await without()
    expect(cards(alice, GONE)[0]).toMatch(/Over by itself .*: it is there again$/)
  })

  it('many at once are one message, from which each can be looked at', async () => {
    await does('create Everybody 603 101 102 103 104 105')
    await without('101', '102', '103', '104', '105', '108')
    expect(cards(alice, 'are gone')).toEqual([
      '6 people or extensions are gone, and groups still name them.\nNothing on the phones changes until you choose.\n[See Which]',
    ])
    await alice.presses('See Which')
    expect(await alice.hears('Who has left')).toContain(
      'Extension 101 (Alice Martin) is not on the phone system any more.',
    )
    await alice.presses('Review 102')
    await alice.hears('It is still a member of:')
    await alice.presses('Remove From All')
    await alice.hears(LIVE)
    await work()
    expect(await members('603')).toEqual(['101', '103', '104', '105'])
  })
})

it('nobody but admins may', async () => {
  await account('ULEA', true)
  const { id } = await db.leaver.findFirstOrThrow({ where: { user: 'ULEA' } })
  await bruno.types('/ringgroup list')
  await bruno.hears('Support')
  const actor = { user: UserId.parse('UBRUNO'), role: 'member' as const, leads: [] }
  for (const { allow } of [commands.leavers, commands.removeall, commands.letbe])
    expect(allow(actor, { leaver: `${id}` } as never)).toBe('no')
  expect(bruno.heard().filter((it) => it.includes('has left'))).toEqual([])
})

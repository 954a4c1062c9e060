import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ env: { RINGGROUP_CHANNEL: 'CPHONES' } })
const { as, db, group, work, quietens, passes, phones, sandbox } = world
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')] as const
const DONE = /live on the phones|en service|No phone is concerned/i

/** What stands in the channel for everybody; people ask elsewhere. */
const posts = (): string[] => {
  bruno.goesTo('#phones')
  return bruno.texts()
}
const directly = (who: typeof alice) => {
  who.goesTo('direct')
  return who.texts()
}
const does = async (line: string, who = alice) => {
  who.goesTo('direct')
  await who.types(`/ringgroup ${line}`)
  await who.hears(DONE)
  await work()
}
const deleted = (channel: string, ts: string) =>
  fetch(`${sandbox.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ channel, ts }),
  })
const closed = async () => (await db.channelState.findFirst())?.closedAt ?? null
let before: string[] = []
const fresh = () => posts().slice(before.length)

beforeEach(async () => {
  await quietens()
  before = posts()
})

describe('in the channel', () => {
  it('a change is one line, and more of the same group within ten minutes stands in the same post', async () => {
    await does('create Support 600 102 108 mode=consecutive time=20')
    expect(fresh()).toEqual(['@alice: Support (600) was created.'])
    await does('mode support simultaneous')
    await does('ajouter support 106', chloe)
    expect(fresh()).toEqual([
      [
        '@alice: Support (600) was created.',
        '@alice: Support now rings all phones at once.',
        '@chloe: Léa Fontaine (106) now rings in Support.',
      ].join('\n'),
    ])
  })
  it('another group has a post of its own, and so has what comes ten minutes later', async () => {
    await does('create Sales 601 109')
    await passes(0.2)
    await does('time support 25')
    expect(fresh()).toEqual(['@alice: Sales (601) was created.', '@alice: Support now rings each phone for 25 s.'])
    expect(posts().slice(0, before.length)).toEqual(before)
  })
  it('a post does not grow for ever', async () => {
    await passes(0.2)
    for (let i = 0; i < 11; i++) await does(`time support ${30 + i}`)
    expect(fresh().map((it) => it.split('\n').length)).toEqual([10, 1])
  })
  it('a change that touches several groups is one line', async () => {
    await passes(0.2)
    await does('assign +33155500103 support')
    await passes(0.2)
    before = posts()
    await alice.types('/ringgroup assign +33155500103 sales')
    await alice.hears(/should it move/)
    await alice.presses('Move Number')
    await alice.hears(DONE)
    await work()
    expect(fresh()).toEqual([expect.stringMatching(/^@alice: .*01 55 50 01 03.*$/)])
  })
  it('start and end of a membership are one line each', async () => {
    await passes(0.2)
    await does('add support 109 from=1h until=2h')
    before = posts()
    await passes(1.5)
    await work()
    await passes(1)
    await work()
    expect(fresh()).toEqual([
      'By the clock: Priya Nair (109) now rings in Support.',
      'By the clock: Priya Nair (109) no longer rings in Support.',
    ])
  })
  it('the card of a request becomes the record of it: no line besides; a reason is never there', async () => {
    const { id } = (await group('600'))!
    await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free: false } })
    lea.goesTo('direct')
    await lea.types('/ringgroup ajouter support 109 motif=congés secrets')
    await lea.hears(/Envoyée/)
    await work()
    alice.goesTo('#phones')
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice/)
    await work()
    expect(fresh()).toHaveLength(1)
    expect(fresh()[0]).toMatch(/Approved by @alice/)
    expect(posts().join('\n')).not.toContain('secret')
  })
  it('that the phone system does not answer, and that it is back', async () => {
    phones.off()
    await world.until(async () => (await db.phoneSystemState.findFirst())?.downSince !== null)
    await quietens()
    phones.on()
    await world.until(async () => (await db.phoneSystemState.findFirst())?.downSince === null)
    await quietens()
    expect(fresh()).toEqual([
      expect.stringMatching(/^The phone system has not answered since/),
      expect.stringMatching(/^The phone system answers again/),
    ])
    expect(directly(alice).filter((it) => it.startsWith('The phone system'))).toHaveLength(2)
  })
})

describe('what somebody did on the phone system', () => {
  it('is a card in the channel, too, and becomes its record', async () => {
    const held = (await world.held('600'))!
    phones.byHand(held.extension, { ...held, ringSeconds: 55 })
    await world.scan()
    expect(fresh()).toEqual([expect.stringMatching(/^Support \(600\) was changed on the phone system, not here/)])
    alice.goesTo('#phones')
    await alice.presses('Restore Our Version')
    await alice.hears(/live on the phones/i)
    await work()
    expect(fresh()).toEqual([expect.stringMatching(/@alice restored our version/)])
    const other = directly(alice).filter((it) => /changed on the phone system/.test(it))
    expect(other).toEqual([expect.stringMatching(/@alice restored our version/)])
  })
})

describe('a channel that cannot be written to', () => {
  it.each([
    ['archived', { isArchived: true }, { isArchived: false }],
    ['without the bot', { bot: false }, { bot: true }],
  ])('%s: people hear all the same, it is noted, and it is over by itself', async (_, away, back) => {
    await passes(1)
    await quietens()
    before = posts()
    sandbox.channel('CPHONES', away)
    await does('remove support 102')
    await quietens()
    expect(await closed()).not.toBeNull()
    expect(directly(bruno).at(-1)).toBe('Your phone 102 no longer rings for Support.')
    sandbox.channel('CPHONES', back)
    await does('add support 102')
    expect(fresh()).toEqual(['@alice: Bruno Keller (102) now rings in Support.'])
    expect(await closed()).toBeNull()
  })
  it('a post that somebody has deleted is written anew', async () => {
    await passes(1)
    await does('time support 30')
    const { channel, ts } = await db.told.findFirstOrThrow({
      where: { audience: 'channel', ts: { not: null } },
      orderBy: { at: 'desc' },
    })
    await deleted(channel!, ts!)
    await does('time support 31')
    expect(fresh()).toEqual([
      '@alice: Support now rings each phone for 30 s.\n@alice: Support now rings each phone for 31 s.',
    ])
  })
  it('closed in the middle of a post: what comes later begins a new one', async () => {
    await passes(1)
    await does('time support 20')
    sandbox.channel('CPHONES', { isArchived: true })
    await does('time support 21')
    sandbox.channel('CPHONES', { isArchived: false })
    await does('time support 22')
    expect(fresh()).toEqual([
      '@alice: Support now rings each phone for 20 s.',
      '@alice: Support now rings each phone for 22 s.',
    ])
  })
})

describe('in French', async () => {
  const french = await openWorld({ env: { RINGGROUP_CHANNEL: 'CPHONES', RINGGROUP_LANGUAGE: 'fr' } })
  it('everybody reads what the channel is set to', async () => {
    const admin = french.as('UALICE')
    admin.goesTo('direct')
    await admin.types('/ringgroup create Support 600 102')
    await admin.hears(DONE)
    await french.work()
    admin.goesTo('#phones')
    expect(admin.texts()).toEqual(['@alice · Support (600)\u00A0: le groupe est créé.'])
  })
})

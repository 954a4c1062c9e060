import { describe, expect, it } from 'vitest'
import { nbsp } from '../kit/drifting.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ quiet: {} })
const { as, db, group, work, quietens, passes, phones, sandbox } = world
const [alice, chloe, lea, bruno, omar, priya] = [
  as('UALICE'),
  as('UCHLOE'),
  as('ULEA'),
  as('UBRUNO'),
  as('UOMAR'),
  as('UPRIYA'),
] as const
const DONE = /live on the phones|en service|No phone is concerned/i

/** What somebody was told directly since this was last asked, oldest first. */
const read = new Map<object, number>()
function directly(who: typeof alice): string[] {
  who.goesTo('direct')
  const all = who.texts()
  const fresh = all.slice(read.get(who) ?? 0)
  read.set(who, all.length)
  who.goesTo('#phones')
  return fresh
}
const all = [alice, chloe, lea, bruno, omar, priya]
const forgetAll = () => all.forEach(directly)
const does = async (line: string, who = alice) => {
  await who.types(`/ringgroup ${line}`)
  await who.hears(DONE)
}
const asWhen = (at: string | undefined) => `${at?.slice(0, 16).replace('T', ' ')} UTC`

describe('whose phone it is', () => {
  it('is told a minute later that it rings', async () => {
    await does('create Support 600 102 108 mode=consecutive time=20')
    await work()
    expect(directly(bruno)).toEqual([])
    const [job] = await db.$queryRaw<{ seconds: number }[]>`
      select extract(epoch from run_at - now())::int as seconds from graphile_worker.jobs where task_identifier = 'tellPhone'`
    expect(job!.seconds).toBeGreaterThan(30)
    expect(job!.seconds).toBeLessThanOrEqual(60)
    await quietens()
    expect(directly(bruno)).toEqual(['Your phone 102 rings for Support.\n[See Who Rings]'])
    expect(directly(omar)).toEqual(['Your phone 108 rings for Support.\n[See Who Rings]'])
    await quietens()
    expect([bruno, omar, alice].map(directly)).toEqual([[], [], []])
  })
  it('and until when, in French', async () => {
    await does('add support 106 until=2h')
    await quietens()
    const until = asWhen((await group('600'))!.members.find((it) => it.extension === '106')?.until)
    expect(directly(lea)).toEqual([nbsp(`Votre poste 106 sonne pour Support. Fin : ${until}.\n[Voir qui sonne]`)])
    expect(directly(bruno)).toEqual([])
  })
  it('and that it ends by the clock', async () => {
    await passes(3)
    await quietens()
    expect(directly(lea)).toEqual(['Votre poste 106 ne sonne plus pour Support.'])
  })
  it('not what was put back within the minute', async () => {
    await does('add support 109')
    await does('remove support 109')
    await does('remove support 102')
    await does('undo')
    await quietens()
    expect([priya, bruno].map(directly)).toEqual([[], []])
  })
  it('each change begins the minute anew, and several groups are one message', async () => {
    await does('create Sales 601 109 103')
    await does('add support 109')
    await does('create Night 602 109 103')
    await does('add support 103 until=2h')
    await quietens()
    expect(directly(priya)).toEqual(['Your phone 109 rings for Sales, Support and Night.'])
    const until = asWhen((await group('600'))!.members.find((it) => it.extension === '103')?.until)
    expect(directly(chloe)).toEqual([
      nbsp(`Votre poste 103 sonne pour Sales et Night.\nVotre poste 103 sonne pour Support. Fin : ${until}.`),
    ])
    await does('remove support 109')
    await does('rename sales Shop')
    await quietens()
    expect(directly(priya)).toEqual(['Your phone 109 no longer rings for Support.'])
    forgetAll()
  })
  it('nobody is told what they did themselves', async () => {
    await does('add support 101')
    await quietens()
    expect(directly(alice)).toEqual([])
    await does('remove support 101', chloe)
    await quietens()
    expect(directly(alice)).toEqual(['Your phone 101 no longer rings for Support.'])
  })
  it('an absence, now and to come', async () => {
    await does('remove support 102 until=4h')
    await does('remove support 108 from=1h until=2h')
    await quietens()
    const { members } = (await group('600'))!
    const [b, o] = ['102', '108'].map((it) => members.find(({ extension }) => extension === it)?.away)
    expect(directly(bruno)).toEqual([
      `Your phone 102 does not ring for Support until ${asWhen(b?.until)}.\n[See Who Rings]`,
    ])
    expect(directly(omar)).toEqual([
      `Your phone 108 will not ring for Support from ${asWhen(o?.from)} until ${asWhen(o?.until)}.\n[See Who Rings]`,
    ])
    await passes(5)
    await quietens()
    expect(directly(bruno)).toEqual(['Your phone 102 rings for Support.\n[See Who Rings]'])
    expect(directly(omar)).toEqual(['Your phone 108 rings for Support.\n[See Who Rings]'])
  })
  it('by the word of an admin before an equal e-mail address; who is not known is not told', async () => {
    await db.link.create({ data: { user: 'UPRIYA', extension: '107' } })
    await does('add support 107 109 104')
    await quietens()
    expect(directly(priya)).toEqual(['Your phone 107 rings for Support.\n[See Who Rings]'])
    await db.link.deleteMany()
    await does('remove support 107 104')
    await quietens()
    expect(directly(priya)).toEqual([])
  })
})

describe('who has left, or is a guest now', () => {
  it('is not told, and holds nothing up', async () => {
    await db.link.create({ data: { user: 'UGUEST', extension: '107' } })
    await sandbox.act({ as: 'UALICE', do: 'person', user: 'UPRIYA', set: { deleted: true } })
    await passes(0.1)
    await does('remove support 109')
    await does('add support 107')
    await quietens()
    await sandbox.act({ as: 'UALICE', do: 'person', user: 'UPRIYA', set: { deleted: false } })
    await passes(0.1)
    await quietens()
    expect(directly(priya)).toEqual([])
    expect(await db.$queryRaw`select id from graphile_worker.jobs where last_error is not null`).toEqual([])
    await db.link.deleteMany()
    await does('remove support 107')
    await does('add support 109')
    await quietens()
    forgetAll()
  })
})

describe('leads', () => {
  it('hear of what others did, at most once an hour', async () => {
    const { id } = (await group('600'))!
    await db.lead.createMany({
      data: [
        { groupId: id, position: 0, user: 'ULEA', free: false },
        { groupId: id, position: 1, user: 'UOMAR', free: true },
      ],
    })
    await quietens()
    await passes(1)
    await quietens()
    forgetAll()
    await does('time support 25')
    await work()
    expect(directly(lea)).toEqual([])
    await quietens()
    expect(directly(lea)).toEqual([nbsp('@alice · Support : chaque poste sonne désormais 25 s.\n[Voir le groupe]')])
    expect(directly(omar)).toEqual(['@alice: Support now rings each phone for 25 s.\n[Show Group]'])
    await does('time support 30')
    await does('mode support simultaneous')
    await quietens()
    expect(directly(omar)).toEqual([]) // the hour is not over
    await passes(1)
    await quietens()
    const [told, ...others] = directly(omar)
    expect(others).toEqual([])
    expect(told).toMatch(/^Support was changed twice:/)
    expect(told).toContain('@alice: Support now rings each phone for 30 s.')
    expect(told).toContain('@alice: Support now rings all phones at once.')
    forgetAll()
  })
  it('not of what they did, nor of what was put back; admins get the record of a lead who is free, and may put it back', async () => {
    await passes(1)
    await does('remove support 109', omar)
    await does('time support 10')
    await does('undo')
    await quietens()
    expect(directly(omar)).toEqual([])
    const record = directly(alice)
    expect(record).toHaveLength(1)
    expect(record[0]).toMatch(/^@omar: Priya Nair \(109\) no longer rings in Support\.\n#\d+\n\[Undo\] \[Show Group\]$/)
    expect(directly(chloe)).toHaveLength(1)
    alice.goesTo('direct')
    await alice.presses('Undo')
    await alice.hears(/now rings in Support/)
    await does('remove support 109')
    await quietens()
    forgetAll()
  })
  it('and of a request that was granted, if it was not theirs; whose phone it is, too', async () => {
    await passes(2)
    await quietens()
    forgetAll()
    await lea.types('/ringgroup ajouter support 109')
    await lea.hears(/Envoyée/)
    await alice.hears(/into Support/)
    alice.goesTo('direct')
    await alice.presses('Approve')
    await alice.hears(/Approved by @alice/)
    await quietens()
    expect(directly(omar)).toEqual(['@lea: Priya Nair (109) now rings in Support. (approved by @alice)\n[Show Group]'])
    expect(directly(priya)).toEqual(['Your phone 109 rings for Support.\n[See Who Rings]'])
    expect(directly(lea).join('\n')).not.toContain('@lea')
  })
})

describe('a request that is declined', () => {
  it('is told to the other leads of the group, once, with the reason', async () => {
    await quietens()
    forgetAll()
    await lea.types('/ringgroup retirer support 109')
    await lea.hears(/Envoyée/)
    await alice.hears(/out of Support/)
    alice.goesTo('direct')
    await alice.presses('Decline…')
    await alice.fills({ Reason: 'two on holiday' })
    await alice.submits()
    await alice.hears(/Declined by @alice/)
    await quietens()
    expect(directly(omar)).toEqual([
      '@alice declined a request of @lea, Priya Nair out of Support (600): “two on holiday”',
    ])
    expect(directly(priya)).toEqual([])
  })
})

describe('admins', () => {
  it('hear once that the phone system does not answer, and once that it is back', async () => {
    await quietens()
    forgetAll()
    phones.off()
    await world.until(async () => (await db.phoneSystemState.findFirst())?.downSince !== null)
    const since = (await db.phoneSystemState.findFirst())!.downSince!.toISOString()
    await work()
    expect([alice, chloe].map(directly)).toEqual([[], []])
    await quietens()
    await quietens()
    expect(directly(alice)).toEqual([
      `The phone system has not answered since ${asWhen(since)}. Calls keep ringing as before; changes are saved and wait.`,
    ])
    expect(directly(chloe)[0]).toMatch(/^Le système téléphonique ne répond plus depuis/)
    expect(directly(bruno)).toEqual([])
    phones.on()
    await world.until(async () => (await db.phoneSystemState.findFirst())?.downSince === null)
    await quietens()
    expect(directly(alice)).toEqual([`The phone system answers again. It had not since ${asWhen(since)}.`])
    expect(directly(chloe)[0]).toMatch(/^Le système téléphonique répond de nouveau/)
  })
  it('not of a moment', async () => {
    phones.off()
    await world.until(async () => (await db.phoneSystemState.findFirst())?.downSince !== null)
    phones.on()
    await world.until(async () => (await db.phoneSystemState.findFirst())?.downSince === null)
    await quietens()
    expect([alice, chloe].map(directly)).toEqual([[], []])
  })
})

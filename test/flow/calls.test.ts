import { beforeEach, describe, expect, it } from 'vitest'
import { listenToCalls } from '../../src/jobs/calls.ts'
import type { CallEvent } from '../../src/phones/phone-system.ts'
import type { How } from '../../src/phones/simulated/call.ts'
import { Extension, PhoneNumber } from '../../src/ring/group.ts'
import { callOf } from '../../src/store/calls.ts'
import { prune } from '../../src/store/prune.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ patience: 1500 })
const { as, db, phones, sandbox, work, group, expectError } = world
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')]
const LIVE = /live on the phones/i
/** Another process that hears of the same calls. */
const { call: hears } = listenToCalls({ db, now: world.now, log: { warn: (_, message) => expect.fail(message) } })
const x = (it: string) => Extension.parse(it)
const n = (last: string) => PhoneNumber.parse(`+33155500${last}`)
const jane = { number: '+33612345678', name: 'Jane Customer' }

await alice.types('/ringgroup create Support 600 Bruno Omar mode=consecutive time=20')
await alice.hears(LIVE)
await alice.types('/ringgroup create Sales 601 Priya time=15')
await alice.hears(LIVE)
await alice.types('/ringgroup assign 01 55 50 01 03 Support')
await alice.hears(LIVE)
await chloe.types('/ringgroup aide')
await work()

/** Somebody calls, and everything that follows from it has happened. */
async function call(dialled: Extension | PhoneNumber, how?: How) {
  const over = { where: { endedAt: { not: null } } }
  const before = await db.call.count(over)
  alice.listens()
  chloe.listens()
  phones.call(dialled, how)
  await world.until(async () => (await db.call.count(over)) > before)
  await work()
  return (await db.call.findFirstOrThrow({ orderBy: { startedAt: 'desc' } })).id
}
const isTold = (it: string) => /Missed call|Appel manqué/.test(it)
const told = (who = alice) => who.heard().filter(isTold)
const off = () => db.$executeRaw`update "RingGroup" set "tellsMissed" = false`
const on = () => db.$executeRaw`update "RingGroup" set "tellsMissed" = true where extension = '600'`

describe('missed <group> on|off', () => {
  it('is a change with history and undo, and concerns no phone', async () => {
    const held = await world.held('600')
    const deliveries = await db.delivery.count()
    await alice.types('/ringgroup missed support on')
    const answer = await alice.hears(/Missed calls of Support are told to the admins and its team leads from now on/)
    expect(answer).toContain('Saved. No phone is concerned.')
    expect([(await group('600'))?.tellsMissed, await db.delivery.count(), await world.held('600')]).toEqual([
      true,
      deliveries,
      held,
    ])
    await alice.types('/ringgroup history support')
    expect(await alice.hears(/Changes of Support/)).toContain('Missed calls of Support are told to the admins')
    await alice.types('/ringgroup show support')
    expect(await alice.hears(/If nobody answers/)).toContain('missed calls are told')

    await alice.types('/ringgroup undo')
    await alice.hears(/Missed calls of Support are not told any more/)
    expect((await group('600'))?.tellsMissed).toBe(false)
  })

  it('in French', async () => {
    await chloe.types('/ringgroup manqués Support oui')
    expect(
      await chloe.hears(
        /Support : les appels manqués sont désormais signalés aux admins et aux responsables d’équipe\./,
      ),
    ).toContain('Enregistré. Aucun téléphone n’est concerné.')
    await chloe.types('/ringgroup manqués Support non')
    await chloe.hears(/Support : les appels manqués ne sont plus signalés\./)
    expect((await group('600'))?.tellsMissed).toBe(false)
  })

  it('what is so already is no change', async () => {
    const changes = await db.change.count()
    await alice.types('/ringgroup missed support off')
    await alice.hears('Nothing to change: it is like that already.')
    expect(await db.change.count()).toBe(changes)
  })

  it.each([
    ['UALICE', '/ringgroup missed support', 'Missed Calls', 'Missed calls', 'On', /are told to the admins/, true],
    ['UCHLOE', '/ringgroup manqués Support', 'Appels manqués', 'Appels manqués', 'Non', /ne sont plus signalés/, false],
  ])('%s, in a form: %s', async (user, line, title, field, choice, sentence, tells) => {
    const somebody = as(user)
    await somebody.types(line)
    expect((await somebody.form()).title).toBe(title)
    await somebody.fills({ [field]: choice })
    expect(await somebody.submits()).toEqual({})
    await somebody.hears(sentence)
    expect((await group('600'))?.tellsMissed).toBe(tells)
  })

  it('without a group, the form asks for it', async () => {
    await alice.types('/ringgroup missed')
    const form = await alice.form()
    expect(Object.keys(form.fields)).toEqual(['Ring group', 'Missed calls'])
    await alice.closes()
  })

  it('wrong words get their sentence, and the two that are right as buttons', async () => {
    const changes = await db.change.count()
    await alice.types('/ringgroup missed support sometimes')
    await alice.hears('Should missed calls be told? Say on or off; “sometimes” is neither. Nothing was changed.')
    expect(await db.change.count()).toBe(changes)
    await alice.presses('On')
    await alice.hears(/are told to the admins/)
    await chloe.types('/ringgroup manqués Support parfois')
    await chloe.hears(
      'Faut-il signaler les appels manqués ? Indiquez oui ou non ; « parfois » n’est ni l’un ni l’autre. Rien n’a été modifié.',
    )
    await chloe.presses('Non')
    await chloe.hears(/ne sont plus signalés/)
    await alice.types('/ringgroup missed nowhere on')
    await alice.hears('There is no ring group “nowhere”. Nothing was changed.')
  })

  it('is for admins', async () => {
    const changes = await db.change.count()
    await bruno.types('/ringgroup missed support on')
    await bruno.hears(/Only admins can do that; nothing was changed/)
    expect([(await group('600'))?.tellsMissed, await db.change.count()]).toEqual([false, changes])
  })

  it('any other change leaves it as it is; delete and undo bring it back', async () => {
    await alice.types('/ringgroup missed support on')
    await alice.hears(/are told to the admins/)
    await alice.types('/ringgroup time support 25')
    await alice.hears(LIVE)
    await alice.types('/ringgroup edit support')
    await alice.form()
    await alice.fills({ 'Ring time': '20' })
    await alice.submits()
    await alice.hears(/rings each phone for 20 s/)
    await work()
    expect((await group('600'))?.tellsMissed).toBe(true)
    await alice.types('/ringgroup delete support')
    await alice.form()
    await alice.submits()
    await alice.hears(/was deleted/)
    await alice.types('/ringgroup undo')
    expect(await alice.hears(/Support \(600\) was created/)).toContain('Missed calls: told to the admins')
    await work()
    expect((await group('600'))?.tellsMissed).toBe(true)
  })
})

describe('a missed call', () => {
  beforeEach(on)

  it('is told to each admin once, in their language: who called, which number, who was rung, how long, how it ended', async () => {
    await call(n('103'), { from: jane })
    expect([told(alice).length, told(chloe).length]).toEqual([1, 1])
    const text = told(alice)[0]!
    expect(text).toMatch(/^Missed call in Support \(600\) /)
    for (const line of [
      'Caller: Jane Customer, 06 12 34 56 78',
      'Number called: 01 55 50 01 03',
      'Rang: Bruno Keller (102) and Omar Haddad (108), for 40 s',
      'How it ended: went to voicemail 100 Virtual Receptionist',
      '[Show Group] [Stop Telling]',
    ])
      expect(text).toContain(line)
    const french = told(chloe)[0]!
    expect(french).toMatch(/^Appel manqué dans le groupe Support \(600\) /)
    for (const line of [
      'Appelant : Jane Customer, 06 12 34 56 78',
      'Numéro composé : 01 55 50 01 03',
      'Ont sonné : Bruno Keller (102) et Omar Haddad (108), pendant 40 s',
      'Issue : boîte vocale 100 Virtual Receptionist',
      '[Voir le groupe] [Ne plus signaler]',
    ])
      expect(french).toContain(line)
  })

  it('and to the leads of the group, who cannot stop that', async () => {
    const { id } = (await group('600'))!
    const leads = { data: ['ULEA', 'UALICE'].map((user, position) => ({ groupId: id, position, user, free: false })) }
    await db.lead.createMany(leads)
    const lea = as('ULEA')
    lea.listens()
    await call(x('600'), { from: jane })
    await db.lead.deleteMany()
    expect([told(alice).length, told(lea).length]).toEqual([1, 1])
    expect(told(lea)[0]).toMatch(/^Appel manqué dans le groupe Support \(600\) /)
    expect(told(lea)[0]).not.toContain('Ne plus signaler')
  })

  it('given up while it rang', async () => {
    await call(x('600'), { from: jane, givesUpAfter: 25 })
    expect(told()[0]).toContain('Rang: Bruno Keller (102) and Omar Haddad (108), for 25 s')
    expect(told()[0]).toContain('Number called: 600')
    expect(told()[0]).toContain('How it ended: the caller gave up')
    await call(x('600'), { givesUpAfter: 7 })
    expect(told()[0]).toContain('Rang: Bruno Keller (102), for 7 s')
    expect(told(chloe)[0]).toContain('Issue : l’appelant a raccroché')
  })

  it('nobody is on: nobody was rung', async () => {
    for (const it of ['102', '108']) phones.phone(x(it), 'off')
    await call(x('600'))
    for (const it of ['102', '108']) phones.phone(x(it), 'on')
    expect(told()[0]).toContain('Rang: nobody')
    expect(told(chloe)[0]).toContain('Ont sonné : aucun poste')
    await work()
  })

  it('a call that was answered is told to nobody', async () => {
    const id = await call(n('103'), { from: jane, answered: { after: 22 } })
    expect(told()).toEqual([])
    expect(await callOf(db, id)).toMatchObject({
      number: n('103'),
      caller: jane,
      passed: [{ extension: '600', rang: ['102', '108'], seconds: 22 }],
      ending: { how: 'answered', by: '108' },
    })
  })

  it('a call of a group that does not tell is kept, and told to nobody', async () => {
    await off()
    await call(x('600'))
    expect([told(), told(chloe)]).toEqual([[], []])
  })

  it('through two groups: who was rung in each; answered in the second, it was not missed', async () => {
    await alice.types('/ringgroup fallback support Sales')
    await alice.hears(LIVE)
    await call(n('103'), { from: jane })
    for (const line of [
      'Missed call in Support (600)',
      'Rang in Support (600): Bruno Keller (102) and Omar Haddad (108), for 40 s',
      'Rang in Sales (601): Priya Nair (109), for 15 s',
      'How it ended: went to voicemail 100',
    ])
      expect(told()[0]).toContain(line)
    expect(told(chloe)[0]).toContain('Ont sonné dans Sales (601) : Priya Nair (109), pendant 15 s')
    await call(n('103'), { answered: { after: 50 } })
    expect(told()).toEqual([])
    await alice.types('/ringgroup show support')
    const card = await alice.hears(/One after another/)
    expect(card).toMatch(/ · last call [^·]+, not answered here/)
    expect(card).toMatch(/01 55 50 01 03 \(last call [^)]+, answered\)/)
  })

  it('on to somebody’s own phone: missed unless somebody picks up there', async () => {
    await alice.types('/ringgroup fallback support extension 101')
    await alice.hears(LIVE)
    await call(x('600'))
    expect(told()[0]).toContain('How it ended: went on to Alice Martin (101)')
    expect(told(chloe)[0]).toContain('Issue : appel renvoyé vers Alice Martin (101)')
    await call(x('600'), { answered: { after: 45 } })
    expect(told()).toEqual([])
    await alice.types('/ringgroup fallback support voicemail 100')
    await alice.hears(LIVE)
  })

  it('what the phones really hold says where it went, also when somebody changed it there', async () => {
    const plan = (await world.held('600'))!
    phones.byHand(x('600'), { ...plan, fallback: { to: 'voicemail', target: x('101') } })
    await world.scan()
    await call(x('600'))
    expect(told()[0]).toContain('How it ended: went to voicemail 101 Alice Martin')
    phones.byHand(x('600'), plan)
    await world.scan()
  })

  it.each<[shows: string, from: { number?: string; name?: string }, english: string, french: string]>([
    ['that it is private', { number: 'anonymous', name: 'Anonymous' }, 'a private number', 'numéro masqué'],
    ['nothing', {}, 'a private number', 'numéro masqué'],
    ['a name', { number: '', name: 'Jane' }, 'Jane', 'Jane'],
    ['the same twice', { number: '0612345678', name: '0612345678' }, '06 12 34 56 78', '06 12 34 56 78'],
    ['a foreign number', { number: '+442079460000', name: '' }, '+44 20 7946 0000', '+44 20 7946 0000'],
    ['an extension', { number: '102', name: 'Bruno Keller' }, 'Bruno Keller, 102', 'Bruno Keller, 102'],
    [
      'marks of Slack',
      { number: '<!channel>', name: '*_~<@UBRUNO>&' },
      '*_~<@UBRUNO>&, <!channel>',
      '*_~<@UBRUNO>&, <!channel>',
    ],
    [
      'dialplan',
      { number: '600', name: '${SHELL(id)} $[1+1], "a" (b)' },
      '${SHELL(id)} $[1+1], "a" (b), 600',
      '${SHELL(id)} $[1+1]',
    ],
    [
      'what cannot be seen',
      { number: '1\0\r\n2', name: '\uE000bBIG\uE001 \uD800 \u202Eevil' },
      'bBIG  evil, 1 2',
      'bBIG  evil, 1 2',
    ],
    [
      'far too much',
      { number: '9'.repeat(5000), name: 'x'.repeat(5000) },
      `${'x'.repeat(79)}…, ${'9'.repeat(79)}…`,
      '…',
    ],
  ])('a caller shows %s: it is text and nothing else', async (_, from, english, french) => {
    await call(x('600'), { from })
    expect(told()[0]?.replace(/ +/g, ' ')).toContain(`Caller: ${english.replace(/ +/g, ' ')}\n`)
    expect(told(chloe)[0]?.replace(/ +/g, ' ')).toContain(french.replace(/ +/g, ' '))
    const posted = JSON.stringify(sandbox.calls.filter((it) => it.method === 'chat.postMessage').slice(-2))
    expect(posted).not.toMatch(/<!channel>"?,?"type":"mrkdwn|"type":"(user|broadcast|link)"/)
    expect(alice.texts().at(-1)).not.toMatch(/@bruno/i)
  })

  it('Stop Telling stops it, for admins', async () => {
    await call(x('600'))
    alice.goesTo('direct')
    await alice.presses('Stop Telling')
    await alice.hears(/Missed calls of Support are not told any more/)
    await call(x('600'))
    expect(told()).toEqual([])
  })

  it('somebody who is no admin any more is not told', async () => {
    await db.person.update({ where: { user: 'UBRUNO' }, data: { admin: true } }) // seen as one, before
    await call(x('600'))
    expect([told(alice).length, told(bruno).length]).toEqual([1, 0])
    await db.person.update({ where: { user: 'UBRUNO' }, data: { admin: false } })
  })

  it('of a group that is gone by now', async () => {
    const id = await call(x('600'))
    await db.callTold.deleteMany({ where: { callId: id } })
    await db.calledGroup.updateMany({
      where: { callId: id },
      data: { groupId: '00000000-0000-4000-8000-000000000000' },
    })
    alice.listens()
    await world.taskList.missed({ call: id }, {} as never)
    expect(await alice.hears(/Missed call/)).toMatch(/^Missed call in 600 /)
  })
})

describe('told once, whatever happens', () => {
  beforeEach(on)
  const again = async (id: string) => {
    await world.taskList.missed({ call: id }, {} as never)
  }

  it('the same events twice, in any order, are one call', async () => {
    const about = { call: 'twice', group: x('600'), number: n('103'), caller: jane }
    const rung = { rang: [x('102'), x('108')], seconds: 40 }
    const events: CallEvent[] = [
      { ...about, does: 'start', members: [x('102'), x('108')] },
      { ...about, does: 'fallback', ...rung },
      { ...about, does: 'end', result: 'fallback', by: null, ...rung },
    ]
    alice.listens()
    const hear = async (order: number[]) => {
      for (const it of order) hears(events[it]!)
      await world.until(async () => (await db.call.count({ where: { id: 'twice', endedAt: { not: null } } })) > 0)
      await work()
    }
    await hear([2, 0, 1, 1, 0, 2, 2])
    await hear([0, 1, 2])
    expect([
      await db.call.count({ where: { id: 'twice' } }),
      await db.calledGroup.count({ where: { callId: 'twice' } }),
    ]).toEqual([1, 1])
    expect(told()).toHaveLength(1)
    expect(await callOf(db, 'twice')).toMatchObject({ passed: [rung], ending: { how: 'voicemail', box: '100' } })
  })

  it('two workers at once tell it once', async () => {
    const id = await call(x('600'))
    await db.callTold.deleteMany({ where: { callId: id } })
    alice.listens()
    await Promise.all([again(id), again(id), again(id)])
    expect(told()).toHaveLength(1)
  })

  it('Slack says no to the first: nobody is told twice, and everybody in the end', async () => {
    expectError(/missed/i)
    const id = await call(x('600'))
    await db.callTold.deleteMany({ where: { callId: id } })
    alice.listens()
    chloe.listens()
    sandbox.trouble('chat.postMessage', { error: 'fatal_error' })
    await expect(again(id)).rejects.toThrow()
    expect(await db.callTold.count({ where: { callId: id } })).toBe(0)
    sandbox.trouble('chat.postMessage', null)
    await again(id)
    await again(id)
    expect([told(alice).length, told(chloe).length]).toEqual([1, 1])
  })

  it('while the phone system cannot be reached, nothing is heard, and nothing breaks', async () => {
    const before = await db.call.count()
    phones.off()
    phones.call(x('600'))
    phones.on()
    await work()
    expect(await db.call.count()).toBe(before)
  })
})

describe('show and numbers say when it rang last', () => {
  it('not called yet; then when, and how it ended', async () => {
    await alice.types('/ringgroup create Desk 602 105')
    await alice.hears(LIVE)
    await alice.types('/ringgroup assign 01 55 50 01 05 Desk')
    await alice.hears(LIVE)
    await alice.types('/ringgroup show desk')
    const first = await alice.hears(/All at once/)
    expect(first).toContain('01 55 50 01 05 (not called yet)')
    expect(first).toContain(' · not called yet')
    await chloe.types('/ringgroup afficher desk')
    expect(await chloe.hears(/Tous en même temps/)).toContain('01 55 50 01 05 (pas encore d’appel)')

    for (const [how, english, french] of [
      [{ answered: { after: 3 } }, 'answered', 'décroché'],
      [{ givesUpAfter: 3 }, 'the caller gave up', 'raccroché par l’appelant'],
      [{}, 'went to voicemail', 'boîte vocale'],
    ] as const) {
      await call(n('105'), how)
      await alice.types('/ringgroup show desk')
      const card = await alice.hears(/All at once/)
      expect(card).toMatch(new RegExp(`01 55 50 01 05 \\(last call [^)]+, ${english}\\)`))
      expect(card).toMatch(new RegExp(` · last call [^·]+, ${english}`))
      await chloe.types('/ringgroup afficher desk')
      expect(await chloe.hears(/Tous en même temps/)).toMatch(new RegExp(`dernier appel [^)]+, ${french}\\)`))
      await alice.types('/ringgroup numbers 01 55 50 01 05')
      expect(await alice.hears(/Desk \(602\) · ring group/)).toMatch(new RegExp(`last call .+, ${english}`))
    }
  })

  it('a call that is not over says only when it began', async () => {
    hears({ call: 'open', group: x('602'), number: n('105'), caller: jane, does: 'start', members: [x('105')] })
    await world.until(async () => (await db.call.count({ where: { id: 'open' } })) > 0)
    await alice.types('/ringgroup show desk')
    expect(await alice.hears(/All at once/)).toMatch(/01 55 50 01 05 \(last call [^),]+\)/)
  })

  it('a number that has moved has not been called here yet', async () => {
    await alice.types('/ringgroup assign 01 55 50 01 05 Sales')
    await alice.hears(/should it move/)
    await alice.presses('Move Number')
    await alice.hears(LIVE)
    await alice.types('/ringgroup show sales')
    expect(await alice.hears(/Direct numbers/)).toContain('01 55 50 01 05 (not called yet)')
    await alice.types('/ringgroup numbers 01 55 50 01 05')
    expect(await alice.hears(/Sales \(601\) · ring group/)).toMatch(/last call/)
  })

  it('of numbers that lead to no group nothing is known', async () => {
    await alice.types('/ringgroup numbers')
    const text = await alice.hears(/Company numbers/)
    expect(text).toMatch(/Alice Martin \(101\) · phone\n\[Assign…\]\n01 55/)
  })
})

describe('after 90 days', () => {
  it('calls go; the last of a group or a number stays, without its caller', async () => {
    const [old, last] = [await call(n('103'), { from: jane }), await call(n('103'), { from: jane })]
    const day = 24 * 3_600_000
    await prune(db, new Date(Date.now() + 89 * day))
    expect(await db.call.count({ where: { id: { in: [old, last] } } })).toBe(2)
    await prune(db, new Date(Date.now() + 91 * day))
    const kept = await db.call.findMany({ include: { groups: true } })
    expect(kept.map((it) => it.id)).toContain(last)
    expect(kept.map((it) => it.id)).not.toContain(old)
    expect(kept.map((it) => [it.callerNumber, it.callerName])).toEqual(kept.map(() => [null, null]))
    // of each number, and of each group in which there were calls, one at most
    const lines = new Set(kept.flatMap((it) => [it.number, ...it.groups.map((group) => group.groupId)]))
    expect(kept.length).toBeLessThanOrEqual(lines.size)
    await alice.types('/ringgroup show support')
    expect(await alice.hears(/One after another/)).toMatch(/01 55 50 01 03 \(last call [^)]+, went to voicemail\)/)
  })
})

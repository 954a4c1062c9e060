import { describe, expect, it } from 'vitest'
import { LIVE, nbsp, openDrifting, x } from '../kit/drifting.ts'

const world = await openDrifting()
const { alice, chloe, bruno, held, phones, db, group, work, scan, byHand, does, cards, lastCommand } = world
const NOTED = 'Support (600) was changed on the phone system, not here.'

describe('the card (S7)', () => {
  it('goes to every admin that is known, once for each case, each in their language', async () => {
    await byHand('600', { ringSeconds: 45 })
    for (const who of [alice, chloe, bruno]) who.listens()
    await scan()
    const card = await alice.hears(NOTED)
    expect(card).toMatch(/Noticed 20\d\d-\d\d-\d\d \d\d:\d\d UTC; by whom is not known\.\n/)
    expect(card).toContain('• Ring time: here 20 s, on the phones 45 s\n')
    expect(card).toContain('Callers get the phones’ version now. Nothing is overwritten until you choose.\n')
    expect(card).toContain('[Accept This Change] [Restore Our Version]')
    const french = await chloe.hears('a été modifié sur le système téléphonique, pas ici.')
    expect(french).toContain(nbsp('; auteur inconnu.'))
    expect(french).toContain(nbsp('• Durée de sonnerie : ici 20 s, sur les téléphones 45 s'))
    expect(french).toContain('Les appelants ont la version des téléphones. Rien n’est écrasé avant votre choix.')
    expect(french).toContain('[Accepter ce changement] [Rétablir notre version]')
    expect(bruno.heard()).toEqual([])

    for (const who of [alice, chloe]) who.listens()
    await scan()
    await world.push()
    expect([alice.heard(), chloe.heard(), bruno.heard()]).toEqual([[], [], []])
  })

  it('something else found later, or a change of ours, redraws it; over by itself, it is a record', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    const before = cards(alice).length
    await byHand('600', { ringSeconds: 50 })
    alice.listens()
    await scan()
    expect(await alice.hears('on the phones 50 s')).toContain('[Restore Our Version]')
    expect(cards(alice)).toHaveLength(before)

    await alice.types('/ringgroup rename support Helpdesk')
    await alice.hears('Helpdesk (600) was changed on the phone system')
    await work()
    expect(cards(alice)).toHaveLength(before)
    alice.listens()
    phones.byHand(x('600'), { ...(await held('600'))!, ringSeconds: 20, name: 'Helpdesk' })
    await scan()
    await world.push()
    await work()
    const record = cards(alice).at(-1)!
    expect(record).toContain('Over by itself ')
    expect(record).toContain('on the phones 50 s')
    expect(record).not.toContain('[')
    expect(await db.drift.count()).toBe(0)
  })

  it('whoever was told "saved" before the phones answered hears that it is held up', async ({ onTestFinished }) => {
    onTestFinished(() => phones.fault(null))
    await byHand('600', { ringSeconds: 45 })
    phones.fault({ lateMs: 2000 })
    alice.listens()
    await alice.types('/ringgroup mode 600 consecutive')
    await alice.hears('Saved. Reaching the phones…')
    phones.fault(null)
    await alice.hears('Saved, not on the phones: somebody changed this group on the phone system')
    await work()
  })

  it('is noticed by a push as well, and many at once are one message', async () => {
    for (let i = 1; i <= 6; i++) await does(`create Team${'abcdefg'[i]} 60${i} 10${i}`)
    for (let i = 1; i <= 6; i++) await byHand(`60${i}`, { ringSeconds: 59 })
    const before = cards(alice).length
    alice.listens()
    await scan()
    expect(await alice.hears('6 groups were changed on the phone system, not here.')).toContain('[See Which]')
    await alice.presses('See Which')
    const check = await alice.hears('6 groups differ on the phones.')
    expect(check).toContain('[Compare]')
    expect(cards(alice)).toHaveLength(before)
    for (let i = 1; i <= 6; i++) await byHand(`60${i}`, { ringSeconds: 30 })
    await scan()
    expect(await db.drift.count()).toBe(0)
  })
})

describe('Accept This Change', () => {
  it('makes our group what the phones hold, as a change that can be undone; every copy becomes a record', async () => {
    await byHand('600', { ringSeconds: 45, mode: 'consecutive', members: [x('108'), x('101')] })
    await scan()
    alice.goesTo('direct')
    await alice.presses('Accept This Change')
    await alice.hears(LIVE)
    await work()
    expect(await group('600')).toMatchObject({
      ringSeconds: 45,
      mode: 'consecutive',
      members: [{ extension: '108' }, { extension: '101' }],
    })
    expect([await lastCommand(), await db.drift.count()]).toEqual(['adopt', 0])
    expect(cards(alice).at(-1)).toMatch(/@alice\S* accepted this change 20/)
    expect(cards(chloe).at(-1)).toMatch(/@alice\S* a accepté ce changement 20/)
    for (const who of [alice, chloe]) expect(cards(who).at(-1)).not.toContain('[')

    await does('undo')
    expect(await group('600')).toMatchObject({ ringSeconds: 20, members: [{ extension: '101' }, { extension: '102' }] })
    expect(await held('600')).toMatchObject({ ringSeconds: 20, members: ['101', '102'] })
    expect(await db.drift.count()).toBe(0)
  })

  it('keeps the dates of who stays, and who is away keeps the place', async () => {
    await does('add support 106 until=2h')
    await does('remove support 101 until=2h')
    await alice.types('/ringgroup add support 109 from=2h')
    await alice.hears('No phone is concerned.')
    await byHand('600', { members: [x('106'), x('108'), x('102')] })
    await scan()
    await does('accept support')
    const { members } = (await group('600'))!
    expect(members.map((it) => it.extension)).toEqual(['101', '106', '109', '108', '102'])
    expect(members[0]?.away).toBeDefined()
    expect(members[1]?.until).toBeDefined()
    expect(members[2]?.from).toBeDefined()
    expect(await db.drift.count()).toBe(0)
  })

  it('who is away here and rings there rings here, too, until their end', async () => {
    await does('remove support 101 until=2h')
    await byHand('600', { members: [x('101'), x('102')] })
    await scan()
    await does('adopt 600')
    expect((await group('600'))?.members).toEqual([{ extension: '101' }, { extension: '102' }])
  })

  it('an extension that is a group here stays that group', async () => {
    await does('create Sales 601 103')
    await byHand('600', { fallback: { to: 'extension', target: x('601') }, name: 'Helpdesk' })
    await scan()
    await does('accepter support', chloe)
    expect(await group('600')).toMatchObject({ name: 'Helpdesk', fallback: { to: 'group' } })
    await does('fallback helpdesk voicemail 100')
  })

  it('what cannot be said here opens the form with the misfits named; saving it is the decision', async () => {
    await byHand('600', { ringSeconds: 90, members: [x('101'), x('999')] })
    await scan()
    alice.goesTo('direct')
    const before = await db.change.count()
    await alice.presses('Accept This Change')
    const form = await alice.form()
    expect(form.title).toBe('Edit Ring Group')
    expect(form.text).toContain('Not all that stands on the phones can be said here. Nothing was changed yet.')
    expect(form.text).toContain('There is no extension 999.')
    expect(form.text).toContain('Ring time goes up to 60 seconds; you asked for 90.')
    expect(form.fields).toMatchObject({ 'Ring time': '90', Members: ['Alice Martin (101)', '999'] })
    expect(await db.change.count()).toBe(before)
    expect(Object.keys(await alice.submits()).toSorted()).toEqual(['Members', 'Ring time'])
    await alice.fills({ 'Ring time': 60, Members: ['Alice Martin (101)'] })
    expect(await alice.submits()).toEqual({})
    await alice.hears(LIVE)
    await work()
    expect(await held('600')).toMatchObject({ ringSeconds: 60, members: ['101'] })
    expect(await db.drift.count()).toBe(0)
    expect(cards(alice).at(-1)).toMatch(/accepted this change/)
  })

  it('what is no group at all is shown as it stands there, in the card and above the form', async () => {
    phones.byHand(x('600'), 'ring everybody!')
    chloe.listens()
    await scan()
    expect(await chloe.hears('a été modifié')).toContain('ring everybody!')
    chloe.goesTo('direct')
    await chloe.presses('Accepter ce changement')
    const form = await chloe.form()
    expect(form.text).toContain(
      nbsp('Sur les téléphones se trouve « ring everybody! », qui n’est pas un groupe d’appels.'),
    )
    await chloe.submits()
    expect((await chloe.form()).text).toContain('Ce formulaire dit la même chose que notre version.')
    expect(await db.drift.count({ where: { decided: { equals: null as never } } })).toBeLessThanOrEqual(1)
    await chloe.fills({ 'Durée de sonnerie': 33 })
    expect(await chloe.submits()).toEqual({})
    await chloe.hears(LIVE)
    await work()
    expect(await held('600')).toMatchObject({ ringSeconds: 33 })
    expect(await db.drift.count()).toBe(0)
  })

  it('a group that is gone from the phones is deleted here as well, and Undo makes it again', async () => {
    phones.byHand(x('600'), null)
    alice.listens()
    await scan()
    expect(await alice.hears(NOTED)).toContain('• On the phones there is no group at 600.')
    alice.goesTo('direct')
    await alice.presses('Accept This Change')
    await alice.hears('was deleted')
    await work()
    expect([await group('600'), await db.drift.count()]).toEqual([undefined, 0])
    await does('undo')
    expect(await held('600')).toMatchObject({ name: 'Support' })
  })

  it('is refused while another group falls back to it', async () => {
    await does('create Sales 601 103')
    await does('fallback sales support')
    phones.byHand(x('600'), null)
    await scan()
    await alice.types('/ringgroup adopt support')
    expect(await alice.hears('go on to this group')).toContain('[Edit Sales]')
    expect(await group('600')).toBeDefined()
    alice.goesTo('direct')
    await alice.presses('Restore Our Version')
    await alice.hears(LIVE)
    await work()
    expect(await held('600')).toMatchObject({ name: 'Support' })
    await does('fallback sales voicemail 100')
  })
})

describe('one decision', () => {
  it('of two admins who press at once, one decides and the other hears who was quicker', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    const before = await db.change.count()
    alice.goesTo('direct')
    chloe.goesTo('direct')
    await Promise.all([alice.presses('Accept This Change'), chloe.presses('Rétablir notre version')])
    await world.until(
      async () => (await db.change.count()) > before && alice.heard().length > 0 && chloe.heard().length > 0,
    )
    await world.until(async () => /already|déjà/.test([...alice.heard(), ...chloe.heard()].join()))
    await work()
    expect(await db.change.count()).toBe(before + 1)
    const both = `${alice.heard().join('\n')}\n${chloe.heard().join('\n')}`
    expect(both).toMatch(/has already restored our version|a déjà accepté ce changement/)
    const seconds = (await group('600'))?.ringSeconds
    expect([20, 45]).toContain(seconds)
    expect([(await held('600'))?.ringSeconds, await db.drift.count()]).toEqual([seconds, 0])
  })

  it('is for admins', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    for (const line of ['adopt support', 'push support', 'check', 'check support']) {
      await bruno.types(`/ringgroup ${line}`)
      await bruno.hears('Only admins can do that; nothing was changed.')
    }
    await bruno.types('/ringgroup show support')
    expect(await bruno.hears('Support (600)')).not.toContain('Accept This Change')
    expect((await held('600'))?.ringSeconds).toBe(45)
  })

  it('where nothing differs there is nothing to decide, and without a group those that differ are offered', async () => {
    for (const line of ['adopt support', 'push support']) {
      await alice.types(`/ringgroup ${line}`)
      await alice.hears('At 600 the phones hold the same as we do')
    }
    await alice.types('/ringgroup adopt')
    await alice.hears('No group differs on the phones. Nothing was changed.')
    await chloe.types('/ringgroup rétablir')
    await chloe.hears('Aucun groupe n’est différent sur les téléphones.')
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await alice.types('/ringgroup adopt')
    await alice.hears('Which group? These differ on the phones.')
    alice.goesTo('direct')
    await alice.presses('Support (600)')
    await alice.hears(LIVE)
    await work()
    expect((await group('600'))?.ringSeconds).toBe(45)
  })
})

describe('who is told', () => {
  it('each gets it once, however often it is tried and whoever cannot be reached', async () => {
    const { post } = {
      post: () => world.sandbox.calls.filter((it) => it.method === 'chat.postMessage' && it.ok).length,
    }
    await byHand('600', { ringSeconds: 45 })
    world.sandbox.trouble('chat.postMessage', { error: 'fatal_error' })
    world.expectError(/fatal_error/)
    await world.scan()
    const before = post()
    world.sandbox.trouble('chat.postMessage', null)
    for (let i = 0; i < 3; i++) {
      await db.$queryRaw`select graphile_worker.add_job('notice', job_key => 'notice', queue_name => 'notices')::text`
      await work()
    }
    expect(post() - before).toBe(2)
    expect(cards(alice).filter((it) => it.includes('[Restore Our Version]'))).toHaveLength(1)
    expect(cards(chloe).filter((it) => it.includes('[Rétablir notre version]'))).toHaveLength(1)
  })

  it('a card that was deleted in Slack holds nothing up', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await db.driftNotice.updateMany({ where: { user: 'UALICE', said: { not: '' } }, data: { ts: '1.000001' } })
    await byHand('600', { ringSeconds: 46 })
    chloe.listens()
    await scan()
    await chloe.hears('sur les téléphones 46 s')
    await does('push support')
    expect(await db.driftNotice.count({ where: { said: { not: '' } } })).toBe(0)
  })
})

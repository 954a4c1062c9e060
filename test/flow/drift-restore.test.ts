import { beforeEach, describe, expect, it } from 'vitest'
import { LIVE, n, nbsp, openDrifting } from '../kit/drifting.ts'

const world = await openDrifting()
const { alice, chloe, held, phones, db, group, work, scan, byHand, does, cards, killed } = world

describe('Restore Our Version', () => {
  it('overwrites what was found, once; it stands in the history and cannot be undone', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    const before = await db.change.count()
    chloe.goesTo('direct')
    await chloe.presses('Rétablir notre version')
    expect(await chloe.hears(LIVE)).toContain(nbsp('Groupe Support : notre version est rétablie sur les téléphones.'))
    await work()
    expect(await held('600')).toMatchObject({ ringSeconds: 20 })
    expect([await db.change.count(), await db.drift.count()]).toEqual([before + 1, 0])
    expect(cards(alice).at(-1)).toMatch(/@chloe\S* restored our version/)
    expect(cards(chloe).at(-1)).toMatch(/a rétabli notre version/)
    await chloe.types('/ringgroup annuler support')
    expect(await chloe.hears(/.+/)).not.toContain('n’y a rien à annuler ici')
    await work()
  })

  it('undo of it is refused with its sentence', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await does('push support')
    const { id } = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    await alice.types(`/ringgroup undo #${id}`)
    await alice.hears(`Change #${id} only put our version back on the phones; there is nothing here to undo.`)
    await alice.types('/ringgroup history support')
    expect(await alice.hears('Changes of Support')).toContain('Our version of Support was restored on the phones.')

    await byHand('600', { ringSeconds: 46 })
    await world.push()
    await scan()
    expect([(await held('600'))?.ringSeconds, await db.drift.count()]).toEqual([46, 1])
  })

  it('brings what waited along', async () => {
    await byHand('600', { ringSeconds: 45 })
    await alice.types('/ringgroup mode support consecutive')
    await alice.hears('nothing is overwritten')
    await alice.types('/ringgroup restore support')
    await alice.hears(/changes are live|restored on the phones/)
    await work()
    expect(await held('600')).toMatchObject({ ringSeconds: 20, mode: 'consecutive' })
    expect(await db.delivery.count({ where: { liveAt: null } })).toBe(0)
  })

  it('what the phones hold by now was not shown: the card is redrawn and nothing is overwritten', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await byHand('600', { ringSeconds: 50 }) // noticed only when it is about to be overwritten
    alice.goesTo('direct')
    await alice.presses('Restore Our Version')
    await alice.hears('Not yet: the phones hold something else by now, and nothing was overwritten.')
    await work()
    expect((await held('600'))?.ringSeconds).toBe(50)
    const card = cards(alice).at(-1)!
    expect(card).toContain('on the phones 50 s')
    expect(card).toContain('[Restore Our Version]')
    await alice.presses('Restore Our Version')
    await alice.hears(LIVE)
    await work()
    expect([(await held('600'))?.ringSeconds, await db.drift.count()]).toEqual([20, 0])
  })

  it('a card that shows what was found before does nothing but show what is found now', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await alice.types('/ringgroup show support')
    await alice.hears('[Accept This Change]')
    await byHand('600', { ringSeconds: 50 })
    await scan()
    alice.goesTo('#phones')
    for (const button of ['Accept This Change', 'Restore Our Version']) {
      const before = await db.change.count()
      alice.goesTo('direct')
      const old = await db.drift.findFirstOrThrow()
      await db.drift.update({ where: { extension: '600' }, data: { seenAt: new Date(old.seenAt.getTime() + 1000) } })
      await alice.presses(button)
      const told = await alice.hears('The phones hold something else by now. Nothing was changed, here or there')
      expect(told).toContain('on the phones 50 s')
      expect(await db.change.count()).toBe(before)
    }
    expect((await held('600'))?.ringSeconds).toBe(50)
  })

  it('when the phone system is away it is done when it is back', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    phones.off()
    await alice.types('/ringgroup push support')
    await alice.hears('Saved, not on the phones yet')
    phones.on()
    await alice.hears(LIVE)
    await work()
    expect([(await held('600'))?.ringSeconds, await db.drift.count()]).toEqual([20, 0])
  })

  it('killed at any step it is done once, and what was written half-way is no new drift', async () => {
    const { apply, read } = phones
    const die = async () => {
      throw new Error('killed')
    }
    const deaths = [
      () => void (phones.apply = die),
      () =>
        void (phones.apply = async ([plan]) => {
          await apply([{ ...plan!, directNumbers: [n('103')] }], []) // the group is written, one number still leads here
          return die()
        }),
      () => void (phones.apply = async (...it) => ((phones.read = die), apply(...it))),
    ]
    for (const set of deaths) {
      world.expectError(/killed/)
      await byHand('600', { ringSeconds: 45, directNumbers: [n('103')] })
      await scan()
      set()
      await alice.types('/ringgroup push support')
      await killed()
      Object.assign(phones, { apply, read })
      await world.push()
      await work()
      expect(await held('600')).toMatchObject({ ringSeconds: 20, directNumbers: [] })
      expect([await db.drift.count(), await db.delivery.count({ where: { liveAt: null } })]).toEqual([0, 0])
      expect(cards(alice).at(-1)).toMatch(/restored our version/)
    }
  })
})

describe('numbers that somebody moved by hand', () => {
  beforeEach(async () => {
    await does('create Sales 601 103')
    await does('assign 0155500103 support')
  })
  const leads = async () => [(await held('600'))?.directNumbers, (await held('601'))?.directNumbers]

  it('accepted where it leads now, it leaves the other group in the same change', async () => {
    await byHand('601', { directNumbers: [n('103')] })
    alice.listens()
    await scan()
    expect(await alice.hears('Sales (601) was changed')).toContain('01 55 50 01 03 belongs to Support (600) here.')
    await does('accept sales')
    expect([(await group('600'))?.directNumbers, (await group('601'))?.directNumbers]).toEqual([[], [n('103')]])
    expect([await leads(), await db.drift.count()]).toEqual([[[], [n('103')]], 0])
    expect(cards(alice).filter((it) => /accepted this change/.test(it)).length).toBeGreaterThanOrEqual(2)
    await does('undo')
    expect([await leads(), await db.drift.count()]).toEqual([[[n('103')], []], 0])
  })

  it('restored where it leads now, it comes back to where it belongs, and never leads nowhere', async () => {
    await byHand('601', { directNumbers: [n('103')] })
    await scan()
    const { apply } = phones
    const told: string[][] = []
    phones.apply = async (plans, gone) => {
      told.push(plans.map((it) => it.extension))
      return apply(plans, gone)
    }
    await does('push sales')
    phones.apply = apply
    expect(told[0]?.toSorted()).toEqual(['600', '601'])
    expect([await leads(), await db.drift.count()]).toEqual([[[n('103')], []], 0])
  })

  it('restored where it is missing, the other one is over by itself', async () => {
    await byHand('601', { directNumbers: [n('103')] })
    await scan()
    await does('push support')
    expect([await leads(), await db.drift.count()]).toEqual([[[n('103')], []], 0])
  })

  it('with more by hand in the other group, that is asked first', async () => {
    await byHand('601', { directNumbers: [n('103')] })
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await alice.types('/ringgroup push sales')
    await alice.hears('nothing was overwritten')
    await work()
    expect(await leads()).toEqual([[], [n('103')]])
    await does('push support')
    expect(await leads()).toEqual([[n('103')], []])
    expect([(await held('600'))?.ringSeconds, await db.drift.count()]).toEqual([20, 0])
    await does('unassign 0155500103')
  })
})

describe('a group that is not there any more', () => {
  it('deleted: the card says so, and only ours can be restored', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await alice.types('/ringgroup delete support')
    await alice.form()
    await alice.submits()
    const card = await alice.hears('Support was deleted here since: our version is that no group is at 600.')
    expect(card).toContain('• Ring time: 45 s')
    expect(card).not.toContain('Accept This Change')
    await work()
    expect(await held('600')).toMatchObject({ ringSeconds: 45 })
    await alice.types('/ringgroup adopt 600')
    expect(await alice.hears('No group is at 600 here any more')).toContain('[Restore Our Version]')
    alice.goesTo('direct')
    await alice.presses('Restore Our Version')
    await alice.hears('What stands at 600 on the phones is being removed.')
    await work()
    expect([await held('600'), await db.drift.count()]).toEqual([null, 0])
    expect(cards(alice).at(-1)).toMatch(/restored our version/)
  })

  it('renumbered: the same', async () => {
    await byHand('600', { ringSeconds: 45 })
    await scan()
    await alice.types('/ringgroup renumber support 610')
    await alice.hears('Support has extension 610 here since: our version is that no group is at 600.')
    await work()
    expect([await held('600'), await held('610')]).toMatchObject([{ ringSeconds: 45 }, null])
    await alice.types('/ringgroup push 600')
    await work()
    expect([await held('600'), await held('610')]).toMatchObject([null, { ringSeconds: 20 }])
    expect(await db.drift.count()).toBe(0)
  })
})

it('where the phones refuse our version, the card is open again', async () => {
  const { apply } = phones
  await byHand('600', { ringSeconds: 45 })
  await scan()
  phones.apply = async (plans) =>
    plans.map((it) => ({ extension: it.extension, problems: [{ say: (w) => w.tooMany(30) }] }))
  await alice.types('/ringgroup push support')
  expect(await alice.hears('refused it: At most 30 phones')).toContain('[Try Again]')
  await work()
  phones.apply = apply
  expect(cards(alice).at(-1)).toContain('[Restore Our Version]')
  await does('push support')
  expect([(await held('600'))?.ringSeconds, await db.drift.count()]).toEqual([20, 0])
})

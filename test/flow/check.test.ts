import { describe, expect, it } from 'vitest'
import { LIVE, nbsp, openDrifting, x } from '../kit/drifting.ts'

const world = await openDrifting()
const { alice, chloe, bruno, held, phones, db, work, scan, byHand, does, killed } = world

describe('check', () => {
  it('says in one message how everything is', async () => {
    await alice.types('/ringgroup check')
    const text = await alice.hears('Everything is well.')
    expect(text).toContain('• The phone system (simulated) answers.')
    expect(text).toMatch(/• 1 group, last compared 20|not compared yet/)
    expect(text).toContain('• 10 extensions and 8 numbers, last read 20')
    expect(text).toContain('• No change waits.\n• No group differs on the phones.')
    await chloe.types('/ringgroup vérifier')
    expect(await chloe.hears('Tout va bien.')).toContain('• Aucune modification n’attend.')
  })

  it('names what differs, what waits, what was refused, and since when nothing answers', async () => {
    await does('create Sales 601 103')
    await byHand('600', { ringSeconds: 45 })
    await scan()
    const { apply } = phones
    phones.apply = async (plans) =>
      plans.map((it) => ({ extension: it.extension, problems: [{ say: (w) => w.tooMany(30) }] }))
    await alice.types('/ringgroup time sales 33')
    await alice.hears('refused')
    phones.apply = apply
    phones.off()
    await alice.types('/ringgroup mode support consecutive')
    await alice.hears('not on the phones')
    await alice.types('/ringgroup check')
    const text = await alice.hears('Something needs you.')
    expect(text).toContain('• The phone system (simulated) has not answered since 20')
    expect(text).toMatch(/1 change is not on the phones yet, since 20.*: Support \(600\)\./)
    expect(text).toContain('• 1 group differs on the phones.')
    expect(text).toContain('Support (600)\n[Compare]')
    expect(text).toMatch(/Refused by the phone system:\nSales \(601\) #\d+: At most 30 phones can ring in one group/)
    phones.on()
    await work()
    alice.goesTo('#phones')
    await alice.presses('Try Again')
    await alice.hears(LIVE)
    await work()
    await does('push support')
  })

  it('shows a group as it stands on the phones, beside ours', async () => {
    await alice.types('/ringgroup check support')
    const same = await alice.hears('Here:')
    expect(same.match(/"ringSeconds": 20/g)).toHaveLength(2)
    phones.byHand(x('600'), 'ring everybody!')
    await scan()
    await chloe.types('/ringgroup vérifier support')
    const text = await chloe.hears(nbsp('Ici :'))
    expect(text).toContain('ring everybody!')
    expect(text).toContain('"ringSeconds": 20')
    expect(text).toContain('[Accepter ce changement] [Rétablir notre version]')
    await does('push support')
    expect(await held('600')).toMatchObject({ ringSeconds: 20 })
  })
})
describe('forgotten', () => {
  it('is told to admins in one line, once', async () => {
    await does('create Sales 601 103')
    for (const who of [alice, chloe, bruno]) who.listens()
    phones.forget()
    const line = await alice.hears('The phone system had forgotten Support (600) and Sales (601); they were put back')
    expect(line.split('\n')).toHaveLength(1)
    await chloe.hears(
      nbsp('Le système téléphonique avait oublié Support (600) et Sales (601) ; tout est remis en place'),
    )
    await work()
    await scan()
    expect([alice.heard().length, chloe.heard().length, bruno.heard().length]).toEqual([1, 1, 0])
    expect([await held('600'), await held('601')]).toMatchObject([{ name: 'Support' }, { name: 'Sales' }])
  })

  it('killed before it was put back, the next look puts it back', async () => {
    const { apply } = phones
    world.expectError(/killed/)
    phones.apply = async () => {
      throw new Error('killed')
    }
    phones.forget()
    await killed()
    phones.apply = apply
    await scan()
    expect(await held('600')).toMatchObject({ name: 'Support' })
    expect(await db.drift.count()).toBe(0)
    await db.$executeRaw`delete from graphile_worker._private_jobs where last_error like '%killed%'`
  })
})

import { describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

describe('where the bot is not', async () => {
  const { as, db, work } = await openWorld({ env: { RINGGROUP_CHANNEL: 'CGENERAL' } })
  const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')] as const

  it('the home says where requests arrive, and tells admins what keeps the bot from writing there', async () => {
    expect(await alice.opensHome()).toContain('Admins: @alice (workspace owner). Requests arrive in #general.')
    await alice.types('/ringgroup create Support 600 102 108')
    await alice.hears(/live on the phones/i)
    await work()
    await bruno.types('/ringgroup leave support')
    await bruno.hears(/sent to/i)
    await work()
    expect(await db.channelState.count({ where: { closedAt: { not: null } } })).toBe(1)
    expect(await alice.opensHome()).toContain('I cannot write to #general: invite me with /invite @Ringgroup.')
    expect(await chloe.opensHome()).toContain(
      'Je ne peux pas écrire dans #general\u00a0: pour m’y inviter, tapez /invite @Ringgroup.',
    )
    expect(await bruno.opensHome()).not.toContain('/invite')
    expect(alice.home()).not.toContain('Requests arrive in')
  })
})

describe('where the bot is', async () => {
  const { as, db, sandbox, until, work } = await openWorld({ env: { RINGGROUP_CHANNEL: 'CPHONES' } })
  const chloe = as('UCHLOE')

  it('who has left is one card in the channel, in its language, besides that to each admin', async () => {
    await chloe.types('/ringgroup create Support 600 102 108')
    await chloe.hears(/live on the phones|en service/i)
    await work()
    await sandbox.act({ as: 'UALICE', do: 'person', user: 'UOMAR', set: { deleted: true } })
    await until(async () => (await db.leaver.count()) > 0)
    await work()
    const cards = () => chloe.texts().filter((it) => it.includes('has left: the Slack account was deactivated.'))
    chloe.goesTo('direct')
    expect(chloe.texts().filter((it) => it.includes('a quitté l’espace'))).toHaveLength(1)
    chloe.goesTo('#phones')
    expect(cards()).toHaveLength(1)
    await chloe.presses('Remove From All')
    await chloe.hears(/Omar Haddad \(108\) ne sonne plus/)
    await work()
    expect(cards()[0]).toContain('@chloe removed it from all groups')
  })
})

import { describe, expect, it } from 'vitest'
import { ledBySomebody } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ env: { RINGGROUP_CHANNEL: 'CPHONES', RINGGROUP_LANGUAGE: 'fr' } })
const { as, db, passes, sandbox, work } = world
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')] as const
const EMPTY = /plus personne ne sonnera dans Support \(600\)/

const posts = () => {
  bruno.goesTo('#phones')
  return bruno.texts()
}
const directly = (who: typeof alice, like: RegExp) => {
  who.goesTo('direct')
  return who.texts().filter((it) => like.test(it))
}

describe('where there is a channel', () => {
  it('a group that is about to be empty is told there too, once, in its language, for everybody', async () => {
    for (const it of [alice, chloe]) it.goesTo('#general')
    await ledBySomebody(world)
    await alice.types('/ringgroup remove support 102 108 from=20h until=30h')
    await alice.hears('away from Support')
    await passes(0.1)
    await passes(0.1)
    await work()
    const [post, ...others] = posts().filter((it) => EMPTY.test(it))
    expect(others).toEqual([])
    expect(post).toContain('[Voir le groupe]')
    expect(post).not.toContain('[Modifier les membres]')
    expect(directly(chloe, EMPTY)).toHaveLength(1)
    expect(directly(lea, EMPTY)).toHaveLength(1)
    expect(directly(alice, /nobody rings in Support \(600\)/)).toHaveLength(1)
  })
  it('Extend is offered to the lead alone', async () => {
    alice.goesTo('#general')
    await alice.types('/ringgroup add support 101 until=60h')
    await alice.hears('Alice Martin (101) now rings in Support.')
    await passes(40)
    await work()
    expect(directly(lea, /\[Prolonger\]/)).toHaveLength(1)
    for (const it of [alice, chloe]) expect(directly(it, /\[Extend\]|\[Prolonger\]/)).toEqual([])
    expect(posts().filter((it) => it.includes('[Prolonger]'))).toEqual([])
  })
  it('a channel that cannot be written to holds up nobody', async () => {
    alice.goesTo('#general')
    await alice.types('/ringgroup create Sales 601 109')
    await alice.hears(/was created/)
    await work()
    sandbox.channel('CPHONES', { isArchived: true })
    await alice.types('/ringgroup remove sales 109 from=20h until=30h')
    await alice.hears('away from Sales')
    await passes(0.1)
    await work()
    expect(directly(alice, /nobody rings in Sales \(601\)/)).toHaveLength(1)
    expect(await db.foretold.count({ where: { done: false } })).toBe(0)
    sandbox.channel('CPHONES', { isArchived: false })
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { askAs } from '../kit/database.ts'
import { openWorld } from '../kit/world.ts'

const { as, db, superUrl, group, held, work, passes } = await openWorld()
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')] as const
const nbsp = (text: string) => text.replaceAll(/ (?=[:;!?])/g, '\u00A0')
const last = async () => `${(await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })).id}`
/** Types a change, and says its number. */
const does = async (line: string, who = alice) => {
  await who.types(`/ringgroup ${line}`)
  await who.hears(/Live on the phones|En service sur les téléphones/)
  await work()
  return last()
}
const hearsUnchanged = async (who: ReturnType<typeof as>, line: string, sentence: string | RegExp) => {
  const before = await db.change.count()
  await who.types(`/ringgroup ${line}`)
  const heard = await who.hears(sentence)
  await work()
  expect(await db.change.count()).toBe(before)
  return heard
}

beforeAll(async () => {
  for (const who of [alice, bruno, chloe]) await who.types('/ringgroup list')
  await alice.hears('no ring groups yet')
})

describe('undo', () => {
  it('has nothing to undo at first, and is for admins', async () => {
    await hearsUnchanged(alice, 'undo', 'You have changed nothing yet, so there is nothing to undo.')
    await hearsUnchanged(chloe, 'annuler', nbsp('Vous n’avez encore rien modifié : il n’y a rien à annuler.'))
    await hearsUnchanged(bruno, 'undo', 'Only admins can do that; nothing was changed. Please ask @')
    await hearsUnchanged(alice, 'undo 999', 'There is no change #999.')
    await hearsUnchanged(alice, 'undo 99999999999999999999', 'There is no ring group “99999999999999999999”.')
    await hearsUnchanged(alice, 'undo nonsense', 'There is no ring group “nonsense”.')
    expect(await db.change.count()).toBe(0)
  })

  it('alone puts back my last change; once more is a redo', async () => {
    await does('create Support 600 102 108 106 mode=consecutive time=20')
    const mode = await does('mode support simultaneous')
    await does('create Sales 601 109', chloe) // somebody else's is not mine
    expect(await does('undo')).not.toBe(mode)
    expect(await held('600')).toMatchObject({ mode: 'consecutive' })
    await alice.hears(`Change #${mode} was put back.`)
    await does('undo')
    expect(await held('600')).toMatchObject({ mode: 'simultaneous' })
    expect(await group('601')).toBeDefined()
  })

  it('by the number of a change, or of a group its last one', async () => {
    const time = await does('time support 40')
    await does('rename sales Big Sales')
    await does(`undo #${time}`)
    expect(await group('600')).toMatchObject({ ringSeconds: 20 })
    await hearsUnchanged(alice, `undo ${time}`, `Change #${time} was undone already, by #`)
    await hearsUnchanged(chloe, `annuler #${time}`, `La modification #${time} est déjà annulée, par la #`)
    await does('annuler big sales', chloe)
    expect(await group('601')).toMatchObject({ name: 'Sales' })
    await hearsUnchanged(alice, 'undo big sales', 'There is no ring group “big sales”. Nothing was changed.')
  })

  it('digits that are a change and a group are asked', async () => {
    const from = Number(await last())
    await askAs(superUrl, `select setval(pg_get_serial_sequence('"Change"', 'id'), 600, false)`)
    expect(await does('time support 25')).toBe('600')
    await hearsUnchanged(alice, 'undo 600', '“600” could be a change or a group. Which one?')
    await hearsUnchanged(
      chloe,
      'annuler 600',
      nbsp('« 600 » peut désigner une modification ou un groupe. Que voulez-vous annuler ?').replace(
        '« 600 »',
        '«\u00A0600\u00A0»',
      ),
    )
    await alice.types('/ringgroup undo 600')
    expect(await alice.hears('Which one?')).toContain(
      '[Last change of Support (600)] [Change #600: Support now rings each phone for 25 s.]',
    )
    await alice.presses('Change #600: Support now rings each phone for 25 s.')
    await alice.hears('Live on the phones')
    await work()
    expect(await group('600')).toMatchObject({ ringSeconds: 20 })
    expect(from).toBeLessThan(600)
  })

  it('puts members back one by one, whatever happened to others', async () => {
    const added = await does('add support 109')
    await does('remove support 108')
    await does('add support 101')
    await does(`undo #${added}`)
    expect((await group('600'))!.members.map((it) => it.extension)).toEqual(['102', '106', '101'])
  })

  it('where that is no longer exact, offers the form with the old values', async () => {
    const time = await does('time support 40')
    await does('time support 50')
    const before = await db.change.count()
    await alice.types(`/ringgroup undo #${time}`)
    const form = await alice.form()
    expect(form.title).toBe('Edit Ring Group')
    expect(form.text).toContain(
      `Change #${time} cannot be put back as it is: Ring time changed again since. This form holds the old values; save to apply them.`,
    )
    expect(form.fields['Ring time']).toBe('20')
    expect(await db.change.count()).toBe(before)
    expect(await alice.submits()).toEqual({})
    await alice.hears('Live on the phones')
    await work()
    expect(await group('600')).toMatchObject({ ringSeconds: 20 })
    await does('time support 55')
    await chloe.types(`/ringgroup annuler #${time}`)
    expect((await chloe.form()).text).toContain(
      nbsp(`La modification #${time} ne peut pas être annulée telle quelle ; modifié entre-temps : Durée de sonnerie.`),
    )
    await chloe.closes()
    await does('time support 20')
  })

  it('a fallback in that form is the old one', async () => {
    const to = await does('fallback support extension 101')
    await does('fallback support voicemail 102')
    await alice.types(`/ringgroup undo #${to}`)
    expect((await alice.form()).fields).toMatchObject({
      'If nobody answers': 'Voicemail',
      'Voicemail box': expect.stringContaining('100') as string,
    })
    await alice.closes()
    await does('fallback support voicemail 100')
  })

  it('of a create deletes, of a delete creates the same group again', async () => {
    const created = await does('create Desk 605 101')
    const { id } = (await group('605'))!
    await does(`undo #${created}`)
    expect(await group('605')).toBeUndefined()
    expect(await held('605')).toBeNull()
    await does('undo desk') // it is gone, and its name is remembered
    expect(await group('605')).toMatchObject({ id, name: 'Desk' })
    await does('time desk 10')
    const stuck = await hearsUnchanged(
      alice,
      `undo #${created}`,
      new RegExp(`#${created} was undone already|cannot be put back`),
    )
    expect(stuck).toMatch(/cannot be put back: Desk has changed since\. Nothing was changed\.\n\[Delete…\]/)
    await hearsUnchanged(
      chloe,
      `annuler #${created}`,
      nbsp(
        `La modification #${created} ne peut pas être annulée : le groupe Desk a changé entre-temps. Rien n’a été modifié.`,
      ),
    )
  })

  it('puts back all groups that a change touched, or none', async () => {
    await does('assign 0155500105 support')
    const moved = await alice.types('/ringgroup assign 0155500105 sales').then(async () => {
      await alice.hears('Support')
      if (alice.canPress('Move Number')) await alice.presses('Move Number')
      await alice.hears('Live on the phones')
      await work()
      return last()
    })
    expect((await group('601'))!.directNumbers).toEqual(['+33155500105'])
    await does(`undo #${moved}`)
    expect((await group('600'))!.directNumbers).toEqual(['+33155500105'])
    expect((await group('601'))!.directNumbers).toEqual([])
    const again = await does('undo') // redo
    expect((await group('601'))!.directNumbers).toEqual(['+33155500105'])
    await does('unassign 0155500105')
    await does('assign 0155500105 desk')
    await hearsUnchanged(alice, `undo #${again}`, /cannot be put back|already leads to Desk/)
    expect((await group('605'))!.directNumbers).toEqual(['+33155500105'])
  })

  it('is checked like any change', async () => {
    const created = await does('create Lobby 606 101')
    const undone = await does(`undo #${created}`)
    const other = await does('create Lobby 607 101')
    await hearsUnchanged(
      alice,
      `undo #${undone}`,
      'There is already a group “Lobby” (607). Please choose another name.',
    )
    expect(await held('606')).toBeNull()
    await does(`undo #${other}`)
  })

  it('of what was for a time only does not bring back what is over', async () => {
    const added = await does('add sales 108 until=2h')
    await passes(3)
    await work()
    expect((await group('601'))!.members.map((it) => it.extension)).not.toContain('108')
    await hearsUnchanged(alice, `undo #${added}`, 'Nothing to change: it is like that already.')
  })

  it('pressed twice has one effect', async () => {
    await alice.types('/ringgroup time sales 33')
    await alice.hears('Live on the phones')
    await work()
    const before = await db.change.count()
    await Promise.all([alice.presses('Undo'), alice.presses('Undo')])
    await alice.hears(/undone already|like that already/)
    await work()
    expect(await db.change.count()).toBe(before + 1)
    expect(await group('601')).toMatchObject({ ringSeconds: 30 })
  })
})

describe('history', () => {
  it('shows ten, newest first, then older ones, with Undo for admins', async () => {
    await alice.types('/ringgroup history')
    const first = await alice.hears('Changes')
    expect(first.match(/^#\d+ /gm)).toHaveLength(10)
    expect(first).toContain(`#${await last()} `)
    expect(first).toMatch(/\(undo of #\d+\)/)
    expect(first).toMatch(/Undone by #\d+/)
    expect(first).toContain('by the clock: ')
    const oldest = /^#(\d+) (?!.*\n[^]*^#)/m.exec(first)![1]
    await alice.presses('Older')
    const next = await alice.hears(/Changes\n#/)
    expect(Number(/^#(\d+) /m.exec(next)![1])).toBeLessThan(Number(oldest))
  })

  it('of one group, in French, also of one that is gone; members only look', async () => {
    await chloe.types('/ringgroup historique support')
    const all = await chloe.hears('Modifications du groupe Support (600)')
    expect(all).toContain('[Annuler la modification]')
    expect(all).not.toContain('Desk')
    await does('rename desk Front desk')
    await bruno.types('/ringgroup history front')
    const seen = await bruno.hears('Changes of Front desk (605)')
    expect(seen).toContain('Desk is now called Front desk.')
    expect(seen).not.toContain('[Undo]')
    await bruno.types('/ringgroup history lobby')
    expect(await bruno.hears('Changes of Lobby (607)')).not.toContain('[Show Group]')
    const id = (await db.touchedGroup.findFirstOrThrow({ where: { gaveUp: 'lobby' }, orderBy: { changeId: 'desc' } }))
      .groupId
    await bruno.types(`/ringgroup history ${id}`) // as a button says it
    await bruno.hears('Changes of Lobby (607)')
  })

  it('an Undo in it is the same as typed', async () => {
    const time = await does('time sales 44')
    await alice.types('/ringgroup history sales')
    await alice.hears('Changes of Sales (601)')
    await alice.presses(`Undo #${time}`)
    await alice.hears(`Change #${time} was put back.`)
    expect(await group('601')).toMatchObject({ ringSeconds: 30 })
  })
})

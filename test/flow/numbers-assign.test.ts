import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, held, db, group } = await openWorld()
const alice = as('UALICE')
const chloe = as('UCHLOE')
const changes = () => db.change.count()
const numbers = async (extension: string) => (await held(extension))?.directNumbers

async function refused(who: typeof alice, line: string, sentence: string | RegExp) {
  const before = await changes()
  await who.types(line)
  const heard = await who.hears(sentence)
  expect(await changes()).toBe(before)
  return heard
}
beforeAll(async () => {
  for (const line of ['create Support 600 101 102', 'create Sales 601 108 109']) {
    await alice.types(`/ringgroup ${line}`)
    await alice.hears(/was created[^]*Live on the phones/)
  }
})
afterEach(async () => {
  for (const who of [alice, chloe]) if (who.hasForm()) await who.closes(true)
})

describe('typed', () => {
  it('a number that leads nowhere is assigned at once, in any notation', async () => {
    for (const [typed, number] of [
      ['01 55 50 01 03', '+33155500103'],
      ['0155500104', '+33155500104'],
      ['+33 1 55 50 01 05', '+33155500105'],
      ['01.55.50.01.06', '+33155500106'],
      ['01-55-50-01-07', '+33155500107'],
    ] as const) {
      await alice.types(`/ringgroup assign ${typed} support`)
      await alice.hears('now leads to Support.')
      expect(await numbers('600')).toContain(number)
    }
    await refused(alice, '/ringgroup assign 0155500104 support', 'Nothing to change')
  })
  it('one that rings somebody says so before it moves, and says in the answer where it went', async () => {
    await refused(
      alice,
      '/ringgroup assign 01 55 50 01 02 supp',
      '01 55 50 01 02 rings Alice Martin (101) now. Nothing was changed yet: should it move?',
    )
    await alice.presses('Move Number')
    await alice.hears('01 55 50 01 02 now leads to Support.')
    await chloe.types('/ringgroup libérer 01 55 50 01 02')
    await chloe.hears('Le 01 55 50 01 02 ne mène plus au groupe Support\u00a0: il retourne à Alice Martin (101).')
    await refused(
      chloe,
      '/ringgroup attribuer 0155500101 support',
      'Le 01 55 50 01 01 sonne chez Virtual Receptionist (100). Rien n’a encore été modifié\u00a0: faut-il le déplacer\u00a0?',
    )
    await chloe.presses('Déplacer le numéro')
    await chloe.hears('01 55 50 01 01')
    expect(await numbers('600')).toContain('+33155500101')
  })
  it('from group to group is one change that touches both', async () => {
    await refused(alice, '/ringgroup assign 0155500103 sales', '01 55 50 01 03 rings Support (600) now.')
    const before = await changes()
    await alice.presses('Move Number')
    const heard = await alice.hears(/now leads to Sales\.[^]*Live/)
    expect(heard).toContain('01 55 50 01 03 no longer leads to Support.')
    expect(await changes()).toBe(before + 1)
    expect([(await numbers('600'))?.map(String).includes('+33155500103'), await numbers('601')]).toEqual([
      false,
      ['+33155500103'],
    ])
    await alice.presses('Undo')
    await alice.hears(/now leads to Support/)
    expect([(await numbers('600'))?.map(String).includes('+33155500103'), await numbers('601')]).toEqual([true, []])
  })
  it('what was agreed to was said of one place: if it leads elsewhere by now, it is asked again', async () => {
    await refused(alice, '/ringgroup assign 0155500103 sales', '01 55 50 01 03 rings Support (600) now.')
    await alice.types('/ringgroup create Third 602 106')
    await alice.hears(/was created[^]*Live/)
    const third = await group('602')
    const support = await group('600')
    await db.$executeRaw`update "DirectNumber" set "groupId" = ${third!.id}::uuid where number = '+33155500103'`
    const before = await changes()
    await alice.presses('Move Number')
    await alice.hears('01 55 50 01 03 rings Third (602) now.')
    expect(await changes()).toBe(before)
    await db.$executeRaw`update "DirectNumber" set "groupId" = ${support!.id}::uuid where number = '+33155500103'`
  })
  it('unassign: where the number goes then', async () => {
    await alice.types('/ringgroup unassign 0155500103')
    await alice.hears('01 55 50 01 03 no longer leads to Support: it leads nowhere now.')
    await refused(
      alice,
      '/ringgroup unassign 0155500103',
      '01 55 50 01 03 leads to no group, and nowhere else. Nothing was changed.',
    )
    await refused(
      alice,
      '/ringgroup unassign 0155500102',
      '01 55 50 01 02 leads to no group: it rings Alice Martin (101). Nothing was changed.',
    )
    expect(await numbers('600')).not.toContain('+33155500103')
  })
  it('foreign and unknown numbers', async () => {
    await refused(
      alice,
      '/ringgroup assign 0199999999 support',
      '“0199999999” is not a number of this company. Nothing was changed.',
    )
    await refused(alice, '/ringgroup assign 01 99 99 01 08 support', 'is not a number of this company')
    expect(alice.canPress('01 55 50 01 08')).toBe(true)
    await refused(alice, '/ringgroup assign 12 support', '“12” is not a number of this company')
    await refused(alice, '/ringgroup assign 01 55 50 01 support', '“01 55 50 01” is not a number of this company')
    await refused(alice, '/ringgroup assign 0155500108 nobody', 'There is no ring group “nobody”. Nothing was changed.')
    await refused(as('UBRUNO'), '/ringgroup assign 0155500108 support', 'Only admins can do that; nothing was changed.')
    expect([await numbers('600'), await numbers('601')].flat()).not.toContain('+33155500108')
  })
})

describe('as a form', () => {
  it('warns as soon as the number is chosen, and its button says what it does', async () => {
    await alice.types('/ringgroup assign')
    expect(await alice.form()).toMatchObject({ title: 'Assign Number', submit: 'Assign Number' })
    await alice.fills({ 'Direct number': '01 55 50 01 02' })
    const warned = await alice.form((it) => it.submit === 'Move Number')
    expect(warned.text).toContain('01 55 50 01 02 will no longer ring Alice Martin (101).')
    await alice.fills({ 'Ring group': 'Sales (601)' })
    expect(await alice.submits()).toEqual({})
    await alice.hears('01 55 50 01 02 now leads to Sales.')
  })
  it('a number that leads nowhere needs no warning', async () => {
    await chloe.types('/ringgroup attribuer 0155500108')
    expect((await chloe.form()).fields).toMatchObject({ 'Numéro direct': '01 55 50 01 08' })
    await chloe.fills({ 'Groupe d’appels': 'Sales (601)' })
    expect((await chloe.form()).submit).toBe('Attribuer le numéro')
    expect(await chloe.submits()).toEqual({})
    await chloe.hears('01 55 50 01 08')
    expect(await numbers('601')).toContain('+33155500108')
  })
  it('unassign says where it goes before it is sent', async () => {
    await alice.types('/ringgroup unassign')
    await alice.fills({ 'Direct number': '01 55 50 01 02' })
    await alice.form((it) => it.text.includes('It goes back to Alice Martin (101).'))
    expect(await alice.submits()).toEqual({})
    await alice.hears('01 55 50 01 02 no longer leads to Sales: it goes back to Alice Martin (101).')
  })
})

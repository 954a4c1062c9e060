import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, held, group, db } = await openWorld()
const alice = as('UALICE')
const chloe = as('UCHLOE')
const bruno = as('UBRUNO')

const changes = () => db.change.count()

/** Refused: the sentence, and nothing was stored. */
async function refused(who: typeof alice, line: string, sentence: string | RegExp) {
  const before = await changes()
  await who.types(line)
  const heard = await who.hears(sentence)
  expect(await changes()).toBe(before)
  return heard
}

beforeAll(async () => {
  await alice.types('/ringgroup create Support 600 101 102 106 time=20')
  await alice.hears(/Live on the phones/)
  await alice.types('/ringgroup create Sales 601 108 109')
  await alice.hears(/Sales \(601\)[^]*Live on the phones/)
})

describe('typed', () => {
  it('mode by every word there is', async () => {
    for (const [word, mode] of [
      ['hunt', 'consecutive'],
      ['ringall', 'simultaneous'],
      ['sequential', 'consecutive'],
      ['all', 'simultaneous'],
      ['en cascade', 'consecutive'],
      ['en même temps', 'simultaneous'],
      ['successivement', 'consecutive'],
      ['simultanee', 'simultaneous'],
    ] as const) {
      await alice.types(`/ringgroup mode support ${word}`)
      await alice.hears(/Live on the phones/)
      expect(await held('600')).toMatchObject({ mode })
    }
  })
  it('mode: anything else is asked with both as buttons', async () => {
    await refused(alice, '/ringgroup mode support loudly', '“loudly” is no way to ring')
    await alice.presses('Consecutive')
    await alice.hears('Support now rings one phone after another.')
    await chloe.types('/ringgroup mode support tous')
    await chloe.hears('Support : tous les postes sonnent désormais en même temps.'.replace(' :', '\u00a0:'))
    expect(await held('600')).toMatchObject({ mode: 'simultaneous' })
  })

  it.each([
    ['21s', 21],
    ['5 rings', 30],
    ['6 sonneries', 36],
    ['25', 25],
  ])('time %s', async (typed, seconds) => {
    await alice.types(`/ringgroup time support ${typed}`)
    await alice.hears(`Support now rings each phone for ${seconds} s.`)
    expect(await group('600')).toMatchObject({ ringSeconds: seconds })
  })
  it.each([
    ['61', 'Ring time goes up to 60 seconds; you asked for 61. Nothing was changed.'],
    ['0', 'Ring time starts at 5 seconds; you asked for 0. Nothing was changed.'],
    ['-1', 'Ring time starts at 5 seconds; you asked for -1. Nothing was changed.'],
    ['1.5', 'Ring time is in whole seconds from 5 to 60; you asked for 1.5. Nothing was changed.'],
    ['abc', 'Ring time is a number of seconds from 5 to 60, such as 20; “abc” is not. Nothing was changed.'],
    [
      '12345678901234567890',
      /Ring time goes up to 60 seconds; you asked for 1234567890123456\d+\. Nothing was changed\./,
    ],
  ])('time %s is refused', async (typed, sentence) => {
    await refused(alice, `/ringgroup time support ${typed}`, sentence)
    expect(await held('600')).toMatchObject({ ringSeconds: 25 })
  })
  it('time in French', async () => {
    const sentence = 'La durée de sonnerie va jusqu’à 60 secondes\u00a0; vous avez demandé 61. Rien n’a été modifié.'
    await refused(chloe, '/ringgroup durée support 61', sentence)
    await refused(
      chloe,
      '/ringgroup time support 61',
      'Ring time goes up to 60 seconds; you asked for 61. Nothing was changed.',
    )
    expect(await held('600')).toMatchObject({ ringSeconds: 25 })
  })

  it('rename, with what a name may be', async () => {
    await alice.types('/ringgroup rename sales  Key   accounts')
    await alice.hears('Sales is now called Key accounts.')
    expect(await held('601')).toMatchObject({ name: 'Key accounts' })
    await refused(alice, '/ringgroup rename 601 Support', 'There is already a group “Support” (600).')
    await refused(alice, '/ringgroup rename 601 SUPPÓRT', 'There is already a group “Support” (600).')
    await refused(alice, '/ringgroup rename 601 12345', 'A name cannot be digits alone')
    await refused(
      alice,
      `/ringgroup rename 601 ${'x'.repeat(41)}`,
      'A name has at most 40 characters; this one has 41.',
    )
    await refused(alice, `/ringgroup rename 601 a\u202Eb`, 'This name holds characters that cannot be seen.')
  })
  it('as many words as are read are answered in time', async () => {
    const words = Array.from({ length: 190 }, (_, i) => `w${i}`).join(' ')
    const began = Date.now()
    await refused(
      alice,
      `/ringgroup rename 601 ${words}`,
      `A name has at most 40 characters; this one has ${words.length}.`,
    )
    expect(Date.now() - began).toBeLessThan(2000)
  })
  it('a name given up lately is not the beginning of another', async () => {
    await alice.types('/ringgroup rename 601 Sales and more')
    await alice.hears('is now called Sales and more.')
    await refused(
      alice,
      '/ringgroup time sales 20',
      'No group is called “sales” any more. Did you mean Sales and more?',
    )
    await alice.presses('Sales and more (601)')
    await alice.hears('Sales and more now rings each phone for 20 s.')
    await alice.types('/ringgroup rename 601 Sales')
    await alice.hears('is now called Sales.')
    expect(await held('601')).toMatchObject({ name: 'Sales', ringSeconds: 20 })
  })
  it.each(['<!channel> *now*', '`code`', '"quoted"', '__proto__', '🚑 Emergency', 'שלום'])(
    'a name like %s pings nobody and is kept',
    async (name) => {
      await alice.types(`/ringgroup rename 601 ${name.includes('"') ? `“${name.replaceAll('"', '')}”` : name}`)
      await alice.hears('is now called')
      expect((await group('601'))?.name).toBe(name.replaceAll('"', ''))
      await alice.types('/ringgroup rename 601 Sales')
      await alice.hears('is now called Sales.')
    },
  )

  it('renumber: the whole name only, in the block, not taken', async () => {
    await refused(alice, '/ringgroup renumber supp 610', 'Please say the whole name. Did you mean Support?')
    await refused(
      alice,
      '/ringgroup renumber support 700',
      'Ring groups have extensions from 600 to 699, so not 700. The next free one is 602.',
    )
    await refused(alice, '/ringgroup renumber support abc', 'Ring groups have extensions from 600 to 699, so not abc.')
    await refused(
      alice,
      '/ringgroup renumber support 601',
      '601 already belongs to Sales (601). The next free one is 602.',
    )
    await alice.presses('Use 602')
    await alice.hears('Support now has extension 602.')
    expect([await held('600'), (await held('602'))?.name]).toEqual([null, 'Support'])
    await alice.types('/ringgroup renumber support 600')
    await alice.hears('Support now has extension 600.')
  })
  it('renumber takes other fallbacks along, in the same change', async () => {
    await alice.types('/ringgroup fallback sales support')
    await alice.hears('the call now goes to Support (600).')
    const before = await changes()
    await alice.types('/ringgroup renumber support 650')
    await alice.hears(/Live on the phones/)
    expect(await held('601')).toMatchObject({ fallback: { to: 'extension', target: '650' } })
    expect(await changes()).toBe(before + 1)
    await alice.types('/ringgroup renumber support 600')
    await alice.hears('Support now has extension 600.')
  })

  it('fallback: a box, an extension, a group; two meanings are asked; a loop is written out', async () => {
    await refused(alice, '/ringgroup fallback support sales', 'Support → Sales → Support')
    await alice.types('/ringgroup fallback sales voicemail 100')
    await alice.hears('the call now goes to voicemail 100 Virtual Receptionist.')
    await refused(
      alice,
      '/ringgroup fallback sales 101',
      'Should the call go to the voicemail of Alice Martin (101), or ring there?',
    )
    await alice.presses('Ring Alice Martin (101)')
    await alice.hears('the call now goes to Alice Martin (101).')
    expect(await held('601')).toMatchObject({ fallback: { to: 'extension', target: '101' } })
    await refused(alice, '/ringgroup fallback sales voicemail 105', 'Front Desk (105) has no voicemail box.')
    await alice.types('/ringgroup fallback sales extension 105')
    await alice.hears('No voicemail behind Front Desk (105)')
    await alice.types('/ringgroup fallback sales voicemail 104')
    await alice.hears('Voicemail 104 Dmitri Ivanov has no e-mail address')
    await refused(alice, '/ringgroup fallback sales sales', 'Sales → Sales')
    await chloe.types('/ringgroup repli sales boîte vocale 100')
    await chloe.types('/ringgroup fallback sales boîte vocale 100')
    await chloe.hears('boîte vocale 100 Virtual Receptionist')
  })

  it('a member is told who may, and sees no form', async () => {
    for (const line of ['mode support all', 'mode support', 'time', 'rename', 'add', 'assign', 'members support'])
      await refused(bruno, `/ringgroup ${line}`, 'Only admins can do that; nothing was changed.')
    expect(bruno.hasForm()).toBe(false)
  })
  it('what changes nothing is said and not recorded', async () => {
    await alice.types('/ringgroup time support 33')
    await alice.hears('33 s')
    await refused(alice, '/ringgroup time support 33', 'Nothing to change: it is like that already.')
    await refused(alice, '/ringgroup time nowhere 33', 'There is no ring group “nowhere”. Nothing was changed.')
    expect(await held('600')).toMatchObject({ ringSeconds: 33 })
  })
})

describe('as a form', () => {
  beforeAll(async () => {
    for (const line of [
      'mode support all',
      'mode support hunt',
      'mode support all',
      'time support 34',
      'time support 33',
      'time sales 20',
    ]) {
      await alice.types(`/ringgroup ${line}`)
      await alice.hears(/Live on the phones|Nothing to change/)
    }
  })
  afterEach(async () => {
    for (const who of [alice, chloe]) if (who.hasForm()) await who.closes(true)
  })
  it('mode', async () => {
    await alice.types('/ringgroup mode support')
    const form = await alice.form()
    expect(form).toMatchObject({
      title: 'How It Rings',
      submit: 'Save Changes',
      fields: { 'How it rings': 'Simultaneous' },
    })
    await alice.fills({ 'How it rings': 'Consecutive' })
    expect((await alice.form((it) => it.text.includes('1 min 39 s'))).text).toContain(
      'A caller waits up to 1 min 39 s, then reaches voicemail 100 Virtual Receptionist.',
    )
    expect(await alice.submits()).toEqual({})
    await alice.hears('Support now rings one phone after another.')
  })
  it('time, the group missing too, in French; a long wait warns', async () => {
    await chloe.types('/ringgroup durée')
    expect((await chloe.form()).title).toBe('Durée de sonnerie')
    await chloe.fills({ 'Groupe d’appels': 'Support (600)' })
    expect((await chloe.form((it) => it.fields['Durée de sonnerie'] === '33')).fields).toMatchObject({
      'Groupe d’appels': 'Support (600)',
    })
    await chloe.fills({ 'Durée de sonnerie': 60 })
    await chloe.form((it) => it.text.includes('Certains réseaux coupent un appel'))
    expect(await chloe.submits()).toEqual({})
    await chloe.hears('chaque poste sonne désormais 60 s.')
    expect(await group('600')).toMatchObject({ ringSeconds: 60 })
  })
  it('another group puts its own values in, but what was typed stays', async () => {
    await alice.types('/ringgroup time')
    await alice.fills({ 'Ring group': 'Support (600)' })
    await alice.form((it) => it.fields['Ring time'] === '60')
    await alice.fills({ 'Ring group': 'Sales (601)' })
    await alice.form((it) => it.fields['Ring time'] === '20')
    await alice.fills({ 'Ring time': 45, 'Ring group': 'Support (600)' })
    await alice.form((it) => it.fields['Ring time'] === '45')
    await alice.closes()
    expect(await held('600')).toMatchObject({ ringSeconds: 60 })
  })
  it('rename and renumber say what is wrong under the field', async () => {
    await alice.types('/ringgroup rename sales')
    expect((await alice.form()).fields).toEqual({ Name: 'Sales' })
    await alice.fills({ Name: 'Support' })
    expect(await alice.submits()).toEqual({
      Name: 'There is already a group “Support” (600). Please choose another name.',
    })
    await alice.fills({ Name: 'Key accounts' })
    expect(await alice.submits()).toEqual({})
    await alice.hears('Sales is now called Key accounts.')
    await alice.types('/ringgroup renumber 601')
    await alice.fills({ Extension: '600' })
    expect(await alice.submits()).toEqual({
      Extension: '600 already belongs to Support (600). The next free one is 602.',
    })
    await alice.fills({ Extension: '611' })
    expect(await alice.submits()).toEqual({})
    await alice.hears('Key accounts now has extension 611.')
    await alice.types('/ringgroup renumber 611 601')
    await alice.hears('Key accounts now has extension 601.')
  })
  it('fallback: the choice shows its own target, and a loop stands under it', async () => {
    await alice.types('/ringgroup fallback support')
    expect((await alice.form()).fields).toMatchObject({
      'If nobody answers': 'Voicemail',
      'Voicemail box': '100 Virtual Receptionist',
    })
    await alice.fills({ 'If nobody answers': 'Another extension' })
    await alice.fills({ 'Extension to ring': 'Support (600)' })
    expect(await alice.submits()).toEqual({
      'Extension to ring': 'Calls would go round in a circle: Support → Support.',
    })
    await alice.fills({ 'Extension to ring': 'Key accounts (601)' })
    expect(await alice.submits()).toEqual({})
    await alice.hears('the call now goes to Key accounts (601).')
  })
  it('somebody else was quicker: it says so, keeps what was typed, and the next save wins', async () => {
    await alice.types('/ringgroup time support')
    await alice.form()
    await chloe.types('/ringgroup time support 40')
    await chloe.hears('40 s')
    await alice.fills({ 'Ring time': 25 })
    await alice.submits()
    expect((await alice.form()).text).toContain('Your entries are kept; save again to apply them.')
    expect((await alice.form()).fields).toMatchObject({ 'Ring time': '25' })
    expect(await group('600')).toMatchObject({ ringSeconds: 40 })
    await alice.submits()
    await alice.hears('Support now rings each phone for 25 s.')
  })
})

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, held, group, db, passes, now, sandbox } = await openWorld()
const alice = as('UALICE')
const chloe = as('UCHLOE')
const changes = () => db.change.count()

async function refused(who: typeof alice, line: string, sentence: string | RegExp) {
  const before = await changes()
  await who.types(line)
  const heard = await who.hears(sentence)
  expect(await changes()).toBe(before)
  return heard
}
const ringing = async () => (await held('600'))?.members
const listed = async () => (await group('600'))?.members.map((it) => it.extension)

/** The group anew: these people in this order. */
async function start(people: string, mode = 'hunt') {
  await alice.types(`/ringgroup create Support 600 ${people} mode=${mode} time=20`)
  await alice.hears(/was created[^]*Live on the phones/)
}
beforeAll(async () => {
  await alice.types('/ringgroup create Sales 601 109')
  await alice.hears(/was created[^]*Live on the phones/)
})
beforeEach(() => start('101 102 106'))
afterEach(async () => {
  for (const who of [alice, chloe]) if (who.hasForm()) await who.closes(true)
  await alice.types('/ringgroup delete support')
  await alice.submits()
  await alice.hears(/was deleted[^]*Live on the phones/)
})

describe('typed', () => {
  it('add by extension, mention and name; somebody named twice counts once', async () => {
    await alice.types('/ringgroup add support omar 109, <@UCHLOE> and 109')
    await alice.hears('Omar Haddad (108), Priya Nair (109) and Chloé Dubois (103) now ring in Support.')
    expect(await ringing()).toEqual(['101', '102', '106', '108', '109', '103'])
  })
  it('add at a place', async () => {
    await alice.types('/ringgroup add support omar place=1')
    await alice.hears('Omar Haddad (108) now rings in Support.')
    expect(await ringing()).toEqual(['108', '101', '102', '106'])
    await refused(
      alice,
      '/ringgroup add support 109 place=0',
      'A place is a whole number from 1 on. Nothing was changed.',
    )
    await refused(
      alice,
      '/ringgroup add support 109 place=first',
      'A place is a whole number from 1 on. Nothing was changed.',
    )
    await chloe.types('/ringgroup ajouter support priya rang=2e')
    await chloe.hears('Priya Nair (109) sonne désormais')
    expect(await ringing()).toEqual(['108', '109', '101', '102', '106'])
  })
  it('who cannot be added gets a sentence', async () => {
    await refused(alice, '/ringgroup add support 101', 'Alice Martin (101) is a member already. Nothing was changed.')
    await refused(alice, '/ringgroup add support 999', 'There is no extension 999.')
    await refused(
      alice,
      '/ringgroup add support 100',
      'Virtual Receptionist (100) cannot ring: it is only a voicemail box.',
    )
    await refused(alice, '/ringgroup add support 601', 'Sales (601) is a ring group and cannot be a member.')
    await refused(
      alice,
      '/ringgroup add support 0612345678',
      'Only extensions can ring here; 06 12 34 56 78 is an outside number.',
    )
    await refused(alice, '/ringgroup add support omr', 'Nobody in the directory is called “omr”. Nothing was changed.')
    await refused(alice, '/ringgroup add support <@UGUEST>', 'I do not know the phone of @sam')
    await refused(
      chloe,
      '/ringgroup ajouter support 101',
      'Déjà membre\u00a0: Alice Martin (101). Rien n’a été modifié.',
    )
    expect(await ringing()).toEqual(['101', '102', '106'])
  })
  it('what several people are called is asked, and the button adds the one', async () => {
    await db.$executeRaw`update "DirectoryEntry" set name = 'Omar Nair', "searchKey" = '108 omar nair' where extension = '108'`
    await refused(alice, '/ringgroup add support nair', '“nair” could be several people. Whom do you mean?')
    await alice.presses('Priya Nair (109)')
    await alice.hears('Priya Nair (109) now rings in Support.')
    await db.$executeRaw`update "DirectoryEntry" set name = 'Omar Haddad', "searchKey" = '108 omar haddad' where extension = '108'`
    expect(await ringing()).toEqual(['101', '102', '106', '109'])
  })
  it('remove; the last one warns that callers go straight on', async () => {
    await alice.types('/ringgroup remove support bruno')
    await alice.hears('Bruno Keller (102) no longer rings in Support.')
    await refused(
      alice,
      '/ringgroup remove support 108',
      'Omar Haddad (108) is not a member of Support. Nothing was changed.',
    )
    await chloe.types('/ringgroup retirer support alice léa')
    expect(await chloe.hears('ne sonnent plus')).toContain('Aucun membre ne sonne')
    expect(await ringing()).toEqual([])
  })
  it('order: those named first, the others as before', async () => {
    await alice.types('/ringgroup order support léa')
    await alice.hears('Support rings in a new order.')
    expect(await ringing()).toEqual(['106', '101', '102'])
    await chloe.types('/ringgroup ordre support Bruno, Léa')
    await chloe.hears('sonne dans un nouvel ordre')
    expect(await ringing()).toEqual(['102', '106', '101'])
    await refused(alice, '/ringgroup order support 108', 'Omar Haddad (108) is not a member of Support.')
    await refused(alice, '/ringgroup order support bruno', 'Nothing to change: it is like that already.')
  })
})

describe('from, until', () => {
  it('until: rings now, and leaves by itself', async () => {
    await alice.types('/ringgroup add support omar until=2h')
    await alice.hears('Omar Haddad (108) now rings in Support.')
    expect(await ringing()).toContain('108')
    await passes(1)
    expect(await listed()).toContain('108')
    await passes(1.1)
    await expect.poll(ringing).toEqual(['101', '102', '106'])
    expect(await db.change.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({ command: 'lapse', by: null })
  })
  it('from: does not ring before', async () => {
    await chloe.types('/ringgroup ajouter support omar dès=3h jusqu’à=6h')
    await chloe.hears('Omar Haddad (108)')
    expect([await listed(), await ringing()]).toEqual([
      ['101', '102', '106', '108'],
      ['101', '102', '106'],
    ])
    await passes(3.1)
    await expect.poll(ringing).toEqual(['101', '102', '106', '108'])
    await passes(3.1)
    await expect.poll(ringing).toEqual(['101', '102', '106'])
  })
  it('remove until: an absence that keeps the place', async () => {
    await alice.types('/ringgroup remove support bruno until=4h')
    await alice.hears(/Live on the phones/)
    expect([await listed(), await ringing()]).toEqual([
      ['101', '102', '106'],
      ['101', '106'],
    ])
    await passes(4.1)
    await expect.poll(ringing).toEqual(['101', '102', '106'])
  })
  it('across a change of the clocks: friday 18:00 is 18:00 on the wall', async () => {
    const year = now().getFullYear() + 1
    const friday = `${year}-04-02 18:00` // summer time, asked in winter
    await alice.types(`/ringgroup add support omar until=${friday}`)
    await alice.hears('Omar Haddad (108) now rings in Support.')
    const omar = (await group('600'))?.members.at(-1)
    expect(omar?.until?.slice(0, 16)).toBe(`${year}-04-02T16:00`)
    const hours = (Date.parse(omar!.until!) - now().getTime()) / 3_600_000
    await passes(hours - 0.2)
    expect(await listed()).toContain('108')
    await passes(0.3)
    await expect.poll(listed).not.toContain('108')
  })
  it('bad dates', async () => {
    await refused(alice, '/ringgroup add support omar until=whenever', 'I do not know when “whenever” is.')
    await refused(
      alice,
      '/ringgroup add support omar until=2001-01-01',
      '“2001-01-01” has already passed. Nothing was changed.',
    )
    await refused(
      alice,
      '/ringgroup add support omar until=2099-01-01',
      'is more than 2 years away. Nothing was changed.',
    )
    await refused(
      alice,
      '/ringgroup add support omar from=5h until=2h',
      'Omar Haddad (108): the end has to come after the start.',
    )
    expect(await ringing()).toEqual(['101', '102', '106'])
  })
})

describe('forms with few fields', () => {
  it('add, with the group missing too', async () => {
    await alice.types('/ringgroup add')
    expect((await alice.form()).title).toBe('Add Members')
    await alice.fills({ 'Ring group': 'Support (600)' })
    await alice.form((it) => 'Ring place' in it.fields)
    const until = new Date(Math.ceil(now().getTime() / 60_000) * 60_000 + 7_200_000)
    await alice.fills({ Members: ['Omar Haddad (108)', 'Line 107'], 'Ring place': '2nd', Until: until })
    expect(await alice.submits()).toEqual({})
    await alice.hears('Omar Haddad (108) and Line 107 now ring in Support.')
    expect(await ringing()).toEqual(['101', '108', '107', '102', '106'])
    expect((await group('600'))?.members[1]?.until).toBe(until.toISOString())
  })
  it('add says under its field who is a member already, and what has passed', async () => {
    await chloe.types('/ringgroup ajouter support')
    expect((await chloe.form()).title).toBe('Ajouter des membres')
    await chloe.fills({ Membres: ['Alice Martin (101)'] })
    expect(await chloe.submits()).toEqual({ Membres: 'Déjà membre\u00a0: Alice Martin (101). Rien n’a été modifié.' })
    await chloe.fills({ Membres: ['Omar Haddad (108)'], 'Jusqu’au': new Date('2001-01-01') })
    expect(Object.keys(await chloe.submits())).toEqual(['Jusqu’au'])
  })
  it('remove and order offer the members', async () => {
    await alice.types('/ringgroup remove support')
    await alice.fills({ Members: ['Bruno Keller (102)'] })
    expect(await alice.submits()).toEqual({})
    await alice.hears('Bruno Keller (102) no longer rings in Support.')
    await chloe.types('/ringgroup ordre support')
    await chloe.fills({ Membres: ['Léa Fontaine (106)'] })
    expect(await chloe.submits()).toEqual({})
    await chloe.hears('sonne dans un nouvel ordre')
    expect(await ringing()).toEqual(['106', '101'])
  })
})

describe('the members form', () => {
  const lines = async () => (await alice.form()).text.split('\n').filter((it) => /^\d+\. |leaves the group/.test(it))

  it('shows who rings, in order, and how long a caller waits', async () => {
    await alice.types('/ringgroup members support')
    const { title, submit, text } = await alice.form()
    expect([title, submit]).toEqual(['Members', 'Save Members'])
    expect(text).toContain('Support (600): one after another, 20 s each. A caller waits up to 60 s.')
    expect(await lines()).toEqual(['1. Alice Martin (101)', '2. Bruno Keller (102)', '3. Léa Fontaine (106)'])
    await chloe.types('/ringgroup membres support')
    expect((await chloe.form()).text).toContain(
      'Support (600)\u00a0: l’un après l’autre, 20 s chacun. Attente de l’appelant\u00a0: 60 s au plus.',
    )
  })
  it('moves, removes, keeps, adds; one change', async () => {
    await alice.types('/ringgroup members support')
    await alice.chooses('Place of Léa Fontaine', '1st')
    expect(await lines()).toEqual(['1. Léa Fontaine (106)', '2. Alice Martin (101)', '3. Bruno Keller (102)'])
    await alice.chooses('Place of Alice Martin', 'Remove')
    expect(await lines()).toEqual([
      '1. Léa Fontaine (106)',
      'Alice Martin (101): leaves the group',
      '2. Bruno Keller (102)',
    ])
    expect((await alice.form()).text).toContain('A caller waits up to 40 s.')
    await alice.presses('Keep')
    await alice.form((it) => it.text.includes('3. Bruno'))
    await alice.chooses('Place of Bruno Keller', 'Remove')
    await alice.fills({ 'Add a member': 'Omar Haddad (108)' })
    await alice.form((it) => it.text.includes('Omar Haddad (108)'))
    await alice.fills({ 'Add a member': 'Line 107' })
    await alice.form((it) => it.text.includes('4. Line 107'))
    const before = await changes()
    expect(await alice.submits()).toEqual({})
    await alice.hears(/Live on the phones/)
    expect(await changes()).toBe(before + 1)
    expect(await ringing()).toEqual(['106', '101', '108', '107'])
  })
  it('sets an end, and takes it away again', async () => {
    await alice.types('/ringgroup members support')
    await alice.chooses('Place of Bruno Keller', 'Set an end…')
    await alice.fills({ 'Bruno Keller (102): until': new Date('2001-01-01') })
    expect(Object.keys(await alice.submits())).toEqual(['Bruno Keller (102): until'])
    const until = new Date(Math.ceil(now().getTime() / 60_000) * 60_000 + 7_200_000)
    await alice.fills({ 'Bruno Keller (102): until': until })
    await alice.chooses('Place of Léa Fontaine', '1st') // what is in the field stays
    expect(await alice.submits()).toEqual({})
    await alice.hears(/Live on the phones/)
    expect((await group('600'))?.members).toEqual([
      { extension: '106' },
      { extension: '101' },
      { extension: '102', until: until.toISOString() },
    ])
    await alice.types('/ringgroup members support')
    expect((await lines())[2]).toMatch(/^3\. Bruno Keller \(102\), until \w{3} \d\d:\d\d$/)
    await alice.chooses('Place of Bruno Keller', 'No end')
    expect(await alice.submits()).toEqual({})
    await alice.hears('Support')
    await expect.poll(async () => (await group('600'))?.members[2]).toEqual({ extension: '102' })
  })
  it('two quick clicks both count', async () => {
    await alice.types('/ringgroup members support')
    await alice.form()
    const view = alice.state().modals.at(-1)!
    const row = (extension: string) =>
      view.blocks.find((it) => String((it as { block_id?: string }).block_id).startsWith(`m-${extension}-`)) as {
        block_id: string
        accessory: {
          action_id: string
          option_groups: { options: { value: string; text: { type: 'plain_text'; text: string } }[] }[]
        }
      }
    const click = (extension: string, value: string) => {
      const { block_id: block, accessory } = row(extension)
      const selected_option = accessory.option_groups.flatMap((it) => it.options).find((it) => it.value === value)!
      return sandbox.act({
        as: 'UALICE',
        do: 'press',
        at: { in: 'modal', view: view.id },
        block,
        action: accessory.action_id,
        answer: { type: 'static_select', selected_option },
        values: view.state.values,
      })
    }
    await Promise.all([click('106', 'p1'), click('102', 'gone')])
    await alice.form((it) => it.text.includes('1. Léa') && it.text.includes('Bruno Keller (102): leaves the group'))
    await alice.submits()
    await alice.hears(/Live on the phones/)
    expect(await ringing()).toEqual(['106', '101'])
  })
  it('compares person by person with what others did meanwhile', async () => {
    await alice.types('/ringgroup members support')
    await alice.chooses('Place of Bruno Keller', 'Remove')
    await chloe.types('/ringgroup ajouter support omar')
    await chloe.hears('Omar Haddad (108)')
    await alice.submits()
    await alice.hears('Bruno Keller (102) no longer rings')
    expect(await ringing()).toEqual(['101', '106', '108'])
  })
  it('of the same person it says who was quicker; the next save wins', async () => {
    await alice.types('/ringgroup members support')
    await alice.chooses('Place of Léa Fontaine', '1st')
    await chloe.types('/ringgroup ordre support bruno')
    await chloe.hears('nouvel ordre')
    await chloe.types('/ringgroup ajouter support omar')
    await chloe.hears('Omar')
    await alice.submits()
    expect((await alice.form((it) => it.text.includes('changed this group'))).text).toContain(
      'Your entries are kept; save again to apply them.',
    )
    expect(await lines()).toEqual([
      '1. Léa Fontaine (106)',
      '2. Alice Martin (101)',
      '3. Bruno Keller (102)',
      '4. Omar Haddad (108)',
    ])
    await alice.submits()
    await alice.hears(/new order/)
    expect(await ringing()).toEqual(['106', '101', '102', '108'])
  })
  it('nobody left is warned of before it is saved; a change of nothing closes with a word', async () => {
    await alice.types('/ringgroup members sales')
    await alice.submits()
    await alice.hears('Nothing to change')
    await alice.types('/ringgroup members sales')
    await alice.chooses('Place of Priya Nair', 'Remove')
    expect((await alice.form()).text).toContain(
      'No member rings: callers go straight to voicemail 100 Virtual Receptionist.',
    )
  })
  it('the group missing is asked for first', async () => {
    await chloe.types('/ringgroup membres')
    await chloe.fills({ 'Groupe d’appels': 'Support (600)' })
    expect((await chloe.form((it) => it.text.includes('1. Alice'))).submit).toBe('Enregistrer')
  })
})

// Every no says what to press next, where there is something; and what was mistyped gets the nearest, in either language.
import { expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, db, work, group, sandbox } = await openWorld()
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')] as const

async function done(line: string) {
  await alice.types(`/ringgroup ${line}`)
  await alice.hears('Live on the phones')
  await work()
}
/** What they hear, and the buttons that stand under it. */
async function refused(who: typeof alice, line: string, sentence: string | RegExp): Promise<string[]> {
  const before = await db.change.count()
  await who.types(`/ringgroup ${line}`)
  const text = await who.hears(sentence)
  expect(await db.change.count()).toBe(before)
  return [...text.matchAll(/\[([^\]]+)\]/g)].map((it) => it[1]!)
}

it('a mistyped command, in the language of whoever types or in the other: the nearest, with the rest of the line', async () => {
  await done('create Support 600 Bruno Omar')
  expect(await refused(alice, 'moed support consecutive', 'I do not know the command “moed”')).toEqual([
    '/ringgroup mode',
  ])
  await alice.presses('/ringgroup mode')
  await alice.hears('now rings one phone after another')
  await work()
  expect(await refused(alice, 'suprimer support', 'I do not know the command “suprimer”')).toContain(
    '/ringgroup delete',
  )
  expect(
    await refused(
      chloe,
      'aficher support',
      'Je ne connais pas la commande « aficher »'.replaceAll(/ (?=»)|(?<=«) /g, '\u00A0'),
    ),
  ).toContain('/ringgroup afficher')
  expect(await refused(chloe, 'renam support Front', /Je ne connais pas la commande/)).toContain('/ringgroup renommer')
  expect(await refused(alice, 'help suprimer', 'I do not know the command “suprimer”')).toEqual([
    '/ringgroup help delete',
  ])
  expect(await refused(alice, 'xyzzyplugh', 'I do not know the command')).toEqual(['/ringgroup help'])
  expect(await refused(alice, 'help xyzzyplugh', 'I do not know the command')).toEqual(['/ringgroup help'])
  await alice.presses('/ringgroup help')
  await alice.hears('You can type, for example:')
})

it('a group without a command: to look at it', async () => {
  for (const said of ['support', 'Sup', '600', 'support please'])
    expect(await refused(bruno, said, 'I do not know the command'), said).toEqual([
      'Show Support',
      'See Who Rings in Support',
      expect.stringMatching(/^\/ringgroup /),
    ])
  await bruno.presses('See Who Rings in Support')
  await bruno.hears('Support (600): Bruno first')
})

it('no group was said, and no form asks: one’s own first', async () => {
  await done('create Front 602 Priya')
  expect(await refused(as('UPRIYA'), 'who', 'Which group?')).toEqual(['Front (602)', 'Support (600)', 'All Groups'])
  await as('UPRIYA').presses('Support (600)')
  await as('UPRIYA').hears('Support (600): Bruno first')
  expect(await refused(chloe, 'afficher', 'Quel groupe\u00A0?')).toContain('Support (600)')
  await alice.types('/ringgroup delete front')
  await alice.submits()
  await alice.hears(/Front.*was deleted\.\nLive on the phones/)
  await work()
})

it('a ring time that is none: the nearest that is one', async () => {
  expect(await refused(alice, 'time support 61', 'Ring time goes up to 60 seconds; you asked for 61.')).toEqual([
    '60 s',
  ])
  expect(await refused(alice, 'time support 2', 'Ring time starts at 5 seconds')).toEqual(['5 s'])
  expect(await refused(alice, 'time support 20.4', 'Ring time is in whole seconds')).toEqual(['20 s'])
  await alice.presses('20 s')
  await alice.hears('now rings each phone for 20 s')
  await work()
  expect(await refused(alice, 'create Sales 601 Priya time=90', 'Ring time goes up to 60 seconds')).toEqual(['60 s'])
  await alice.presses('60 s')
  await alice.hears(/Sales.*was created/)
  await work()
  expect((await group('601'))?.ringSeconds).toBe(60)
  // a number would be a guess
  expect(await refused(alice, 'time support soon', 'Ring time is a number of seconds')).toEqual(['Open the Form'])
  await alice.presses('Open the Form')
  const form = await alice.form()
  expect([form.title, form.fields['Ring time']]).toEqual(['Ring Time', '20'])
  await alice.closes()
})

it('wrong words where a form can ask: the form, with what was right', async () => {
  expect(await refused(alice, 'add support Zzzyx', 'Nobody in the directory is called “Zzzyx”')).toEqual([
    'Open the Form',
  ])
  await alice.presses('Open the Form')
  expect((await alice.form()).title).toBe('Add Members')
  await alice.closes()
  expect(await refused(chloe, 'ajouter support Zzzyx', /Zzzyx/)).toEqual(['Ouvrir le formulaire'])
  // nothing would be missing: the button would add her for good
  expect(await refused(alice, 'add support Priya until=whenever', 'I do not know when “whenever” is.')).toEqual([])
  // it is not for everybody
  expect(await refused(bruno, 'time support soon', /./)).toEqual([])
})

it('a line that cannot be read: help on that command', async () => {
  expect(await refused(alice, 'list support colour=red', 'Like this: /ringgroup list')).toContain(
    '/ringgroup help list',
  )
  await alice.presses('/ringgroup help list')
  await alice.hears('/ringgroup list: all ring groups')
})

it('no such group, number or change: all of them', async () => {
  expect(await refused(alice, 'show zzzz', 'There is no ring group “zzzz”')).toEqual(['All Groups'])
  await alice.presses('All Groups')
  await alice.hears('2 groups')
  expect(await refused(alice, 'assign 0199999999 support', '“0199999999” is not a number of this company')).toEqual([
    '/ringgroup numbers',
  ])
  await alice.presses('/ringgroup numbers')
  await alice.hears('Company numbers')
  expect(await refused(alice, 'undo #4711', 'There is no change #4711.')).toEqual(['History'])
  await alice.presses('History')
  await alice.hears('Changes')
})

it('a member already, or none: the form of members', async () => {
  expect(await refused(alice, 'add support Bruno', 'Bruno Keller (102) is a member already')).toEqual(['Edit Members'])
  expect(await refused(alice, 'remove support Priya', 'Priya Nair (109) is not a member of Support')).toEqual([
    'Edit Members',
  ])
  await alice.presses('Edit Members')
  expect((await alice.form()).title).toBe('Members')
  await alice.closes()
})

it('a name or a number that another group has: that group', async () => {
  expect(await refused(alice, 'rename sales Support', 'There is already a group “Support” (600)')).toEqual([
    'Show Support',
  ])
  await alice.presses('Show Support')
  await alice.hears('Edit Group')
})

it('a number that no group has can be given to one, by those who may', async () => {
  expect(await refused(alice, 'unassign 0155500104', '01 55 50 01 04 leads to no group')).toEqual(['Assign…'])
  await alice.presses('Assign…')
  expect((await alice.form()).fields['Direct number']).toBe('01 55 50 01 04')
  await alice.closes()
  expect(await refused(bruno, 'unassign 0155500104', '01 55 50 01 04 leads to no group')).toEqual([])
})

it('a button of a group that is gone, or of long ago: what there is now', async () => {
  await alice.types('/ringgroup show sales')
  await alice.hears('Sales (601)')
  const id = (await group('601'))!.id
  const at = alice.messages().at(-1)!
  await alice.types('/ringgroup delete sales')
  await alice.submits()
  await alice.hears(/Live on the phones|gone from the phones/)
  await work()
  expect(id).toBeTruthy()
  alice.listens()
  const channel = alice.state().channels.find((it) => it.messages.some(({ ts }) => ts === at.ts))!
  const { block_id: block, elements } = JSON.parse(JSON.stringify(at.blocks.find((it) => it.type === 'actions')))
  const { action_id: action } = elements.find((it: { action_id: string }) => it.action_id === 'do:who')
  await sandbox.act({
    as: 'UALICE',
    do: 'press',
    at: { in: 'message', channel: channel.id, ts: at.ts },
    block,
    action,
    answer: { type: 'button' },
    values: {},
  })
  expect(await alice.hears('This group does not exist any more.')).toContain('[All Groups]')
})

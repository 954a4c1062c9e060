import { expect, it } from 'vitest'
import { commands, type CommandName } from '../../src/commands/index.ts'
import { languages } from '../../src/words/index.ts'
import { openWorld } from '../kit/world.ts'

const { as, db, work } = await openWorld()
const [alice, chloe, bruno] = [as('UALICE'), as('UCHLOE'), as('UBRUNO')] as const
const typed = (Object.keys(commands) as CommandName[]).filter((it) => languages['en']!.commands[it].typed.length > 0)
const lines = (text: string) => text.match(/^\/ringgroup .*/gm) ?? []

it('six lines by role; More has the rest', async () => {
  await alice.types('/ringgroup')
  expect(lines(await alice.hears('You can type, for example:'))).toHaveLength(6)
  await alice.presses('More')
  const rest = lines(await alice.hears('And everything else:'))
  expect(rest).toHaveLength(typed.length - 6)
  await chloe.types('/ringgroup') // no word is of no language: one's own
  const french = await chloe.hears('Vous pouvez taper, par exemple')
  expect(lines(french)).toHaveLength(6)
  expect(french).toContain('/ringgroup créer Comptabilité 600 ')
  await bruno.types('/ringgroup help')
  const member = await bruno.hears('You can type, for example:')
  expect(lines(member)).toHaveLength(6)
  expect(member).not.toMatch(/create|delete/)
  expect(member).toContain('Admins change groups; everybody may look, and ask to join or leave.')
  await bruno.presses('More')
  expect(await bruno.hears('And everything else:')).not.toMatch(/create|delete|link/)
})

it('examples are of one’s own groups', async () => {
  for (const line of ['Accounts 600 101 103', 'Front office 601 102 108']) {
    await alice.types(`/ringgroup create ${line}`)
    await alice.hears('Live on the phones')
  }
  await alice.types('/ringgroup assign 0155500103 accounts')
  await alice.hears('Live on the phones')
  await work()
  await bruno.types('/ringgroup help')
  expect(await bruno.hears('/ringgroup show Front office')).toContain('/ringgroup who Front office')
  await alice.types('/ringgroup help')
  await alice.hears('/ringgroup show Accounts')
})

it('one command: what it does, how it is written, an example; by its word in any language', async () => {
  await alice.types('/ringgroup help mode')
  const help = await alice.hears('/ringgroup mode: ')
  expect(help).toBe(
    '/ringgroup mode: ring all phones at once, or one after another.\nLike this: /ringgroup mode <group> <simultaneous|consecutive>\nFor example: /ringgroup mode Accounts consecutive\nMissing words open its form.\n[Open the Form]',
  )
  await alice.presses('Open the Form')
  expect((await alice.form()).title).toBe('How It Rings')
  await alice.closes()
  await bruno.types('/ringgroup help retirer')
  expect(await bruno.hears('/ringgroup remove: ')).toMatch(
    /Also understood: rm, .*retirer.*\. Only admins can do that\.$/,
  )
  await chloe.types('/ringgroup aide AJOUTER')
  expect(await chloe.hears('ajouter')).toMatch(
    /Forme\u00A0: \/ringgroup ajouter <groupe> <personnes…>.*\nPar exemple\u00A0: \/ringgroup ajouter Accounts /,
  )
  await alice.types('/ringgroup help supprimer')
  await alice.hears('/ringgroup delete: ')
})

it('a command that is none: the nearest, as a button', async () => {
  await alice.types('/ringgroup help creat')
  expect(await alice.hears('I do not know the command “creat”.')).toContain('[/ringgroup help create]')
  await alice.presses('/ringgroup help create')
  await alice.hears('/ringgroup create: ')
  await chloe.types('/ringgroup aide crér')
  expect(await chloe.hears('Je ne connais pas la commande')).toContain('[/ringgroup aide créer]')
  await alice.types('/ringgroup help start')
  await alice.hears('I do not know the command “start”.')
  await alice.types(`/ringgroup help ${'x'.repeat(900)}`)
  await alice.hears('I do not know the command “xxx')
})

it('every command has its example, and every example is understood', async () => {
  for (const [who, w] of [
    [alice, languages['en']!],
    [chloe, languages['fr']!],
  ] as const) {
    for (const name of typed.filter((it) => it !== 'create' && it !== 'delete')) {
      await who.types(`/ringgroup ${w.commands.help.typed[0]} ${w.commands[name].typed[0]}`)
      const text = await who.hears(`/ringgroup ${w.commands[name].typed[0]}`)
      const example = /(?:For example|Par exemple)\u00A0?: (.*)/.exec(text)![1]!
      const before = await db.change.count()
      await who.types(example)
      await work()
      await expect.poll(() => who.heard().length + Number(who.hasForm())).toBeGreaterThan(0)
      for (const heard of who.heard()) expect(heard, example).not.toMatch(/nothing was changed|rien n’a été modifié/i)
      while (who.hasForm()) await who.closes()
      if ((await db.change.count()) === before) continue
      await who.types(`/ringgroup ${w.commands.undo.typed[0]}`)
      await who.hears(/Live on the phones|En service|No phone is concerned|Aucun téléphone/)
      await work()
    }
  }
}, 60_000)

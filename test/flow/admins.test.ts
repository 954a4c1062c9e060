import { beforeAll, describe, expect, it } from 'vitest'
import { supported } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, work } = world
const [alice, chloe, lea, bruno, omar] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO'), as('UOMAR')]

beforeAll(() => supported(world))

describe('who decides', () => {
  it('everybody may see who, and why', async () => {
    await bruno.types('/ringgroup admins')
    const text = await bruno.hears('Admins')
    expect(text).toContain('@alice · workspace owner')
    expect(text).toContain('@chloe · workspace admin')
    expect(text).toContain('Owners and admins of the workspace are admins here too, as soon as they use Ringgroup.')
    expect(text).not.toContain('[Remove]')
    expect(text).not.toContain('[Add Admin]')
  })
  it('an admin adds somebody, who may do it at once', async () => {
    await lea.types('/ringgroup supprimer support')
    await lea.hears('C’est réservé aux admins')
    await alice.types('/ringgroup admins add <@ULEA>')
    expect(await alice.hears('is an admin now')).toContain('@lea is an admin now.')
    await lea.types('/ringgroup renommer support Accueil')
    await lea.hears('En service')
    await work()
    await alice.types('/ringgroup admins')
    expect(await alice.hears('Admins')).toMatch(/@lea · added by @alice/)
    await alice.types('/ringgroup history')
    expect(await alice.hears('@lea is an admin now.')).toContain('@alice: @lea is an admin now.')
  })
  it('and takes the right away again, at once', async () => {
    await chloe.types('/ringgroup admins retirer <@ULEA>')
    await chloe.hears('@lea n’est plus admin.')
    await lea.types('/ringgroup renommer accueil Support')
    await lea.hears('C’est réservé aux admins')
    await work()
    await chloe.types('/ringgroup annuler')
    await chloe.hears('@lea est désormais admin.')
    await work()
    await chloe.types('/ringgroup annuler')
    await chloe.hears(/@lea (n’est plus admin|est désormais admin)\./)
  })
  it('undo is refused where it changed again since', async () => {
    await alice.types('/ringgroup admins add <@UOMAR>')
    await alice.hears('@omar is an admin now.')
    const { id } = await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })
    await alice.types('/ringgroup admins remove <@UOMAR>')
    await alice.hears('@omar is not an admin any more.')
    await alice.types(`/ringgroup undo #${id}`)
    await alice.hears('That changed again for @omar since. Nothing was changed.')
  })
  it('undo of somebody’s first word: as the workspace has it', async () => {
    await alice.types('/ringgroup admins add <@UBRUNO>')
    await alice.hears('@bruno is an admin now.')
    await alice.presses('Undo')
    await alice.hears('Whether @bruno is an admin follows from the workspace again')
    expect(await db.admin.findUnique({ where: { user: 'UBRUNO' } })).toBeNull()
    await bruno.types('/ringgroup rename accueil Support')
    await bruno.hears('Only admins can do that')
  })
})

describe('what is not possible', () => {
  it.each([
    ['add <@UALICE>', '@alice is an admin already. Nothing was changed.'],
    ['remove <@UPRIYA>', '@priya is not an admin. Nothing was changed.'],
    ['add <@UGUEST>', '@sam is not a regular member of this workspace'],
    ['add Dmitri', 'I do not know the Slack account of Dmitri Ivanov (104)'],
    ['add Zorro', 'Nobody in the directory is called “Zorro”.'],
  ])('admins %s', async (typed, sentence) => {
    await alice.types(`/ringgroup admins ${typed}`)
    await alice.hears(sentence)
  })
  it('neither word: asked with buttons', async () => {
    await alice.types('/ringgroup admins <@UPRIYA>')
    await alice.hears('Should @priya become an admin, or be one no longer?')
    await alice.presses('Add')
    await alice.hears('@priya is an admin now.')
    await work()
    await alice.types('/ringgroup undo')
    await alice.hears('Whether @priya is an admin follows')
  })
  it('nobody named: the form', async () => {
    await alice.types('/ringgroup admins add')
    expect(await alice.form()).toMatchObject({ title: 'Add Admin', submit: 'Add Admin' })
    await alice.fills({ Person: 'UGUEST' })
    expect((await alice.submits())['Person']).toContain('is not a regular member')
    await alice.fills({ Person: 'UPRIYA' })
    await alice.submits()
    await alice.hears('@priya is an admin now.')
    await work()
    await chloe.types('/ringgroup admins retirer')
    expect(await chloe.form()).toMatchObject({ title: 'Retirer un admin', submit: 'Retirer un admin' })
    await chloe.fills({ Personne: 'UPRIYA' })
    await chloe.submits()
    await chloe.hears('@priya n’est plus admin.')
  })
  it('only admins say it', async () => {
    await omar.types('/ringgroup admins add <@UOMAR>')
    expect(await omar.hears('Only admins can do that')).toContain('[Ask Them]')
    await omar.types('/ringgroup admins add')
    await omar.hears('Only admins can do that')
    expect(omar.hasForm()).toBe(false)
  })
})

it('whoever becomes an admin is shown what waits', async () => {
  await alice.types('/ringgroup show accueil')
  await alice.hears('(600)')
  await omar.types('/ringgroup leave accueil')
  await omar.hears('Sent to')
  await work()
  await alice.types('/ringgroup admins add <@UBRUNO>')
  await alice.hears('@bruno is an admin now.')
  await bruno.hears('Omar Haddad out of Accueil')
  bruno.goesTo('direct')
  await bruno.presses('Approve')
  await bruno.hears(/Approved by @bruno/)
  await work()
  await alice.types('/ringgroup admins remove Bruno')
  await alice.hears('@bruno is not an admin any more.')
  await work()
})

it('two admins who take each other away in the same moment: one stays', async () => {
  await db.admin.deleteMany()
  await db.person.deleteMany({ where: { user: { notIn: ['UALICE', 'UCHLOE'] } } })
  await Promise.all([
    alice.types('/ringgroup admins remove <@UCHLOE>'),
    chloe.types('/ringgroup admins retirer <@UALICE>'),
  ])
  await expect
    .poll(() => [...alice.heard(), ...chloe.heard()].join('\n'))
    .toMatch(/is the last admin|Il n’y a pas d’autre admin|Only admins can|C’est réservé aux admins/)
  await work()
  expect(await db.admin.count({ where: { admin: false } })).toBe(1)
  await db.admin.deleteMany()
})

it('the last admin cannot go; oneself only if others remain', async () => {
  await work()
  await chloe.types('/ringgroup admins retirer <@UCHLOE>')
  await chloe.hears('@chloe n’est plus admin.')
  await chloe.types('/ringgroup renommer accueil Support')
  await chloe.hears('C’est réservé aux admins')
  await db.admin.updateMany({ where: { user: 'ULEA' }, data: { admin: false } })
  await alice.types('/ringgroup admins')
  expect(await alice.hears('no admin here')).toMatch(/@chloe · no admin here, removed by @chloe .*\n?.*\[Add\]/)
  await work()
  await alice.types('/ringgroup admins remove <@UALICE>')
  const text = await alice.hears('is the last admin')
  expect(text).toContain('Make somebody else an admin first. Nothing was changed.')
  expect(await db.admin.findUnique({ where: { user: 'UALICE' } })).toBeNull()
})

describe('named in the configuration', async () => {
  const named = await openWorld({ admins: ['UCHLOE'] })
  const [ana, boss] = [named.as('UALICE'), named.as('UCHLOE')]
  it('nobody here can take that away, and the owner is none unless named', async () => {
    await ana.types('/ringgroup admins add <@UALICE>')
    await ana.hears('Only admins can do that')
    await boss.types('/ringgroup admins ajouter <@ULEA>')
    await boss.hears('@lea est désormais admin.')
    await named.as('ULEA').types('/ringgroup admins remove <@UCHLOE>')
    expect(await named.as('ULEA').hears(/RINGGROUP_ADMINS/)).toContain('@chloe est admin par la configuration')
    await boss.types('/ringgroup admins')
    const text = await boss.hears('par la configuration')
    expect(text).toContain('@chloe · par la configuration')
    expect(text).toContain('@lea · par la décision de @chloe')
    expect(text).not.toContain('propriétaires')
  })
})

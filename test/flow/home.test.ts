import { describe, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { languages } from '../../src/words/index.ts'
import { openWorld } from '../kit/world.ts'

const { as, db, group, held, phones, sandbox, scan, until, work } = await openWorld({ patience: 1500 })
const [alice, chloe, lea] = [as('UALICE'), as('UCHLOE'), as('ULEA')] as const
const [bruno, priya, guest] = [as('UBRUNO'), as('UPRIYA'), as('UGUEST')] as const
const nbsp = (text: string) => text.replaceAll(/ (?=[:;!?])/g, '\u00A0')

it('before there is anything: what it is for, two buttons for admins', async () => {
  const first = await alice.opensHome()
  expect(first).toContain(
    'Your phone groups\nA ring group lets one number ring several colleagues. This company has 10 extensions and 8 numbers; no groups yet. Nothing changes on the phones until you save.\n[Create Group] [Import Groups]\nAdmins: @alice (workspace owner).',
  )
  expect(await chloe.opensHome()).toContain(
    'Vos groupes d’appels\nUn groupe d’appels fait sonner plusieurs collègues avec un seul numéro. L’entreprise a 10 postes et 8 numéros, aucun groupe. Rien ne change sur les téléphones avant l’enregistrement.\n[Créer un groupe] [Importer des groupes]',
  )
  expect(await bruno.opensHome()).not.toContain('[')
})

it('a group is created from it, and it is drawn again when the group is there', async () => {
  await alice.opensHome()
  await alice.presses('Create Group')
  await alice.form()
  await alice.fills({
    Name: 'Support',
    Extension: '600',
    Members: ['Bruno Keller (102)', 'Omar Haddad (108)', 'Léa Fontaine (106)'],
    'How it rings': 'Consecutive',
  })
  expect(await alice.submits()).toEqual({})
  await alice.hears('Support (600) was created.')
  await work()
  await expect
    .poll(() => alice.home())
    .toContain('Support (600)\nOne after another · 3 members · 30 s each · Live on the phones\n[Show]')
  expect(alice.home()).toMatch(/My last changes\n#\d+ [^@]*: Support \(600\) was created\.\n\[Undo\]/)
  expect(alice.home()).toContain('[Create Group] Find a group [All Groups]')
})

it('says where one’s own phone rings', async () => {
  expect(await bruno.opensHome()).toContain('Your phone 102 rings for: Support (1st of 3).\n[See Who Rings] [Leave]\n')
  expect(await chloe.opensHome()).toContain('Votre poste 103 ne sonne pour aucun groupe.')
  expect(await priya.opensHome()).toContain('Your phone 109 rings for no group.')
  await bruno.opensHome()
  await bruno.presses('See Who Rings')
  expect((await bruno.form()).text).toContain(
    'Support (600): Bruno first, then Omar, then Léa; after 1 min 30 s voicemail 100.',
  )
  await bruno.closes()
})

it('what is pressed on it is shown above it, and goes on there', async () => {
  await alice.opensHome()
  await alice.presses('Show Support (600)')
  expect((await alice.form()).text).toContain('One after another, 30 s each.')
  await alice.presses('History')
  expect((await alice.form((it) => it.text.includes('Changes of Support'))).text).toContain('[Show Group]')
  await alice.presses('Show Group')
  await alice.form((it) => it.text.includes('One after another'))
  expect(alice.state().modals).toHaveLength(1) // replaced, not piled up
  await alice.presses('Edit Group')
  expect((await alice.form((it) => it.title === 'Edit Ring Group')).fields['Name']).toBe('Support')
  await alice.fills({ 'Ring time': '20' })
  expect(await alice.submits()).toEqual({})
  await alice.hears('Support now rings each phone for 20 s.')
  expect(alice.hasForm()).toBe(false)
  await work()
  await expect.poll(() => alice.home()).toContain('20 s each')
})

it('Undo on it puts a change back, and in what is shown above it says that it is saved', async () => {
  await alice.opensHome()
  await alice.presses('Undo')
  await alice.hears('Support now rings each phone for 30 s.')
  await work()
  await expect.poll(() => alice.home()).toContain('30 s each')
  await alice.opensHome()
  await alice.presses('Show Support (600)')
  await alice.presses('History')
  await alice.form((it) => it.text.includes('Changes of Support'))
  const change = (await db.change.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
  await alice.presses(`Undo #${change}`)
  await alice.form((it) => it.text.includes('Saved. You will be told in a message when it is live on the phones.'))
  await alice.hears('Support now rings each phone for 20 s.')
  await alice.closes()
  await work()
})

it('a search on it opens the group', async () => {
  await alice.opensHome()
  await alice.chooses('Find a group', 'Support')
  expect((await alice.form()).text).toContain('Support (600)')
  await alice.closes()
  await alice.presses('All Groups')
  expect((await alice.form()).text).toContain('Ring groups\nSupport (600)')
  await alice.closes()
})

it('admins see that the phone system is down; others do not', async () => {
  await work()
  phones.off()
  await expect.poll(async () => (await db.phoneSystemState.findFirstOrThrow()).downSince).not.toBeNull()
  // a press of the story before may still be drawing hers
  await expect
    .poll(() => alice.opensHome())
    .toMatch(/The phone system has not answered since .*\. Calls keep ringing as before\./)
  expect(await chloe.opensHome()).toMatch(
    /Le système téléphonique ne répond plus depuis .*\. Les appels sonnent comme avant\./,
  )
  expect(await bruno.opensHome()).not.toContain('has not answered')
  phones.on()
  await expect.poll(async () => (await db.phoneSystemState.findFirstOrThrow()).downSince).toBeNull()
})

it('a group that is gone by now: the sentence is shown there', async () => {
  await alice.types('/ringgroup create Old 605 101')
  await alice.hears('Live on the phones')
  await work()
  await alice.opensHome()
  await chloe.types('/ringgroup annuler old')
  await chloe.hears('En service')
  await work()
  await alice.presses('Show Old (605)')
  expect((await alice.form()).text).toContain('This group does not exist any more. Nothing was changed.')
  await alice.closes()
})

it('the shortcut: find a group, then what to do with it', async () => {
  await alice.uses()
  const form = await alice.form()
  expect(form.title).toBe('Ring groups')
  expect(form.submit).toBe('Continue')
  for (const [what, seen] of [
    ['Show', 'One after another'],
    ['Who Rings', 'Support (600): Bruno first'],
    ['Edit', 'Edit Ring Group'],
    ['Members', 'Support (600)'],
  ] as const) {
    if (!alice.hasForm()) await alice.uses()
    await alice.fills({ 'Ring group': 'Support', 'What would you like to do?': what })
    expect(await alice.submits()).toEqual({})
    await alice.form((it) => it.text.includes(seen))
    await alice.closes(true)
  }
  await alice.uses()
  await alice.presses('Create Group')
  await alice.form((it) => it.title === 'New Ring Group')
  await alice.closes(true)
  await alice.uses()
  await alice.presses('All Groups')
  expect((await alice.form((it) => it.title === 'Ringgroup')).text).toContain('Support (600)')
  await alice.presses('Show Support (600)')
  await alice.form((it) => it.text.includes('One after another, 20 s each.'))
  expect(alice.state().modals).toHaveLength(2)
  await alice.closes(true)
})

it('the shortcut in French, and for a member', async () => {
  await chloe.uses()
  const form = await chloe.form()
  expect([form.title, form.submit]).toEqual(['Groupes d’appels', 'Continuer'])
  await chloe.fills({ 'Groupe d’appels': 'Support', [nbsp('Que voulez-vous faire ?')]: 'Qui sonne' })
  await chloe.submits()
  await chloe.form((it) => it.text.includes('d’abord Bruno'))
  await chloe.closes()
  await bruno.uses()
  const seen = await bruno.form()
  expect(seen.text).not.toMatch(/Edit|Members|Create/)
  await bruno.fills({ 'Ring group': 'Support' })
  await bruno.submits()
  expect((await bruno.form((it) => it.text.includes('One after another'))).text).toContain('[See Who Rings] [History]')
  await bruno.closes()
  expect(await group('600')).toBeDefined()
})

describe('by role', () => {
  const lead = async (free: boolean) => {
    const { id } = (await group('600'))!
    await db.lead.deleteMany({})
    await db.lead.create({ data: { groupId: id, position: 0, user: 'ULEA', free } })
  }

  it('a lead asks from the group they lead, sees what they asked, and takes it back', async () => {
    await lead(false)
    const seen = await lea.opensHome()
    expect(seen).toContain('Votre poste 106 sonne pour\u00a0: Support (3e sur 3).\n[Voir qui sonne] [Quitter]\n')
    expect(seen).toMatch(/Vos équipes\nSupport \(600\)\n.*\n\[Demander un changement\]/)
    expect(seen).not.toContain('[Créer un groupe]')
    await lea.presses('Quitter')
    await lea.form((it) => it.text.includes('Envoyée à'))
    await expect
      .poll(() => lea.home())
      .toMatch(/Vos demandes\nLéa Fontaine.*Support \(600\)\n.*\n\[Retirer la demande\]/)
    await lea.closes()
    await lea.opensHome()
    await lea.presses('Demander un changement')
    await lea.form((it) => it.title === 'Membres')
    await lea.closes()
    await lea.presses('Retirer la demande')
    await expect.poll(() => lea.home()).not.toContain('Vos demandes')
    if (lea.hasForm()) await lea.closes(true)
    await lead(true)
    expect(await lea.opensHome()).toMatch(/Vos équipes\nSupport \(600\)\n.*\n\[Modifier les membres\]/)
    await db.lead.deleteMany({})
    await work()
  })

  it('what waits for an admin stands first, and is gone from there once it is decided', async () => {
    await lead(false)
    await lea.types('/ringgroup mode support simultané')
    await lea.hears('Envoyée à')
    await work()
    const seen = await alice.opensHome()
    expect(seen).toMatch(
      /^Your phone groups\nWaiting for you\nSupport \(600\): How it rings: .*\n@lea .*\n\[Review\]\n/,
    )
    await alice.presses('Review')
    await alice.form((it) => it.text.includes('[Approve]'))
    await alice.presses('Approve')
    await expect.poll(() => alice.home()).not.toContain('Waiting for you')
    if (alice.hasForm()) await alice.closes(true)
    await work()
    expect((await group('600'))!.mode).toBe('simultaneous')
    await db.lead.deleteMany({})
  })

  it('what differs on the phones, and somebody who has left, wait there as well', async () => {
    phones.byHand(Extension.parse('600'), { ...(await held('600'))!, ringSeconds: 45 })
    await scan()
    await sandbox.act({ as: 'UALICE', do: 'person', user: 'UOMAR', set: { deleted: true } })
    await until(async () => (await db.leaver.count()) > 0)
    await work()
    const seen = await alice.opensHome()
    expect(seen).toMatch(
      /Waiting for you\nSupport \(600\) was changed on the phone system, not here\. .*\n\[Review\]\n/,
    )
    expect(seen).toMatch(/@omar has left: the Slack account was deactivated\. .*\n\[Review\]\n/)
    await alice.presses('Review 600')
    await alice.form((it) => it.text.includes('[Accept This Change]'))
    await alice.presses('Restore Our Version')
    await expect.poll(() => alice.home()).not.toContain('was changed on the phone system')
    if (alice.hasForm()) await alice.closes(true)
    await alice.opensHome()
    await alice.presses('Review 108')
    await alice.form((it) => it.text.includes('Extension 108 (Omar Haddad) still rings in:'))
    await alice.presses('Leave as Is')
    await alice.form((it) => it.text.includes('Left as it is. Nothing was changed.'))
    await expect.poll(() => alice.home()).not.toContain('Waiting for you')
    await alice.closes(true)
    await work()
  })

  it('whose phone nobody knows asks for it; a guest sees a polite no', async () => {
    await db.directoryEntry.update({ where: { extension: '109' }, data: { email: null } })
    const seen = await priya.opensHome()
    expect(seen).toMatch(/Which phone is yours\? Ask @\w+( or @\w+)? to link it\.\n\[Ask Them\]/)
    await priya.presses('Ask Them')
    await priya.form((it) => it.text.includes('Sent to @'))
    await priya.closes()
    await db.directoryEntry.update({ where: { extension: '109' }, data: { email: 'priya.nair@northwind.example' } })
    expect(await guest.opensHome()).toBe(languages['en']!.notForYou)
  })
})

it('three groups are a list, each with its ways', async () => {
  await alice.types('/ringgroup create Sales 601 102 101')
  await alice.hears(/live on the phones/i)
  await alice.types('/ringgroup create Front 602 102 mode=consecutive')
  await alice.hears(/live on the phones/i)
  await work()
  expect(await bruno.opensHome()).toContain(
    'Your phone 102 rings for:\nFront (1st of 1)\n[⋯ See Who Rings | Leave]\nSales\n[⋯ See Who Rings | Leave]\nSupport\n',
  )
})

import { describe, expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ patience: 1500 })
const { as, db, held, work, scan, phones } = world
const [alice, chloe, bruno, omar, priya] = [
  as('UALICE'),
  as('UCHLOE'),
  as('UBRUNO'),
  as('UOMAR'),
  as('UPRIYA'),
] as const
const support = Extension.parse('600')
const untouched = async () => [await db.change.count(), await db.delivery.count()]
const nbsp = (text: string) => text.replaceAll(/ (?=[:;!?])/g, '\u00A0')

it('before there is anything, the list teaches, and offers the one button to those who may', async () => {
  await bruno.types('/ringgroup help') // greeted once
  await omar.types('/ringgroup help')
  await priya.types('/ringgroup help')
  await chloe.types('/ringgroup aide')
  await alice.types('/ringgroup list')
  expect(await alice.hears('There are no ring groups yet.')).toContain('[Create Group]')
  await bruno.types('/ringgroup list')
  expect(await bruno.hears('There are no ring groups yet.')).not.toContain('[')
  await alice.presses('Create Group')
  expect((await alice.form()).title).toBe('New Ring Group')
  await alice.closes()
  for (const line of [
    'Support 600 102 108 106 mode=consecutive time=20',
    'Sales 601 109 107 105 time=15',
    ...Array.from({ length: 10 }, (_, i) => `Room ${String.fromCharCode(65 + i)} ${610 + i} 101`),
  ]) {
    await alice.types(`/ringgroup create ${line}`)
    await alice.hears('was created.')
  }
  await work()
})

describe('list', () => {
  it('shows ten groups a page, and more in place of the page', async () => {
    await alice.types('/ringgroup list')
    const first = await alice.hears('1 to 10 of 12 groups')
    expect(first).toContain('Room A (610)\nAll at once · 1 member · 30 s each · Live on the phones\n[Show]')
    expect(first).not.toContain('Support')
    const before = alice.messages().length
    await alice.presses('More')
    const next = await alice.hears('11 to 12 of 12 groups')
    expect(next).toContain('Support (600)\nOne after another · 3 members · 20 s each · Live on the phones\n[Show]')
    expect(alice.messages()).toHaveLength(before)
    await alice.presses('Back')
    await alice.hears('1 to 10 of 12 groups')
  })

  it('finds by any words of the name and by the extension, and goes on to the group', async () => {
    await alice.types('/ringgroup list sup')
    expect(await alice.hears('Ring groups with “sup”')).toMatch(/Support \(600\)[^]*1 group\n\[All Groups\]$/)
    await alice.presses('Show Support (600)')
    await alice.hears('One after another, 20 s each.')
    await chloe.types('/ringgroup liste 61')
    expect(await chloe.hears('Groupes d’appels avec')).toContain(
      'Room J (619)\nTous en même temps · 1 membre · 30 s chacun · En service\n[Afficher]',
    )
    await chloe.types('/ringgroup liste zzz%_\\')
    expect(await chloe.hears('Aucun groupe d’appels ne contient')).toContain('[Tous les groupes]')
  })
})

describe('show', () => {
  it('says everything about a group, with the buttons of an admin', async () => {
    await alice.types('/ringgroup show support')
    const card = await alice.hears('Support (600)')
    expect(card).toContain(
      'One after another, 20 s each. A caller waits up to 60 s.\n1. Bruno Keller (102)\n2. Omar Haddad (108)\n3. Léa Fontaine (106)\nIf nobody answers: voicemail 100 Virtual Receptionist\nDirect numbers: none; colleagues dial 600\n',
    )
    expect(card).toMatch(
      /Live on the phones · changed by @alice .* · simulated phones\n\[Edit Group\] \[Edit Members\] \[See Who Rings\] \[⋯ History \| Delete…\]$/,
    )
    await alice.presses('Edit Group')
    expect((await alice.form()).fields['Name']).toBe('Support')
    await alice.closes()
    await alice.presses('History')
    await alice.hears('Changes of Support (600)')
  })

  it('in French, and for a member without what they may not', async () => {
    await chloe.types('/ringgroup afficher 600')
    const card = await chloe.hears('Support (600)')
    expect(card).toContain(nbsp('L’un après l’autre, 20 s chacun. Attente : 60 s au plus.'))
    expect(card).toContain(nbsp('Numéros directs : aucun ; on compose le 600'))
    expect(card).toMatch(
      /En service · modifié par @alice .* · téléphones simulés\n\[Modifier le groupe\] \[Modifier les membres\] \[Voir qui sonne\] \[⋯ Historique \| Supprimer…\]$/,
    )
    await bruno.types('/ringgroup show Support')
    expect(await bruno.hears('Support (600)')).toMatch(/\n\[Leave\] \[See Who Rings\] \[History\]$/)
  })

  it('asks which one, and offers the nearest', async () => {
    await alice.types('/ringgroup show room')
    expect(await alice.hears('“room” could be several groups. Which one?')).toContain('[Room A (610)]')
    await alice.presses('Room A (610)')
    await alice.hears('Direct numbers: none; colleagues dial 610')
    await alice.types('/ringgroup show suport')
    expect(await alice.hears('There is no ring group “suport”. Nothing was changed.')).toContain('[Support (600)]')
    await chloe.types('/ringgroup afficher suport')
    await chloe.hears('Aucun groupe d’appels')
  })

  it('says what is not on the phones yet, and since when they do not answer', async () => {
    phones.off()
    await alice.types('/ringgroup time sales 25')
    await alice.hears('Saved, not on the phones yet')
    await alice.types('/ringgroup show sales')
    expect(await alice.hears('Sales (601)')).toMatch(
      /Saved, not on the phones yet · The phone system has not answered since .*\. Calls keep ringing as before\./,
    )
    await alice.types('/ringgroup list sales')
    await alice.hears('25 s each · Saved, not on the phones yet')
    await chloe.types('/ringgroup qui sales')
    expect(await chloe.hears('Sales (601)')).toContain('Enregistré, pas encore en service')
    phones.on()
    await alice.hears('Sales is live on the phones.')
    await work()
  })

  it('lists what differs on the phones, and overwrites nothing', async () => {
    const ours = (await held('600'))!
    phones.byHand(support, { ...ours, ringSeconds: 45, fallback: { to: 'extension', target: Extension.parse('101') } })
    await scan()
    await alice.types('/ringgroup show support')
    const card = await alice.hears(
      'Somebody changed this group on the phone system, not here. Callers get the phones’ version:',
    )
    expect(card).toContain('• Ring time: here 20 s, on the phones 45 s')
    expect(card).toContain(
      '• If nobody answers: here voicemail 100 Virtual Receptionist, on the phones Alice Martin (101)',
    )
    expect(card).not.toContain('Members: here')
    expect(card).toContain('Differs on the phones · changed by @alice')
    await chloe.types('/ringgroup afficher support')
    expect(await chloe.hears('Ce groupe a été modifié')).toContain(
      nbsp('• Durée de sonnerie : ici 20 s, sur les téléphones 45 s'),
    )
    await alice.types('/ringgroup list support')
    await alice.hears('20 s each · differs on the phones')
    phones.byHand(support, 'exten => 600,1,Dial(<!channel>)')
    await scan()
    await alice.types('/ringgroup show support')
    await alice.hears('exten => 600,1,Dial(<!channel>)')
    phones.byHand(support, null)
    await scan()
    await alice.types('/ringgroup show support')
    await alice.hears('• On the phones there is no group at 600.')
    phones.byHand(support, ours)
    await scan()
    await alice.types('/ringgroup show support')
    expect(await alice.hears('Live on the phones')).not.toContain('Somebody changed')
  })

  it('of what the phone system refused says why; trying again is answered where it was pressed', async () => {
    const delivery = await db.delivery.findFirstOrThrow({ where: { extension: '600' }, orderBy: { changeId: 'desc' } })
    const refuse = async () => {
      const data = { liveAt: null, refused: { en: 'too many members.', fr: 'trop de membres.' } }
      await db.delivery.updateMany({ where: { changeId: delivery.changeId, extension: '600' }, data })
    }
    await refuse()
    await bruno.types('/ringgroup show support')
    expect(await bruno.hears('The phone system refused the last change: too many members.')).not.toContain('Try Again')
    await chloe.types('/ringgroup afficher support')
    expect(await chloe.hears('Le système téléphonique a refusé la dernière modification')).toContain(
      '[Réessayer] [Annuler la modification]',
    )
    await alice.types('/ringgroup list support')
    await alice.hears('Saved, but refused by the phone system')
    await chloe.presses('Réessayer')
    expect(await chloe.hears('En service sur les téléphones')).toContain(`#${delivery.changeId}`)
    await work()
    await refuse()
    await alice.types('/ringgroup show support')
    await alice.hears('The phone system refused the last change: too many members.')
    await chloe.types('/ringgroup afficher support')
    await chloe.hears('Le système téléphonique a refusé')
    await chloe.presses('Réessayer')
    await chloe.hears('En service sur les téléphones')
    await work()
    await alice.presses('Try Again')
    await alice.hears('There is nothing to try again: the phone system has not refused this change.')
  })
})

describe('who', () => {
  it('says the sentence first, then the timetable; skipped phones only to those whom it concerns', async () => {
    phones.phone(Extension.parse('106'), 'off')
    await world.until(
      async () => (await db.directoryEntry.findUnique({ where: { extension: '106' } }))?.reachable === false,
    )
    await alice.types('/ringgroup who support')
    expect(await alice.hears('Support (600):')).toBe(
      [
        'Support (600): Bruno first, then Omar; after 40 s voicemail 100. Léa is skipped: phone off.',
        '0:00 Bruno Keller   102 20 s',
        '0:20 Omar Haddad    108 20 s',
        ' -   Léa Fontaine   106 off',
        '0:40 > voicemail    100',
        'simulated phones',
        '[Show Group]',
      ].join('\n'),
    )
    await chloe.types('/ringgroup qui support')
    expect(await chloe.hears('d’abord Bruno')).toContain(
      nbsp(
        'Support (600) : d’abord Bruno, puis Omar ; après 40 s, boîte vocale 100. Le poste de Léa est ignoré : éteint.',
      ),
    )
    await omar.types('/ringgroup who support')
    expect(await omar.hears('Bruno first')).toContain('Léa is skipped: phone off.')
    await priya.types('/ringgroup who support')
    const outside = await priya.hears('Support (600): Bruno first, then Omar; after 40 s voicemail 100.')
    expect(outside).not.toContain('Léa')
    phones.phone(Extension.parse('106'), 'on')
    await world.until(
      async () => (await db.directoryEntry.findUnique({ where: { extension: '106' } }))?.reachable === true,
    )
  })

  it('goes on into the group where the call goes on', async () => {
    await alice.types('/ringgroup fallback support extension sales')
    await alice.hears('now goes to Sales (601)')
    await alice.presses('Show Group')
    await alice.hears('If nobody answers: Sales (601)')
    await alice.presses('See Who Rings')
    const card = await alice.hears(
      'Support (600): Bruno first, then Omar, then Léa; after 60 s Sales (601): Priya, Line 107 and Front Desk at once; after 1 min 25 s voicemail 100.',
    )
    expect(card).toContain('1:00 > Sales        601\n 1:00 Priya Nair     109 25 s\n')
    await alice.presses('Show Group')
    await alice.hears('A caller waits up to 1 min 25 s.')
    await work()
  })
})

describe('numbers', () => {
  it('says of each where it leads, and what can be done with it', async () => {
    await alice.types('/ringgroup assign 0155500103 support')
    await alice.hears('01 55 50 01 03 now leads to Support')
    await alice.types('/ringgroup numbers')
    const all = await alice.hears('Company numbers')
    expect(all).toContain('01 55 50 01 01\nVirtual Receptionist (100) · voicemail box\n[Assign…]')
    expect(all).toContain('01 55 50 01 02\nAlice Martin (101) · phone\n[Assign…]')
    expect(all).toContain('01 55 50 01 03\nSupport (600) · ring group\n[⋯ Move Number… | Unassign]')
    expect(all).toContain('01 55 50 01 04\nleads nowhere\n[Assign…]')
    await alice.presses('Assign 01 55 50 01 04')
    await alice.form()
    await alice.closes()
    await alice.presses('Unassign')
    await alice.hears('01 55 50 01 03 no longer leads to Support')
  })

  it('finds by a part of the number or of where it leads; members only look', async () => {
    await bruno.types('/ringgroup numbers 0102')
    expect(await bruno.hears('Company numbers with “0102”')).toBe(
      'Company numbers with “0102”\n01 55 50 01 02\nAlice Martin (101) · phone',
    )
    await chloe.types('/ringgroup numéros alice')
    expect(await chloe.hears('Numéros de l’entreprise avec')).toContain(
      '01 55 50 01 02\nAlice Martin (101) · poste\n[Attribuer…]',
    )
    await chloe.types('/ringgroup numéros personne')
    await chloe.hears('Aucun numéro de l’entreprise ne contient')
  })

  it('pages', async () => {
    const more = Array.from({ length: 12 }, (_, i) => ({ number: `+3315550${1200 + i}`, leadsTo: null }))
    await db.companyNumber.createMany({ data: more })
    await alice.types('/ringgroup numbers')
    expect((await alice.hears('Company numbers')).match(/\[Assign…\]/g)).toHaveLength(10)
    await alice.presses('More')
    expect(await alice.hears('01 55 50 12 11')).toMatch(/\[Back\]$/)
    await alice.presses('Back')
    await alice.hears('01 55 50 01 01')
    await db.companyNumber.deleteMany({ where: { number: { in: more.map((it) => it.number) } } })
  })
})

it('looking changes nothing, and words that belong nowhere get their sentence', async () => {
  const before = await untouched()
  await alice.types('/ringgroup show')
  expect(await alice.hears('Which group?')).toContain('[All Groups]')
  await chloe.types('/ringgroup qui')
  await chloe.hears('Quel groupe\u00A0?')
  await alice.types('/ringgroup list skip=-1')
  await alice.hears(/nothing was changed/i)
  await alice.types(`/ringgroup show ${'x'.repeat(900)}<!channel>`)
  await alice.hears('Nothing was changed')
  expect(await untouched()).toEqual(before)
})

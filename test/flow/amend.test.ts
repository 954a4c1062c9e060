import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ledBySomebody } from '../kit/led.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, db, group, now } = world
const [alice, chloe, lea, bruno] = [as('UALICE'), as('UCHLOE'), as('ULEA'), as('UBRUNO')]
const inHours = (hours: number) => new Date(Math.ceil(now().getTime() / 60_000) * 60_000 + hours * 3_600_000)

beforeAll(() => ledBySomebody(world))
afterEach(async () => {
  for (const it of [alice, chloe, lea]) {
    if (it.hasForm()) await it.closes(true)
    it.goesTo('#general')
  }
})

const lastRequest = () => db.request.findFirstOrThrow({ orderBy: { id: 'desc' } })

/** Léa types it, or fills in its form; Alice presses Edit Before Approving on her card. */
async function opened(title: string | RegExp, asks: string | (() => Promise<unknown>)) {
  alice.listens()
  if (typeof asks === 'string') {
    await lea.types(asks)
    await lea.hears('Envoyée à')
  } else await asks()
  await alice.hears(title)
  alice.goesTo('direct')
  await alice.presses('Edit Before Approving')
  const form = await alice.form()
  expect(form.submit).toBe('Approve')
  expect(Object.keys(form.fields)).not.toContain('Reason')
  return form
}

/** It is a change of hers with his yes, and the card is a record. */
async function approved(by = 'ULEA') {
  expect(await alice.submits()).toEqual({})
  await alice.hears('Approved by @alice')
  const request = await lastRequest()
  expect(request.decision).toMatchObject({ how: 'approved', by: 'UALICE' })
  const change = await db.change.findFirst({ where: { becauseRequest: request.id } })
  expect(change).toMatchObject({ by, approvedBy: 'UALICE', command: request.command })
  const support = (await group('600'))!
  return { ...support, extensions: support.members.map((it) => it.extension) }
}

describe('Edit Before Approving opens the form with what was asked, and approves what it holds', () => {
  it('mode', async () => {
    const { fields } = await opened('How it rings', '/ringgroup mode support simultanée')
    expect(fields['How it rings']).toBe('Simultaneous')
    expect(await approved()).toMatchObject({ mode: 'simultaneous' })
  })
  it('time', async () => {
    const { fields } = await opened('Ring time', '/ringgroup durée support 40')
    expect(fields['Ring time']).toBe('40')
    await alice.fills({ 'Ring time': '25' })
    expect(await approved()).toMatchObject({ ringSeconds: 25 })
  })
  it('fallback, on an extension and in a box', async () => {
    const { fields } = await opened('If nobody answers', '/ringgroup repli support poste 101')
    expect(fields).toMatchObject({
      'If nobody answers': 'Another extension',
      'Extension to ring': 'Alice Martin (101)',
    })
    await alice.fills({ 'Extension to ring': 'Front Desk (105)' })
    expect(await approved()).toMatchObject({ fallback: { to: 'extension', target: '105' } })
    const box = await opened('If nobody answers', '/ringgroup repli support messagerie 100')
    expect(box.fields).toMatchObject({ 'If nobody answers': 'Voicemail' })
    expect(box.fields['Voicemail box']).toContain('100')
    expect(await approved()).toMatchObject({ fallback: { to: 'voicemail', target: '100' } })
  })
  it('add: people, place and dates', async () => {
    const asked = '/ringgroup ajouter support 109 rang=2 dès=2h jusqu’à=50h motif=renfort'
    const { fields } = await opened('Priya Nair into Support (600)', asked)
    expect(fields).toMatchObject({ Members: ['Priya Nair (109)'], 'Ring place': '2nd' })
    const found = (await lastRequest()).found as { from: string; until: string }
    const until = inHours(60)
    await alice.fills({ 'Ring place': '1st', Until: until })
    const { members } = await approved()
    expect(members[0]).toEqual({ extension: '109', from: found.from, until: until.toISOString() })
    expect(members.map((it) => it.extension)).toEqual(['109', '102', '108'])
  })
  it('swap: who, instead of whom, until when', async () => {
    const { fields } = await opened('instead of Bruno Keller', '/ringgroup remplacer support 102 106 jusqu’à=30h')
    expect(fields).toMatchObject({
      'Who does not ring': 'Bruno Keller (102)',
      'Who rings instead': 'Léa Fontaine (106)',
    })
    await alice.fills({ 'Who rings instead': 'Chloé Dubois (103)' })
    const { extensions, members } = await approved()
    const { until } = (await lastRequest()).found as { until: string }
    expect(extensions).toEqual(['109', '103', '102', '108'])
    expect(members[1]).toEqual({ extension: '103', until })
    expect(members[2]).toEqual({ extension: '102', away: { until } })
  })
  it('remove: for a while', async () => {
    const { fields } = await opened('Omar Haddad away from Support', '/ringgroup retirer support 108 jusqu’à=5h')
    expect(fields['Members']).toEqual(['Omar Haddad (108)'])
    const until = inHours(9)
    await alice.fills({ Until: until })
    expect((await approved()).members.at(-1)).toEqual({ extension: '108', away: { until: until.toISOString() } })
  })
  it('order', async () => {
    const { fields } = await opened('A new order', '/ringgroup ordre support 108')
    expect(fields['Members']).toEqual(['Omar Haddad (108)'])
    expect((await approved()).extensions).toEqual(['108', '109', '103', '102'])
  })
  it('the members form, with its dates', async () => {
    const until = inHours(20)
    const form = await opened('Support (600)', async () => {
      await lea.types('/ringgroup membres support')
      await lea.chooses('Rang de Priya Nair', 'Retirer')
      await lea.fills({ 'Ajouter un membre': 'Alice Martin (101)' })
      await lea.form((it) => it.text.includes('Alice Martin (101)'))
      await lea.fills({ 'Jusqu’au': until, Motif: 'formation' })
      expect(await lea.submits()).toEqual({})
      await lea.hears('Envoyée à')
    })
    expect(form.text).toContain('Priya Nair (109): leaves the group')
    expect(form.text).toContain('Alice Martin (101)')
    await alice.chooses('Place of Alice Martin', '1st')
    const { members, extensions } = await approved()
    expect(extensions).toEqual(['101', '108', '109', '103', '102'])
    expect(members[0]).toEqual({ extension: '101', until: until.toISOString() })
    expect(members[2]).toMatchObject({ extension: '109', away: { until: until.toISOString() } })
    expect((await lastRequest()).reason).toBe('formation')
  })
  it('join and leave: it stays about whoever asked', async () => {
    const asks = async () => {
      await bruno.types('/ringgroup leave support until=40h')
      await bruno.hears('Sent to')
    }
    await opened('Bruno Keller', asks)
    const until = inHours(50)
    await alice.fills({ Until: until })
    const { members } = await approved('UBRUNO')
    expect(members.at(-1)).toEqual({ extension: '102', away: { until: until.toISOString() } })
    await opened('Léa Fontaine into Support (600)', '/ringgroup rejoindre support')
    await alice.fills({ Until: until })
    expect((await approved()).members.at(-1)).toEqual({ extension: '106', until: until.toISOString() })
  })
  it('the whole group: what the lead did not touch stays as others have made it since', async () => {
    const form = await opened('Changes to Support (600)', async () => {
      await lea.types('/ringgroup modifier support')
      const { fields, submit } = await lea.form()
      expect(submit).toBe('Envoyer la demande')
      expect(Object.keys(fields)).not.toContain('Numéros directs')
      await lea.fills({ Nom: 'Aide', 'Type de sonnerie': 'Consécutive' })
      expect(await lea.submits()).toEqual({})
      await lea.hears('Envoyée à')
    })
    expect(form.fields).toMatchObject({ Name: 'Aide', 'How it rings': 'Consecutive', 'Ring time': '25' })
    expect(Object.keys(form.fields)).toContain('Direct numbers')
    await alice.closes()
    await chloe.types('/ringgroup durée support 35')
    await chloe.hears('35')
    await alice.presses('Edit Before Approving')
    const again = await alice.form()
    expect(again.fields).toMatchObject({ Name: 'Aide', 'How it rings': 'Consecutive', 'Ring time': '35' })
    await alice.fills({ Name: 'Support' })
    expect(await approved()).toMatchObject({ name: 'Support', mode: 'consecutive', ringSeconds: 35 })
  })
})

describe('what stands in the way', () => {
  it('a problem is said in the form, and what was typed stays; what changes nothing is no decision', async () => {
    await opened('Front Desk into Support', '/ringgroup ajouter support 105')
    await alice.closes()
    await chloe.types('/ringgroup ajouter support 105')
    await chloe.hears('Front Desk (105)')
    await alice.presses('Edit Before Approving')
    expect((await alice.form()).fields['Members']).toEqual(['Front Desk (105)'])
    const already = 'Front Desk (105) is a member already. Nothing was changed.'
    expect(await alice.submits()).toEqual({ Members: already })
    await alice.fills({ Members: ['Line 107'] })
    expect((await approved()).extensions.at(-1)).toBe('107')

    await opened('Ring time', '/ringgroup durée support 45')
    await alice.fills({ 'Ring time': '35' })
    await alice.submits()
    await alice.hears('Nothing to change: it is like that already.')
    expect((await lastRequest()).decision).toBeNull()
  })
  it('nobody edits their own request into an approval', async () => {
    await opened('Ring time', '/ringgroup durée support 55')
    const { id } = await lastRequest()
    await db.request.update({ where: { id }, data: { by: 'UALICE' } })
    await alice.submits()
    await alice.hears('Nobody approves their own request.')
    alice.listens()
    await alice.presses('Edit Before Approving')
    await alice.hears('Nobody approves their own request.')
    expect(alice.hasForm()).toBe(false)
    expect((await lastRequest()).decision).toBeNull()
    expect((await group('600'))!.ringSeconds).toBe(35)
    await db.request.update({ where: { id }, data: { by: 'ULEA' } })
  })
  it('in French, for whoever reads French', async () => {
    await opened('Ring time', '/ringgroup durée support 50')
    await alice.closes(true)
    chloe.goesTo('direct')
    await chloe.hears('50 s')
    await chloe.presses('Modifier avant d’approuver')
    const { title, submit, fields } = await chloe.form()
    expect([title, submit, fields['Durée de sonnerie']]).toEqual(['Durée de sonnerie', 'Approuver', '50'])
    await chloe.fills({ 'Durée de sonnerie': '15' })
    expect(await chloe.submits()).toEqual({})
    await chloe.hears('Approuvée par @chloe')
    expect((await group('600'))!.ringSeconds).toBe(15)
  })
  it('a group that is gone is said, and the request is over', async () => {
    await alice.types('/ringgroup create Sales 601 109')
    await alice.hears(/was created/)
    await db.lead.create({ data: { groupId: (await group('601'))!.id, position: 0, user: 'ULEA', free: false } })
    await opened('Sales (601)', '/ringgroup durée sales 50')
    await chloe.types('/ringgroup supprimer sales')
    await chloe.submits()
    await chloe.hears('supprimé')
    expect(Object.values(await alice.submits())).toEqual(['This group does not exist any more. Nothing was changed.'])
    await world.passes(0.1)
    await expect.poll(async () => (await lastRequest()).decision).not.toBeNull()
    expect((await lastRequest()).decision).toMatchObject({ how: 'void', why: 'group' })
  })
  it('history says who asked and who approved', async () => {
    await bruno.types('/ringgroup history support')
    expect(await bruno.hears('approved by')).toMatch(/@lea: .*\(approved by @alice\)/)
  })
})

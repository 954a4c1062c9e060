// The line in the form that says how long a caller waits: it follows every choice, and `who` plays what it said.
import { expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as } = await openWorld()
const [alice, chloe] = [as('UALICE'), as('UCHLOE')]

it('every choice redraws it: mode, ring time, members, where a call goes; then it is so', async () => {
  await alice.types('/ringgroup create Sales 601 Priya time=15')
  await alice.hears('Live on the phones')
  await alice.types('/ringgroup create Support 600 Bruno Omar time=20')
  await alice.hears('Live on the phones')
  await alice.types('/ringgroup edit support')
  const line = async (says: string) =>
    expect((await alice.form(({ text }) => text.includes(says))).text).toContain(`A caller waits up to ${says}.`)
  await line('20 s, then reaches voicemail 100 Virtual Receptionist')
  await alice.fills({ 'How it rings': 'Consecutive' })
  await line('40 s, then reaches voicemail 100 Virtual Receptionist')
  await alice.fills({ 'Ring time': 25 })
  await line('50 s, then reaches voicemail 100 Virtual Receptionist')
  await alice.fills({ Members: ['102', '108', '106'] })
  await line('1 min 15 s, then reaches voicemail 100 Virtual Receptionist')
  await alice.fills({ 'Voicemail box': '101 Alice Martin' })
  await line('1 min 15 s, then reaches voicemail 101 Alice Martin')
  await alice.fills({ 'If nobody answers': 'Another extension' })
  await alice.fills({ 'Extension to ring': 'Sales (601)' })
  // through Sales, to where that one ends
  await line('1 min 30 s, then reaches voicemail 100 Virtual Receptionist')
  expect(await alice.submits()).toEqual({})
  await alice.hears('Live on the phones')
  await alice.types('/ringgroup who support')
  expect(await alice.hears('Support (600): ')).toContain('after 1 min 30 s voicemail 100')
})

it('in French too', async () => {
  await chloe.types('/ringgroup modifier sales')
  const line = async (says: string) =>
    expect((await chloe.form(({ text }) => text.includes(says))).text).toContain(`L’appelant attend au plus ${says}.`)
  await line('15 s, puis arrive à la boîte vocale 100 Virtual Receptionist')
  await chloe.fills({ Membres: ['109', '103'] })
  await line('15 s, puis arrive à la boîte vocale 100 Virtual Receptionist')
  await chloe.fills({ 'Type de sonnerie': 'Consécutive' })
  await line('30 s, puis arrive à la boîte vocale 100 Virtual Receptionist')
  await chloe.fills({ 'Durée de sonnerie': 20, 'Boîte vocale': '104 Dmitri Ivanov' })
  await line('40 s, puis arrive à la boîte vocale 104 Dmitri Ivanov')
  await chloe.closes()
})

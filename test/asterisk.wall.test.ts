import { afterEach, expect, it, vi } from 'vitest'
import { asterisk } from '../src/phones/asterisk/index.ts'
import { fakeAmi, list, no } from './kit/asterisk/fake-ami.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const endpoints = (states: Record<string, string>) => (id: string) =>
  list(
    id,
    'EndpointList',
    Object.entries(states).map(([ObjectName, DeviceState]) => ({ ObjectName, DeviceState })),
  )

/** A wall before which somebody stands, and the PBX behind it. */
async function open(states: Record<string, string>, channels: (id: string) => string) {
  const fake = await fakeAmi({
    says: ({ action, id }) =>
      action === 'PJSIPShowEndpoints'
        ? endpoints(states)(id)
        : action === 'CoreShowChannels'
          ? channels(id)
          : undefined,
  })
  const phones = asterisk(fake.account)
  closing.push(fake.close, phones.close)
  phones.onWall(() => {})
  return { fake, phones, seen: () => Object.fromEntries(phones.wall().phones.map((it) => [it.extension, it.is])) }
}

const STATES = {
  101: 'Not in use',
  102: 'Unavailable',
  103: 'Busy',
  104: 'Ring+Inuse',
  105: 'Something new',
  trunk: 'In use',
}

it('shows what Asterisk says of its endpoints; one that counts as busy while it rings is told by its channel', async () => {
  const ringing = (id: string) =>
    list(id, 'CoreShowChannel', [
      { Channel: 'PJSIP/103-0000001', ChannelStateDesc: 'Ringing', Linkedid: '1' },
      { Channel: 'PJSIP/trunk-0000002', ChannelStateDesc: 'Up', Linkedid: '1' },
    ])
  const { seen } = await open(STATES, ringing)
  const expected = { 101: 'idle', 102: 'off', 103: 'ringing', 104: 'ringing', 105: 'idle' }
  await vi.waitFor(() => expect(seen()).toEqual(expected), 5000)
})

it('does without the channels where it may not ask for them', async () => {
  const { seen } = await open(STATES, (id) => no(id, 'Permission denied'))
  await vi.waitFor(() => expect(seen()).toMatchObject({ 101: 'idle', 103: 'talking', 104: 'ringing' }), 5000)
})

it('asks nothing while nobody looks', async () => {
  const { fake, phones } = await open(STATES, (id) => no(id, 'Permission denied'))
  await vi.waitFor(() => expect(phones.trouble?.()).toBeNull(), 5000)
  const asked = () => fake.asked.filter((it) => it.action === 'PJSIPShowEndpoints').length
  expect(asked()).toBe(0)
  phones.wall()
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), 5000)
})

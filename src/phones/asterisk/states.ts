// How the phones of a PBX are at this moment.
import { Extension } from '../../ring/group.ts'
import type { PhoneState } from '../wall.ts'
import { AmiError, type Ami } from './ami.ts'
import { endpointsOf } from './directory.ts'
import type { Message } from './wire.ts'

/**
 * Asterisk's device states (main/devicestate.c). A phone with device_state_busy_at=1 is "Busy" while it rings, too: what it
 * does is told by its channels.
 */
const STATES: { [state: string]: PhoneState } = {
  'Not in use': 'idle',
  Unavailable: 'off',
  Invalid: 'off',
  Ringing: 'ringing',
  'Ring+Inuse': 'ringing',
  'In use': 'talking',
  Busy: 'talking',
  'On Hold': 'talking',
}

/** A phone that rings, and for which call. */
export type Ringing = { extension: Extension; call: string }

export async function statesOf(ami: Ami): Promise<{ states: Map<Extension, PhoneState>; ringing: Ringing[] }> {
  const [endpoints, ringing] = await Promise.all([endpointsOf(ami), ringingOn(ami)])
  const states = new Map([...endpoints].map(([it, state]) => [it, STATES[state] ?? 'idle']))
  for (const { extension } of ringing) states.set(extension, 'ringing')
  return { states, ringing }
}

/** Needs a right that the bot has for other reasons; without it endpoints tell what they can. */
async function ringingOn(ami: Ami): Promise<Ringing[]> {
  const channels = await ami.ask('CoreShowChannels').catch((error: Error): Message[] => {
    if (error instanceof AmiError) return []
    throw error
  })
  return channels.flatMap((it) => {
    const name = /^PJSIP\/(\d+)-/.exec(it.get('Channel') ?? '')?.[1]
    const extension = Extension.safeParse(name).data
    return extension && it.get('ChannelStateDesc') === 'Ringing' ? [{ extension, call: it.get('Linkedid') ?? '' }] : []
  })
}

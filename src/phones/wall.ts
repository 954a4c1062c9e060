// What somebody sees who stands before all the phones of the company: how each is, and which calls there are. A phone system
// shows it for a demonstration; nothing that the bot does depends on it.
import type { Extension, PhoneNumber } from '../ring/group.ts'

export type PhoneState = 'idle' | 'off' | 'busy' | 'ringing' | 'talking'

/** What becomes of a call, line by line; `at`: seconds since it came in. */
export type Line = { at: number } & (
  | { does: 'ring'; extensions: Extension[] }
  | { does: 'skip'; extension: Extension; why: 'off' | 'busy' }
  /** It rang, and stops before its time: rejected, or switched off. */
  | { does: 'reject'; extension: Extension }
  | { does: 'group'; group: Extension; name: string }
  | { does: 'leave'; to: Extension }
  | { does: 'voicemail'; box: Extension }
  /** By whom may not be known. */
  | { does: 'answer'; by: Extension | null }
  | { does: 'over'; how: 'answered' | 'voicemail' | 'abandoned' | 'unanswered' }
)

export type WallCall = {
  id: string
  dialled: Extension | PhoneNumber
  caller: { number: string; name: string }
  /** since it came in */
  seconds: number
  ringing: Extension[]
  talking: Extension | null
  /** the box that speaks to the caller */
  voicemail: Extension | null
  over: boolean
  lines: Line[]
}

export type Wall = {
  phones: { extension: Extension; name: string; is: PhoneState }[]
  /** What else calls come to: groups, boxes. */
  names: { extension: Extension; name: string }[]
  /** Newest first. */
  calls: WallCall[]
}

/** So many calls that are over stay on the wall. */
export const REMEMBERED = 4

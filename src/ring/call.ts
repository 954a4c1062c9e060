// What became of a call to our groups, as far as the phone system tells.
import type { Extension, GroupId, PhoneNumber } from './group.ts'

export type Ending =
  /** by a member; null: by whom is not known */
  | { how: 'answered'; by: Extension | null }
  /** a voicemail box took it */
  | { how: 'voicemail'; box: Extension }
  /** rang on at another extension, as if that had been dialled; `by`: who picked up there */
  | { how: 'elsewhere'; to: Extension; by: Extension | null }
  /** nobody answered, and there was nowhere to go */
  | { how: 'unanswered' }
  /** the caller gave up while it rang */
  | { how: 'abandoned' }

/** A group that a call came through: who was rung there, for how many seconds. The name is its present one; null: it is gone. */
export type Passed = {
  group: GroupId | null
  extension: Extension
  name: string | null
  tells: boolean
  rang: Extension[]
  seconds: number
}

/** A call that is over. */
export type Call = {
  id: string
  at: Date
  /** the direct number that was called, if it was one */
  number: PhoneNumber | null
  /** whatever the caller chose to show, or nothing */
  caller: { number: string; name: string }
  /** in the order in which it came through them */
  passed: Passed[]
  ending: Ending
}

/** The last call of a group or a number; null: how it ended is not known, or not yet. */
export type LastCall = { at: Date; how: Ending['how'] | null }

/** The last call of a group, and of those that came to it by its numbers. */
export type LastCalls = { group: LastCall | null; numbers: ReadonlyMap<PhoneNumber, LastCall> }

/** Nobody has talked to the caller. */
export const isMissed = (ending: Ending): boolean =>
  ending.how !== 'answered' && !(ending.how === 'elsewhere' && ending.by)

export type Ended = {
  result: 'answered' | 'fallback' | 'unanswered' | 'abandoned'
  by: Extension | null
  /** where the phones send a call that nobody answers in the group where this one ended */
  fallback: { to: 'voicemail' | 'extension'; target: Extension } | null
}

export function endingOf({ result, by, fallback }: Ended): Ending {
  if (result === 'answered') return { how: 'answered', by }
  if (result !== 'fallback') return { how: result }
  if (!fallback) return { how: 'unanswered' }
  const { to, target } = fallback
  return to === 'voicemail' ? { how: 'voicemail', box: target } : { how: 'elsewhere', to: target, by }
}

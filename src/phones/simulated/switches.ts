// What a simulated phone system can do that no real one lets us.
import type { Extension, PhoneNumber } from '../../ring/group.ts'
import type { RingPlan } from '../../ring/plan.ts'
import type { Step } from '../../ring/play.ts'
import type { CallEvent } from '../phone-system.ts'
import type { Wall } from '../wall.ts'
import type { Does } from './behaviour.ts'
import type { How } from './call.ts'
import type { Fault } from './fault.ts'
import type { Speed } from './time.ts'

/** What only a demonstration or a test does to a phone system. All of it is kept on its disk. */
export type Switches = {
  /** It does not answer us until it is on again. Calls go on meanwhile. */
  off(): void
  on(): void
  /** As after a restart with an empty disk: it holds no group, and its numbers lead where they lead by themselves. */
  forget(): void
  /** As after a restart in which what was written in the last so many milliseconds had not reached the disk. */
  losesLast(ms: number): void
  /** What goes wrong from now on with what is asked of it here, until told otherwise (null). Not kept. */
  fault(it: Fault | null): void
  /**
   * Somebody changes a group on its own pages, as the panel shows it; null or an empty text: deletes it. A text that is
   * no plan stands there as it is, and its numbers lead there as before.
   */
  byHand(extension: Extension, it: string | RingPlan | null): void
  /** Somebody switches a phone on or off. */
  phone(extension: Extension, is: 'on' | 'off'): void
  /** What its own page would show. */
  panel(): { on: boolean; held: { extension: string; text: string }[] }
  /** Somebody calls: what the phones do, by what they really hold, and tell of it. Empty: the number leads nowhere. */
  call(dialled: Extension | PhoneNumber, how?: How): Step[]

  /** The same in its own time, while people do this and that at the phones. */
  dial(dialled: Extension | PhoneNumber, caller: CallEvent['caller']): 'rings' | 'nowhere' | 'too many'
  does(extension: Extension, does: Does): void
  doing(extension: Extension): Does
  pick(call: string, extension: Extension, how: 'answer' | 'reject'): void
  hangUp(call: string): void
  passes(speed: Speed): void
  speed(): Speed
  wall(): Wall
  /** Where every number leads now. */
  leads(): { number: PhoneNumber; to: Extension | null }[]
  /** Whatever stands on the wall is different now. */
  onWall(changed: () => void): () => void
}

// What can go wrong with phones that are simulated, on demand.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Extension } from '../../ring/group.ts'
import { unreachable } from '../phone-system.ts'
import type { Held, Line } from './disk.ts'

export type Fault = {
  /** of what is written next it takes so many lines, and then does not answer */
  takes?: number
  /** and then says that all of it is done */
  lies?: true
  /** it refuses these, whatever they are */
  refuses?: Extension[]
  /** every answer comes so much later, in milliseconds */
  lateMs?: number
  /** what it says of what stands there cannot be read */
  garbage?: true
  /** called each time something of this happens */
  happens?(): void
}

const REMEMBERED_MS = 10_000

export function openFaults() {
  let fault: Fault = {}
  const recent: { at: number; was: Line[] }[] = []

  return {
    set: (it: Fault | null) => void (fault = it ?? {}),
    async late() {
      if (!fault.lateMs) return
      fault.happens?.()
      await sleep(fault.lateMs)
    },
    isGarbage() {
      if (fault.garbage) fault.happens?.()
      return fault.garbage ?? false
    },
    refuses(extension: Extension) {
      const no = fault.refuses?.includes(extension) ?? false
      if (no) fault.happens?.()
      return no
    },
    /** How much of it is written, and whether the rest is an error. Once. */
    taken(lines: Line[]): { lines: Line[]; breaks: boolean } {
      const { takes, lies, ...others } = fault
      if (takes === undefined) return { lines, breaks: false }
      fault = others
      if (takes < lines.length) others.happens?.()
      return { lines: lines.slice(0, takes), breaks: !lies && takes < lines.length }
    },
    breaks: () => unreachable('The phone system does not answer any more.'),
    /** What stood there before these lines. */
    remember(lines: Line[], { groups, numbers }: Held) {
      const now = performance.now()
      while (recent[0] && now - recent[0].at > REMEMBERED_MS) recent.shift()
      const was = lines.flatMap(([what, where]): Line[] => {
        if (what === 'off') return []
        return what === 'number'
          ? [[what, where, numbers.get(where) ?? null]]
          : [[what, where, groups.get(where) ?? null]]
      })
      recent.push({ at: now, was })
    },
    /** All that was written in the last so many milliseconds, put back: the newest first. */
    undone(ms: number): Line[] {
      const since = performance.now() - ms
      return recent
        .splice(0)
        .filter((it) => it.at >= since)
        .toReversed()
        .flatMap((it) => it.was)
    },
  }
}

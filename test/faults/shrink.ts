// The shortest part of a history that still goes wrong in the same way.
import type { History, Step } from './history.ts'
import { isSame, type Lane } from './lane.ts'
import type { Violation } from './invariants.ts'

/** Every history that has one thing less: a step, a fault, an act, a way in which something arrives. The largest first. */
function smaller({ seed, steps }: History): History[] {
  const at = (nth: number, step: Step) => ({ seed, steps: steps.with(nth, step) })
  return [
    ...steps.map((_, nth) => ({ seed, steps: steps.toSpliced(nth, 1) })),
    ...steps.flatMap((step, nth) => [
      ...step.faults.map((_, i) => at(nth, { ...step, faults: step.faults.toSpliced(i, 1) })),
      ...step.acts.map((_, i) => at(nth, { ...step, acts: step.acts.toSpliced(i, 1) })),
      ...step.acts.flatMap((act, i) => {
        const { twice, late, bot, ...plain } = act
        return twice || late || bot !== undefined ? [at(nth, { ...step, acts: step.acts.with(i, plain) })] : []
      }),
    ]),
  ]
}

/** `ms`: how long it may take. What depends on the order of things that the machine does not decide is tried twice. */
export async function shrink(lane: Lane, history: History, why: Violation, ms: number): Promise<History> {
  const end = performance.now() + ms
  const stillFails = async (it: History) => {
    for (let i = 0; i < 2 && performance.now() < end; i++) {
      const found = await lane.play(it)
      if (found.length > 0) await lane.forget()
      if (isSame(why, found)) return true
    }
    return false
  }
  let best = history
  for (let shrunk = true; shrunk && performance.now() < end;) {
    shrunk = false
    for (const it of smaller(best)) {
      if (performance.now() > end) break
      if (!(await stillFails(it))) continue
      best = it
      shrunk = true
      break
    }
  }
  return best
}

/** A trail to be read, and to be played again. */
export const trailOf = ({ seed, steps }: History): string =>
  [`seed ${seed}`, ...steps.map((it, nth) => `  ${nth + 1}. ${JSON.stringify(it)}`)].join('\n')

import type { Clock } from '../../src/phones/simulated/time.ts'

/** A clock that goes on when a test says so; whatever waits for a moment in between gets its turn then. */
export function handClock() {
  let now = 0
  let waiting: { at: number; go: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(milliseconds, go) {
      const it = { at: now + milliseconds, go }
      waiting.push(it)
      return () => void (waiting = waiting.filter((other) => other !== it))
    },
  }
  return {
    clock,
    passes(seconds: number) {
      const end = now + Math.round(seconds * 1000)
      for (;;) {
        const [next] = waiting.filter((it) => it.at <= end).toSorted((one, other) => one.at - other.at)
        if (!next) break
        waiting = waiting.filter((it) => it !== next)
        now = next.at
        next.go()
      }
      now = end
    },
  }
}

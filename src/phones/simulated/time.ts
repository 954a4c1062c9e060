/** Real time; a test brings one that it moves by hand. */
export type Clock = {
  /** milliseconds since some moment */
  now(): number
  /** Calls it after so many milliseconds, unless the returned function was called before. */
  after(milliseconds: number, then: () => void): () => void
}

export const realClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds).unref()
    return () => clearTimeout(timer)
  },
}

export type Speed = 1 | 10

/** The time of the phones, in whole milliseconds: it may pass ten times as fast as ours. */
export function openTime(clock: Clock) {
  let speed: Speed = 1
  let since = clock.now()
  let before = 0
  const now = () => Math.floor(before + (clock.now() - since) * speed)
  let cancel = () => {}

  return {
    now,
    speed: () => speed,
    passes(at: Speed) {
      ;[before, since] = [now(), clock.now()]
      speed = at
    },
    /** One alarm; null: none. */
    wake(at: number | null, then: () => void) {
      cancel()
      cancel = at === null ? () => {} : clock.after(Math.max(0, Math.ceil((at - now()) / speed)), then)
    },
  }
}

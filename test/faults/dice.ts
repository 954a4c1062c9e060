/** Chance that is the same each time it begins with the same number (mulberry32). */
export function diceOf(seed: number) {
  let state = seed >>> 0
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number) => Math.floor(roll() * most)
  return {
    /** a whole number from `least` to `most`, both included */
    from: (least: number, most: number) => least + below(most - least + 1),
    /** true in so many of a hundred cases */
    in100: (percent: number) => roll() * 100 < percent,
    pick: <T>(all: readonly T[]): T => all[below(all.length)]!,
    /** One of them, the heavier the more often. */
    weighed<T>(all: readonly (readonly [weight: number, it: T])[]): T {
      let left = roll() * all.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, it] of all) if ((left -= weight) < 0) return it
      return all.at(-1)![1]
    },
  }
}
export type Dice = ReturnType<typeof diceOf>

/** Milliseconds that something took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/**
 * One after the other, again and again: whatever else the machine does meets all of them alike. The first rounds, in which
 * code is compiled and connections are opened, do not count.
 */
export async function inTurns<K extends string>(
  works: Record<K, () => Promise<number>>,
  { warmUp, rounds }: { warmUp: number; rounds: number },
): Promise<Record<K, number[]>> {
  const names = Object.keys(works) as K[]
  const times = Object.fromEntries(names.map((it) => [it, [] as number[]])) as Record<K, number[]>
  for (let round = -warmUp; round < rounds; round++)
    for (const name of names) {
      const time = await works[name]()
      if (round >= 0) times[name].push(time)
    }
  return times
}

export const median = (times: number[]) => quantile(times, 0.5)

/** The value below which this share of them lies. */
export function quantile(times: number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

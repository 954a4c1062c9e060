import { fold } from './group.ts'

/** The name somebody may have meant: up to one slip for every three letters, never more than three. */
export function nearest(said: string, names: string[]): string | null {
  const typed = fold(said)
  let best: string | null = null
  let fewest = Math.min(3, Math.max(1, Math.ceil(typed.length / 3))) + 1
  for (const name of names) {
    const meant = fold(name)
    if (Math.abs(meant.length - typed.length) >= fewest) continue
    const slips = slipsBetween(typed, meant)
    if (slips < fewest && slips < meant.length) [best, fewest] = [name, slips]
  }
  return best
}

/** Letters too many, missing, wrong, or swapped with their neighbour (optimal string alignment distance). */
function slipsBetween(one: string, other: string): number {
  let [beforeLast, last]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(
        last![j]! + 1,
        row[j - 1]! + 1,
        last![j - 1]! + same,
        swapped ? beforeLast![j - 2]! + 1 : Infinity,
      )
    }
    ;[beforeLast, last] = [last, row]
  }
  return last!.at(-1)!
}

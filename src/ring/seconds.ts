import { quoted, type Choice, type Problem, type Sentence } from './refusal.ts'

/** Ring time in seconds, for each extension. */
export const RING_SECONDS = { least: 5, most: 60, usual: 30 }
const SECONDS_A_RING = 6

/** `20`, `20s`, `20 secondes`, `5 rings`, `5 sonneries`, `1 min` → seconds; null: `secondsProblem` says why not. */
export function parseSeconds(text: string): number | null {
  const seconds = read(text)
  return seconds !== null && ringTimeProblems(seconds).length === 0 ? seconds : null
}

/** What is wrong with a typed ring time; null: nothing. */
export function secondsProblem(text: string): Problem | null {
  const seconds = read(text)
  const { least, most } = RING_SECONDS
  const said = quoted(text.trim())
  if (seconds === null) return { field: 'ringSeconds', say: (w) => w.problems.ringsNotSaid(least, most, said) }
  return ringTimeProblems(seconds)[0] ?? null
}

/** The rule of ring time. */
export function ringTimeProblems(seconds: number): Problem[] {
  const asked = quoted(seconds.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 6 }))
  const { least, most } = RING_SECONDS
  const no = (say: Sentence) => [{ field: 'ringSeconds', say, choices: instead(seconds) }]
  if (Number.isFinite(seconds) && !Number.isInteger(seconds))
    return no((w) => w.problems.ringsWhole(least, most, asked))
  if (!(seconds >= least)) return no((w) => w.problems.ringsAtLeast(least, asked))
  return seconds > most ? no((w) => w.problems.ringsAtMost(most, asked)) : []
}

/** The nearest that a group may have. */
function instead(seconds: number): Choice[] {
  if (Number.isNaN(seconds)) return []
  const allowed = Math.min(RING_SECONDS.most, Math.max(RING_SECONDS.least, Math.round(seconds)))
  return [{ label: (w) => w.duration(allowed), input: { ringSeconds: `${allowed}` } }]
}

const UNITS: [RegExp, number][] = [
  [/^(?:s|secs?|seconds?|secondes?)?$/, 1],
  [/^(?:rings?|sonneries?)$/, SECONDS_A_RING],
  [/^(?:m|mins?|minutes?)$/, 60],
]

/** Seconds as they were said, whether a group may have them or not. */
function read(text: string): number | null {
  const [, amount, unit = ''] = /^([-−+]?\d+(?:[.,]\d+)?)\s*(\p{L}*)\.?$/u.exec(text.trim().toLowerCase()) ?? []
  const seconds = UNITS.find(([typed]) => typed.test(unit))?.[1]
  return amount && seconds ? Number(amount.replace(',', '.').replace('−', '-')) * seconds : null
}

import { tzOffset } from '@date-fns/tz'

/** What a clock on the wall shows; the month counts from 1. A day past the end of its month is one of the next month. */
export type Wall = Day & { hour: number; minute: number }
export type Day = { year: number; month: number; day: number }

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Minutes ahead of UTC in an IANA time zone; in one that is not known, none. */
export const offsetOf = (at: Date, timeZone: string): number => tzOffset(timeZone, at) || 0
const offset = (at: number, timeZone: string) => offsetOf(new Date(at), timeZone) * MINUTE

export function wallAt(at: Date, timeZone: string): Wall {
  const shown = new Date(at.getTime() + offset(at.getTime(), timeZone))
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  }
}

/**
 * When the clock on the wall shows this. What is shown twice, when clocks go back, is the first; what is skipped, when
 * they go forward, is as much later as they skip. (TZDate decides the doubled hour by the host's own zone.)
 */
export function instantOf({ year, month, day, hour, minute }: Wall, timeZone: string): Date {
  const shown = Date.UTC(year, month - 1, day, hour, minute)
  const [before, after] = [offset(shown - DAY, timeZone), offset(shown + DAY, timeZone)]
  const first = [before, after].map((it) => shown - it).find((it) => it + offset(it, timeZone) === shown)
  return new Date(first ?? shown - before)
}

export const isDay = ({ year, month, day }: Day): boolean => {
  const there = new Date(Date.UTC(year, month - 1, day))
  return there.getUTCFullYear() === year && there.getUTCMonth() === month - 1 && there.getUTCDate() === day
}

/** Monday 1 … Sunday 7. */
export const weekdayOf = ({ year, month, day }: Day): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7

/** Later on the wall; a day that the month does not have is its last. */
export function later(wall: Wall, { months = 0, days = 0 }: { months?: number; days?: number }): Wall {
  const month = wall.month + months
  const day = Math.min(wall.day, new Date(Date.UTC(wall.year, month, 0)).getUTCDate())
  const there = new Date(Date.UTC(wall.year, month - 1, day + days))
  return {
    ...wall,
    year: there.getUTCFullYear(),
    month: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
  }
}

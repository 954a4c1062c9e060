// "friday 18:00" → an instant. What is understood:
//   durations   2h, 1h30, 3d, 2 jours, in two weeks        hours are exact, days and months keep the time of day
//   a time      18:00, 6pm, 18h, 18h30, noon, midi         the next one
//   a day       friday, demain, 31/12, 31 décembre, next monday, with or without a time
//   ISO         2026-12-31, 2026-12-31 18:00 (read in the person's zone), 2026-12-31T18:00Z
// A day alone is the whole day: `from` its first minute, `until` the end of it, which is the first minute of the next day.
// What could mean two things gives both: friday said on a friday, next friday, 5/6 in English, "at 6", midnight, 18h in French.
import { casual as english } from 'chrono-node/en'
import { casual as french } from 'chrono-node/fr'
import type { ParsedComponents as Components } from 'chrono-node'
import { fold } from './group.ts'
import { quoted, Refusal } from './refusal.ts'
import { instantOf, isDay, later, offsetOf, wallAt, weekdayOf, type Day, type Wall } from './wall.ts'

/** `edge`: what a day without a time stands for. `timeZone` by IANA, `language` as Slack gives it: `fr`, `en-GB`. */
export type Asked = { now: Date; timeZone: string; language: string; edge: 'from' | 'until' }
/** To the minute; several in order, to be asked. */
export type Meant = { at: Date } | { ambiguous: Date[] }

/** null: not understood. Throws a Refusal for what has passed and for what is more than two years ahead. */
export function parseWhen(said: string, asked: Asked): Meant | null {
  if (said.length > 100) return null
  const all = candidates(said.trim(), asked)
  if (!all) return null
  const { now, timeZone } = asked
  const minutes = [...new Set(all.map((it) => it.getTime() - (it.getTime() % 60_000)))].toSorted(
    (one, two) => one - two,
  )
  const ahead = minutes.filter((it) => it > now.getTime() || it === beginning(asked))
  const horizon = instantOf(later(wallAt(now, timeZone), { months: 24 }), timeZone).getTime() + 60_000
  const within = ahead.filter((it) => it <= horizon).map((it) => new Date(it))
  if (ahead.length === 0) throw new Refusal((w) => w.problems.past(quoted(said)))
  if (within.length === 0) throw new Refusal((w) => w.problems.tooFar(quoted(said)))
  return within.length > 1 ? { ambiguous: within } : { at: within[0]! }
}

/** From today on is from this minute on. */
const beginning = ({ now, edge }: Asked) => (edge === 'from' ? now.getTime() - (now.getTime() % 60_000) : null)

function candidates(said: string, asked: Asked): Date[] | null {
  const exact = iso(said, asked)
  if (exact) return exact
  const text = fold(said)
  const first = asked.language.startsWith('fr') ? [french, english] : [english, french]
  return (
    hours(text, asked) ??
    duration(text, asked) ??
    first.map((chrono) => inWords(text, chrono, asked)).find((it) => it) ??
    null
  )
}

// ISO, and the seconds since 1970 that Slack's date-time field gives

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i

function iso(said: string, asked: Asked): Date[] | null {
  if (/^\d{10}$/.test(said)) return [new Date(Number(said) * 1000)]
  const [, year, month, day, hour, minute = 0, zone] = ISO.exec(said) ?? []
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  if (!year || !isDay(date)) return null
  if (hour === undefined) return wholeDay(date, asked)
  const time = { hour: Number(hour), minute: Number(minute) }
  if (time.hour > 24 || time.minute > 59 || (time.hour === 24 && time.minute > 0)) return null
  if (!zone) return [instantOf({ ...date, ...time }, asked.timeZone)]
  const at = Date.parse(said.toUpperCase().replace(' ', 'T'))
  return Number.isNaN(at) ? null : [new Date(at)]
}

// Durations

const COUNTS = new Map(Object.entries({ a: 1, an: 1, one: 1, un: 1, une: 1, two: 2, deux: 2, three: 3, trois: 3 }))
const UNITS: [RegExp, { minutes?: number; days?: number; months?: number }][] = [
  [/^(?:m|mins?|minutes?)$/, { minutes: 1 }],
  [/^(?:h|hrs?|hours?|heures?)$/, { minutes: 60 }],
  [/^(?:d|days?|j|jours?)$/, { days: 1 }],
  [/^(?:w|wks?|weeks?|sem|semaines?)$/, { days: 7 }],
  [/^(?:months?|mois)$/, { months: 1 }],
  [/^(?:years?|ans?|annees?)$/, { months: 12 }],
]

/** Amounts and units in turn, and nothing else. */
function duration(text: string, { now, timeZone }: Asked): Date[] | null {
  const said = text
    .replace(/\bhalf an hour\b|\b(?:une )?demi-?heure\b/, '30 min')
    .replace(/^(?:in|for|within|dans|pendant|pour|d'ici) /, '')
  const parts = said.match(/\d{1,4}(?:[.,]\d{1,2})?(?![\d.,])|[a-z]+/g) ?? []
  if (parts.length % 2 === 1 || parts.join('') !== said.replace(/ |\.$/g, '')) return null
  const sum = { minutes: 0, days: 0, months: 0 }
  for (let i = 0; i < parts.length; i += 2) {
    const count = COUNTS.get(parts[i]!) ?? Number(parts[i]!.replace(',', '.'))
    const each = UNITS.find(([typed]) => typed.test(parts[i + 1]!))?.[1]
    if (!each || Number.isNaN(count) || (!Number.isInteger(count) && !each.minutes)) return null
    for (const key of ['minutes', 'days', 'months'] as const) sum[key] += count * (each[key] ?? 0)
  }
  const day = sum.days || sum.months ? instantOf(later(wallAt(now, timeZone), sum), timeZone) : now
  return parts.length > 0 ? [new Date(day.getTime() + Math.round(sum.minutes) * 60_000)] : null
}

/** `18h` is a time in French and a duration in English; `2h` and `1h30` are durations in both. */
function hours(text: string, asked: Asked): Date[] | null {
  const [, hour, minute = '0'] = /^(\d{1,2}) ?h ?(\d\d)?$/.exec(text) ?? []
  const isClock = Number(hour) >= 7 && Number(hour) <= 23
  if (!hour || (isClock && minute !== '0')) return null
  const exact = new Date(asked.now.getTime() + (Number(hour) * 60 + Number(minute)) * 60_000)
  const clock = { hour: Number(hour), minute: 0 }
  return isClock && asked.language.startsWith('fr') ? [exact, ...coming(clock, asked)] : [exact]
}

// Days and times in words

type Time = { hour: number; minute: number }

const WORDS: [RegExp, string][] = [
  [/\b(\d{1,2}) ?h ?(\d\d)\b/g, '$1:$2'],
  [/\b(\d{1,2}) ?h\b/g, '$1:00'],
  [/\bmidi\b|\bnoon\b/g, '12:00'],
  [/\ba\.m\./g, 'am'],
  [/\bp\.m\./g, 'pm'],
  [/(\p{L})\./gu, '$1'],
]
const DAYS: [RegExp, number][] = [
  [/\b(?:the )?day after tomorrow\b|\bapres[ -]demain\b/g, 2],
  [/\btomorrow\b|\bdemain\b/g, 1],
  [/\btoday\b|\baujourd'?hui\b/g, 0],
]
/** Too wide to be an instant, or a day that is not the coming one. */
const VAGUE =
  /\b(?:morning|afternoon|evening|night|tonight|matin|soir|apres-midi|weekend|week|semaine|month|mois|year|annee)\b|\bweek-end\b/
const GONE = /\b(?:last|past|dernier|derniere|passe|passee|ago|il y a)\b/
const FILLERS = /\b(?:on|at|the|le|la|a|until|till|by|from|jusqu'au?|des|ce|this|du|au)\b|[ ,]/g
const MIDNIGHT = /\bmidnight\b|\bminuit\b/
const END_OF_DAY = /\b24:00\b/

function inWords(said: string, chrono: typeof english, asked: Asked): Date[] | null {
  const { now, timeZone } = asked
  const today = wallAt(now, timeZone)
  let text = said
  for (const [typed, meant] of WORDS) text = text.replace(typed, meant)
  for (const [typed, days] of DAYS) text = text.replace(typed, iso8601(later(today, { days })))
  const isMidnight = MIDNIGHT.test(text)
  const isWhole = END_OF_DAY.test(text)
  text = text.replace(MIDNIGHT, ' ').replace(END_OF_DAY, ' ').trim()
  if ((isMidnight || isWhole) && text.replace(FILLERS, '') === '') return coming({ hour: 0, minute: 0 }, asked)

  const at = { instant: now, timezone: offsetOf(now, timeZone) }
  const [result] = chrono.parse(text, at, { forwardDate: true })
  if (!result || result.end || result.start.isCertain('timezoneOffset')) return null
  const rest = text.slice(0, result.index) + text.slice(result.index + result.text.length)
  if (rest.replace(FILLERS, '') !== '') return null
  if (GONE.test(text)) return [new Date(0)]
  const { start } = result
  const time = start.isCertain('hour') ? { hour: start.get('hour')!, minute: start.get('minute') ?? 0 } : null
  if (time ? isMidnight || isWhole : VAGUE.test(text)) return null

  const times = time && isBare(text, time) ? [time, { ...time, hour: time.hour + 12 }] : time ? [time] : []
  const days = daysOf(text, start, today, asked)
  if (days === undefined) return times.length > 0 ? times.flatMap((it) => coming(it, asked)) : null
  return (
    days?.flatMap((day) => {
      const [begin, end] = [0, 1].map((days) => instantOf(later({ ...day, hour: 0, minute: 0 }, { days }), timeZone))
      if (isMidnight) return [begin!, end!]
      if (isWhole) return [end!]
      return times.length > 0 ? times.map((it) => instantOf({ ...day, ...it }, timeZone)) : wholeDay(day, asked)
    }) ?? null
  )
}

/** The days somebody may mean; undefined: none was said; null: no such day. */
function daysOf(text: string, start: Components, today: Wall, { language }: Asked): Day[] | null | undefined {
  const weekday = start.isCertain('weekday') ? start.get('weekday')! || 7 : null
  if (!start.isCertain('day'))
    return weekday ? weekdays(text, weekday, today) : start.isCertain('month') ? null : undefined
  const [day, month] = [start.get('day')!, start.get('month')!]
  const year = start.isCertain('year') ? start.get('year')! : null
  const [, one, two] = /\b(\d{1,2})[/.](\d{1,2})(?:[/.](?:\d{4}|\d\d))?\b/.exec(text) ?? []
  const readings = one && two ? inFigures(Number(one), Number(two), language) : [{ day, month }]
  const days = readings.flatMap((it) => inYear(it, year, today) ?? [])
  if (days.length === 0 || (weekday && !days.some((it) => weekdayOf(it) === weekday))) return null
  return weekday ? days.filter((it) => weekdayOf(it) === weekday) : days
}

/** A friday said on a friday is today or in a week; the next one is the coming one or that of the next week. */
function weekdays(text: string, weekday: number, today: Wall): Day[] {
  const ahead = (weekday - weekdayOf(today) + 7) % 7
  const inDays = (...all: number[]) => all.map((days) => later(today, { days }))
  if (/\bnext\b|\bprochaine?\b/.test(text))
    return ahead > 0 && weekdayOf(today) + ahead <= 7 ? inDays(ahead, ahead + 7) : inDays(ahead || 7)
  return ahead === 0 && !/\bthis\b|\bce\b/.test(text) ? inDays(0, 7) : inDays(ahead)
}

/** Day first, but in English either may be. */
function inFigures(one: number, two: number, language: string): Omit<Day, 'year'>[] {
  const dayFirst = { day: one, month: two }
  const isSure = language.startsWith('fr') || language === 'en-GB' || one === two
  return [dayFirst, ...(isSure ? [] : [{ day: two, month: one }])]
}

/** Without a year: from today on. */
function inYear(day: Omit<Day, 'year'>, said: number | null, today: Wall): Day | undefined {
  const years = said ? [said] : [0, 1, 2].map((it) => today.year + it)
  const days = years.map((year) => ({ ...day, year })).filter(isDay)
  return said ? days[0] : days.find((it) => iso8601(it) >= iso8601(today))
}

function wholeDay(date: Day, { now, timeZone, edge }: Asked): Date[] {
  const day = { ...date, hour: 0, minute: 0 }
  if (edge === 'until') return [instantOf(later(day, { days: 1 }), timeZone)]
  return [iso8601(day) === iso8601(wallAt(now, timeZone)) ? now : instantOf(day, timeZone)]
}

/** The next time the clock on the wall shows this. */
function coming(time: Time, { now, timeZone }: Asked): Date[] {
  const today = { ...wallAt(now, timeZone), ...time }
  const at = instantOf(today, timeZone)
  return [at > now ? at : instantOf(later(today, { days: 1 }), timeZone)]
}

/** "at 6" says neither morning nor evening. */
const isBare = (text: string, { hour, minute }: Time) =>
  hour >= 1 && hour < 12 && minute === 0 && !/\d:\d|\d ?(?:am|pm)\b/.test(text)

const iso8601 = ({ year, month, day }: Day) => `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}`

import type { Directory } from '../ring/company.ts'
import type { Step } from '../ring/play.ts'
import type { Words } from '../words/index.ts'
import { cut } from './controls.ts'

/** Columns of a telephone's screen. */
const WIDTH = 30
const LONGEST_NAME = 13
const MOST_ROWS = 12

type Row = { time: string; name: string; number: string; end?: string; depth: number }

/** A call on paper: `0:00 Bruno Keller   102 20 s`, at most 30 columns and 12 rows. */
export function timetable(w: Words, directory: Directory, steps: Step[]): string[] {
  const rows = steps.flatMap((it) => rowsOf(w, directory, it))
  const times = Math.max(...rows.map((it) => it.time.length))
  const numbers = Math.max(...rows.map((it) => it.number.length))
  const ends = Math.max(...rows.map((it) => it.end?.length ?? 0))
  const lines = rows.map(({ time, name, number, end = '', depth }) => {
    const indent = ' '.repeat(Math.min(depth, 4))
    const room = Math.min(LONGEST_NAME + 2, WIDTH - indent.length - times - 1 - numbers - 1 - ends)
    const longest = Math.min(name.startsWith('> ') ? LONGEST_NAME + 2 : LONGEST_NAME, room - 1)
    return `${indent}${time.padEnd(times)} ${cut(name, longest).padEnd(room)}${number} ${end}`.trimEnd()
  })
  const more = lines.length - MOST_ROWS
  return more > 0 ? [...lines.slice(0, MOST_ROWS), `${' '.repeat(times)} ${w.whoRings.andMore(more)}`] : lines
}

function rowsOf(w: Words, { extensions }: Directory, step: Step): Row[] {
  const { from, depth } = step
  const time = clock(from)
  const name = (extension: string) => extensions.find((it) => it.extension === extension)?.name ?? ''
  const person = (extension: string) => name(extension) || w.lineCalled(extension)
  switch (step.does) {
    case 'ring':
      return step.extensions.map((it, i) => {
        return { time: i === 0 ? time : '', name: person(it), number: it, end: `${step.to - from} s`, depth }
      })
    case 'skip':
      return [{ time: ' -', name: person(step.extension), number: step.extension, end: w.whoRings.off, depth }]
    case 'group':
      return [{ time, name: `> ${step.name}`, number: step.to, depth }]
    case 'voicemail':
      return [{ time, name: `> ${w.whoRings.voicemail}`, number: step.box, depth }]
    case 'leave':
      return [{ time, name: `> ${person(step.to)}`, number: step.to, depth }]
    case 'circle':
      return [{ time, name: '> …', number: step.back, depth }]
  }
}

/** `1:05` */
const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`

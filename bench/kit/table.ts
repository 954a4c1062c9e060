import { median, quantile } from './stats.ts'

/** What one measurement found. Whether the goal was met is said, and nothing depends on it: a machine may be busy. */
export type Row = {
  what: string
  unit: 'ms' | 's' | 'MB'
  /** what was found, in the unit */
  ours: number[]
  /** what the same costs at the very least, or what it is compared with */
  floor?: number[]
  /** at most: so many times the floor, or so much in the unit */
  goal: { times: number } | { most: number }
}

const headers = ['measurement', 'ours', 'p99', 'floor', 'ratio', 'goal', '']

export function table(rows: Row[]): string {
  const lines = [headers, ...rows.map(cells)]
  const widths = headers.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const text = (line: string[]) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ')
  return [text(headers), widths.map((it) => '-'.repeat(it)).join('  '), ...rows.map((row) => text(cells(row)))].join(
    '\n',
  )
}

function cells({ what, unit, ours, floor, goal }: Row): string[] {
  const found = median(ours)
  const ratio = floor && found / median(floor)
  const met = 'times' in goal ? ratio! <= goal.times : found <= goal.most
  return [
    what,
    amount(found, unit),
    ours.length >= 100 ? amount(quantile(ours, 0.99), unit) : '',
    floor ? amount(median(floor), unit) : '',
    ratio ? `${ratio.toFixed(2)} ×` : '',
    'times' in goal ? `${goal.times} ×` : amount(goal.most, unit),
    met ? 'met' : 'MISSED',
  ]
}

const amount = (it: number, unit: Row['unit']) => `${it.toFixed(unit === 'MB' ? 0 : 2)} ${unit}`

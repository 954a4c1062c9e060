// From pasted text to what is said of each group, and back: the columns, in the order in which a line gives them.
import { fold } from '../ring/group.ts'
import { national, parseNumber } from '../ring/numbers.ts'
import type { RingPlan } from '../ring/plan.ts'
import { rowOf, rowsIn } from '../ring/table.ts'
import { languages, type Words } from '../words/index.ts'

/** The last one may have several cells. */
export const COLUMNS = ['extension', 'name', 'members', 'mode', 'ringSeconds', 'fallback', 'directNumbers'] as const
export type Column = (typeof COLUMNS)[number]

/** What one line says; an empty cell says nothing. */
export type SaidLine = { line: number; said: Partial<Record<Column, string>> }

export type SaidText = {
  lines: SaidLine[]
  /** lines that are one cell only, have more cells than the header above them, or are a header with columns that we do not know */
  odd: { line: number; why: 'oneCell' | 'beyond' | { unknown: string[] } }[]
}

/** Headers, in any language and wherever they stand, are not groups: they say in which order the columns below them come. */
export function saidIn(text: string): SaidText {
  let order: (Column | undefined)[] = [...COLUMNS]
  const lines: SaidLine[] = []
  const odd: SaidText['odd'] = []
  for (const { line, cells } of rowsIn(text)) {
    const columns = cells.map(columnCalled)
    const unknown = cells.filter((it, i) => it !== '' && !columns[i])
    if (cells.length === 1 && !columns[0]) odd.push({ line, why: 'oneCell' })
    else if (isHeader(cells, unknown)) {
      order = columns.every((it, i) => it === COLUMNS[i]) ? [...COLUMNS] : columns // what it does not name follows as usual
      if (unknown.length > 0) odd.push({ line, why: { unknown } })
    } else if (isBeyond(cells, order)) odd.push({ line, why: 'beyond' })
    else lines.push({ line, said: saidBy(cells, order) })
  }
  return { lines, odd }
}

/** More is called like a column than is not. */
const isHeader = (cells: string[], unknown: string[]) =>
  !/\d/.test(cells[0] ?? '') && cells.filter(Boolean).length > 2 * unknown.length

/** Behind the last column there is something: of numbers there may be several. */
const isBeyond = (cells: string[], order: (Column | undefined)[]) =>
  order.at(-1) !== 'directNumbers' && cells.slice(order.length).some(Boolean)

const columnCalled = (cell: string): Column | undefined =>
  COLUMNS.find((column) =>
    Object.values(languages).some((w) =>
      [w.field[column], ...w.keys[column], ...w.importing.columns[column]].map(fold).includes(fold(cell)),
    ),
  )

function saidBy(cells: string[], order: (Column | undefined)[]): SaidLine['said'] {
  const said: SaidLine['said'] = {}
  for (const [i, cell] of cells.entries()) {
    const column = order[Math.min(i, order.length - 1)]
    if (column && cell !== '') said[column] = said[column] === undefined ? cell : `${said[column]}, ${cell}`
  }
  return said
}

/** Who stands in a cell: divided by commas and the like, and extensions by anything, as phone systems write them: `101-102`. */
export function peopleIn(cell: string, country: string): string[] {
  if (/^[+0]/.test(cell) && parseNumber(cell, country)) return [cell] // a phone number is one, however it is written
  if (/^\d{2,6}(?:[-/+&|#\s]+\d{2,6})*#?$/.test(cell)) return cell.match(/\d+/g) ?? []
  return cell
    .split(/[,;|]|\s(?:and|et|&)\s/i)
    .map((it) => it.trim())
    .flatMap((it) => (/^[\d\s]+$/.test(it) ? it.split(/\s+/) : it))
    .filter(Boolean)
}

/** What the phone system holds, as a line that would import just that. */
export const lineFor = (w: Words, country: string, plan: RingPlan): string =>
  rowOf([
    plan.extension,
    plan.name,
    plan.members.join(' '),
    w.values[plan.mode][0] ?? plan.mode,
    `${plan.ringSeconds}`,
    `${w.values[plan.fallback.to][0]} ${plan.fallback.target}`,
    ...(plan.directNumbers.length > 0 ? [plan.directNumbers.map((it) => national(it, country)).join(', ')] : []),
  ])

/** As many whole lines as a field takes. */
export function fitting(lines: string[], most: number): string[] {
  let length = -1
  return lines.filter((it) => (length += it.length + 1) <= most)
}

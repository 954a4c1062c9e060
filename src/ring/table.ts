// Rows of a table as people paste them: tabs out of a spreadsheet, semicolons, or commas where there is nothing else. A cell
// in quotes may hold separators and line breaks, and "" in it is one quote. What is no such quote is a letter like any other.
import { normalizeName } from './group.ts'

/** `line` is where it begins, counted from 1 in what was pasted. Cells are trimmed, and line breaks in them are blanks. */
export type Row = { line: number; cells: string[] }

/** The first one that parts a row into cells, and no quoted cell in two, is its own. */
const SEPARATORS = ['\t', ';', ','] as const

/** Rows that are not blank. */
export function rowsIn(pasted: string): Row[] {
  const text = pasted.replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
  const rows: Row[] = []
  for (let at = 0, line = 1; at < text.length;) {
    const { cells, end } = rowAt(text, at)
    if (cells.some((it) => it !== '')) rows.push({ line, cells })
    line += text.slice(at, end + 1).split('\n').length - 1
    at = end + 1
  }
  return rows
}

/** A row as it can be pasted again. */
export const rowOf = (cells: string[]): string =>
  cells
    .map(normalizeName)
    .map((it) => (it.includes(';') || it.startsWith('"') ? `"${it.replaceAll('"', '""')}"` : it))
    .join('; ')

/** `end` is behind the last cell. */
function rowAt(text: string, at: number): { cells: string[]; end: number } {
  const ways = SEPARATORS.map((it) => partedBy(it, text, at))
  const many = ways.filter((it) => it.cells.length > 1)
  return many.find((it) => !it.breaksQuotes) ?? many[0] ?? ways.at(-1)!
}

function partedBy(separator: string, text: string, start: number) {
  const quoted = new RegExp(String.raw`[ \u00A0]*"((?:[^"]|"")*)"[ \u00A0]*(?=${separator}|\n|$)`, 'y')
  const bare = new RegExp(`[^${separator}\n]*`, 'y')
  const cells: string[] = []
  let breaksQuotes = false
  for (let at = start; ; at++) {
    quoted.lastIndex = bare.lastIndex = at
    const [whole, inQuotes] = quoted.exec(text) ?? bare.exec(text)!
    breaksQuotes ||= inQuotes === undefined && (whole.split('"').length - 1) % 2 === 1
    cells.push(normalizeName(inQuotes?.replaceAll('""', '"') ?? whole))
    at += whole.length
    if (text[at] !== separator) return { cells, end: at, breaksQuotes }
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitting, lineFor, peopleIn, saidIn } from '../src/commands/import-lines.ts'
import { Extension, normalizeName, PhoneNumber } from '../src/ring/group.ts'
import { parseNumber } from '../src/ring/numbers.ts'
import type { RingPlan } from '../src/ring/plan.ts'
import { rowOf, rowsIn } from '../src/ring/table.ts'
import { languages } from '../src/words/index.ts'

const { en, fr } = languages as { en: (typeof languages)[string]; fr: (typeof languages)[string] }
const cellsIn = (text: string) => rowsIn(text).map((it) => it.cells)
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

describe('rows of a table', () => {
  it.each([
    ['600;Support;101 102', [['600', 'Support', '101 102']]],
    ['600\tSupport; EMEA\t101, 102', [['600', 'Support; EMEA', '101, 102']]],
    ['600,Support,"101,102"', [['600', 'Support', '101,102']]],
    ['600; Support, the best; 101, 102', [['600', 'Support, the best', '101, 102']]],
    ['600;"Front; ""Desk""" ; 105 ', [['600', 'Front; "Desk"', '105']]],
    [
      '600\t"Front\nDesk"\t105\n601;A;',
      [
        ['600', 'Front Desk', '105'],
        ['601', 'A', ''],
      ],
    ],
    ['600;"Front;105', [['600', '"Front', '105']]],
    ['600;5" Screen;105', [['600', '5" Screen', '105']]],
    [
      '\r\n600;A\r\n\r;;\n\t\n601;B',
      [
        ['600', 'A'],
        ['601', 'B'],
      ],
    ],
    ['\tSupport\t101', [['', 'Support', '101']]],
    ['no cells at all', [['no cells at all']]],
    ['', []],
    ['";","!","!"', [[';', '!', '!']]],
    ['600,"A;B",101', [['600', 'A;B', '101']]],
    ['600;5" Screen, big;105', [['600', '5" Screen, big', '105']]],
  ])('%j', (text, cells) => expect(cellsIn(text)).toEqual(cells))

  it('are counted as they stand in the text, blank ones and line breaks in quotes too', () => {
    expect(rowsIn('\n600;A\n\n601;"B\nB";x\n602;C').map((it) => it.line)).toEqual([2, 4, 6])
  })

  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map(normalizeName)
  const mixed = fc.array(fc.constantFrom('"', ';', '\t', ',', '\n', '\r', ' ', 'a', '6'), { maxLength: 60 })
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    mixed.map((it) => it.join('')),
  )

  it('are the same when they are written and read again', () => {
    const row = fc.array(cell, { minLength: 2, maxLength: 8 }).filter((it) => it.some(Boolean))
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        expect(cellsIn(rows.map(rowOf).join('\n'))).toEqual(rows)
      }),
    )
  })

  it('are the same whatever separates them, cells in quotes', () => {
    const plain = cell.filter((it) => it !== '')
    const rows = fc.array(fc.array(plain, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 5 })
    const breaks = fc.constantFrom('\n', '\r\n', '\r', '\n\n')
    fc.assert(
      fc.property(rows, fc.constantFrom('\t', ';', ','), breaks, (rows, separator, end) => {
        expect(cellsIn(rows.map((it) => it.map(quoted).join(separator)).join(end))).toEqual(rows)
      }),
    )
  })

  it('are made of anything, and never throw', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const rows = rowsIn(text)
        const lines = text.split(/\r\n?|[\n\u2028\u2029]/).length
        expect(rows.every((it) => it.line >= 1 && it.line <= lines && it.cells.some(Boolean))).toBe(true)
        expect(rows.map((it) => it.line)).toEqual([...new Set(rows.map((it) => it.line))].toSorted((a, b) => a - b))
        const { lines: said, odd } = saidIn(text)
        expect(said.length + odd.length).toBeLessThanOrEqual(rows.length)
        for (const it of rows.flatMap((row) => row.cells)) peopleIn(it, 'FR')
      }),
    )
  })
})

describe('what a line says', () => {
  const one = (text: string) => saidIn(text).lines.map((it) => it.said)

  it('is read column by column; what is missing is not said, and further cells are numbers', () => {
    expect(one('600; Support; 101 102; all; 30; voicemail 100; 01 55 50 01 03; 01 55 50 01 04')).toEqual([
      {
        extension: '600',
        name: 'Support',
        members: '101 102',
        mode: 'all',
        ringSeconds: '30',
        fallback: 'voicemail 100',
        directNumbers: '01 55 50 01 03, 01 55 50 01 04',
      },
    ])
    expect(one('600;Support;101;;;102')).toEqual([
      { extension: '600', name: 'Support', members: '101', fallback: '102' },
    ])
  })

  it.each(Object.entries(languages))('its header is no group, in %s and in any case', (_, w) => {
    const labels = ['extension', 'name', 'members', 'mode', 'ringSeconds', 'fallback', 'directNumbers'] as const
    const header = labels.map((it) => w.field[it])
    for (const it of [header, header.map((label) => label.toUpperCase()), header.slice(0, 2)])
      expect(saidIn(`${it.join('\t')}\n600\tSupport\t101`)).toMatchObject({ odd: [], lines: [{ line: 2 }] })
  })

  it('a header that names only the first columns leaves the others as usual; another one knows no more than it says', () => {
    expect(one('Extension;Name\n600;Support;101;all')).toEqual([
      { extension: '600', name: 'Support', members: '101', mode: 'all' },
    ])
    expect(saidIn('Nom;Poste\nSupport;600;101\nSales;601;;')).toEqual({
      lines: [{ line: 3, said: { extension: '601', name: 'Sales' } }],
      odd: [{ line: 2, why: 'beyond' }],
    })
  })

  it('no name of a group is taken for a header', () => {
    expect(one('600;Members;101')).toEqual([{ extension: '600', name: 'Members', members: '101' }])
    expect(one(';Name;101')).toEqual([{ name: 'Name', members: '101' }])
  })

  it.each([
    ['101 102', ['101', '102']],
    ['101-102-103', ['101', '102', '103']],
    ['101/102', ['101', '102']],
    ['06 12 34 56 78', ['06 12 34 56 78']],
    ['+33 6 12 34 56 78', ['+33 6 12 34 56 78']],
    ['Bruno Keller; Léa and 101 102, 103', ['Bruno Keller', 'Léa', '101', '102', '103']],
    ['Anne-Marie', ['Anne-Marie']],
  ])('people in %j', (cell, words) => expect(peopleIn(cell, 'FR')).toEqual(words))
})

const extension = fc.stringMatching(/^[1-9]\d{1,5}$/).map((it) => Extension.parse(it))
const plan: fc.Arbitrary<RingPlan> = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map(normalizeName).filter(Boolean),
  extension,
  mode: fc.constantFrom('simultaneous', 'consecutive'),
  ringSeconds: fc.integer({ min: 5, max: 60 }),
  members: fc.uniqueArray(extension, { minLength: 1, maxLength: 8 }),
  fallback: fc.record({ to: fc.constantFrom('voicemail', 'extension'), target: extension }),
  directNumbers: fc.uniqueArray(
    fc.integer({ min: 100_000_000, max: 799_999_999 }).map((it) => PhoneNumber.parse(`+33${it}`)),
    { maxLength: 4 },
  ),
})

describe('what the phone system holds', () => {
  it.each([en, fr])('is a line that says just that ($code)', (w) => {
    fc.assert(
      fc.property(plan, (it) => {
        const { lines, odd } = saidIn(lineFor(w, 'FR', it))
        expect([lines.length, odd]).toEqual([1, []])
        const { said } = lines[0]!
        expect([said.extension, said.name, said.ringSeconds]).toEqual([it.extension, it.name, `${it.ringSeconds}`])
        expect(peopleIn(said.members!, 'FR')).toEqual(it.members)
        expect(w.values[it.mode]).toContain(said.mode)
        expect(said.fallback).toBe(`${w.values[it.fallback.to][0]} ${it.fallback.target}`)
        const numbers = said.directNumbers?.split(', ').map((number) => parseNumber(number, 'FR')) ?? []
        expect(numbers).toEqual(it.directNumbers)
      }),
    )
  })

  it('only whole lines are put into a field', () => {
    const lines = Array.from({ length: 9 }, (_, i) => `line ${i}`)
    expect(fitting(lines, 20)).toEqual(['line 0', 'line 1', 'line 2'])
    expect(fitting(lines, 19)).toEqual(['line 0', 'line 1'])
    expect(fitting([], 10)).toEqual([])
  })
})

// SECURITY.md and docs/asvs.md name what shows each line: it is there.
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const rowsOf = (text: string) =>
  [...text.matchAll(/^\|(.+)\|$/gm)]
    .map(([, row = '']) => row.split(' | ').map((it) => it.trim()))
    .filter((it) => !/^-+$/.test(it[0]!.replaceAll(/[\s|]/g, '')))

const [, threats = ''] = readFileSync('SECURITY.md', 'utf8').split('\n## Who might try what')
const threatRows = rowsOf(threats.split('\n## ')[0]!).slice(1)

it('every threat has its test, and the test has that name', () => {
  expect(threatRows.length).toBeGreaterThan(15)
  for (const row of threatRows) {
    expect(row, row.join(' | ')).toHaveLength(4)
    const named = [...row[3]!.matchAll(/`(test\/[\w./-]+)` "([^"]+)"/g)]
    expect(named.length, row.join(' | ')).toBeGreaterThan(0)
    for (const [, file = '', title = ''] of named) {
      expect(existsSync(file), file).toBe(true)
      // where a test or a group of them is named, not in passing
      const titles = readFileSync(file, 'utf8')
        .split('\n')
        .filter((it) => /^\s*(it|describe|test)\b|^\s*['`"(\]].*/.test(it))
      expect(
        titles.some((it) => it.includes(title)),
        `${file}: ${title}`,
      ).toBe(true)
    }
  }
})

const asvs = readFileSync('docs/asvs.md', 'utf8')
const asvsRows = rowsOf(asvs).slice(1)

it('every requirement that is held says where, and what is named is there', () => {
  expect(asvsRows.length).toBeGreaterThan(50)
  for (const [number = '', what, holds, where = ''] of asvsRows) {
    expect(number).toMatch(/^\d+\.\d+\.\d+(, \d+\.\d+\.\d+)*$/)
    expect(what, number).toBeTruthy()
    expect(['yes', 'partly', 'no', 'operator'], number).toContain(holds)
    expect(where.length, number).toBeGreaterThan(3)
    for (const [, file = ''] of where.matchAll(/`((?:src|test|docs|deploy)\/[\w./-]+|[\w-]+\.(?:json|toml))`/g))
      expect(existsSync(file), `${number}: ${file}`).toBe(true)
  }
  const numbers = asvsRows.flatMap(([number = '']) => number.split(', '))
  expect(new Set(numbers).size).toBe(numbers.length)
})

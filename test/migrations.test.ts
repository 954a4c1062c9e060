import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Of the releases before: nobody runs them beside a newer one any more. */
const OLD = /^000[1-9]_/

/**
 * What the release before would trip over while it still runs: it writes rows without the new columns, reads the old ones,
 * and keeps to no rule that it does not know. Contract a release later, and say so in `allowed`.
 */
const breaks: [RegExp, string][] = [
  [/\bdrop\s+(table|column|schema|view|function|type)\b/, 'drops'],
  [/\brename\b/, 'renames'],
  [/\balter\s+column\b[^;]*\b(type|set\s+data\s+type|set\s+not\s+null|drop\s+default)\b/, 'narrows a column'],
  [/\badd\s+column\b(?=[^;,]*\bnot\s+null\b)(?![^;,]*\bdefault\b)/, 'adds a column that must be filled'],
  [/\badd\s+(constraint\b[^;]*\b)?(check|foreign\s+key|unique)\b/, 'adds a stricter rule'],
  [/\bcreate\s+unique\s+index\b/, 'adds a stricter rule'],
]

/** A table that this same file makes is nobody's yet. */
function wrongWith(sql: string): string[] {
  const text = sql
    .replaceAll(/--[^\n]*/g, '')
    .replaceAll('"', '')
    .toLowerCase()
  const made = [...text.matchAll(/\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)/g)].map(
    ([, it]) => it,
  )
  const isNew = (statement: string) =>
    made.some((it) => new RegExp(`\\b(alter\\s+table\\s+(only\\s+)?|\\bon\\s+)${it}\\b`).test(statement))
  return text
    .split(';')
    .filter((statement) => !isNew(statement))
    .flatMap((statement) => breaks.flatMap(([it, what]) => (it.test(statement) ? what : [])))
}

const files = readdirSync('prisma/migrations').filter((it) => /^\d{4}_/.test(it) && !OLD.test(it))

it.each(files)('%s can be done while the release before still runs', (name) => {
  expect(wrongWith(readFileSync(`prisma/migrations/${name}/migration.sql`, 'utf8'))).toEqual([])
})

describe('a migration that the release before would trip over', () => {
  it.each([
    ['ALTER TABLE "Place" DROP COLUMN "said";', 'drops'],
    ['drop table "Held"', 'drops'],
    ['ALTER TABLE "Held" RENAME COLUMN "plan" TO "held";', 'renames'],
    ['ALTER TABLE "Held" ADD COLUMN "x" TEXT NOT NULL;', 'adds a column that must be filled'],
    ['ALTER TABLE "Held" ALTER COLUMN "plan" SET NOT NULL;', 'narrows a column'],
    ['ALTER TABLE "Held" ALTER COLUMN "plan" SET DATA TYPE TEXT;', 'narrows a column'],
    ['ALTER TABLE "Held" ADD CONSTRAINT "c" CHECK (plan is not null);', 'adds a stricter rule'],
    ['create unique index on "Held" (plan);', 'adds a stricter rule'],
  ])('%s', (sql, why) => expect(wrongWith(sql)).toEqual([why]))

  it('is none that only adds', () => {
    expect(
      wrongWith(`ALTER TABLE "Held" ADD COLUMN "x" TEXT, ADD COLUMN "y" INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE "New" ("id" TEXT NOT NULL); CREATE UNIQUE INDEX ON "New" ("id"); CREATE INDEX ON "Held" ("plan"); -- drop table`),
    ).toEqual([])
  })
})

// What exists, as far as some words could name it: what the grammar matches them with.
import { fold, type RingGroup } from '../ring/group.ts'
import { parseNumber } from '../ring/numbers.ts'
import { entriesCalled } from '../store/directory.ts'
import { groupsCalled } from '../store/groups.ts'
import type { Asking } from './command.ts'
import { runsIn, type Lexicon, type Line } from './grammar.ts'

type Heard = NonNullable<Asking['heard']>

/** What of a line exists: two questions to the database, however many words there are. What was read is heard once. */
export async function lexiconFor(ctx: Asking, line: Line): Promise<{ lexicon: Lexicon; heard: Heard }> {
  const runs = runsIn(line)
  const [groups, people] = await Promise.all([groupsCalled(ctx.db, runs), entriesCalled(ctx.db, runs)])
  const begins = new Set(people.map((it) => it.run))
  const whole = new Set(people.filter((it) => it.whole).map((it) => it.run))
  const [first, last] = ctx.settings.block
  const lexicon: Lexicon = {
    group: (run) => groups.some((it) => isCalled(it, run)),
    person: (run) => isPerson(run) || begins.has(run),
    wholePerson: (run) => isPerson(run) || whole.has(run),
    inBlock: (digits) => digits.length === first.length && first <= digits && digits <= last,
    number: (run) => parseNumber(run, ctx.settings.country) !== null,
  }
  return { lexicon, heard: { runs, groups } }
}

/** Whether a folded text is the id, the extension, or the beginning of the name of a group. */
export const isCalled = ({ id, extension, name }: RingGroup, run: string) =>
  extension === run || id === run || fold(name).startsWith(run)

/** An extension or a mention: nobody has to be asked whether it means somebody. */
export const isPerson = (run: string) => /^\d{2,6}$|^<@[^>\s]+>$|^@\S+$/.test(run)

/** The same for many lines of people and numbers: only runs that begin like somebody's name are asked about. */
export async function lexiconOfPeople({ db, settings }: Asking, lines: Line[]): Promise<Lexicon> {
  const runs = [...new Set(lines.flatMap(runsIn))].filter((it) => !isPerson(it))
  const begins = new Set((await entriesCalled(db, runs.filter(isWord), 1)).map((it) => it.run))
  const longer = runs.filter((it) => !isWord(it) && begins.has(it.split(' ')[0]!))
  for (const { run } of await entriesCalled(db, longer, 1)) begins.add(run)
  const person = (run: string) => isPerson(run) || begins.has(run)
  const number = (run: string) => parseNumber(run, settings.country) !== null
  return { group: () => false, person, wholePerson: person, inBlock: () => false, number }
}
const isWord = (run: string) => !run.includes(' ')

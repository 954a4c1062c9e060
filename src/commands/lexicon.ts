// What exists, as far as some words could name it: what the grammar matches them with.
import { fold, type RingGroup } from '../ring/group.ts'
import { parseNumber } from '../ring/numbers.ts'
import { entriesCalled } from '../store/directory.ts'
import { groupsCalled, namesOfGroups } from '../store/groups.ts'
import type { Asking } from './command.ts'
import { runsIn, type Lexicon, type Line, type Run } from './grammar.ts'

type Heard = NonNullable<Asking['heard']>

/** A line with more runs than this is no ordinary one: of its groups only the names are looked at. */
const FEW = 24

/**
 * What of a line exists. A run of words is looked up only if the run that it goes on from begins something, so that a line
 * costs about as many lookups as it has words; two questions to the database for each word of the longest name in it.
 * The groups of an ordinary line are heard once, and not read again.
 */
export async function lexiconFor(ctx: Asking, line: Line): Promise<{ lexicon: Lexicon; heard: Heard }> {
  const heard: Heard = { runs: [], groups: [] }
  const groups = new Set<string>()
  const people = new Map<string, { whole: boolean }>()
  await eachLength([line], async (runs) => {
    const [namedGroups, entries] = await Promise.all([groupsIn(ctx, runs, heard), entriesCalled(ctx.db, runs, 1)])
    for (const run of namedGroups) groups.add(run)
    for (const { run, whole } of entries) people.set(run, { whole })
    return (run) => namedGroups.has(run) || people.has(run)
  })
  const [first, last] = ctx.settings.block
  const lexicon: Lexicon = {
    group: (run) => groups.has(run),
    person: (run) => isPerson(run) || people.has(run),
    wholePerson: (run) => isPerson(run) || people.get(run)?.whole === true,
    inBlock: (digits) => digits.length === first.length && first <= digits && digits <= last,
    number: (run) => parseNumber(run, ctx.settings.country) !== null,
  }
  return { lexicon, heard }
}

/** Which of these runs name a group. Those of an ordinary line are heard. */
async function groupsIn({ db }: Asking, runs: string[], heard: Heard): Promise<Set<string>> {
  if (heard.runs.length + runs.length > FEW) return new Set(await namesOfGroups(db, runs))
  const groups = await groupsCalled(db, runs)
  heard.runs.push(...runs)
  heard.groups.push(...groups.filter((it) => !heard.groups.some(({ id }) => id === it.id)))
  return new Set(runs.filter((run) => groups.some((it) => isCalled(it, run))))
}

/** Asks about the words of these lines, then about the runs of two that go on from what was found, and so on. */
async function eachLength(lines: Line[], ask: (runs: string[]) => Promise<(run: string) => boolean>) {
  let isFound = (_: string) => true
  for (let length = 1; ; length++) {
    const goesOn = ({ from }: Run) => !from || isFound(from)
    const all = lines.flatMap((line) => runsIn(line, length)).filter(goesOn)
    const runs = [...new Set(all.map((it) => it.run))].filter(Boolean)
    if (runs.length === 0) return
    isFound = await ask(runs)
  }
}

/** Whether a folded text is the id, the extension, or the beginning of the name of a group. */
export const isCalled = ({ id, extension, name }: RingGroup, run: string) =>
  extension === run || id === run || fold(name).startsWith(run)

/** An extension or a mention: nobody has to be asked whether it means somebody. */
export const isPerson = (run: string) => /^\d{2,6}$|^<@[^>\s]+>$|^@\S+$/.test(run)

/** The same for many lines of people and numbers. */
export async function lexiconOfPeople({ db, settings }: Asking, lines: Line[]): Promise<Lexicon> {
  const people = new Set<string>()
  await eachLength(lines, async (runs) => {
    for (const { run } of await entriesCalled(
      db,
      runs.filter((it) => !isPerson(it)),
      1,
    ))
      people.add(run)
    return (run) => people.has(run)
  })
  const person = (run: string) => isPerson(run) || people.has(run)
  const number = (run: string) => parseNumber(run, settings.country) !== null
  return { group: () => false, person, wholePerson: person, inBlock: () => false, number }
}

// Each line of pasted text as the group that it would make, as far as what it says is found. Whether that may be is for the
// rules, which look at all of them at once.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { fold, GroupId, Mode, type Extension, type Fallback, type RingGroup } from '../ring/group.ts'
import { quoted, Refusal, type Problem } from '../ring/refusal.ts'
import { RING_SECONDS } from '../ring/seconds.ts'
import { companyBoxes } from '../store/directory.ts'
import type { Asking } from './command.ts'
import { extensionsCalled, extensionsNamed, fallbackNamed, fallbackWords } from './find.ts'
import { read, valueMeant, type Line } from './grammar.ts'
import { valuesMeant } from './group-values.ts'
import { peopleIn, type SaidLine } from './import-lines.ts'
import { isPerson, lexiconOfPeople } from './lexicon.ts'
import { KeyedNumbers, MorePeople } from './slots.ts'

export type Draft = {
  line: number
  group: RingGroup
  /** what could not be found, and the fields that it was said in: no rule looks at those */
  problems: Problem[]
  unfound: string[]
}

/** A group of thirty, each by three names and an "and", is shorter. */
const MOST_WORDS = 150
/** More direct numbers are no slip of the pen. */
const MOST_NUMBERS = 100
const NOWHERE: Fallback = { to: 'voicemail', target: '00' }
const Lists = z.object({ members: MorePeople, directNumbers: KeyedNumbers })

export async function draftsOf(ctx: Asking, lines: SaidLine[]): Promise<Draft[]> {
  const cells = lines.map(({ said }) => peopleIn(said.members ?? '', ctx.settings.country))
  const few = cells.map((people) => (wordsIn(people.join(' ')).length <= MOST_WORDS ? people : null))
  const names = few.flatMap((it) => it ?? []).filter((it) => !isPerson(it))
  const known = await extensionsCalled(ctx, names)
  const isKnown = (said: string) => isPerson(said) || known.has(fold(said)) || /^[+0][\d\s().-]+$/.test(said)
  const lexicon = await lexiconOfPeople(
    ctx,
    names.filter((it) => !isKnown(it)).map((it) => listLine('members', it)),
  )
  const listIn = (key: 'members' | 'directNumbers', said: string) =>
    (read(Lists, listLine(key, said), lexicon)[key] ?? []) as string[]
  const lists = lines.map(({ said: { directNumbers } }, i) => ({
    members: few[i]?.flatMap((it) => (isKnown(it) ? [it] : listIn('members', it))),
    directNumbers: directNumbers === undefined ? [] : listIn('directNumbers', directNumbers),
  }))
  const person = remembered(async (said) => {
    const extension = known.get(fold(said))
    return extension ? [extension] : extensionsNamed(ctx, [said], 'members')
  })
  const drafts = await Promise.all(lines.map((it, i) => draftOf(ctx, it, lists[i]!, person)))
  const elsewhere = remembered((said) => fallbackNamed(ctx, said))
  const usual = await companyBoxes(ctx.db, 2)
  return Promise.all(
    drafts.map(async (draft, i): Promise<Draft> => {
      const said = lines[i]!.said.fallback
      try {
        const fallback = said === undefined ? usualBox(usual) : (among(drafts, said) ?? (await elsewhere(said)))
        return { ...draft, group: { ...draft.group, fallback } }
      } catch (error) {
        return {
          ...draft,
          problems: [...draft.problems, ...problemsIn(error)],
          unfound: [...draft.unfound, 'fallback'],
        }
      }
    }),
  )
}

const wordsIn = (cell: string) => cell.split(/\s+/).flatMap((text) => (text === '' ? [] : { text, quoted: false }))
const listLine = (key: string, cell: string): Line => ({
  words: [],
  keyed: [{ key, words: wordsIn(cell.replaceAll(/[;|]/g, ',')) }],
})

type Person = (said: string) => Promise<Extension[]>

async function draftOf(
  ctx: Asking,
  { line, said }: SaidLine,
  { members, directNumbers }: { members: string[] | undefined; directNumbers: string[] },
  person: Person,
): Promise<Draft> {
  const { name, extension, ringSeconds } = said
  const mode = said.mode === undefined ? 'simultaneous' : Mode.safeParse(valueMeant(said.mode)).data
  const { values, problems } = await valuesMeant(ctx, {
    name,
    extension,
    ringSeconds,
    ...(directNumbers.length > 0 && { directNumbers: directNumbers.slice(0, MOST_NUMBERS) }), // else nobody is asked
  })
  const people = await Promise.allSettled((members ?? []).map(person))
  const found = people.flatMap((it) => (it.status === 'fulfilled' ? it.value : []))
  const problem = (field: string, isThere: boolean, say: Problem['say']): Problem[] => (isThere ? [{ field, say }] : [])
  const all: Problem[] = [
    ...problems,
    ...people.flatMap((it) => (it.status === 'rejected' ? problemsIn(it.reason) : [])),
    ...(mode ? [] : [noMode(said.mode ?? '')]),
    ...problem('extension', said.extension === undefined, (w) => w.importing.noExtension),
    ...problem('members', !members, (w) => w.tooMany(ctx.settings.mostMembers)),
    ...problem('directNumbers', directNumbers.length > MOST_NUMBERS, (w) => w.importing.tooManyNumbers(MOST_NUMBERS)),
  ]
  return {
    line,
    group: {
      id: GroupId.parse(randomUUID()),
      name: values.name ?? '',
      extension: values.extension ?? ('' as Extension),
      mode: mode ?? 'simultaneous',
      ringSeconds: values.ringSeconds ?? RING_SECONDS.usual,
      members: [...new Set(found)].map((it) => ({ extension: it })),
      fallback: NOWHERE,
      directNumbers: (values.directNumbers ?? []).toSorted(),
      tellsMissed: false,
      leads: [],
    },
    problems: all,
    unfound: all.flatMap((it) => it.field?.split('.')[0] ?? []),
  }
}

const noMode = (said: string): Problem => ({
  field: 'mode',
  say: (w) => w.find.noMode(quoted(said)),
  choices: Mode.options.map((it) => ({ label: (w) => w.modeName[it], input: {} })),
})

function usualBox([box, ...others]: { extension: Extension }[]): Fallback {
  if (box && others.length === 0) return { to: 'voicemail', target: box.extension }
  throw new Refusal({ field: 'fallback', say: (w) => w.importing.noFallback })
}

/** Another group of the same text, by its name or extension, before or behind. */
function among(drafts: Draft[], said: string): Fallback | null {
  const { to, rest } = fallbackWords(said)
  if (to === 'voicemail') return null
  const called = fold(to === 'extension' ? rest : said)
  const it = drafts.find(({ group }) => called !== '' && [group.extension, fold(group.name)].includes(called))
  return it ? { to: 'group', target: it.group.id } : null
}

function problemsIn(error: unknown): Problem[] {
  if (error instanceof Refusal) return error.problems
  throw error
}

/** What many lines say is asked once. */
function remembered<T>(ask: (said: string) => Promise<T>): (said: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (said) => {
    const answer = asked.get(said) ?? ask(said)
    asked.set(said, answer)
    return answer
  }
}

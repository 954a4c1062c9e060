// The rules of any change, for each group of a text that would be made: with the others of it, whatever their order.
import { fold, type GroupId, type RingGroup } from '../ring/group.ts'
import { national } from '../ring/numbers.ts'
import { problems as problemsOf, problemsOfNew } from '../ring/problems.ts'
import { quoted, type Problem } from '../ring/refusal.ts'
import type { Around } from '../store/company.ts'
import { groupCalled } from '../views/group-lines.ts'
import type { Words } from '../words/index.ts'
import type { Asking } from './command.ts'
import type { Draft } from './import-drafts.ts'
import { COLUMNS } from './import-lines.ts'
import { without } from './numbers-moved.ts'

/** A line that only repeats a group does not stand for another one: calls go on to the group that is there. */
export function elsewhereIfThere(drafts: Draft[], groups: RingGroup[]): Draft[] {
  const instead = new Map(drafts.flatMap(({ group }) => same(groups, group).map((it) => [group.id, it.id] as const)))
  return drafts.map((draft) => {
    const { to, target } = draft.group.fallback
    const there = to === 'group' ? instead.get(target as GroupId) : undefined
    return there ? { ...draft, group: { ...draft.group, fallback: { to, target: there } } } : draft
  })
}

const same = (groups: RingGroup[], { name, extension }: RingGroup) =>
  groups.filter((it) => it.extension === extension && fold(it.name) === fold(name))

/** Each draft that cannot be made, and all that is wrong with it. The first line that has a name or an extension keeps it. */
export function wrongWith(
  { words: w, settings }: Asking,
  drafts: Draft[],
  { groups, directory, free }: Around & { free: RingGroup['extension'][] },
): Map<Draft, string[]> {
  const { country } = settings
  const rivals = rivalsOf(drafts, country)
  const bare = (it: RingGroup) => without(it, it.directNumbers) // numbers may move
  const standing = drafts.filter((it) => !rivals.get(it)!.some(({ field }) => field !== 'directNumbers'))
  const all = [...groups, ...standing.map((it) => it.group)].map(bare)
  const wrong = new Map<Draft, string[]>()
  for (const draft of drafts) {
    const { group, problems, unfound } = draft
    const [there] = same(groups, group)
    if (there) {
      wrong.set(draft, [w.importing.exists(groupCalled(there))])
      continue
    }
    const taken = rivals.get(draft)!
    const goesOn = targetOf(drafts, group)
    const quiet = [
      ...unfound,
      ...taken.map((it) => it.field),
      ...(goesOn && !standing.includes(goesOn) ? ['fallback'] : []),
    ]
    const others = all.filter((it) => it.id !== group.id)
    const rules = [
      ...problemsOfNew(group),
      ...problemsOf([group], { ...settings, groups: [...others, group], directory, free }),
    ]
    const told = [...problems, ...taken, ...rules.filter(({ field }) => !field || !quiet.includes(field))].toSorted(
      (one, other) => place(one) - place(other),
    )
    const isLost = group.extension === '' && free[0] ? [w.problems.nextFree(free[0])] : []
    if (told.length > 0) wrong.set(draft, [...new Set([...told.map((it) => sentence(w, it)), ...isLost])])
  }
  for (let more = true; more;) {
    const stuck = drafts.find((it) => !wrong.has(it) && wrong.has(targetOf(drafts, it.group) ?? it))
    const on = stuck && targetOf(drafts, stuck.group)
    if (on) wrong.set(stuck, [w.importing.waitsFor(on.group.name, on.line)])
    more = on !== undefined
  }
  return wrong
}

const targetOf = (drafts: Draft[], { fallback: { to, target } }: RingGroup) =>
  to === 'group' ? drafts.find((it) => it.group.id === target) : undefined

/** In the order of the columns. */
const place = ({ field = '' }: Problem) => COLUMNS.findIndex((it) => it === field.split('.')[0])

/** Of each draft, in their order: what an earlier line has already. */
function rivalsOf(drafts: Draft[], country: string) {
  const first = {
    name: new Map<string, Draft>(),
    extension: new Map<string, Draft>(),
    number: new Map<string, Draft>(),
  }
  const problem = (field: string, say: Problem['say']) => ({ field, say })
  return new Map(
    drafts.map((draft) => {
      const { name, extension, directNumbers } = draft.group
      const called = earliest(first.name, name && fold(name), draft)
      const at = earliest(first.extension, extension, draft)
      const numbers = directNumbers.flatMap((number) => {
        const other = earliest(first.number, number, draft)
        return other ? [{ number, line: other.line }] : []
      })
      return [
        draft,
        [
          ...(called ? [problem('name', (w) => w.importing.sameName(quoted(name), called.line))] : []),
          ...(at ? [problem('extension', (w) => w.importing.sameExtension(extension, at.line))] : []),
          ...numbers.map(({ number, line }) =>
            problem('directNumbers', (w) => w.importing.sameNumber(national(number, country), line)),
          ),
        ],
      ] as const
    }),
  )
}

/** The earlier draft that has this; where none has, this one has it from now on. What is empty nobody has. */
function earliest(first: Map<string, Draft>, what: string, draft: Draft): Draft | undefined {
  const other = first.get(what)
  if (what !== '' && !other) first.set(what, draft)
  return other === draft ? undefined : other
}

/** Where no button can stand, what would do instead is named, or written out; that nothing was changed goes without saying. */
function sentence(w: Words, { say, choices = [] }: Problem): string {
  const told = say(w).replace(w.importing.unchanged, '')
  const ways = choices.flatMap(({ input: { fallback } }) => {
    const [, to, target] = /^(voicemail|extension) (\S+)$/.exec(String(fallback)) ?? []
    return to ? [`${w.values[to as 'voicemail' | 'extension'][0]} ${target}`] : []
  })
  if (ways.length > 0) return `${told} ${w.importing.write(ways)}`
  const others = choices.filter((it) => !('extension' in it.input || it.command)).map((it) => it.label(w))
  return others.length > 0 ? `${told} ${w.groupForm.choicesAre(others)}` : told
}

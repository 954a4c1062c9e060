import type { Directory } from '../ring/company.ts'
import { rings } from '../ring/ends.ts'
import type { Extension, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { columns, cutTo } from './columns.ts'

const LONGEST_NAME = 18
const MOST_ROWS = 12

/**
 * Who rings now and who would ring then, in turn: at most 30 columns. `<` marks whoever is new, or has another place among the
 * others. Of many only those are shown who come or go, and as many more as there is room for.
 */
export function nowAndThen(w: Words, directory: Directory, before: RingGroup, after: RingGroup): string[] {
  const [was, is] = [ringing(before), ringing(after)]
  const places = was.length > 9 || is.length > 9 ? 2 : 1
  const row = (extension: Extension, place: number, mark: string) => {
    const name = directory.extensions.find((one) => one.extension === extension)?.name || w.lineCalled(extension)
    const called = cutTo(name, LONGEST_NAME)
    const room = ' '.repeat(LONGEST_NAME - columns(called))
    return `${`${place + 1}`.padStart(places)} ${called}${room} ${extension}${mark}`
  }
  const rows = (list: Extension[], concerned: Set<Extension>, mark: string) => {
    const seen = shownOf(list, concerned)
    const lines = seen.flatMap((place, i) => [
      ...(place > (seen[i - 1] ?? -1) + 1 ? ['…'] : []),
      row(list[place]!, place, concerned.has(list[place]!) ? mark : ''),
    ])
    const rest = list.length - (seen.at(-1) ?? -1) - 1
    return [...lines, ...(rest > 0 ? [w.requests.more(rest)] : []), ...(list.length === 0 ? [`- ${w.nobody}`] : [])]
  }
  const [gone, come] = [new Set(was.filter((it) => !is.includes(it))), movedIn(was, is)]
  return [w.requests.before, ...rows(was, gone, ''), '', w.requests.after, ...rows(is, come, ' <')]
}

/** Who is there, and not away. */
const ringing = ({ members }: RingGroup): Extension[] => members.filter(rings).map((it) => it.extension)

/** Who is new, and of the others who is not where they were among them. */
function movedIn(was: Extension[], is: Extension[]): Set<Extension> {
  const stayed = was.filter((it) => is.includes(it))
  const places = is.filter((it) => stayed.includes(it))
  return new Set(is.filter((it) => stayed.indexOf(it) !== places.indexOf(it) || !stayed.includes(it)))
}

/** The places that there is room for: first of those who are concerned, in order. */
function shownOf(list: Extension[], concerned: Set<Extension>): number[] {
  const all = list.map((_, place) => place)
  const [first, others] = [all.filter((it) => concerned.has(list[it]!)), all.filter((it) => !concerned.has(list[it]!))]
  return [...first, ...others].slice(0, MOST_ROWS).toSorted((one, other) => one - other)
}

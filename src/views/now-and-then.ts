import type { Directory } from '../ring/company.ts'
import type { Member, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { cut } from './controls.ts'

const LONGEST_NAME = 18
const MOST_ROWS = 12

/** Who rings now and who would ring then, in turn: at most 30 columns. `<` marks whoever is new, or has another place. */
export function nowAndThen(w: Words, directory: Directory, before: RingGroup, after: RingGroup): string[] {
  const [was, is] = [ringing(before), ringing(after)]
  const isNew = (it: Member, place: number) => was[place]?.extension !== it.extension
  const row = (it: Member, place: number, mark: string) => {
    const name = directory.extensions.find((one) => one.extension === it.extension)?.name || w.lineCalled(it.extension)
    return `${`${place + 1}`.padStart(is.length > 9 || was.length > 9 ? 2 : 1)} ${cut(name, LONGEST_NAME).padEnd(LONGEST_NAME)} ${it.extension}${mark}`
  }
  const rows = (list: Member[], marked: boolean) => [
    ...list.slice(0, MOST_ROWS).map((it, i) => row(it, i, marked && isNew(it, i) ? ' <' : '')),
    ...(list.length > MOST_ROWS ? [w.requests.more(list.length - MOST_ROWS)] : []),
    ...(list.length === 0 ? [`- ${w.nobody}`] : []),
  ]
  return [w.requests.before, ...rows(was, false), '', w.requests.after, ...rows(is, true)]
}

/** Once all dates have begun: somebody who is away from then on does not ring. */
const ringing = (group: RingGroup): Member[] => group.members.filter((it) => !it.away)

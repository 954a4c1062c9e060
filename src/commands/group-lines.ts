// What the form of a group says between its fields: how long a caller waits, what else should be known, what becomes of numbers.
import { randomUUID } from 'node:crypto'
import { boxIn, type Directory } from '../ring/company.ts'
import { Extension, GroupId, type Fallback, type Mode, type PhoneNumber, type RingGroup } from '../ring/group.ts'
import { national } from '../ring/numbers.ts'
import { planOf, wayOf } from '../ring/plan.ts'
import { lastStop } from '../ring/play.ts'
import { warnings } from '../ring/warnings.ts'
import { groupsOnTheWay, groupsWithIds } from '../store/groups.ts'
import { called } from '../views/facts.ts'
import type { Words } from '../words/index.ts'
import type { Asking } from './command.ts'
import { directoryAround } from './company.ts'
import type { Ways } from './group-known.ts'
import { placesOf, type Led } from './places.ts'

/** As much as is filled in and can be understood. */
type Filled = {
  name?: string | undefined
  mode?: Mode | undefined
  ringSeconds?: number | undefined
  members: Extension[]
  fallback: Ways
  directNumbers: PhoneNumber[]
}

type Lines = { wait: string[]; longWait: string[]; warnings: string[] }
const NONE: Lines = { wait: [], longWait: [], warnings: [] }

export async function linesOf(ctx: Asking, group: RingGroup | null, filled: Filled) {
  return { ...(await waitLines(ctx, group, filled)), ...(await numberLines(ctx, group, filled.directNumbers)) }
}

async function waitLines(
  ctx: Asking,
  group: RingGroup | null,
  { ringSeconds, mode, members, ...filled }: Filled,
): Promise<Lines> {
  const { db, words: w, settings } = ctx
  const fallback = await targetOf(ctx, filled.fallback)
  if (!fallback || ringSeconds === undefined || !mode) return NONE
  const draft: RingGroup = {
    id: group?.id ?? GroupId.parse(randomUUID()),
    name: filled.name ?? '',
    extension: group?.extension ?? ('' as Extension),
    mode,
    ringSeconds,
    members: members.map((extension) => group?.members.find((it) => it.extension === extension) ?? { extension }),
    fallback,
    directNumbers: [],
    tellsMissed: false,
    leads: [],
  }
  if (!group && members.length === 0 && mode === 'consecutive')
    return { ...NONE, wait: [w.groupForm.eachAdds(ringSeconds)] }
  // a new group has somebody, whoever it will be
  const counted = !group && members.length === 0 ? { ...draft, members: [{ extension: '' as Extension }] } : draft
  const target = fallback.to === 'group' ? await groupsWithIds(db, [GroupId.parse(fallback.target)]) : []
  const groups = [counted, ...(await groupsOnTheWay(db, target)).filter((it) => it.id !== draft.id)]
  const plans = wayOf(counted, groups).map((it) => planOf(it, groups))
  const stop = lastStop(plans[0]!, plans)
  if (stop.does === 'circle') return NONE
  const directory = await directoryAround(db, groups)
  const told = warnings(counted, { ...settings, groups, directory, free: [] }).map((it) => it(w))
  const isLong = (it: string) => it === w.warnings.longWait || it === w.warnings.longWaitElsewhere
  return {
    wait: [waitSentence(ctx, stop, groups, directory)],
    longWait: told.filter(isLong),
    warnings: told.filter((it) => !isLong(it)),
  }
}

function waitSentence(
  { words: w, settings }: Asking,
  stop: ReturnType<typeof lastStop>,
  groups: RingGroup[],
  directory: Directory,
) {
  if (stop.does === 'voicemail') return w.groupForm.waits.voicemail(stop.from, boxIn({ directory }, stop.box))
  const to = stop.does === 'leave' ? stop.to : stop.back
  return w.groupForm.waits.extension(stop.from, called(w, { groups, directory, country: settings.country }, to))
}

/** A way and its target, if it is one; whether it exists is said when it is saved. */
async function targetOf({ db }: Asking, ways: Ways): Promise<Fallback | null> {
  const { to } = ways
  const target = to && ways[to]
  if (!target) return null
  if (Extension.safeParse(target).success) return { to, target }
  const id = GroupId.safeParse(target).data
  const [group] = id ? await groupsWithIds(db, [id]) : []
  return group ? { to: 'group', target: group.id } : null
}

async function numberLines(
  { db, words: w, settings: { country } }: Asking,
  group: RingGroup | null,
  picked: PhoneNumber[],
) {
  const dropped = (group?.directNumbers ?? []).filter((it) => !picked.includes(it))
  const leads = await placesOf(db, [...picked, ...dropped])
  const moving = leads.filter((it) => picked.includes(it.number) && leadsElsewhere(it, group?.id))
  return {
    moving: moving.map((it) => it.number),
    moves: moving.map((it) => noLonger(w, it, country)),
    returns: leads.filter((it) => dropped.includes(it.number)).map((it) => goesBack(w, it, country)),
  }
}

/** To another group, or by itself to somebody. */
export const leadsElsewhere = ({ group, byItself }: Led, id: GroupId | undefined) =>
  group ? group.id !== id : byItself !== null

/** What a number that is taken over rings no longer. */
export function noLonger(w: Words, { number, group, byItself }: Led, country: string): string {
  const say = w.groupForm.noLonger
  const shown = national(number, country)
  if (group) return say.group(shown, `${group.name} (${group.extension})`)
  return byItself!.rings
    ? say.phone(shown, nameOf(w, byItself!))
    : say.box(shown, `${byItself!.extension} ${byItself!.name}`)
}

/** Where a number leads when its group lets it go. */
export function goesBack(w: Words, { number, byItself }: Led, country: string): string {
  const say = w.groupForm.goesBack
  const shown = national(number, country)
  if (!byItself) return say.nowhere(shown)
  return byItself.rings
    ? say.phone(shown, nameOf(w, byItself))
    : say.box(shown, `${byItself.extension} ${byItself.name}`)
}

const nameOf = (w: Words, { name, extension }: NonNullable<Led['byItself']>) =>
  name ? `${name} (${extension})` : w.lineCalled(extension)

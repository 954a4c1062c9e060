import type { HomeView, KnownBlock } from '@slack/types'
import type { Stage } from '../ring/change.ts'
import type { Extension, GroupId, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { changeRows, type Past } from './change-rows.ts'
import { findAndPress, press } from './controls.ts'
import type { Known } from './facts.ts'
import { groupLines } from './group-lines.ts'
import { header, said, small } from './message.ts'

/** Where somebody's phone rings; the place counts from 1, and is there where it matters. */
export type Mine = { id: GroupId; name: string; place?: number; of: number }

export type Home = {
  groups: RingGroup[]
  total: number
  /** groups on the phone system that are not here and may be taken */
  found: number
  stages: Map<Extension, Stage>
  company: { extensions: number; numbers: number }
  /** null: whose phone this is, is not known */
  phone: { extension: Extension; rings: Mine[] } | null
  past: Past
  known: Known
  admins: string[]
  downSince: Date | null
  simulated: boolean
  mayChange: boolean
}

const MOST_WHO = 4

/** What somebody sees when they open the app: what is theirs first, then everything. */
export const homeView = (w: Words, it: Home): HomeView => ({
  type: 'home',
  blocks: [
    header(w.home.title),
    ...(it.mayChange && it.downSince ? [said(w.card.downSince(it.downSince.toISOString()))] : []),
    ...(it.total === 0
      ? [said(`${w.home.what} ${w.home.company(it.company.extensions, it.company.numbers)} ${w.home.untilSaved}`)]
      : []),
    ...mine(w, it),
    ...actions(w, it),
    ...changes(w, it),
    ...groups(w, it),
    ...foot(w, it),
  ],
})

function mine(w: Words, { phone, total }: Home): KnownBlock[] {
  if (!phone) return [small(w.home.noPhone)]
  const { extension, rings } = phone
  if (rings.length === 0) return total > 0 ? [said(w.home.ringsForNone(extension))] : []
  const called = rings.map(({ name, place, of }) => (place ? w.home.placeIn(name, place, of) : name))
  const label = ({ name }: Mine) => (rings.length === 1 ? w.press.seeWhoRings : w.home.whoRingsIn(name))
  return [
    said(w.home.ringsFor(extension, called)),
    {
      type: 'actions',
      elements: rings.slice(0, MOST_WHO).map((group, i) => press('who', label(group), { group: group.id }, `${i}`)),
    },
  ]
}

function actions(w: Words, { mayChange, total, found }: Home): KnownBlock[] {
  const create = mayChange ? [{ ...press('create', w.press.createGroup, {}), style: 'primary' as const }] : []
  const search = total > 0 ? [findAndPress('group', 'show', 'group', w.home.find)] : []
  const all = total > 0 ? [press('list', w.groups.all, {})] : []
  const fromTable = mayChange && (total === 0 || found > 0) ? [press('import', w.importing.press, {})] : []
  const elements = [...create, ...fromTable, ...search, ...all]
  return [
    ...(mayChange && found > 0 ? [said(w.importing.found(found))] : []),
    ...(elements.length > 0 ? [{ type: 'actions' as const, elements }] : []),
  ]
}

const changes = (w: Words, { past, known }: Home): KnownBlock[] =>
  past.changes.length > 0 ? [header(w.home.myChanges), ...changeRows(w, known, past, true)] : []

function groups(w: Words, { groups, stages, total }: Home): KnownBlock[] {
  if (groups.length === 0) return []
  const more = press('list', w.press.more, { skip: groups.length }, 'more')
  return [
    header(w.home.groups),
    ...groups.map((it) => groupLines(w, it, stages.get(it.extension) ?? 'kept')),
    ...(groups.length < total ? [{ type: 'actions' as const, elements: [more] }] : []),
  ]
}

function foot(w: Words, { admins, simulated }: Home): KnownBlock[] {
  const lines = [...(admins.length > 0 ? [w.home.admins(admins)] : []), ...(simulated ? [w.stage.simulated] : [])]
  return lines.length > 0 ? [small(...lines)] : []
}

import type { HomeView, KnownBlock } from '@slack/types'
import type { AdminBy } from '../ring/actor.ts'
import type { Stage } from '../ring/change.ts'
import type { Extension, RingGroup } from '../ring/group.ts'
import type { Request } from '../ring/request.ts'
import type { Words } from '../words/index.ts'
import { changeRows, type Past } from './change-rows.ts'
import { findAndPress, press } from './controls.ts'
import type { Known } from './facts.ts'
import { groupLines } from './group-lines.ts'
import { ledBlocks, mineBlocks, type HomeMine, type Led } from './home-mine.ts'
import { waitingBlocks, type HomeWaiting } from './home-waiting.ts'
import { header, row, said, small } from './message.ts'
import { ownLines } from './request-list.ts'

export type Home = {
  /** the first groups, and how many there are */
  groups: RingGroup[]
  total: number
  stages: Map<Extension, Stage>
  company: { extensions: number; numbers: number }
  /** groups on the phone system that are not here and may be taken */
  found: number
  /** null: nothing waits for whoever looks */
  waiting: HomeWaiting | null
  /** what they asked, and how many there are */
  asked: Request[]
  askedTotal: number
  mine: HomeMine
  led: Led[]
  /** theirs; none for those who may not undo */
  past: Past
  known: Known
  admins: { user: string; by: AdminBy }[]
  /** where requests arrive; null: at the admins, directly */
  channel: string | null
  simulated: boolean
  isAdmin: boolean
}

const MOST_NAMED = 5

/** What somebody sees when they open the app: what waits for them, what is theirs, then everything. At most 100 blocks. */
export const homeView = (w: Words, it: Home): HomeView => ({
  type: 'home',
  blocks: [
    header(w.home.title),
    ...(it.waiting ? waitingBlocks(w, it.known, it.waiting) : []),
    ...(it.total === 0
      ? [
          said(
            [
              w.home.what,
              w.home.company(it.company.extensions, it.company.numbers),
              ...(it.isAdmin ? [w.home.untilSaved] : []),
            ].join(' '),
          ),
        ]
      : []),
    ...asked(w, it),
    ...(it.total === 0 && (it.isAdmin || it.mine.phone) ? [] : mineBlocks(w, it.mine)),
    ...ledBlocks(w, it.led),
    ...actions(w, it),
    ...changes(w, it),
    ...groups(w, it),
    ...foot(w, it),
  ],
})

function asked(w: Words, { asked, askedTotal, known }: Home): KnownBlock[] {
  if (asked.length === 0) return []
  const rest = askedTotal - asked.length
  const rows = asked.map((it) => {
    const way = press('withdraw', w.requests.withdraw, { request: it.id }, it.id)
    return row(ownLines(w, known, it), { ...way, accessibility_label: w.requests.withdrawOne(it.id) })
  })
  const more = press('requests', w.home.moreRequests(rest), {}, 'mine')
  return [header(w.requests.yours), ...rows, ...(rest > 0 ? [{ type: 'actions' as const, elements: [more] }] : [])]
}

function actions(w: Words, { isAdmin, total, found }: Home): KnownBlock[] {
  const create = isAdmin ? [{ ...press('create', w.press.createGroup, {}), style: 'primary' as const }] : []
  const search = total > 0 ? [findAndPress('group', 'show', 'group', w.home.find)] : []
  const all = total > 0 ? [press('list', w.groups.all, {})] : []
  const fromTable = isAdmin && (total === 0 || found > 0) ? [press('import', w.importing.press, {})] : []
  const elements = [...create, ...fromTable, ...search, ...all]
  return [
    ...(isAdmin && found > 0 ? [said(w.importing.found(found))] : []),
    ...(elements.length > 0 ? [{ type: 'actions' as const, elements }] : []),
  ]
}

const changes = (w: Words, { past, known }: Home): KnownBlock[] =>
  past.changes.length > 0 ? [header(w.home.myChanges), ...changeRows(w, known, past, true)] : []

/** The first page; the next ones are shown above it, where one can go back and forth. */
function groups(w: Words, { groups, stages, total }: Home): KnownBlock[] {
  if (groups.length === 0) return []
  const more = press('list', w.home.moreGroups(total - groups.length), { skip: groups.length }, 'more')
  return [
    header(w.home.groups),
    ...groups.map((it) => groupLines(w, it, stages.get(it.extension) ?? 'kept')),
    ...(groups.length < total ? [{ type: 'actions' as const, elements: [more] }] : []),
  ]
}

/** "Admins: @ana (workspace owner), @tom. Requests arrive in #phones." */
function foot(w: Words, { admins, channel, simulated }: Home): KnownBlock[] {
  const owners = (it: Home['admins'][number]) => Number(it.by === 'owner')
  const sorted = admins.toSorted((one, other) => owners(other) - owners(one))
  const named = sorted.slice(0, MOST_NAMED).map(({ user, by }) => w.home.adminCalled(user, by === 'owner'))
  const rest = admins.length - named.length
  const lines = [
    ...(admins.length > 0 ? [w.home.admins([...named, ...(rest > 0 ? [w.home.moreAdmins(rest)] : [])])] : []),
    ...(channel ? [w.home.requestsIn(channel)] : []),
  ]
  return lines.length > 0 || simulated
    ? [small(...(lines.length > 0 ? [lines.join(' ')] : []), ...(simulated ? [w.stage.simulated] : []))]
    : []
}

// What is somebody's own: where their phone rings, the groups they lead.
import type { KnownBlock } from '@slack/types'
import type { Stage } from '../ring/change.ts'
import type { Extension, GroupId, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { overflow, press, pressOption, pressRaw } from './controls.ts'
import { groupFacts } from './group-lines.ts'
import { header, said, section } from './message.ts'

/** Where somebody's phone rings; the place counts from 1, and is there where it matters. */
export type Mine = { id: GroupId; name: string; place?: number; of: number }

export type HomeMine = {
  /** null: whose phone this is, is not known */
  phone: { extension: Extension; rings: Mine[] } | null
  /** at most two, who link phones; whoever looks may be one */
  admins: string[]
  user: string
  mayLink: boolean
}

const MOST_MINE = 4
const MOST_LED = 5

/** "Your phone 106 rings for: Support (2nd of 3)." */
export function mineBlocks(w: Words, it: HomeMine): KnownBlock[] {
  if (!it.phone) return unknown(w, it)
  const { extension, rings } = it.phone
  const [only, ...others] = rings
  if (!only) return [said(w.home.ringsForNone(extension))]
  if (others.length === 0)
    return [said(w.home.ringsFor(extension, [placed(w, only)])), { type: 'actions', elements: ways(w, only) }]
  const rest = rings.length - MOST_MINE
  return [
    said(w.home.ringsForThese(extension)),
    ...rings.slice(0, MOST_MINE).map((group) => section(placed(w, group), menu(w, group))),
    ...(rest > 0 ? [said(w.requests.more(rest))] : []),
  ]
}

const placed = (w: Words, { name, place, of }: Mine) => (place ? w.home.placeIn(name, place, of) : name)
const ways = (w: Words, { id: group }: Mine) => [
  press('who', w.press.seeWhoRings, { group }),
  press('leave', w.joining.leave, { group }),
]
const menu = (w: Words, { id: group }: Mine) =>
  overflow([pressOption('who', w.press.seeWhoRings, { group }), pressOption('leave', w.joining.leave, { group })])

/** "Which phone is yours?" An admin says so, others ask one. */
function unknown(w: Words, { admins, user, mayLink }: HomeMine): KnownBlock[] {
  const person = `<@${user}>`
  const way = mayLink
    ? press('link', w.home.linkPhone, { person })
    : pressRaw('plead', w.pleas.press, { command: 'link', said: { person } })
  return [
    said(mayLink ? w.home.whichPhone : w.people.whichPhone(admins)),
    ...(mayLink || admins.length > 0 ? [{ type: 'actions' as const, elements: [way] }] : []),
  ]
}

export type Led = { group: RingGroup; free: boolean; stage: Stage }

/** The groups that somebody leads, each with what they may do there. */
export function ledBlocks(w: Words, led: Led[]): KnownBlock[] {
  const rest = led.length - MOST_LED
  const rows = led.slice(0, MOST_LED).map(({ group, free, stage }) => {
    const way = press('members', free ? w.press.editMembers : w.requests.askForChange, { group: group.id })
    const label = w.home.changeOne(group.name)
    return section(groupFacts(w, group, stage), { ...way, accessibility_label: label })
  })
  return [...(rows.length > 0 ? [header(w.home.led), ...rows] : []), ...(rest > 0 ? [said(w.requests.more(rest))] : [])]
}

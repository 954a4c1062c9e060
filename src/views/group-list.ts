import type { KnownBlock } from '@slack/types'
import type { Stage } from '../ring/change.ts'
import type { Extension, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { cut, press } from './controls.ts'
import { groupLines } from './group-lines.ts'
import { header, point, said, small, type Message } from './message.ts'

export type Page = { words?: string | undefined; skip: number; total: number; size: number }

/** A page of the groups, or why there is none. */
export function groupList(
  w: Words,
  groups: RingGroup[],
  stages: Map<Extension, Stage>,
  page: Page,
  mayCreate: boolean,
): Message {
  const { words, skip, total, size } = page
  const title = words ? w.groups.found(cut(words, 60)) : w.groups.title
  if (groups.length === 0) return nothing(w, words, mayCreate)
  const asked = { ...(words && { words }) }
  const buttons = [
    ...(skip > 0 ? [press('list', w.groups.back, { ...asked, skip: Math.max(0, skip - size) }, 'back')] : []),
    ...(skip + groups.length < total ? [press('list', w.press.more, { ...asked, skip: skip + size })] : []),
    ...(words ? [press('list', w.groups.all, {}, 'all')] : []),
  ]
  return {
    text: point(title),
    blocks: [
      header(title),
      ...groups.map((it) => groupLines(w, it, stages.get(it.extension) ?? 'kept')),
      small(w.groups.pageOf(skip + 1, skip + groups.length, total)),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    ],
  }
}

function nothing(w: Words, words: string | undefined, mayCreate: boolean): Message {
  const line = words ? w.groups.noneFound(cut(words, 60)) : w.groups.none
  const create = mayCreate ? [{ ...press('create', w.press.createGroup, {}), style: 'primary' as const }] : []
  const buttons = words ? [press('list', w.groups.all, {})] : create
  const blocks: KnownBlock[] = [said(line, ...(words ? [] : [w.home.what]))]
  return {
    text: point(line),
    blocks: buttons.length > 0 ? [...blocks, { type: 'actions', elements: buttons }] : blocks,
  }
}

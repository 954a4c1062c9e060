import type { GroupId } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { changeRows, type Past } from './change-rows.ts'
import { press } from './controls.ts'
import type { Known } from './facts.ts'
import { header, point, said, type Message } from './message.ts'

type Of = { group?: { id: GroupId; called: string; isThere: boolean } | undefined; older: string | undefined }

/** What was done, newest first: of everything, or of one group. */
export function historyList(w: Words, known: Known, past: Past, { group, older }: Of): Message {
  const title = group ? w.past.titleOf(group.called) : w.past.title
  if (past.changes.length === 0) return { text: point(w.past.none), blocks: [said(w.past.none)] }
  const buttons = [
    ...(older ? [press('history', w.press.older, { ...(group && { group: group.id }), before: older })] : []),
    ...(group?.isThere ? [press('show', w.press.showGroup, { group: group.id })] : []),
  ]
  return {
    text: point(title),
    blocks: [
      header(title),
      ...changeRows(w, known, past),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    ],
  }
}

import type { SectionBlock } from '@slack/types'
import type { Change } from '../ring/change.ts'
import type { Words } from '../words/index.ts'
import { headlineOf, isUndoable } from './change-card.ts'
import { press } from './controls.ts'
import type { Known } from './facts.ts'
import { row } from './message.ts'

/** Changes, and the number of the change that put each of them back. */
export type Past = {
  changes: Change[]
  undone: Map<string, string>
  mayUndo: boolean
}

/** "#12 ‹date› @ana: Support now rings one phone after another.", and the way back. `mine`: by whoever looks. */
export const changeRows = (w: Words, known: Known, { changes, undone, mayUndo }: Past, mine = false): SectionBlock[] =>
  changes.map((change) => {
    const { id, at, by, approvedBy, because } = change
    const headline = headlineOf(w, known, change)
    const what = [
      mine ? w.past.mine(id, at.toISOString(), headline) : w.past.row(id, at.toISOString(), by, headline),
      ...(because && 'change' in because ? [w.past.undoOf(because.change)] : []),
      ...(approvedBy ? [`(${w.change.approvedBy(approvedBy)})`] : []),
    ].join(' ')
    const undoneBy = undone.get(id)
    if (undoneBy) return row(`${what}\n${w.past.undone(undoneBy)}`)
    if (!mayUndo || !isUndoable(change)) return row(what)
    return row(what, { ...press('undo', w.press.undo, { change: `#${id}` }), accessibility_label: w.past.undoOne(id) })
  })

import type { SectionBlock } from '@slack/types'
import type { Change } from '../ring/change.ts'
import type { Words } from '../words/index.ts'
import { headline } from './change-card.ts'
import { press } from './controls.ts'
import type { Known } from './facts.ts'
import { row } from './message.ts'

/** Changes, the number of the change that put each of them back, and of those that put something back whether that was an undo. */
export type Past = {
  changes: Change[]
  undone: Map<string, string>
  /** the numbers of undos among the changes that these put back */
  undos: Set<string>
  mayUndo: boolean
}

/** "#12 ‹date› @ana: Support now rings one phone after another.", and the way back. */
export const changeRows = (w: Words, known: Known, { changes, undone, undos, mayUndo }: Past): SectionBlock[] =>
  changes.map(({ id, at, by, touched, because }) => {
    const redone = because && undos.has(because.change)
    const what = [
      w.past.row(id, at.toISOString(), by, headline(w, known, touched)),
      ...(because ? [redone ? w.past.redoOf(because.change) : w.past.undoOf(because.change)] : []),
    ].join(' ')
    const undoneBy = undone.get(id)
    if (undoneBy) return row(`${what}\n${w.past.undone(undoneBy)}`)
    if (!mayUndo) return row(what)
    const label = because && !redone ? w.past.redo : w.press.undo
    return row(what, { ...press('undo', label, { change: `#${id}` }), accessibility_label: w.past.undoOne(id) })
  })

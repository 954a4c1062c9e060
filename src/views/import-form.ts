import type { KnownBlock, ModalView } from '@slack/types'
import type { Words } from '../words/index.ts'
import { bold } from '../words/marks.ts'
import { alert, field, form, plain } from './controls.ts'
import { flat, inParts, list, said, small } from './message.ts'

/** Slack's most for a text field. */
export const LONGEST = 3000
/** A text that comes so near to it was probably cut off. */
const NEARLY = 2950

export type ImportForm = {
  text: string
  /** what the text would do, all of it in sentences; none: there is no text yet */
  sheet?:
    | { ready: number; rows: string[]; toMend: string[]; moves: string[]; notes: string[]; seen: string }
    | undefined
  /** what the phone system holds that is not here, and how much of it stands in the text */
  found?: { total: number; shown: number } | undefined
  /** it is not what was shown before */
  isOther?: boolean
  alert?: string[] | undefined
}

/** Groups out of a table: the text, and below it what would become of it. */
export const importForm = (w: Words, { text, sheet, found, isOther, alert: why }: ImportForm): ModalView => {
  const say = w.importing
  return form(w, 'import', {
    title: say.title,
    submit: sheet && sheet.ready > 0 ? say.submit(sheet.ready) : say.preview,
    known: sheet ? { seen: sheet.seen } : {},
    alert: why,
    blocks: [
      ...(isOther ? [alert('info', say.lookAgain)] : []),
      ...(found ? [alert('info', foundLine(w, found))] : []),
      field({
        key: 'text',
        label: say.text,
        hint: say.hint,
        element: {
          type: 'plain_text_input',
          multiline: true,
          max_length: LONGEST,
          placeholder: plain(say.example),
          ...(text && { initial_value: text }),
          ...(!sheet && { focus_on_load: true }),
        },
      }),
      ...(text.length >= NEARLY && !found ? [alert('warning', say.full)] : []),
      ...(sheet ? preview(w, sheet) : []),
    ],
  })
}

const foundLine = (w: Words, { total, shown }: { total: number; shown: number }) =>
  [w.importing.found(total), ...(shown < total ? [w.importing.foundPart(shown, total)] : [])].join(' ')

function preview(w: Words, { ready, rows, toMend, moves, notes }: NonNullable<ImportForm['sheet']>): KnownBlock[] {
  const say = w.importing
  return [
    said(bold(say.count(ready, toMend.length))),
    small([say.untilImport, ...(toMend.length > 0 ? [say.leftOut] : [])].join(' ')),
    ...titled(say.toMend, toMend),
    ...inParts(moves).map((part) => alert('warning', part.map((it) => flat(it)).join('\n'))),
    ...titled(say.notes, notes),
    ...titled(say.ready, rows),
  ]
}

const titled = (title: string, lines: string[]): KnownBlock[] =>
  lines.length > 0 ? [said(bold(title)), ...inParts(lines).map((part) => list('bullet', part))] : []

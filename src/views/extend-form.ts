import type { DateTimepicker, ModalView } from '@slack/types'
import type { Called } from '../ring/edits.ts'
import type { Ending } from '../ring/ends.ts'
import type { Extension, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { field, form, reasonField } from './controls.ts'
import { groupCalled } from './group-lines.ts'
import { section } from './message.ts'

type Drawn = {
  group: RingGroup
  ending: Ending
  person: Extension
  called: Called
  /** what stands in the field */
  until: string
  /** null: they do not have to ask */
  asked: { reason: string } | null
  alert?: string[] | undefined
}

/** One field: until when. */
export function extendForm(w: Words, { group, ending, person, called, until, asked, alert }: Drawn): ModalView {
  const at = Date.parse(until)
  const element: DateTimepicker = {
    type: 'datetimepicker',
    ...(!Number.isNaN(at) && { initial_date_time: Math.floor(at / 1000) }),
  }
  const { how, who, back } = ending
  return form(w, 'extend', {
    title: w.dates.extend,
    submit: asked ? w.requests.send : w.dates.extend,
    known: { group: group.id, person },
    alert,
    blocks: [
      section(w.dates.whom[how](called(who), groupCalled(group), back ? called(back) : '')),
      field({ key: 'until', label: w.fields.until, hint: w.dates.extendHint, element }),
      ...(asked ? [reasonField(w, asked.reason)] : []),
    ],
  })
}

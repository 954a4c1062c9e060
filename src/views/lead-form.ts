import type { ModalView } from '@slack/types'
import type { UserId } from '../ring/actor.ts'
import type { RingGroup } from '../ring/group.ts'
import { MOST_LEADS } from '../ring/leads.ts'
import type { Words } from '../words/index.ts'
import { field, form, plain } from './controls.ts'

type Leads = {
  /** who ask, and who change members at once */
  asking: UserId[]
  free: UserId[]
  opened: Partial<RingGroup>
  alert?: string[] | undefined
}

/** Everybody who leads a group. */
export function leadForm(
  w: Words,
  { id, name, extension }: RingGroup,
  { asking, free, opened, alert }: Leads,
): ModalView {
  const people = (key: string, label: string, hint: string, users: UserId[], more: object = {}) =>
    field({
      key,
      label,
      hint,
      optional: true,
      element: {
        type: 'multi_users_select',
        max_selected_items: MOST_LEADS,
        ...(users.length > 0 && { initial_users: users }),
        ...more,
      },
    })
  return form(w, 'lead', {
    title: w.leading.title,
    submit: w.save,
    known: { group: id },
    opened,
    alert,
    blocks: [
      { type: 'section', text: plain(`${name} (${extension})`) },
      people('people', w.leading.asking, w.leading.askingHint, asking, { focus_on_load: true }),
      people('free', w.leading.freely, w.leading.freelyHint, free),
    ],
  })
}

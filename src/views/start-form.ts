import type { ModalView } from '@slack/types'
import type { Words } from '../words/index.ts'
import { field, findId, form, plain, press } from './controls.ts'

export const TO_START = ['show', 'edit', 'members', 'who', 'join', 'leave'] as const
export type ToStart = (typeof TO_START)[number]

/** The shortcut's form: find a group, choose what to do with it; or what needs no group. */
export function startForm(w: Words, toStart: ToStart[], mayCreate: boolean, alert?: string[]): ModalView {
  const words = { ...w.start, join: w.joining.join, leave: w.joining.leave }
  const option = (value: ToStart) => ({ text: plain(words[value]), value })
  const options = toStart.map(option)
  return form(w, 'start', {
    title: w.start.title,
    submit: w.start.submit,
    known: {},
    blocks: [
      field({
        key: 'group',
        label: w.start.group,
        hint: w.start.groupHint,
        element: { type: 'external_select', action_id: findId('group'), min_query_length: 0, focus_on_load: true },
      }),
      field({
        key: 'what',
        label: w.start.what,
        element: { type: 'radio_buttons', options, initial_option: option('show') },
      }),
      {
        type: 'actions',
        elements: [
          ...(mayCreate ? [press('create', w.press.createGroup, {})] : []),
          press('list', w.groups.all, {}),
          press('requests', w.joining.myRequests, {}),
        ],
      },
    ],
    alert,
  })
}

import type { ModalView } from '@slack/types'
import type { Words } from '../words/index.ts'
import { field, findId, form, plain, press } from './controls.ts'

export const TO_START = ['show', 'edit', 'members', 'who'] as const
export type ToStart = (typeof TO_START)[number]

/** The shortcut's form: find a group, choose what to do with it; or what needs no group. */
export function startForm(w: Words, mayChange: boolean, alert?: string[]): ModalView {
  const option = (value: ToStart) => ({ text: plain(w.start[value]), value })
  const options = TO_START.filter((it) => mayChange || it === 'show' || it === 'who').map(option)
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
        elements: [...(mayChange ? [press('create', w.press.createGroup, {})] : []), press('list', w.groups.all, {})],
      },
    ],
    alert,
  })
}

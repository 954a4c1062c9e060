import type { ModalView } from '@slack/types'
import type { Words } from '../words/index.ts'
import { field, findId, form } from './controls.ts'

/** Not the registry's type: its commands are typed by what stands here. */
type Asks = 'members' | 'edit' | 'delete' | 'lead'

/** Before anything else it is asked which group: the command's own form follows. */
export const whichGroupForm = (w: Words, name: Asks, title: string, alert?: string[]): ModalView =>
  form(w, name, {
    title,
    submit: w.start.submit,
    known: {},
    alert,
    blocks: [
      field({
        key: 'group',
        label: w.fields.group,
        hint: w.fields.groupHint,
        steps: true,
        element: { type: 'external_select', action_id: findId('group'), min_query_length: 0, focus_on_load: true },
      }),
    ],
  })

import type { ModalView } from '@slack/types'
import type { Words } from '../words/index.ts'
import { field, form } from './controls.ts'

/** Why not: who asked reads it. */
export const declineForm = (w: Words, request: string, reason?: string, alert?: string[]): ModalView =>
  form(w, 'decline', {
    title: w.requests.declineTitle,
    submit: w.requests.declineSubmit,
    known: { request, sure: 'yes' },
    alert,
    blocks: [
      field({
        key: 'reason',
        label: w.requests.reason,
        optional: true,
        element: {
          type: 'plain_text_input',
          multiline: true,
          max_length: 300,
          focus_on_load: true,
          ...(reason && { initial_value: reason }),
        },
      }),
    ],
  })

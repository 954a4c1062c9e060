import type { ModalView } from '@slack/types'
import type { Words } from '../words/index.ts'
import { form, reasonField } from './controls.ts'

/** Why not: who asked reads it. */
export const declineForm = (w: Words, request: string, reason?: string, alert?: string[]): ModalView =>
  form(w, 'decline', {
    title: w.requests.declineTitle,
    submit: w.requests.declineSubmit,
    known: { request, sure: 'yes' },
    alert,
    blocks: [reasonField(w, reason, { focus: true })],
  })

import type { ModalView } from '@slack/types'
import type { UserId } from '../ring/actor.ts'
import type { Words } from '../words/index.ts'
import { field, form } from './controls.ts'

type Drawn = { how: 'add' | 'remove'; chosen?: UserId | undefined; alert?: string[] | undefined }

/** Who is to be an admin, or none any more. */
export const adminForm = (w: Words, { how, chosen, alert }: Drawn): ModalView =>
  form(w, 'admins', {
    title: w.admins.titles[how],
    submit: w.admins.titles[how],
    known: { how },
    alert,
    blocks: [
      field({
        key: 'person',
        label: w.people.person,
        hint: w.admins.hint[how],
        element: { type: 'users_select', focus_on_load: true, ...(chosen && { initial_user: chosen }) },
      }),
    ],
  })

import type { ModalView, PlainTextOption } from '@slack/types'
import type { UserId } from '../ring/actor.ts'
import type { Words } from '../words/index.ts'
import { field, findId, form } from './controls.ts'
import { small } from './message.ts'

type Drawn = {
  person: UserId | undefined
  chosen: PlainTextOption | undefined
  /** the phone that an e-mail address finds, where none is linked */
  byAddress: string | null
  alert?: string[] | undefined
}

/** Whose phone is which; nothing chosen is none. */
export const linkForm = (w: Words, { person, chosen, byAddress, alert }: Drawn): ModalView =>
  form(w, 'link', {
    title: w.linking.title,
    submit: w.linking.title,
    known: { filled: true },
    alert,
    blocks: [
      field({
        key: 'person',
        label: w.people.person,
        element: { type: 'users_select', ...(person ? { initial_user: person } : { focus_on_load: true }) },
      }),
      field({
        key: 'extension',
        label: w.linking.phone,
        hint: w.linking.hint,
        optional: true,
        element: {
          type: 'external_select',
          action_id: findId('extension'),
          min_query_length: 0,
          ...(chosen && { initial_option: chosen }),
          ...(person && { focus_on_load: true }),
        },
      }),
      ...(byAddress ? [small(w.linking.byAddress(byAddress))] : []),
    ],
  })

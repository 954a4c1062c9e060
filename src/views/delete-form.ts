import type { ModalView } from '@slack/types'
import type { RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { form, press } from './controls.ts'
import { list, said } from './message.ts'

type Shown = {
  group: RingGroup
  /** where each of its numbers goes then, a sentence each */
  numbers: string[]
  /** whose calls go on to it: it cannot go before they go elsewhere */
  others: RingGroup[]
  alert?: string[] | undefined
}

/** Nobody reads more names, or buttons. */
const MOST_NAMED = 5

/** All that goes with a group, before it goes. */
export const deleteForm = (w: Words, { group, numbers, others, alert }: Shown): ModalView => {
  const { id, name, extension, directNumbers } = group
  const say = w.deleteForm
  if (others.length > 0)
    return form(w, 'delete', {
      title: say.title,
      known: { group: id },
      blocks: [
        said(neededBy(w, group, others)),
        {
          type: 'actions',
          elements: others
            .slice(0, MOST_NAMED)
            .map((it, i) => press('edit', say.editOther(it.name), { group: it.id }, `${i}`)),
        },
      ],
    })
  return form(w, 'delete', {
    title: say.title,
    submit: say.submit,
    known: { group: id, sure: 'yes' },
    opened: { name, extension, directNumbers },
    alert,
    blocks: [
      said(say.noLongerExists(name, extension)),
      ...(numbers.length > 0 ? [said(say.numbers), list('bullet', numbers)] : []),
      said(say.elsewhere(extension)),
    ],
  })
}

/** Why a group cannot go yet. */
export const neededBy = (w: Words, { name, extension }: RingGroup, others: RingGroup[]): string =>
  w.deleteForm.needed(`${name} (${extension})`, [
    ...others.slice(0, MOST_NAMED).map((it) => `${it.name} (${it.extension})`),
    ...(others.length > MOST_NAMED ? ['…'] : []),
  ])

import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { point, said, type Message } from './message.ts'

type Asked = { id: string; by: string; line: string; hasForm: boolean }

/** What somebody would like an admin to do. Nothing happens at a press but what can be looked at first, where there is a form. */
export function pleaCard(w: Words, { id, by, line, hasForm }: Asked): Message {
  const sentence = w.pleas.asks(by, line)
  return {
    text: point(sentence),
    blocks: [
      said(sentence),
      { type: 'actions', elements: [press('oblige', hasForm ? w.pleas.open : w.pleas.run, { plea: id })] },
    ],
  }
}

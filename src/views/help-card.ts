import type { Words } from '../words/index.ts'
import { code } from '../words/marks.ts'
import { point, said, type Message } from './message.ts'

export const helpCard = (w: Words): Message => {
  const lines = Object.values(w.commands).map((it) => `${code(`/ringgroup ${it.typed[0]}`)} ${it.help}`)
  return { text: point(lines[0]!), blocks: [said(...lines)] }
}

// What a sentence cannot say in letters: that something is emphasised, a person, an instant. A sentence is plain text with
// these marks in it until it is shown; the views turn it into Slack's rich text, mrkdwn or plain text, and escape it there.
// The marks are private-use characters, which no name may contain.

const [OPEN, CLOSE] = ['\uE000', '\uE001']

export type Part =
  | string
  | { bold: string }
  | { code: string }
  | { user: string }
  | { channel: string }
  | { at: string }

const mark = (kind: string, text: string) => `${OPEN}${kind}${text}${CLOSE}`

/** The name of a group, or the point of a sentence. */
export const bold = (text: string) => mark('b', text)
/** Something to type. */
export const code = (text: string) => mark('c', text)
/** A Slack person, by id: shown as a mention. */
export const user = (id: string) => mark('u', id)
/** The ids that stand in history for people who were erased begin so (migration 0011). */
const ERASED = 'UERASED'
/** As `user`; whoever was erased is called this. */
export const userOr = (erased: string) => (id: string) => (id.startsWith(ERASED) ? erased : user(id))
/** A Slack channel, by id. */
export const channel = (id: string) => mark('h', id)
/** An instant in ISO 8601: shown in the reader's time zone. */
export const at = (iso: string | Date) => mark('d', typeof iso === 'string' ? iso : iso.toISOString())

/** Most have none. */
export const isMarked = (sentence: string) => sentence.includes(OPEN)

/** A sentence in its parts, in order. */
export const parts = (sentence: string): Part[] =>
  [...sentence.matchAll(/\uE000([bcuhd])([^\uE001]*)\uE001|([^\uE000]+)/g)].map(([, kind, marked = '', text = '']) => {
    switch (kind) {
      case 'b':
        return { bold: marked }
      case 'c':
        return { code: marked }
      case 'u':
        return { user: marked }
      case 'h':
        return { channel: marked }
      case 'd':
        return { at: marked }
      default:
        return text
    }
  })

/** What somebody typed may be put into a sentence, but it cannot mark anything. */
export const unmarked = (text: string) => text.replaceAll(/[\uE000\uE001]/g, '')

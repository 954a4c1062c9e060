// Slack never gives blocks back as it got them.
import { randomBytes } from 'node:crypto'
import { escape, isNode, nodes, type Node } from './json.ts'

const random = () => randomBytes(4).toString('base64url').slice(0, 5)
const ELEMENTS = new Set(['elements', 'element', 'accessory'])

/** As stored: every block and control has an id, every text says `emoji` or `verbatim`. */
export const stored = (blocks: unknown): Node[] =>
  nodes(blocks).map((block) => ({ ...filled(block), block_id: block['block_id'] ?? random() }))

/** Texts inside anything, options too. */
export const filled = (it: Node, key = ''): Node => {
  const out: Node = {}
  for (const [name, value] of Object.entries(it))
    out[name] = Array.isArray(value)
      ? value.map((item: unknown) => (isNode(item) ? filled(item, name) : item))
      : isNode(value)
        ? filled(value, name)
        : value
  if (typeof out['text'] === 'string' && out['type'] === 'plain_text') out['emoji'] ??= true
  if (typeof out['text'] === 'string' && out['type'] === 'mrkdwn') {
    out['verbatim'] ??= false
    if (out['verbatim'] !== true) out['text'] = linked(out['text'])
  }
  if (ELEMENTS.has(key) && isControl(out)) out['action_id'] ??= random()
  return out
}

/** Addresses that nobody marked as such become links, unless Slack was told to leave the text as it is. */
export const linked = (text: string) =>
  text.replaceAll(
    /<[^>]*>|`[^`]*`|\bhttps?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"»*_~`]|(?<![\w@/.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|example)\b/gi,
    (found) => (/^[<`]/.test(found) ? found : /^http/i.test(found) ? `<${found}>` : `<http://${found}|${found}>`),
  )

const isControl = ({ type }: Node) =>
  typeof type === 'string' && /button|select|input|picker|checkboxes|overflow/.test(type)

/** As sent back in a payload: what looks like markup in plain text comes escaped. */
export const escaped = <T>(it: T): T => {
  if (Array.isArray(it)) return it.map((item: unknown) => escaped(item)) as T
  if (!isNode(it)) return it
  const out: Node = {}
  for (const [name, value] of Object.entries(it)) out[name] = escaped(value)
  if (out['type'] === 'plain_text' && typeof out['text'] === 'string') out['text'] = escape(out['text'])
  return out as T
}

// Slack's mrkdwn → the elements of a rich_text block. Pure: no markup is made here, so nothing typed can become any.

/** Slack's three entities, once. */
const plainly = (text) =>
  text.replaceAll(/&(amp|lt|gt);/g, (_, name) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'))

/** In code a link is its label. */
const bare = (text) => plainly(text.replaceAll(/<([^>|]*\|)?([^>]*)>/g, '$2'))

/** Addresses that may be clicked. */
export const isSafe = (url) => /^(https?:\/\/|mailto:|tel:)\S+$/i.test(url)

/** Code between fences, quotes, and all else: neighbouring lines of a kind are one element. */
export function elementsOf(text) {
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, i) => {
    if (i % 2 === 1) return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: bare(part) }] }
    return part
      .split(/((?:^(?:&gt;|>).*\n?)+)/m)
      .map((lines, n) =>
        n % 2 === 1
          ? { type: 'rich_text_quote', elements: leavesOf(lines.replaceAll(/^(&gt;|>) ?/gm, '').trimEnd()) }
          : { type: 'rich_text_section', elements: leavesOf(lines) },
      )
      .filter((it) => it.elements.length > 0)
  })
}

const styles = { '*': 'bold', _: 'italic', '~': 'strike' }

/** `<token>`, `code`, or *a mark* that opens before a letter and closes behind one on the same line. Slack's server makes tokens of addresses. */
const special =
  /<([^<>]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}_])([*_~])(?!\3)(?=\S)((?:<[^>]*>|[^\n<]){1,999}?)(?<=\S)\3(?![\p{L}\p{N}])/gu

function leavesOf(text, style = {}) {
  const leaves = []
  let from = 0
  const plain = (to) => {
    if (to > from) leaves.push({ type: 'text', text: plainly(text.slice(from, to)), style })
  }
  for (const { 0: all, 1: token, 2: code, 3: mark, 4: marked, index } of text.matchAll(special)) {
    const found = token
      ? tokenOf(token, style)
      : code
        ? { type: 'text', text: bare(code), style: { ...style, code: true } }
        : leavesOf(marked, { ...style, [styles[mark]]: true })
    if (!found) continue
    plain(index)
    leaves.push(...[found].flat())
    from = index + all.length
  }
  plain(text.length)
  return leaves
}

/** What stands between `<` and `>`, if it means something. */
function tokenOf(inner, style) {
  const [head = '', label = ''] = plainly(inner).split(/\|(.*)/s)
  const [, sign, id] = /^([@#])(\w+)$/.exec(head) ?? []
  if (sign === '@') return { type: 'user', user_id: id, text: label, style }
  if (sign === '#') return { type: 'channel', channel_id: id, text: label, style }
  const [, seconds, format] = /^!date\^(-?\d+)\^([^^]*)/.exec(head) ?? []
  if (seconds) return { type: 'date', timestamp: Number(seconds), format, style }
  const [, range] = /^!(here|channel|everyone|subteam\^\w+)$/.exec(head) ?? []
  if (range) return { type: 'broadcast', range: label.replace(/^@/, '') || range, style }
  return isSafe(head) && { type: 'link', url: head, text: label || head.replace(/^(mailto|tel):/, ''), style }
}

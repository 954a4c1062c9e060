// @ts-check
// Slack's mrkdwn → pieces. Pure: no markup is made here, so nothing typed can become any.

/**
 * @typedef {{ is: 'text', text: string }
 *   | { is: 'bold' | 'italic' | 'strike', of: Inline[] }
 *   | { is: 'code', text: string }
 *   | { is: 'user' | 'channel', id: string, text: string }
 *   | { is: 'group', text: string }
 *   | { is: 'link', url: string, of: Inline[] }
 *   | { is: 'date', seconds: number, pattern: string, url?: string, fallback: string }} Inline
 * @typedef {{ is: 'lines' | 'quote', of: Inline[] } | { is: 'bullet', of: Inline[] } | { is: 'fence', text: string }} Piece
 */

/** Slack's three entities, once. @param {string} text */
export const plainly = (text) =>
  text.replaceAll(/&(amp|lt|gt);/g, (_, name) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'))

/** In code a link is its label. @param {string} text */
const bare = (text) => plainly(text.replaceAll(/<([^>|]*\|)?([^>]*)>/g, '$2'))

/** @param {string} text @returns {Piece[]} */
export function piecesOf(text) {
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, i) => {
    if (i % 2 === 1) return [{ is: 'fence', text: bare(part) }]
    return part === '' ? [] : linesOf(part)
  })
}

/** Neighbouring lines of a kind are one piece. @param {string} text @returns {Piece[]} */
function linesOf(text) {
  /** @type {{ is: 'lines' | 'quote' | 'bullet', lines: string[] }[]} */
  const runs = []
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, mark, rest] = /^(&gt; ?|> ?|[•◦] +)(.*)$/.exec(line) ?? []
    const is = mark === undefined ? 'lines' : /^[•◦]/.test(mark) ? 'bullet' : 'quote'
    const last = runs.at(-1)
    if (last?.is === is && is !== 'bullet') last.lines.push(rest ?? line)
    else runs.push({ is, lines: [rest ?? line] })
  }
  return runs.map(({ is, lines }) => ({ is, of: inlinesOf(lines.join('\n')) }))
}

const marks = /** @type {const} */ ({ '*': 'bold', _: 'italic', '~': 'strike' })
const word = /[\p{L}\p{N}_]/u

/** @param {string} text @returns {Inline[]} */
export function inlinesOf(text) {
  /** @type {Inline[]} */
  const out = []
  let from = 0
  let at = 0
  /** @param {number} to @param {Inline} inline */
  const take = (to, inline) => {
    if (at > from) out.push(...textOf(text.slice(from, at)))
    out.push(inline)
    from = at = to
  }
  while (at < text.length) {
    const char = text.charAt(at)
    const mark = marks[/** @type {keyof typeof marks} */ (char)]
    if (char === '`') {
      const end = text.indexOf('`', at + 1)
      const code = text.slice(at + 1, end)
      if (end > at + 1 && !code.includes('\n')) {
        take(end + 1, { is: 'code', text: bare(code) })
        continue
      }
    } else if (char === '<') {
      const end = text.indexOf('>', at)
      const token = end > 0 ? tokenOf(text.slice(at + 1, end)) : undefined
      if (token) {
        take(end + 1, token)
        continue
      }
    } else if (mark && !word.test(text.charAt(at - 1)) && /\S/.test(text.charAt(at + 1))) {
      const end = closing(text, at)
      if (end > 0) {
        take(end + 1, { is: mark, of: inlinesOf(text.slice(at + 1, end)) })
        continue
      }
    }
    at++
  }
  if (at > from) out.push(...textOf(text.slice(from, at)))
  return out
}

/** Where the mark that opens here closes: on the same line, not after a blank, not before a letter. @param {string} text @param {number} open */
function closing(text, open) {
  const mark = text.charAt(open)
  for (let i = open + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '<') i = Math.max(i, text.indexOf('>', i))
    else if (
      text[i] === mark &&
      i > open + 1 &&
      /\S/.test(text.charAt(i - 1)) &&
      !/[\p{L}\p{N}]/u.test(text.charAt(i + 1))
    )
      return i
  }
  return -1
}

/** What stands between `<` and `>`. @param {string} inner @returns {Inline | undefined} */
function tokenOf(inner) {
  const bar = inner.indexOf('|')
  const head = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? '' : inner.slice(bar + 1)
  if (/^@[UW]\w*$/.test(head)) return { is: 'user', id: head.slice(1), text: plainly(label) }
  if (/^#[CDG]\w*$/.test(head)) return { is: 'channel', id: head.slice(1), text: plainly(label) }
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(head)
  if (date) {
    const [, seconds = '', pattern = '', url] = date
    return {
      is: 'date',
      seconds: Number(seconds),
      pattern: plainly(pattern),
      ...(url && { url }),
      fallback: plainly(label),
    }
  }
  const broadcast = /^!(here|channel|everyone|subteam\^\w+)$/.exec(head)
  if (broadcast) return { is: 'group', text: plainly(label) || `@${broadcast[1]}` }
  if (isSafe(head)) {
    const url = plainly(head)
    return { is: 'link', url, of: label ? inlinesOf(label) : [{ is: 'text', text: url.replace(/^(mailto|tel):/, '') }] }
  }
  return undefined
}

/** Addresses that may be clicked. @param {string} url */
export const isSafe = (url) => /^(https?:\/\/|mailto:|tel:)\S+$/i.test(url)

/** Bare web addresses are links too. @param {string} text @returns {Inline[]} */
const textOf = (text) =>
  text
    .split(/(https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"»])/)
    .map(plainly)
    .filter(Boolean)
    .map((it) => (isSafe(it) ? { is: 'link', url: it, of: [{ is: 'text', text: it }] } : { is: 'text', text: it }))

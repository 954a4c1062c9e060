// @ts-check
// rich_text blocks: what Slack's own composer makes, and what the bot uses where names may hold marks.
import { html } from './html.js'
import { isSafe } from './mrkdwn.js'
import { ChannelName, Mention, Moment, emoji } from './text.js'

export const RichText = ({ block }) =>
  html`<div class="rich">
    ${block.elements.map((it) => html`<${it.type === 'rich_text_list' ? List : Part} it=${it} />`)}
  </div>`

const numbering = ['decimal', 'lower-alpha', 'lower-roman']
const bullets = ['disc', 'circle', 'square']

function List({ it }) {
  const depth = it.indent ?? 0
  const kind = (it.style === 'ordered' ? numbering : bullets)[depth % 3]
  const style = { marginLeft: `${depth * 24}px`, listStyleType: kind }
  const items = it.elements.map((item) => html`<li><${Leaves} of=${item.elements} /></li>`)
  return it.style === 'ordered'
    ? html`<ol start=${(it.offset ?? 0) + 1} style=${style}>
        ${items}
      </ol>`
    : html`<ul style=${style}>
        ${items}
      </ul>`
}

function Part({ it }) {
  switch (it.type) {
    case 'rich_text_preformatted':
      return html`<pre tabindex="0"><${Leaves} of=${it.elements} /></pre>`
    case 'rich_text_quote':
      return html`<blockquote><${Leaves} of=${it.elements} /></blockquote>`
    default:
      return html`<div class="lines"><${Leaves} of=${it.elements} /></div>`
  }
}

const Leaves = ({ of }) => of.map((it) => html`<${Leaf} it=${it} />`)

function Leaf({ it }) {
  const { bold, italic, strike, underline, code } = it.style ?? {}
  let node = contentOf(it)
  if (code) node = html`<code>${node}</code>`
  if (underline) node = html`<u>${node}</u>`
  if (strike) node = html`<s>${node}</s>`
  if (italic) node = html`<i>${node}</i>`
  if (bold) node = html`<b>${node}</b>`
  return node
}

function contentOf(it) {
  switch (it.type) {
    case 'text':
      return it.text
    case 'link':
      if (!isSafe(it.url)) return it.text ?? it.url
      return html`<a href=${it.url} target="_blank" rel="noreferrer">${it.text ?? it.url}</a>`
    case 'user':
      return html`<${Mention} id=${it.user_id} />`
    case 'channel':
      return html`<${ChannelName} id=${it.channel_id} />`
    case 'emoji':
      return emoji(it.name)
    case 'date':
      return html`<${Moment} seconds=${it.timestamp} pattern=${it.format} />`
    case 'broadcast':
      return html`<span class="mention">@${it.range}</span>`
    default:
      return ''
  }
}

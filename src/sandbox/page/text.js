// Text on screen: plain text, mrkdwn and rich_text blocks, which are what Slack's own composer makes.
import { slackDate } from './dates.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { elementsOf, isSafe } from './mrkdwn.js'
import { personOf, useWorld } from './world.js'

/** A text object. */
export function Text({ of }) {
  if (!of) return null
  return of.type === 'mrkdwn' ? html`<${Mrkdwn} text=${of.text} />` : html`<span class="plain">${of.text}</span>`
}

/** What went wrong, where it did. */
export const Trouble = ({ id, children }) =>
  html`<p class="field-error" id=${id} role=${id ? undefined : 'alert'}><${Icon} name="warning" />${children}</p>`

/** An option: its text, and its description below. */
export const Label = ({ it }) =>
  html`<span><${Text} of=${it.text} />${it.description && html`<small><${Text} of=${it.description} /></small>`}</span>`

export const Mrkdwn = ({ text }) => elementsOf(text).map((it) => html`<${Part} it=${it} />`)

export const RichText = ({ block }) =>
  html`<div class="rich">${block.elements.map((it) => html`<${Part} it=${it} />`)}</div>`

function Part({ it }) {
  const leaves = html`<${Leaves} of=${it.elements} />`
  if (it.type === 'rich_text_preformatted') return html`<pre tabindex="0">${leaves}</pre>`
  if (it.type === 'rich_text_quote') return html`<blockquote>${leaves}</blockquote>`
  if (it.type !== 'rich_text_list') return html`<span class="lines">${leaves}</span>`
  const Tag = it.style === 'ordered' ? 'ol' : 'ul'
  return html`<${Tag} start=${(it.offset ?? 0) + 1} style=${{ marginLeft: `${(it.indent ?? 0) * 24}px` }}>
    ${it.elements.map((item) => html`<li><${Leaves} of=${item.elements} /></li>`)}
  </${Tag}>`
}

const Leaves = ({ of }) => of.map((it) => html`<${Leaf} it=${it} />`)

function Leaf({ it }) {
  const { bold, italic, strike, code } = it.style ?? {}
  let node = html`<${Content} it=${it} />`
  if (code) node = html`<code>${node}</code>`
  if (strike) node = html`<s>${node}</s>`
  if (italic) node = html`<i>${node}</i>`
  return bold ? html`<b>${node}</b>` : node
}

function Content({ it }) {
  const { state, say, go } = useWorld()
  const mention = (text, mine) => html`<span class=${`mention${mine ? ' mine' : ''}`}>${text}</span>`
  switch (it.type) {
    case 'link': {
      const face = it.text || it.url
      return isSafe(it.url) ? html`<a href=${it.url} target="_blank" rel="noreferrer">${face}</a>` : face
    }
    case 'user':
      return mention(`@${personOf(state, it.user_id)?.name ?? (it.text || say.someone)}`, it.user_id === state.me.id)
    case 'channel': {
      const channel = state.channels.find(({ id }) => id === it.channel_id)
      if (!channel) return mention(`#${it.text || it.channel_id}`)
      return html`<button type="button" class="mention link" onClick=${() => go(channel.id)}>#${channel.name}</button>`
    }
    case 'date': {
      const at = new Date(it.timestamp * 1000)
      return html`<time datetime=${at.toISOString()}>${slackDate(it.timestamp, it.format, state.me)}</time>`
    }
    case 'broadcast':
      return mention(`@${it.range}`)
    default:
      return it.text ?? (it.name && `:${it.name}:`)
  }
}

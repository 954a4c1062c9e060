// @ts-check
// Text on screen: plain, mrkdwn, and the small parts both share with rich text.
import { slackDate } from './dates.js'
import { html } from './html.js'
import { piecesOf } from './mrkdwn.js'
import { personOf, useWorld } from './world.js'

/** The few that a business message uses; any other stays as typed. @type {Record<string, string>} */
const emojis = Object.fromEntries(
  (
    'white_check_mark ✅ x ❌ warning ⚠️ bell 🔔 no_bell 🔕 phone ☎️ telephone_receiver 📞 calling 📲 hourglass ⌛ ' +
    'calendar 📅 busts_in_silhouette 👥 wave 👋 tada 🎉 bulb 💡 memo 📝 mag 🔍 no_entry ⛔ red_circle 🔴 ' +
    'large_green_circle 🟢 large_yellow_circle 🟡 white_circle ⚪ +1 👍 pray 🙏 eyes 👀'
  )
    .split(/ (?=[a-z+])/)
    .map((it) => it.split(' ')),
)
export const emoji = (name) => emojis[name] ?? `:${name}:`
const withEmoji = (text) => text.replaceAll(/:([a-z0-9_+-]+):/g, (whole, name) => emojis[name] ?? whole)

/** A text object. @param {{ of?: { type: string, text: string, emoji?: boolean } | undefined }} props */
export function Text({ of }) {
  if (!of) return null
  if (of.type === 'mrkdwn') return html`<${Mrkdwn} text=${of.text} />`
  return html`<span class="plain">${of.emoji === false ? of.text : withEmoji(of.text)}</span>`
}

/** An option: its text, and its description below. */
export const Label = ({ it }) =>
  html`<span><${Text} of=${it.text} />${it.description && html`<small><${Text} of=${it.description} /></small>`}</span>`

export const Mrkdwn = ({ text }) => piecesOf(text).map((it) => html`<${PieceOf} it=${it} />`)

function PieceOf({ it }) {
  if (it.is === 'fence') return html`<pre>${it.text}</pre>`
  if (it.is === 'quote') return html`<blockquote><${Inlines} of=${it.of} /></blockquote>`
  if (it.is === 'bullet')
    return html`<span class="bullet"
      ><span>•</span><span><${Inlines} of=${it.of} /></span
    ></span>`
  return html`<span class="lines"><${Inlines} of=${it.of} /></span>`
}

export const Inlines = ({ of }) => of.map((it) => html`<${One} it=${it} />`)

function One({ it }) {
  switch (it.is) {
    case 'text':
      return withEmoji(it.text)
    case 'bold':
      return html`<b><${Inlines} of=${it.of} /></b>`
    case 'italic':
      return html`<i><${Inlines} of=${it.of} /></i>`
    case 'strike':
      return html`<s><${Inlines} of=${it.of} /></s>`
    case 'code':
      return html`<code>${it.text}</code>`
    case 'user':
      return html`<${Mention} id=${it.id} text=${it.text} />`
    case 'channel':
      return html`<${ChannelName} id=${it.id} text=${it.text} />`
    case 'group':
      return html`<span class="mention">${it.text}</span>`
    case 'link':
      return html`<a href=${it.url} target="_blank" rel="noreferrer"><${Inlines} of=${it.of} /></a>`
    case 'date':
      return html`<${Moment} seconds=${it.seconds} pattern=${it.pattern} />`
  }
}

export function Mention({ id, text }) {
  const { state, say } = useWorld()
  const name = personOf(state, id)?.name ?? (text || say.someone)
  return html`<span class=${`mention${id === state.me.id ? ' mine' : ''}`}>@${name}</span>`
}

export function ChannelName({ id, text }) {
  const { state, go } = useWorld()
  const channel = state.channels.find((it) => it.id === id)
  if (!channel) return html`<span class="mention">#${text || id}</span>`
  return html`<button type="button" class="mention link" onClick=${() => go(id)}>#${channel.name}</button>`
}

export function Moment({ seconds, pattern }) {
  const { state } = useWorld()
  return html`<time datetime=${new Date(seconds * 1000).toISOString()}>${slackDate(seconds, pattern, state.me)}</time>`
}

// One message, from a person or from the bot.
import { Blocks } from './blocks.js'
import { clock, full } from './dates.js'
import { html } from './html.js'
import { Icon, IconButton } from './icons.js'
import { useSurface } from './surface.js'
import { Mrkdwn, Trouble } from './text.js'
import { personOf, useWorld } from './world.js'

const initials = (name) =>
  name
    .split(/[\s-]+/)
    .map((it) => [...it][0])
    .slice(0, 2)
    .join('')
    .toUpperCase()

/** A name has always the same of eight colours. */
export function Avatar({ name, bot = false, small = false }) {
  const colour = [...name].reduce((sum, it) => sum + (it.codePointAt(0) ?? 0), 0) % 8
  return html`<span class=${`avatar ${bot ? 'bot' : `c${colour}`}${small ? ' small' : ''}`} aria-hidden="true">
    ${bot ? html`<${Icon} name="ring" />` : initials(name)}
  </span>`
}

export const msOf = ({ ts }) => Number(ts) * 1000

/** `follows`: the same person goes on; `reply` opens its thread. */
export function Message({ message, channel, follows = false, replies = 0, reply }) {
  const { state, say } = useWorld()
  const bot = message.user === 'bot'
  const name = bot ? state.bot.name : (personOf(state, message.user)?.name ?? say.someone)
  const blocks = message.blocks ?? []
  const surface = useSurface({
    id: `${state.me.id}/${channel}/${message.ts}`,
    at: { in: 'message', channel, ts: message.ts },
    blocks,
  })
  const edited = message.edited && html`<span class="edited">${say.edited}</span>`
  const time = html`<time datetime=${new Date(msOf(message)).toISOString()} title=${full(msOf(message), state.me)}>
    ${clock(msOf(message), state.me)}
  </time>`
  return html`<li class=${follows ? 'message follows' : 'message'} data-ts=${message.ts}>
    ${message.ephemeral && html`<p class="only-you"><${Icon} name="eye" />${say.onlyYou}</p>`}
    <div class="gutter">${follows ? time : html`<${Avatar} name=${name} bot=${bot} />`}</div>
    <div class="message-body">
      <p class=${follows ? 'who hidden' : 'who'}>
        <b>${name}</b> ${bot && html`<span class="badge">${say.app}</span>`} ${!follows && time}
      </p>
      ${
        blocks.length > 0
          ? html`<${Blocks} surface=${surface} blocks=${blocks} />`
          : html`<div class="said"><${Mrkdwn} text=${message.text} /></div>`
      }
      ${edited} ${surface.trouble && html`<${Trouble}>${surface.trouble}</${Trouble}>`}
      ${replies > 0 && reply && html`<button class="replies" onClick=${reply}>${say.replies(replies)}</button>`}
    </div>
    ${
      reply &&
      !message.ephemeral &&
      html`<${IconButton} name="reply" className="reply" label=${say.reply} go=${reply} />`
    }
  </li>`
}

// @ts-check
/** @import { Channel, State } from '../protocol.ts' */
// The left side: channels, the bot, who one is, and the phone system's lamp.
import { html } from './html.js'
import { Icon } from './icons.js'
import { Avatar } from './message.js'
import { People } from './people.js'
import { useWorld } from './world.js'

/** @param {{ at: string, open: boolean, be: (id: string) => void, showPhones: () => void, close: () => void }} props */
export function Sidebar({ at, open, be, showPhones, close }) {
  const { state, say, go } = useWorld()
  const of = (/** @type {Channel['kind']} */ kind) => state.channels.filter((it) => it.kind === kind)
  return html`<nav
    id="sidebar"
    class=${`sidebar${open ? ' open' : ''}`}
    aria-label="Northwind"
    onKeyDown=${({ key }) => key === 'Escape' && close()}
  >
    <div class="workspace">
      <h1>Northwind</h1>
      <button type="button" class="icon-button narrow" aria-label=${say.close} onClick=${close}>
        <${Icon} name="close" />
      </button>
    </div>
    <div class="sidebar-scroll" tabindex="-1">
      <section>
        <h2 id="channels">${say.channels}</h2>
        <ul aria-labelledby="channels">
          ${of('channel').map((it) => html`<${Entry} key=${it.id} at=${at} to=${it.id} unread=${it.unread} name=${it.name} face=${html`<span class="sign" aria-hidden="true">#</span>`} />`)}
        </ul>
      </section>
      <section>
        <h2 id="apps">${say.apps}</h2>
        <ul aria-labelledby="apps">
          ${of('direct').map((it) => html`<${Entry} key=${it.id} at=${at} to=${it.id} unread=${it.unread} name=${it.name} label=${say.direct(it.name)} face=${html`<${Avatar} name=${it.name} bot small />`} />`)}
          <${Entry}
            at=${at}
            to="home"
            unread=${0}
            name=${say.home}
            label=${`${state.bot.name}: ${say.home}`}
            face=${html`<span class="sign"><${Icon} name="home" /></span>`}
          />
        </ul>
      </section>
      <${People} be=${be} />
      ${
        state.phones &&
        html`<section>
          <h2>${say.phones}</h2>
          <button
            type="button"
            class="row-button"
            aria-label=${`${say.phones}: ${state.phones.on ? say.phonesOn : say.phonesOff}`}
            onClick=${showPhones}
          >
            <span class="sign"><${Icon} name="phone" /></span>
            <span class="grow">${state.phones.on ? say.phonesOn : say.phonesOff}</span>
            <span class=${`lamp ${state.phones.on ? 'on' : 'off'}`}></span>
          </button>
        </section>`
      }
    </div>
  </nav>`

  /** @param {{ at: string, to: string, unread: number, name: string, label?: string, face: unknown }} props */
  function Entry({ at: here, to, unread, name, label, face }) {
    const spoken = `${label ?? name}${unread > 0 ? `, ${say.unread(unread)}` : ''}`
    return html`<li>
      <button
        type="button"
        class=${`row-button${here === to ? ' current' : ''}${unread > 0 ? ' unread' : ''}`}
        aria-current=${here === to ? 'page' : undefined}
        aria-label=${spoken}
        onClick=${() => go(to)}
      >
        ${face}<span class="grow">${name}</span>${unread > 0 && html`<span class="unread-count">${unread}</span>`}
      </button>
    </li>`
  }
}

/** All that is unread. @param {State} state */
export const unreadIn = ({ channels }) => channels.reduce((sum, it) => sum + it.unread, 0)

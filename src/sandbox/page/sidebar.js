// @ts-check
/** @import { State } from '../protocol.ts' */
// The left side: channels, the bot, who one is, and the phone system's lamp.
import { useEffect } from 'preact/hooks'
import { html, useElement } from './html.js'
import { Icon, IconButton } from './icons.js'
import { Avatar } from './message.js'
import { People } from './people.js'
import { useWorld } from './world.js'

/** @param {{ at: string, open: boolean, be: (id: string) => void, showPhones: () => void, close: () => void }} props open: on a small screen */
export function Sidebar({ at, open, be, showPhones, close }) {
  const { state, say } = useWorld()
  const nav = useElement()
  const phones = state.phones?.on ? say.phonesOn : say.phonesOff
  const of = (kind) => state.channels.filter((it) => it.kind === kind)
  useEffect(() => {
    if (open) nav.current.querySelector('button').focus()
  }, [open])
  return html`<nav
    id="sidebar"
    ref=${nav}
    class=${`sidebar${open ? ' open' : ''}`}
    aria-label="Northwind"
    onKeyDown=${({ key }) => key === 'Escape' && close()}
  >
    <div class="workspace">
      <strong>Northwind</strong>
      <${IconButton} name="close" className="narrow" label=${say.close} go=${close} />
    </div>
    <div class="sidebar-scroll">
      <section>
        <h2 id="channels">${say.channels}</h2>
        <ul aria-labelledby="channels">
          ${of('channel').map((it) => html`<${Entry} key=${it.id} at=${at} to=${it} face="#" />`)}
        </ul>
      </section>
      <section>
        <h2 id="apps">${say.apps}</h2>
        <ul aria-labelledby="apps">
          ${of('direct').map((it) => html`<${Entry} key=${it.id} at=${at} to=${it} label=${say.direct(it.name)} face=${html`<${Avatar} name=${it.name} bot small />`} />`)}
          <${Entry}
            at=${at}
            to=${{ id: 'home', name: say.home, unread: 0 }}
            label=${`${state.bot.name}: ${say.home}`}
            face=${html`<${Icon} name="home" />`}
          />
        </ul>
      </section>
      <${People} be=${be} />
      ${
        state.phones &&
        html`<section>
          <h2>${say.phones}</h2>
          <button type="button" class="row-button" aria-label=${`${say.phones}: ${phones}`} onClick=${showPhones}>
            <span class="sign"><${Icon} name="phone" /></span><span class="grow">${phones}</span>
            <span class=${`lamp ${state.phones.on ? 'on' : 'off'}`}></span>
          </button>
        </section>`
      }
    </div>
  </nav>`
}

/** @param {{ at: string, to: { id: string, name: string, unread: number }, label?: string, face: unknown }} props */
function Entry({ at, to: { id, name, unread }, label = name, face }) {
  const { say, go } = useWorld()
  const current = at === id
  return html`<li>
    <button
      type="button"
      class=${`row-button${current ? ' current' : ''}${unread > 0 ? ' unread' : ''}`}
      aria-current=${current ? 'page' : undefined}
      aria-label=${unread > 0 ? `${label}, ${say.unread(unread)}` : label}
      onClick=${() => go(id)}
    >
      <span class="sign" aria-hidden="true">${face}</span><span class="grow">${name}</span>
      ${unread > 0 && html`<span class="unread-count">${unread}</span>`}
    </button>
  </li>`
}

/** All that is unread. @param {State} state */
export const unreadIn = ({ channels }) => channels.reduce((sum, it) => sum + it.unread, 0)

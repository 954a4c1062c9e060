// The left side: channels, the bot, who one is, and the phone system's lamp.
import { useEffect } from 'preact/hooks'
import { html, useElement } from './html.js'
import { Icon, IconButton } from './icons.js'
import { Avatar } from './message.js'
import { People } from './people.js'
import { useWorld } from './world.js'

export function Sidebar({ at, open, be, beside, show, close }) {
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
            label=${say.of(state.bot.name, say.home)}
            face=${html`<${Icon} name="home" />`}
          />
        </ul>
      </section>
      <${People} be=${be} />
      ${
        state.phones &&
        html`<section>
          <h2>${say.phones}</h2>
          <button
            class="row-button"
            aria-label=${say.of(say.phones, phones)}
            aria-pressed=${beside === 'phones'}
            onClick=${() => show('phones')}
          >
            <span class="sign"><${Icon} name="phone" /></span><span class="grow">${phones}</span>
            <span class=${`lamp ${state.phones.on ? 'on' : 'off'}`}></span>
          </button>
        </section>`
      }
      <section>
        <h2>${say.behind}</h2>
        <button class="row-button" aria-pressed=${beside === 'wire'} onClick=${() => show('wire')}>
          <span class="sign"><${Icon} name="wire" /></span><span class="grow">${say.wire}</span>
        </button>
      </section>
    </div>
  </nav>`
}

function Entry({ at, to: { id, name, unread }, label = name, face }) {
  const { say, go } = useWorld()
  const current = at === id
  const news = current ? 0 : unread
  return html`<li>
    <button
      class=${`row-button${current ? ' current' : ''}${news > 0 ? ' unread' : ''}`}
      aria-current=${current ? 'page' : undefined}
      aria-label=${news > 0 ? `${label}, ${say.unread(news)}` : label}
      onClick=${() => go(id)}
    >
      <span class="sign" aria-hidden="true">${face}</span><span class="grow">${name}</span>
      ${news > 0 && html`<span class="unread-count">${news}</span>`}
    </button>
  </li>`
}

/** All that is unread. */
export const unreadIn = ({ channels }) => channels.reduce((sum, it) => sum + it.unread, 0)

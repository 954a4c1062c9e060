// The page: one person's view of the workspace, redrawn whenever the server says how it is now.
import { render } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Channel } from './channel.js'
import { act, listen } from './client.js'
import { Confirm, useConfirm } from './confirm.js'
import { Home } from './home.js'
import { html } from './html.js'
import { IconButton } from './icons.js'
import { Modals } from './modal.js'
import { useRoute } from './route.js'
import { sayIn } from './say.js'
import { Sidebar, unreadIn } from './sidebar.js'
import { Thread } from './thread.js'
import { Wall } from './wall.js'
import { wallSay } from './wall-say.js'
import { Wire } from './wire.js'
import { World } from './world.js'

function App() {
  const [route, move] = useRoute()
  const { state, online } = useHeard(route.as, (id) => move({ as: id }, true))
  /** What stands on the right: 'phones', 'wire', a thread `{ channel, ts }`, or nothing. */
  const [beside, setBeside] = useState(innerWidth > 1100 ? 'phones' : null)
  const [menu, setMenu] = useState(false)
  const [question, ask] = useConfirm()
  const say = sayIn(state?.me.locale ?? navigator.language)

  const here = state?.channels.find((it) => it.id === route.at)
  const direct = state?.channels.find((it) => it.kind === 'direct')
  // Everybody has their own direct messages with the bot; where there is no such place the first channel is shown.
  const at =
    here || route.at === 'home'
      ? route.at
      : (route.at.startsWith('D') && direct?.id) || state?.channels[0]?.id || 'home'
  const channel = state?.channels.find((it) => it.id === at)

  const go = (to) => {
    move({ at: to })
    setBeside((it) => (it?.ts ? null : it))
    setMenu(false)
  }
  const be = (id) => {
    move({ as: id, at })
    setMenu(false)
  }
  const world = useMemo(
    () => state && { state, say, ask, go, act: (it) => act({ as: state.me.id, ...it }) },
    [state, say, at],
  )

  const unread = state ? unreadIn(state) : 0
  useEffect(() => {
    if (!state) return
    document.documentElement.lang = state.me.locale
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${state.me.name} · Northwind`
  }, [state?.me, unread])

  if (!state || !world) return html`<p class="loading" role="status">${online ? say.loading : say.offline}</p>`
  const name = channel?.kind === 'channel' ? `#${channel.name}` : state.bot.name
  const thread = state.channels.find((it) => it.id === beside?.channel)
  const parent = thread?.messages.find((it) => it.ts === beside.ts)
  const alone = () => setBeside(null)

  return html`<${World.Provider} value=${world}>
    <div class="app">
      <${Sidebar}
        at=${at}
        open=${menu}
        be=${be}
        close=${() => setMenu(false)}
        beside=${beside}
        show=${(what) => {
          setBeside(beside === what ? null : what)
          setMenu(false)
        }}
      />
      ${menu && html`<div class="shade" onClick=${() => setMenu(false)}></div>`}
      <main>
        ${!online && html`<p class="banner" role="alert">${say.offline}</p>`}
        ${
          state.me.deleted &&
          html`<p class="banner" role="status">
            ${say.gone(state.me.name)}
            <button
              class="button"
              onClick=${() => world.act({ do: 'person', user: state.me.id, set: { deleted: false } })}
            >
              ${say.reactivate}
            </button>
          </p>`
        }
        <header class="top">
          <${IconButton}
            name="menu"
            className="narrow"
            label=${say.menu}
            aria-expanded=${menu}
            aria-controls="sidebar"
            go=${() => setMenu(true)}
          />
          <h1>${name}</h1>
          ${
            channel?.kind !== 'channel' &&
            html`<div class="tabs">
              ${[
                ['home', say.home],
                [direct?.id ?? '', say.messages],
              ].map(
                ([to = '', label]) =>
                  html`<button class="tab" aria-current=${at === to ? 'page' : undefined} onClick=${() => go(to)}>
                    ${label}
                  </button>`,
              )}
            </div>`
          }
          ${
            state.phones &&
            html`<${IconButton}
              name="phone"
              className=${`to-phones${state.phones.calls.some((it) => it.ringing.length > 0) ? ' ringing' : ''}`}
              label=${wallSay(state.me.locale).title}
              aria-pressed=${beside === 'phones'}
              go=${() => setBeside(beside === 'phones' ? null : 'phones')}
            />`
          }
        </header>
        ${
          channel
            ? html`<${Channel}
                key=${channel.id}
                channel=${channel}
                openThread=${(ts) => setBeside({ channel: channel.id, ts })}
              />`
            : html`<${Home} key=${state.me.id} />`
        }
      </main>
      ${beside === 'phones' && state.phones && html`<${Wall} phones=${state.phones} close=${alone} />`}
      ${beside === 'wire' && html`<${Wire} close=${alone} />`}
      ${parent && html`<${Thread} key=${parent.ts} channel=${thread} ts=${parent.ts} close=${alone} />`}
      ${state.modals.length > 0 && html`<${Modals} key=${state.me.id} views=${state.modals} />`}
      ${question && html`<${Confirm} ...${question} />`}
    </div>
  </${World.Provider}>`
}

/** The newest State of whoever the address names; the old one stays on screen until it is here. `taken`: the server took somebody else. */
function useHeard(as, taken) {
  const [state, heard] = useState(null)
  const [online, setOnline] = useState(true)
  useEffect(() => {
    const hear = (it) => {
      heard(it)
      if (it.me.id !== as) taken(it.me.id)
    }
    return listen(`/sandbox/events?as=${encodeURIComponent(as)}`, hear, setOnline)
  }, [as])
  return { state, online }
}

const root = document.getElementById('root')
if (root) render(html`<${App} />`, root)

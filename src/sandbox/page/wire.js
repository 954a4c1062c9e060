// What goes over the wire between Slack and the bot, while somebody looks.
import { useEffect, useState } from 'preact/hooks'
import { listen } from './client.js'
import { clock } from './dates.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { Panel } from './panel.js'
import { useWorld } from './world.js'

const MOST = 200

export function Wire({ close }) {
  const { say } = useWorld()
  const [all, setAll] = useState([])
  useEffect(
    () =>
      listen('/sandbox/wire', (fresh, first) =>
        // One is told again when its answer is here.
        setAll((before) => {
          const kept = first ? [] : before.filter(({ id }) => fresh.every((it) => it.id !== id))
          return [...kept, ...fresh].sort((a, b) => b.id - a.id).slice(0, MOST)
        }),
      ),
    [],
  )
  return html`<${Panel} title=${say.wire} close=${close}>
    <div class="scroll wire" tabindex="0" role="region" aria-label=${say.wire}>
      <p class="soft">${say.wireHint}</p>
      ${all.length === 0 && html`<p>${say.wireEmpty}</p>`}
      ${all.map((it) => html`<${Exchange} key=${it.id} it=${it} />`)}
    </div>
  </${Panel}>`
}

function Exchange({ it }) {
  const { state, say } = useWorld()
  const [open, setOpen] = useState(false)
  const from = it.from === 'bot' ? say.fromBot : say.fromSlack
  return html`<details class=${`exchange ${it.state}`} onToggle=${({ target }) => setOpen(target.open)}>
    <summary>
      <span class=${`way ${it.from}`} title=${from}><span class="hidden">${from}: </span><${Icon} name="send" /></span>
      <b>${it.what}</b>
      <span class="soft">
        ${it.state === 'failed' && html`<${Icon} name="warning" /> ${say.failed} · `}
        ${it.state === 'waits' ? say.waits : `${it.ms} ms`} · ${clock(it.at, state.me)}
      </span>
    </summary>
    ${
      open &&
      html`<h3>${say.asked}</h3>
        <${Json} it=${it.asked} />
        ${
          it.state !== 'waits' &&
          html`<h3>${say.answered}</h3>
            <${Json} it=${it.answered} />`
        }`
    }
  </details>`
}

function Json({ it, name, depth = 0 }) {
  const key = name !== undefined && html`<span class="json-key">${name}: </span>`
  if (it === null || typeof it !== 'object') return html`<div class="json">${key}${JSON.stringify(it)}</div>`
  const parts = Object.entries(it)
  const size = Array.isArray(it) ? `[${parts.length}]` : `{${parts.length}}`
  if (parts.length === 0) return html`<div class="json">${key}${size}</div>`
  return html`<details class="json" open=${depth < 2}>
    <summary>${key}<span class="soft">${size}</span></summary>
    ${parts.map(([name, part]) => html`<${Json} key=${name} it=${part} name=${name} depth=${depth + 1} />`)}
  </details>`
}

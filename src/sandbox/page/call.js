// Calling somebody, and the calls there are.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'

const SHOWN = 4

/** What leads to a group is one click away, anything else can be typed. */
export function Dial({ wall: { phones, words, does } }) {
  const [typed, setTyped] = useState('')
  const lines = phones.lines.filter((it) => it.group)
  return html`<form
    class="dial"
    onSubmit=${async (event) => {
      event.preventDefault()
      if (await does({ what: 'call', to: typed })) setTyped('')
    }}
  >
    ${lines.length === 0 && html`<p class="soft">${words.noGroup}</p>`}
    ${lines.slice(0, SHOWN).map(
      (it) =>
        html`<button
          type="button"
          key=${it.number}
          class="call-it"
          onClick=${() => does({ what: 'call', to: it.number })}
        >
          <span class="go"><${Icon} name="phone" /></span>
          <b>${words.call} ${it.shown}</b> <span class="soft grow">${it.leads}</span>
        </button>`,
    )}
    <p class="row">
      <input
        class="field grow"
        aria-label=${words.other}
        placeholder=${words.other}
        list="dialable"
        autocomplete="off"
        value=${typed}
        onInput=${({ target }) => setTyped(target.value)}
      />
      <datalist id="dialable">
        ${phones.lines.map((it) => html`<option value=${it.shown}>${it.leads}</option>`)}
      </datalist>
      <button type="submit" class="button" disabled=${!typed.trim()}>${words.call}</button>
      <span class="speeds" role="group" aria-label=${words.speed}>
        ${[1, 10].map(
          (it) =>
            html`<button
              type="button"
              aria-pressed=${phones.speed === it}
              aria-label=${`${words.speed} ${it} ×`}
              onClick=${() => does({ what: 'speed', speed: String(it) })}
            >
              ${it}×
            </button>`,
        )}
      </span>
    </p>
  </form>`
}

export const LiveCall = ({ call, wall: { phones, words, does } }) =>
  html`<li class="call">
    <p class="call-head">
      <b class="grow">${call.from} → ${call.to}</b><${Seconds} call=${call} speed=${phones.speed} />
    </p>
    <p class="call-head">
      <span class="grow">${call.now}</span>
      ${
        phones.plays &&
        html`<button
          type="button"
          class="button danger"
          onClick=${({ target }) => does({ what: 'hangup', call: call.id }, target.closest('.wall'))}
        >
          ${words.hangUp}
        </button>`
      }
    </p>
    ${call.greeting && html`<blockquote class="greeting">${call.greeting}</blockquote>`}
    <${Steps} call=${call} title=${words.steps} />
  </li>`

export const PastCall = ({ call }) =>
  html`<li><${Steps} call=${call} title=${`${call.from} → ${call.to} · ${call.now}`} /></li>`

const Steps = ({ call, title }) =>
  html`<details>
    <summary>${title}</summary>
    <ol class="steps">
      ${call.lines.map((it) => html`<li><time>${clock(it.at)}</time> ${it.says}</li>`)}
    </ol>
  </details>`

/** It goes on by itself until the server says how it really is. */
function Seconds({ call, speed }) {
  const heard = useMemo(() => performance.now(), [call])
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((it) => it + 1), 250)
    return () => clearInterval(timer)
  }, [])
  const passed = ((performance.now() - heard) / 1000) * speed
  return html`<time>${clock(call.seconds + passed)}</time>`
}

/** `1:05` */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

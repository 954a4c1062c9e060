// Every phone of the company, the calls to them, and the phone system behind them.
import { useState } from 'preact/hooks'
import { Dial, LiveCall, PastCall } from './call.js'
import { errorIn } from './client.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { Panel } from './panel.js'
import { PhoneSystem } from './phones.js'
import { wallSay } from './wall-say.js'
import { WhoPicture } from './who-picture.js'
import { useWorld } from './world.js'

export function Wall({ phones, close }) {
  const { state, act, say } = useWorld()
  const words = wallSay(state.me.locale)
  const [trouble, setTrouble] = useState('')
  /** `then` has the focus when the button that was pressed is gone. */
  const does = async (it, then) => {
    then?.focus()
    const acted = await act({ do: 'phones', ...it })
    const error = errorIn(acted, say)
    setTrouble(words[error] ?? error)
    return acted.ok
  }
  const wall = { phones, words, does }
  const [live, past] = [false, true].map((over) => phones.calls.filter((it) => it.over === over))
  const called = phones.calls[0]?.lines.find((it) => it.does === 'group')?.group ?? phones.held[0]?.extension
  const off = phones.phones.filter((it) => it.is === 'off').map((it) => it.extension)
  return html`<${Panel} title=${words.title} close=${close}>
    <div class="scroll wall" tabindex="0" role="region" aria-label=${words.title}>
      ${phones.plays ? html`<${Dial} wall=${wall} />` : html`<p class="soft">${words.real}</p>`}
      ${trouble && html`<p class="field-error" role="alert"><${Icon} name="warning" />${trouble}</p>`}
      <ol class="calls" aria-label=${words.calls}>
        ${live.map((it) => html`<${LiveCall} key=${it.id} call=${it} wall=${wall} />`)}
      </ol>
      <ul class="tiles" aria-label=${words.wall}>
        ${phones.phones.map((it) => html`<${Tile} key=${it.extension} phone=${it} wall=${wall} />`)}
      </ul>
      <${News} calls=${phones.calls} />
      ${
        past.length > 0 &&
        html`<section>
          <h3>${words.past}</h3>
          <ol class="past">
            ${past.map((it) => html`<${PastCall} key=${it.id} call=${it} />`)}
          </ol>
        </section>`
      }
      ${called && html`<${WhoPicture} extension=${called} version=${JSON.stringify([phones.held, off])} />`}
      ${phones.plays && html`<${PhoneSystem} phones=${phones} does=${does} />`}
    </div>
  </${Panel}>`
}

function Tile({ phone: { extension, name, is, does: doing }, wall: { phones, words, does } }) {
  const calls = phones.plays ? phones.calls.filter((it) => it.ringing.includes(extension)) : []
  return html`<li class=${`tile ${is}`} tabindex="-1">
    <span class="tile-phone"><${Icon} name="phone" /></span>
    <span class="tile-state"><span>${extension}</span> <strong>${words[is]}</strong></span>
    <b title=${name}>${name}</b>
    ${
      doing &&
      calls.length === 0 &&
      html`<select
        class="field"
        aria-label=${words.when(name)}
        value=${doing}
        onChange=${({ target }) => does({ what: 'phone', extension, does: target.value })}
      >
        ${Object.entries(words.does).map(([it, label]) => html`<option value=${it}>${label}</option>`)}
      </select>`
    }
    ${calls.map(
      (call) =>
        html`<span class="pick" key=${call.id}>
          ${calls.length > 1 && html`<small>${call.from}</small>`}
          ${['answer', 'reject'].map(
            (what) =>
              html`<button
                type="button"
                class=${`button ${what}`}
                aria-label=${words.pick(words[what], call.from, name)}
                onClick=${({ target }) => does({ what, call: call.id, extension }, target.closest('li'))}
              >
                ${words[what]}
              </button>`,
          )}
        </span>`,
    )}
  </li>`
}

/** What happens is read aloud. */
const News = ({ calls }) =>
  html`<div class="hidden" role="log" aria-live="polite">
    ${calls.flatMap((call) => call.lines.map((it, i) => html`<p key=${call.id + i}>${call.from} · ${it.says}</p>`))}
  </div>`

// @ts-check
/** @import { PhonesPanel } from '../protocol.ts' */
// The phone system's own page: its switch, and what it holds, to be edited by hand.
import { useState } from 'preact/hooks'
import { html } from './html.js'
import { useWorld } from './world.js'

/** @param {{ phones: PhonesPanel, does: (it: any) => Promise<boolean> }} props */
export function PhoneSystem({ phones, does }) {
  const { say } = useWorld()
  return html`<details class="phones">
    <summary>
      <span class=${`lamp ${phones.on ? 'on' : 'off'}`}></span> ${say.of(say.phones, '')}<b role="status"
        >${phones.on ? say.phonesOn : say.phonesOff}</b
      >
    </summary>
    <p class="row">
      <button type="button" class="button" onClick=${() => does({ what: phones.on ? 'off' : 'on' })}>
        ${phones.on ? say.switchOff : say.switchOn}
      </button>
      <button type="button" class="button" onClick=${() => does({ what: 'forget' })}>${say.forget}</button>
    </p>
    <h3>${say.holds}</h3>
    <p class="soft">${phones.held.length === 0 ? say.holdsNothing : say.byHand}</p>
    ${phones.held.map((it) => html`<${Held} key=${it.extension} held=${it} does=${does} />`)}
  </details>`
}

/** Text that is being edited stays until it is saved. @param {{ held: PhonesPanel['held'][number], does: (it: any) => Promise<boolean> }} props */
function Held({ held: { extension, text }, does }) {
  const { say } = useWorld()
  const [draft, setDraft] = useState(/** @type {string | null} */ (null))
  const save = async (next) => {
    if (await does({ what: 'edit', extension, text: next })) setDraft(null)
  }
  const shown = draft ?? readable(text)
  return html`<form
    class="held"
    onSubmit=${(event) => {
      event.preventDefault()
      void save(shown)
    }}
  >
    <label for=${`held-${extension}`}>${say.heldBy(extension)}</label>
    <textarea
      id=${`held-${extension}`}
      class="field"
      spellcheck=${false}
      rows=${Math.min(14, shown.split('\n').length)}
      value=${shown}
      onInput=${({ target }) => setDraft(target.value)}
    ></textarea>
    <p class="row">
      <button type="submit" class="button" disabled=${draft === null}>${say.save}</button>
      ${draft !== null && html`<button type="button" class="button" onClick=${() => setDraft(null)}>${say.cancel}</button>`}
      <button type="button" class="button" onClick=${() => save('')}>${say.remove}</button>
    </p>
  </form>`
}

/** JSON with line breaks, if it is JSON. @param {string} text */
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1).replaceAll(
      /\[\s*([^[\]{}]*?)\s*\]/g,
      (_, inner) => `[${inner.replaceAll(/\s+/g, ' ')}]`,
    )
  } catch {
    return text
  }
}

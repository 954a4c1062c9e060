// Block Kit on screen.
import { useId } from 'preact/hooks'
import { Element } from './elements.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { Surface, useOwnSurface } from './surface.js'
import { RichText, Text, Trouble } from './text.js'
import { useWorld } from './world.js'

export const Blocks = ({ surface, blocks }) =>
  html`<${Surface.Provider} value=${surface}>
    <div class="blocks">${blocks.map((block, i) => html`<${Block} key=${block.block_id ?? i} block=${block} />`)}</div>
  </${Surface.Provider}>`
const kinds = {
  header: Header,
  section: Section,
  divider: () => html`<hr />`,
  context: Context,
  actions: Actions,
  input: Input,
  rich_text: RichText,
  alert: Alert,
}

function Block({ block }) {
  const { say } = useWorld()
  const Kind = kinds[block.type]
  return html`<div class=${`block ${block.type}`} data-block=${block.block_id}>
    ${Kind ? html`<${Kind} block=${block} />` : html`<em class="soft">${say.unknown} ${block.type}</em>`}
  </div>`
}

function Header({ block }) {
  return html`<h2><${Text} of=${block.text} /></h2>`
}

function Section({ block }) {
  return html`<div class="section-main">
      ${block.text && html`<div class="section-text"><${Text} of=${block.text} /></div>`}
    </div>
    ${
      block.accessory &&
      html`<div class="accessory">
        <${Element} block=${block} element=${block.accessory} />
      </div>`
    }`
}

function Context({ block }) {
  return block.elements.map((it) => html`<span><${Text} of=${it} /></span>`)
}

function Actions({ block }) {
  return block.elements.map((it) => html`<${Element} key=${it.action_id} block=${block} element=${it} />`)
}

function Input({ block }) {
  const { say } = useWorld()
  const id = useId()
  const error = useOwnSurface().errors[block.block_id]
  const group = ['radio_buttons', 'checkboxes'].includes(block.element.type)
  const describedBy = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' ') || undefined
  const naming = { id, describedBy, invalid: Boolean(error), clearable: block.optional }
  const label = html`<${Text} of=${block.label} /> ${block.optional && html`<span class="soft">${say.optional}</span>`}`
  return html`<div class=${`input-block${error ? ' has-error' : ''}`} data-action=${block.element.action_id}>
    ${
      group
        ? html`<div class="label" id=${`${id}-label`}>${label}</div>`
        : html`<label class="label" for=${id}>${label}</label>`
    }
    <${Element} key=${block.element.action_id} block=${block} element=${block.element} naming=${naming} />
    ${error && html`<${Trouble} id=${`${id}-error`}>${error}</${Trouble}>`}
    ${block.hint && html`<p class="hint" id=${`${id}-hint`}><${Text} of=${block.hint} /></p>`}
  </div>`
}

export function Alert({ block: { level = 'default', text } }) {
  const grave = level === 'error' || level === 'warning'
  return html`<div class=${`notice ${level}`} role=${grave ? 'alert' : 'status'}>
    <${Icon} name=${grave ? 'warning' : level === 'success' ? 'check' : 'info'} />
    <div><${Text} of=${text} /></div>
  </div>`
}

// @ts-check
// Block Kit on screen.
import { useId } from 'preact/hooks'
import { Element } from './elements.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { RichText } from './rich-text.js'
import { Surface, useOwnSurface } from './surface.js'
import { Text } from './text.js'
import { useWorld } from './world.js'

export const Blocks = ({ surface, blocks }) =>
  html`<${Surface.Provider} value=${surface}>
    <div class="blocks">${blocks.map((block, i) => html`<${Block} key=${block.block_id ?? i} block=${block} />`)}</div>
  </${Surface.Provider}>`

/** @type {Record<string, any>} */
const kinds = {
  header: Header,
  section: Section,
  divider: () => html`<hr />`,
  context: Context,
  actions: Actions,
  input: Input,
  rich_text: RichText,
  alert: Alert,
  image: Image,
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
      ${
        block.fields &&
        html`<div class="fields">${block.fields.map((it) => html`<div><${Text} of=${it} /></div>`)}</div>`
      }
    </div>
    ${
      block.accessory &&
      html`<div class=${block.accessory.type === 'image' ? 'accessory picture' : 'accessory'}>
        <${Element} block=${block} element=${block.accessory} />
      </div>`
    }`
}

function Context({ block }) {
  return block.elements.map((it) =>
    it.type === 'image'
      ? html`<${Element} block=${block} element=${it} />`
      : html`<span class="context-text"><${Text} of=${it} /></span>`,
  )
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
    ${error && html`<p class="field-error" id=${`${id}-error`}><${Icon} name="warning" />${error}</p>`}
    ${block.hint && html`<p class="hint" id=${`${id}-hint`}><${Text} of=${block.hint} /></p>`}
  </div>`
}

function Alert({ block }) {
  const level = block.level ?? 'default'
  return html`<div class=${`notice ${level}`} role=${level === 'error' || level === 'warning' ? 'alert' : 'status'}>
    <${Icon} name=${level === 'success' ? 'check' : level === 'error' || level === 'warning' ? 'warning' : 'info'} />
    <div><${Text} of=${block.text} /></div>
  </div>`
}

function Image({ block }) {
  return html`<figure>
    ${block.title && html`<figcaption><${Text} of=${block.title} /></figcaption>`}
    <${Element} block=${block} element=${block} />
  </figure>`
}

// One element of a block: buttons here, everything that holds an answer by its kind.
import { html } from './html.js'
import { Icon } from './icons.js'
import { Choices, DateInput, NumberInput, TextInput } from './inputs.js'
import { Menu } from './menu.js'
import { isSafe } from './mrkdwn.js'
import { Select } from './selects.js'
import { useOwnSurface } from './surface.js'
import { Text } from './text.js'
import { useWorld } from './world.js'

const kinds = {
  button: Button,
  overflow: Overflow,
  select: Select,
  radio_buttons: Choices,
  checkboxes: Choices,
  number_input: NumberInput,
  input: TextInput,
  datetimepicker: DateInput,
}
/** By the end of its type's name. */
const kindOf = (type) => kinds[Object.keys(kinds).find((it) => type.endsWith(it))]

/** Outside an input block nothing but the placeholder says what a control is. */
export function Element({ block, element, naming }) {
  const { say } = useWorld()
  const Kind = kindOf(element.type)
  if (!Kind) return html`<em class="soft">${say.unknown} ${element.type}</em>`
  const label = element.accessibility_label ?? element.placeholder?.text ?? element.action_id
  return html`<${Kind}
    block=${block}
    element=${element}
    naming=${{ ...(naming ?? { label }), action: element.action_id }}
  />`
}

function Button({ block, element }) {
  const surface = useOwnSurface()
  const { ask } = useWorld()
  const busy = surface.isBusy(block, element)
  const press = async () => {
    if (busy || (element.confirm && !(await ask(element.confirm)))) return
    await surface.press(block, element, { type: 'button', value: element.value ?? null })
  }
  const same = {
    class: `button ${element.style ?? ''}`,
    'aria-label': element.accessibility_label,
    'aria-busy': busy ? 'true' : undefined,
    'data-action': element.action_id,
    onClick: press,
  }
  const face = html`<${Text} of=${element.text} />`
  return element.url && isSafe(element.url)
    ? html`<a href=${element.url} target="_blank" rel="noreferrer" ...${same}>${face}</a>`
    : html`<button type="button" ...${same}>${face}</button>`
}

function Overflow({ block, element }) {
  const surface = useOwnSurface()
  const { ask, say } = useWorld()
  const items = element.options.map((it) => ({
    label: html`<${Text} of=${it.text} />`,
    detail: it.description?.text,
    go: async () => {
      if (element.confirm && !(await ask(element.confirm))) return
      await surface.press(block, element, { type: 'overflow', selected_option: it })
    },
  }))
  return html`<${Menu}
    label=${element.accessibility_label ?? say.more}
    action=${element.action_id}
    className="button square"
    busy=${surface.isBusy(block, element)}
    face=${html`<${Icon} name="dots" />`}
    items=${items}
  />`
}

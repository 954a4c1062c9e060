// @ts-check
/** @import { Naming } from './picker.js' */
// Elements that hold what is typed or ticked; selects have their own file.
import { useId } from 'preact/hooks'
import { localOf, secondsOf } from './dates.js'
import { html } from './html.js'
import { useOwnSurface } from './surface.js'
import { Label } from './text.js'
import { partOf } from './values.js'
import { useWorld } from './world.js'

/** @typedef {{ block: any, element: any, naming: Naming }} Props */

const named = (it) => ({
  id: it.id,
  'aria-label': it.label,
  'aria-describedby': it.describedBy,
  'aria-invalid': it.invalid ? 'true' : undefined,
})

export function TextInput({ block, element, naming }) {
  const surface = useOwnSurface()
  const { say } = useWorld()
  const value = surface.answer(block, element)?.value ?? ''
  const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed']
  const left = element.max_length === undefined ? Infinity : element.max_length - value.length
  const same = {
    ...named(naming),
    class: 'field',
    value,
    placeholder: element.placeholder?.text,
    autocomplete: 'off',
    onInput: ({ target }) =>
      surface.choose(
        block,
        element,
        { value: target.value || null },
        on.includes('on_character_entered') ? 'later' : 'never',
      ),
    onKeyDown: (event) => {
      if (event.key !== 'Enter' || event.isComposing || (element.multiline && !event.ctrlKey && !event.metaKey)) return
      if (!block.dispatch_action || !on.includes('on_enter_pressed')) return
      event.preventDefault()
      void surface.choose(block, element, { value: value || null })
    },
    onBlur: () => surface.flush(block, element),
  }
  return html`${
    element.multiline ? html`<textarea rows="3" ...${same}></textarea>` : html`<input type="text" ...${same} />`
  }
  ${left <= 10 && html`<span class=${left < 0 ? 'count over' : 'count'} title=${say.tooLong(element.max_length)}>${left}</span>`}`
}

/** Slack's value is a string; it is sent only when it is a number within its bounds. */
export function NumberInput({ block, element, naming }) {
  const surface = useOwnSurface()
  const value = surface.answer(block, element)?.value ?? ''
  const hold = (text, /** @type {'now' | 'later'} */ when) =>
    void surface.choose(block, element, { value: text.trim().replace(',', '.') || null }, when)
  return html`<input
    ...${named(naming)}
    class="field number"
    type="text"
    inputmode=${element.is_decimal_allowed ? 'decimal' : 'numeric'}
    autocomplete="off"
    placeholder=${element.placeholder?.text}
    value=${value}
    onInput=${({ target }) => hold(target.value, 'later')}
    onBlur=${({ relatedTarget }) => {
      if (!relatedTarget?.closest('footer')) surface.flush(block, element)
    }}
    onKeyDown=${(event) => {
      const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
      if (step !== 0 && Number.isFinite(Number(value))) {
        event.preventDefault()
        const least = Number(element.min_value ?? -Infinity)
        const most = Number(element.max_value ?? Infinity)
        hold(`${Math.max(least, Math.min(most, Number(value) + step))}`, 'later')
      } else if (event.key === 'Enter' && block.dispatch_action) {
        event.preventDefault()
        hold(value, 'now')
      }
    }}
  />`
}

/** Radio buttons and checkboxes; the group's name and faults stand around them. */
export function Choices({ block, element, naming }) {
  const surface = useOwnSurface()
  const name = useId()
  const many = element.type === 'checkboxes'
  const part = partOf(element.type)
  const chosen = [surface.answer(block, element)?.[part] ?? []].flat()
  const has = (it) => chosen.some(({ value }) => value === it.value)
  const toggle = (it) => {
    const all = element.options.filter((other) => (other === it ? !has(it) : has(other)))
    void surface.choose(block, element, { [part]: many ? all : it })
  }
  return html`<div
    class="choices"
    role=${many ? 'group' : 'radiogroup'}
    aria-label=${naming.label}
    aria-labelledby=${naming.id ? `${naming.id}-label` : undefined}
    aria-describedby=${naming.describedBy}
  >
    ${element.options.map(
      (it) =>
        html`<label class="choice" key=${it.value}>
          <input type=${many ? 'checkbox' : 'radio'} name=${name} checked=${has(it)} onChange=${() => toggle(it)} />
          <${Label} it=${it} />
        </label>`,
    )}
  </div>`
}

const dateTypes = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' }

/** Dates and times, as the viewer's own clock shows them. */
export function DateInput({ block, element, naming }) {
  const surface = useOwnSurface()
  const { tz } = useWorld().state.me
  const both = element.type === 'datetimepicker'
  const part = partOf(element.type)
  const held = surface.answer(block, element)?.[part]
  const hold = ({ target: { value } }) =>
    void surface.choose(block, element, { [part]: value ? (both ? secondsOf(value, tz) : value) : null })
  return html`<input
    ...${named(naming)}
    class="field date"
    type=${dateTypes[element.type]}
    max=${both ? '9999-12-31T23:59' : undefined}
    value=${held ? (both ? localOf(held * 1000, tz) : held) : ''}
    onChange=${hold}
  />`
}

// Elements that hold what is typed or ticked; selects have their own file.
import { useId } from 'preact/hooks'
import { localOf, secondsOf } from './dates.js'
import { html } from './html.js'
import { useOwnSurface } from './surface.js'
import { Label } from './text.js'
import { partOf } from './values.js'
import { useWorld } from './world.js'

const named = (it) => ({
  id: it.id,
  'aria-label': it.label,
  'aria-describedby': it.describedBy,
  'aria-invalid': it.invalid ? 'true' : undefined,
})

export function TextInput({ block, element, naming }) {
  const surface = useOwnSurface()
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
  ${left < element.max_length / 5 && html`<span class=${left < 0 ? 'count over' : 'count'}>${left}</span>`}`
}

export function NumberInput({ block, element, naming }) {
  const surface = useOwnSurface()
  const hold = ({ target }, when) => void surface.choose(block, element, { value: target.value || null }, when)
  return html`<input
    ...${named(naming)}
    class="field number"
    type="number"
    step=${element.is_decimal_allowed ? 'any' : 1}
    min=${element.min_value}
    max=${element.max_value}
    placeholder=${element.placeholder?.text}
    value=${surface.answer(block, element)?.value ?? ''}
    onInput=${(event) => hold(event, 'later')}
    onBlur=${({ relatedTarget }) => relatedTarget?.closest('footer') || surface.flush(block, element)}
    onKeyDown=${(event) => {
      if (event.key !== 'Enter' || !block.dispatch_action) return
      event.preventDefault()
      hold(event, 'now')
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

/** A moment, as the viewer's own clock shows it. */
export function DateInput({ block, element, naming }) {
  const surface = useOwnSurface()
  const { tz } = useWorld().state.me
  const part = partOf(element.type)
  const held = surface.answer(block, element)?.[part]
  return html`<input
    ...${named(naming)}
    class="field date"
    type="datetime-local"
    max="9999-12-31T23:59"
    value=${held ? localOf(held * 1000, tz) : ''}
    onChange=${({ target: { value } }) =>
      void surface.choose(block, element, { [part]: value ? secondsOf(value, tz) : null })}
  />`
}

// @ts-check
/** @import { Naming } from './picker.js' */
// Elements that hold what is typed or ticked; selects have their own file.
import { useId } from 'preact/hooks'
import { localOf, secondsOf } from './dates.js'
import { html } from './html.js'
import { useOwnSurface } from './surface.js'
import { Text } from './text.js'
import { useWorld } from './world.js'

/** @typedef {{ block: any, element: any, naming: Naming }} Props */

/** @param {Naming} it */
const named = (it) => ({
  id: it.id,
  'aria-label': it.label,
  'aria-describedby': it.describedBy,
  'aria-invalid': it.invalid ? 'true' : undefined,
})

/** @param {Props} props */
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
  const types = { email_text_input: 'email', url_text_input: 'url' }
  const type = types[/** @type {keyof typeof types} */ (element.type)] ?? 'text'
  return html`${
    element.multiline ? html`<textarea rows="3" ...${same}></textarea>` : html`<input type=${type} ...${same} />`
  }
  ${left <= 10 && html`<span class=${left < 0 ? 'count over' : 'count'} title=${say.tooLong(element.max_length)}>${left}</span>`}`
}

/** Slack's value is a string; it is sent only when it is a number within its bounds. @param {Props} props */
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
      if (!(/** @type {HTMLElement | null} */ (relatedTarget)?.closest('footer'))) surface.flush(block, element)
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

/** Radio buttons and checkboxes; the group's name and faults stand around them. @param {Props} props */
export function Choices({ block, element, naming }) {
  const surface = useOwnSurface()
  const name = useId()
  const many = element.type === 'checkboxes'
  const answer = surface.answer(block, element)
  const chosen = many ? (answer?.selected_options ?? []) : answer?.selected_option ? [answer.selected_option] : []
  const has = (it) => chosen.some(({ value }) => value === it.value)
  const toggle = (it) => {
    const rest = element.options.filter((other) => (other.value === it.value ? !has(it) : has(other)))
    void surface.choose(block, element, many ? { selected_options: rest } : { selected_option: it })
  }
  return html`<div
    class="choices"
    role=${many ? 'group' : 'radiogroup'}
    aria-label=${naming.label}
    aria-labelledby=${naming.id ? `${naming.id}-label` : undefined}
    aria-describedby=${naming.describedBy}
  >
    ${element.options.map(
      (it, i) =>
        html`<label class="choice" key=${it.value}>
          <input
            type=${many ? 'checkbox' : 'radio'}
            name=${name}
            checked=${has(it)}
            data-first=${i === 0 || undefined}
            onChange=${() => toggle(it)}
          />
          <span>
            <${Text} of=${it.text} />
            ${it.description && html`<small><${Text} of=${it.description} /></small>`}
          </span>
        </label>`,
    )}
  </div>`
}

/** Dates and times, as the viewer's own clock shows them. @param {Props} props */
export function DateInput({ block, element, naming }) {
  const surface = useOwnSurface()
  const { state } = useWorld()
  const { tz } = state.me
  const answer = surface.answer(block, element)
  const kinds = {
    datepicker: {
      type: 'date',
      value: answer?.selected_date ?? '',
      held: (it) => ({ selected_date: it || null }),
    },
    timepicker: {
      type: 'time',
      value: answer?.selected_time ?? '',
      held: (it) => ({ selected_time: it || null }),
    },
    datetimepicker: {
      type: 'datetime-local',
      value: answer?.selected_date_time ? localOf(answer.selected_date_time * 1000, tz) : '',
      held: (it) => ({ selected_date_time: it ? secondsOf(it, tz) : null }),
    },
  }
  const { type, value, held } = kinds[/** @type {keyof typeof kinds} */ (element.type)]
  return html`<input
    ...${named(naming)}
    class="field date"
    type=${type}
    max=${type === 'time' ? undefined : type === 'date' ? '9999-12-31' : '9999-12-31T23:59'}
    value=${value}
    onChange=${({ target }) => void surface.choose(block, element, held(target.value))}
  />`
}

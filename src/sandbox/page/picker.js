// A list one searches by typing: all selects, single and multi. The pattern is ARIA's combobox with a listbox.
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { html, useElement } from './html.js'
import { Icon, IconButton } from './icons.js'
import { Option, usePlace } from './popup.js'
import { Label, Text } from './text.js'
import { useWorld } from './world.js'

/**
 * `search` is asked for { groups: [{ label?, options }] } or { error }, when `least` characters are typed, `wait` ms after
 * the last of them. `naming` says how the control is called, described and found.
 */
export function Picker({ naming, multi, chosen, max, placeholder, least = 0, wait = 0, busy, search, choose }) {
  const { say } = useWorld()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState(null)
  const [active, setActive] = useState(-1)
  const box = useElement()
  const input = useElement()
  const list = useElement()
  const asked = useRef(0)
  const id = useId()
  const style = usePlace(open, box)

  const groups = found && 'groups' in found ? found.groups : []
  const options = groups.flatMap((it) => it.options)
  const short = typed.length < least
  const full = multi && max !== undefined && chosen.length >= max
  const isChosen = (it) => chosen.some(({ value }) => value === it.value)

  // Whatever came last is answered; earlier answers that come late are dropped.
  useEffect(() => {
    if (!open) return undefined
    const turn = ++asked.current
    if (short) return setFound(null)
    const ask = async () => {
      const answer = await search(typed)
      if (turn !== asked.current) return
      setFound(answer)
      const all = 'groups' in answer ? answer.groups.flatMap((it) => it.options) : []
      const current = multi || typed ? -1 : all.findIndex(isChosen)
      setActive(all.length === 0 ? -1 : Math.max(0, current))
    }
    const timer = setTimeout(ask, typed === '' ? 0 : wait)
    return () => clearTimeout(timer)
  }, [open, typed, short])
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' })
  }, [active, open])

  const show = () => {
    if (open) return
    setFound(null)
    setActive(-1)
    setOpen(true)
  }
  const hide = () => {
    setOpen(false)
    setTyped('')
    asked.current++
  }
  const take = (it) => {
    if (!it) return
    if (!multi) {
      choose([it])
      hide()
    } else if (isChosen(it)) choose(chosen.filter(({ value }) => value !== it.value))
    else if (!full) choose([...chosen, it])
    setTyped('')
  }
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      if (open) setActive((active + step + options.length) % Math.max(1, options.length))
      else show()
    } else if (event.key === 'Enter') {
      if (open) take(options[active])
      else show()
    } else if (event.key === 'Escape' && open) hide()
    else if (event.key === 'Backspace' && typed === '' && multi && chosen.length > 0) choose(chosen.slice(0, -1))
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const single = multi ? undefined : chosen[0]
  const cross = (label, rest) =>
    html`<${IconButton}
      name="close"
      label=${label}
      go=${(event) => {
        event.stopPropagation()
        choose(rest)
        input.current?.focus()
      }}
    />`
  const chip = (it) =>
    html`<span class="chip" key=${it.value}>
      <${Text} of=${it.text} />
      ${cross(
        say.drop(it.text.text),
        chosen.filter((other) => other !== it),
      )}
    </span>`
  const row = (it) => {
    const at = options.indexOf(it)
    return html`<${Option}
      key=${it.value}
      id=${`${id}-${at}`}
      active=${at === active}
      aria-selected=${isChosen(it)}
      aria-disabled=${full && !isChosen(it) ? 'true' : undefined}
      mark=${() => setActive(at)}
      take=${() => take(it)}
    >
      <${Label} it=${it} /> ${isChosen(it) && html`<${Icon} name="check" />`}
    </${Option}>`
  }
  const rows = ({ label, options }) =>
    label
      ? html`<div role="group" aria-label=${label}>
          <div class="group-label" aria-hidden="true">${label}</div>
          ${options.map(row)}
        </div>`
      : options.map(row)

  return html`<div
    data-action=${naming.action}
    class=${`picker${multi ? ' multi' : ''}${naming.invalid ? ' invalid' : ''}${open ? ' open' : ''}`}
    onFocusOut=${({ relatedTarget, currentTarget }) => currentTarget.contains(relatedTarget) || hide()}
  >
    <div
      class="picker-box"
      ref=${box}
      aria-busy=${Boolean(busy)}
      onClick=${() => {
        input.current?.focus()
        show()
      }}
    >
      ${multi && chosen.map(chip)}
      <input
        ref=${input}
        id=${naming.id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck=${false}
        aria-label=${naming.label}
        aria-describedby=${naming.describedBy}
        aria-invalid=${naming.invalid ? 'true' : undefined}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded=${open}
        aria-controls=${open && options.length > 0 ? id : undefined}
        aria-activedescendant=${open && options[active] ? `${id}-${active}` : undefined}
        placeholder=${single ? single.text.text : multi && chosen.length > 0 ? '' : placeholder}
        value=${open || !single ? typed : single.text.text}
        onInput=${({ target }) => {
          setTyped(target.value)
          show()
        }}
        onKeyDown=${key}
      />
      ${naming.clearable && single && cross(say.clear, [])}
      ${!multi && html`<span class="picker-arrow"><${Icon} name="down" /></span>`}
    </div>
    ${
      open &&
      html`<div class="popup picker-popup" style=${style} onPointerDown=${(event) => event.preventDefault()}>
        ${
          options.length > 0 &&
          html`<div
            role="listbox"
            id=${id}
            ref=${list}
            aria-label=${naming.label ?? placeholder}
            aria-multiselectable=${multi ? 'true' : undefined}
          >
            ${groups.map(rows)}
          </div>`
        }
        <div class="picker-note" role="status">${note()}</div>
      </div>`
    }
  </div>`

  function note() {
    if (short) return say.typeMore(least)
    if (!found) return say.loading
    if ('error' in found) return found.error || say.trouble
    if (options.length === 0) return say.noResults
    return options.length >= 20 && typed === '' ? say.narrow : ''
  }
}

// @ts-check
/** @import { Option } from '../protocol.ts' */
// A list one searches by typing: all selects, single and multi. The pattern is ARIA's combobox with a listbox.
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { html, useElement } from './html.js'
import { Icon, IconButton } from './icons.js'
import { usePlace } from './popup.js'
import { Label, Text } from './text.js'
import { useWorld } from './world.js'

/**
 * @typedef {{ label?: string, options: Option[] }} Group
 * @typedef {{ groups: Group[] } | { error: string }} Found
 * @typedef {{ id?: string, label?: string, action?: string, describedBy?: string | undefined, invalid?: boolean, clearable?: boolean }} Naming
 */

/**
 * It searches when `least` characters are typed, `wait` ms after the last of them.
 * @param {{
 *   naming: Naming
 *   multi?: boolean
 *   chosen: Option[]
 *   max?: number
 *   placeholder: string
 *   least?: number
 *   wait?: number
 *   busy?: boolean
 *   search: (typed: string) => Found | Promise<Found>
 *   choose: (chosen: Option[]) => void
 * }} props
 */
export function Picker({ naming, multi, chosen, max, placeholder, least = 0, wait = 0, busy, search, choose }) {
  const { say } = useWorld()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState(/** @type {Found | null} */ (null))
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
  const isChosen = (/** @type {Option} */ it) => chosen.some(({ value }) => value === it.value)

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
  const take = (/** @type {Option | undefined} */ it) => {
    if (!it) return
    if (!multi) {
      choose([it])
      hide()
    } else if (isChosen(it)) choose(chosen.filter(({ value }) => value !== it.value))
    else if (!full) choose([...chosen, it])
    setTyped('')
  }
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step) {
      if (!open) show()
      else if (Math.abs(step) === 1) setActive((active + step + options.length) % Math.max(1, options.length))
      else setActive(Math.max(0, Math.min(options.length - 1, active + step)))
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
  let at = -1
  return html`<div
    data-action=${naming.action}
    class=${`picker${multi ? ' multi' : ''}${naming.invalid ? ' invalid' : ''}${open ? ' open' : ''}`}
    onFocusOut=${({ relatedTarget, currentTarget }) => {
      if (!currentTarget.contains(relatedTarget)) hide()
    }}
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
      ${
        multi &&
        chosen.map(
          (it, i) =>
            html`<span class="chip" key=${it.value}>
              <${Text} of=${it.text} />
              <${IconButton}
                name="close"
                label=${say.drop(it.text.text)}
                go=${(event) => {
                  event.stopPropagation()
                  choose(chosen.filter((_, j) => j !== i))
                  input.current?.focus()
                }}
              />
            </span>`,
        )
      }
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
        aria-activedescendant=${open && active >= 0 && options[active] ? `${id}-${active}` : undefined}
        placeholder=${single ? single.text.text : multi && chosen.length > 0 ? '' : placeholder}
        value=${open || !single ? typed : single.text.text}
        onInput=${({ target }) => {
          setTyped(target.value)
          show()
        }}
        onKeyDown=${key}
      />
      ${
        naming.clearable &&
        single &&
        html`<${IconButton}
          name="close"
          label=${say.clear}
          go=${(event) => {
            event.stopPropagation()
            choose([])
            input.current?.focus()
          }}
        />`
      }
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
            ${groups.map((group, g) => {
              const rows = group.options.map((it) => {
                const n = ++at
                return html`<div
                  role="option"
                  key=${it.value}
                  id=${`${id}-${n}`}
                  class="option"
                  aria-selected=${isChosen(it)}
                  aria-disabled=${full && !isChosen(it) ? 'true' : undefined}
                  data-active=${n === active || undefined}
                  onPointerMove=${() => setActive(n)}
                  onClick=${() => take(it)}
                >
                  <${Label} it=${it} />
                  ${isChosen(it) && html`<${Icon} name="check" />`}
                </div>`
              })
              if (!group.label) return rows
              return html`<div role="group" aria-labelledby=${`${id}-g${g}`}>
                <div class="group-label" id=${`${id}-g${g}`}>${group.label}</div>
                ${rows}
              </div>`
            })}
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

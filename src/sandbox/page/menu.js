// A button that opens a menu: overflow, shortcuts, what may be done with a person.
import { useEffect, useId, useLayoutEffect, useState } from 'preact/hooks'
import { html, useElement } from './html.js'
import { usePlace } from './popup.js'

/** `items`: { label, detail?, go }. */
export function Menu({ label, face, className = '', action, busy = false, items }) {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const root = useElement()
  const button = useElement()
  const list = useElement()
  const id = useId()
  const style = usePlace(open, button, 220)

  useLayoutEffect(() => {
    if (open) list.current?.children[active]?.focus()
  }, [open, active])
  useEffect(() => {
    if (!open) return undefined
    const away = ({ target }) => {
      if (!root.current?.contains(target)) setOpen(false)
    }
    addEventListener('pointerdown', away)
    return () => removeEventListener('pointerdown', away)
  }, [open])

  const show = (at) => {
    setActive(at)
    setOpen(true)
  }
  const hide = () => {
    setOpen(false)
    button.current?.focus()
  }
  const key = (event) => {
    if (!open) {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      show(event.key === 'ArrowDown' ? 0 : items.length - 1)
    } else if (event.key === 'Escape') hide()
    else if (event.key === 'Tab') return setOpen(false)
    else if (event.key === 'ArrowDown') setActive((active + 1) % items.length)
    else if (event.key === 'ArrowUp') setActive((active + items.length - 1) % items.length)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return html`<span class="menu-root" ref=${root} onKeyDown=${key}>
    <button
      type="button"
      ref=${button}
      class=${`menu-button ${className}`}
      data-action=${action}
      aria-label=${label}
      title=${label}
      aria-haspopup="menu"
      aria-expanded=${open}
      aria-controls=${open ? id : undefined}
      aria-busy=${busy}
      onClick=${() => (open ? hide() : show(0))}
    >
      ${face}
    </button>
    ${
      open &&
      html`<div class="popup menu" role="menu" id=${id} aria-label=${label} style=${style} ref=${list}>
        ${items.map((it) => {
          const go = () => {
            hide()
            it.go()
          }
          return html`<button type="button" role="menuitem" tabindex="-1" onClick=${go}>
            ${it.label}${it.detail && html`<small>${it.detail}</small>`}
          </button>`
        })}
      </div>`
    }
  </span>`
}

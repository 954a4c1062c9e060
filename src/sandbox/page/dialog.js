// @ts-check
// A modal window: the rest of the page is out of reach, Tab goes round, Escape leaves, focus returns.
import { useLayoutEffect } from 'preact/hooks'
import { html, useElement } from './html.js'

const reachable = 'button:not([disabled]), a[href], input:not([disabled]), textarea, select, [tabindex="0"]'

/** @param {HTMLElement | null | undefined} root @returns {HTMLElement[]} */
export const reachableIn = (root) =>
  /** @type {HTMLElement[]} */ ([...(root?.querySelectorAll(reachable) ?? [])]).filter(
    (it) => it.getClientRects().length > 0,
  )

/** @param {{ className: string, labelledBy: string, leave: () => void, children?: unknown }} props */
export function Dialog({ className, labelledBy, leave, children }) {
  const dialog = useElement()
  useLayoutEffect(() => {
    const before = document.activeElement
    const it = dialog.current
    it?.showModal()
    return () => {
      it?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  const key = (event) => {
    event.stopPropagation()
    if (event.key === 'Escape') {
      event.preventDefault()
      leave()
    } else if (event.key === 'Tab') {
      const all = reachableIn(dialog.current)
      const [end, start] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]]
      if (document.activeElement === end || document.activeElement === dialog.current) {
        event.preventDefault()
        start?.focus()
      }
    }
  }
  return html`<dialog
    ref=${dialog}
    class=${className}
    aria-labelledby=${labelledBy}
    onKeyDown=${key}
    onCancel=${(event) => {
      event.preventDefault()
      leave()
    }}
  >
    ${children}
  </dialog>`
}

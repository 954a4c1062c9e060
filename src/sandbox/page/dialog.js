// A modal window: the rest of the page is out of reach, Escape leaves, focus returns.
import { useLayoutEffect } from 'preact/hooks'
import { html, useElement } from './html.js'

const reachable = 'button:not([disabled]), a[href], input:not([disabled]), textarea, select, [tabindex="0"]'

/** What the focus can go to. */
export const reachableIn = (root) =>
  [...(root?.querySelectorAll(reachable) ?? [])].filter((it) => it.getClientRects().length > 0)

/** When this goes, the focus is again where it was before. */
export const useFocusBack = () =>
  useLayoutEffect(() => {
    const before = document.activeElement
    return () => before?.isConnected && before.focus()
  }, [])

export function Dialog({ className, labelledBy, leave, children }) {
  const dialog = useElement()
  useFocusBack()
  useLayoutEffect(() => {
    const it = dialog.current
    it.showModal()
    return () => it.close()
  }, [])
  const key = (event) => {
    event.stopPropagation()
    if (event.key !== 'Escape') return
    event.preventDefault()
    leave()
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

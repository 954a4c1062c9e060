// @ts-check
/** @import { State } from '../protocol.ts' */
// Slack's own sentences. Each is shown once.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html, useElement } from './html.js'
import { IconButton } from './icons.js'
import { useWorld } from './world.js'

/** @type {Set<number>} */
const seen = new Set()

/** Sentences that already stand where the press was. @type {Set<string>} */
const elsewhere = new Set()
export const standsElsewhere = (text) => {
  elsewhere.add(text)
  setTimeout(() => elsewhere.delete(text), 1000)
  return text
}

export function Toasts({ toasts }) {
  const { say } = useWorld()
  const [shown, set] = useState(/** @type {State['toasts']} */ ([]))
  const layer = useElement()
  /** What was said before this tab opened is over. */
  const first = useRef(true)
  useEffect(() => {
    const fresh = toasts.filter(({ id, text }) => !seen.has(id) && !elsewhere.has(text) && !first.current)
    first.current = false
    for (const { id } of toasts) seen.add(id)
    if (fresh.length === 0) return
    set((all) => [...all, ...fresh])
    setTimeout(() => set((all) => all.filter((it) => !fresh.includes(it))), 10_000)
  }, [toasts])
  // Above an open modal too.
  useLayoutEffect(() => {
    if (layer.current?.matches(':popover-open')) layer.current.hidePopover()
    if (shown.length > 0) layer.current?.showPopover()
  }, [shown])
  return html`<div class="toasts" popover="manual" role="status" ref=${layer}>
    ${shown.map(
      (it) =>
        html`<p class="toast" key=${it.id}>
          <span>${it.text}</span>
          <${IconButton}
            name="close"
            label=${say.close}
            go=${() => set((all) => all.filter((other) => other !== it))}
          />
        </p>`,
    )}
  </div>`
}

// A list that opens: where it goes (beside its control, above whatever scrolls, inside the window), and what stands in it.
import { useLayoutEffect, useState } from 'preact/hooks'
import { html } from './html.js'

const HIGHEST = 324

/** A style for what opens beside `anchor`: as wide as that, or `width` and flush with its end. */
export function usePlace(open, anchor, width) {
  const [style, set] = useState({ opacity: '0' })
  useLayoutEffect(() => {
    if (!open) return undefined
    const place = () => {
      const box = anchor.current?.getBoundingClientRect()
      if (!box) return
      const wide = Math.min(width ?? box.width, innerWidth - 16)
      const left = Math.max(8, Math.min(width ? box.right - wide : box.left, innerWidth - wide - 8))
      const below = innerHeight - box.bottom - 12
      const above = box.top - 12
      const up = below < 200 && above > below
      set({
        left: `${left}px`,
        [width ? 'minWidth' : 'width']: `${wide}px`,
        maxWidth: `${innerWidth - 16}px`,
        maxHeight: `${Math.min(HIGHEST, up ? above : below)}px`,
        ...(up ? { bottom: `${innerHeight - box.top + 4}px` } : { top: `${box.bottom + 4}px` }),
      })
    }
    place()
    addEventListener('scroll', place, true)
    addEventListener('resize', place)
    return () => {
      removeEventListener('scroll', place, true)
      removeEventListener('resize', place)
    }
  }, [open])
  return style
}

/** `mark`: the pointer is on it. */
export const Option = ({ active, mark, take, children, ...more }) =>
  html`<div
    role="option"
    class="option"
    data-active=${active || undefined}
    onPointerMove=${mark}
    onClick=${take}
    ...${more}
  >
    ${children}
  </div>`

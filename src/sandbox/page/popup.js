// @ts-check
// Where a list that opens goes: beside its control, above whatever scrolls, inside the window.
import { useLayoutEffect, useState } from 'preact/hooks'

/**
 * @param {boolean} open
 * @param {{ current: HTMLElement | null }} anchor
 * @param {{ width?: number, height?: number, end?: boolean }} [wish] no width: as wide as the anchor
 * @returns {Record<string, string>} a style
 */
export function usePlace(open, anchor, { width, height = 324, end = false } = {}) {
  const [style, set] = useState(/** @type {Record<string, string>} */ ({ opacity: '0' }))
  useLayoutEffect(() => {
    if (!open) return undefined
    const place = () => {
      const box = anchor.current?.getBoundingClientRect()
      if (!box) return
      const wide = Math.min(width ?? box.width, innerWidth - 16)
      const left = Math.max(8, Math.min(end ? box.right - wide : box.left, innerWidth - wide - 8))
      const below = innerHeight - box.bottom - 12
      const above = box.top - 12
      const up = below < Math.min(height, 200) && above > below
      set({
        left: `${left}px`,
        ...(width ? { minWidth: `${wide}px`, maxWidth: `${innerWidth - 16}px` } : { width: `${wide}px` }),
        maxHeight: `${Math.min(height, up ? above : below)}px`,
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

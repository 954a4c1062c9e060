// @ts-check
// Who rings when in one group, as a picture. The server draws it; here it is only an image, so that nothing in it can act.
import { useEffect, useState } from 'preact/hooks'
import { html } from './html.js'
import { useWorld } from './world.js'

/** @typedef {{ url: string, says: string }} Drawn */

/** Stays while the next one is being fetched. `version`: whatever makes it another. @param {{ extension: string, version?: string }} props */
export function WhoPicture({ extension, version = '' }) {
  const { state } = useWorld()
  const [drawn, setDrawn] = useState(/** @type {Drawn | null} */ (null))
  const src = `/sandbox/who?extension=${encodeURIComponent(extension)}&as=${state.me.id}`
  useEffect(() => {
    const leaving = new AbortController()
    const draw = () => drawnAt(src, leaving.signal).then(setDrawn, () => {})
    void draw()
    // the bot hears of a phone that was switched off a moment later
    const timer = setTimeout(draw, 1500)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [src, version])
  return drawn && html`<img class="who-rings" src=${drawn.url} alt=${drawn.says} />`
}

/** The picture with what it says to those who do not see it; null: no group is there. */
async function drawnAt(src, signal) {
  const response = await fetch(src, { signal })
  if (!response.ok) return null
  const svg = await response.text()
  const [, says = ''] = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg) ?? []
  return { url: `data:image/svg+xml,${encodeURIComponent(svg)}`, says: inLetters(says) }
}

const LETTERS = { amp: '&', lt: '<', gt: '>', quot: '"' }
/** XML's four entities, once. The picture is not parsed here: it could bring its style into the page. @param {string} text */
const inLetters = (text) => text.replaceAll(/&(amp|lt|gt|quot);/g, (_, name) => LETTERS[name])

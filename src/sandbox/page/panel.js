// What stands on the right, beside the channel; on a small screen over it.
import { useFocusBack } from './dialog.js'
import { html } from './html.js'
import { IconButton } from './icons.js'
import { useWorld } from './world.js'

export function Panel({ title, close, children }) {
  const { say } = useWorld()
  useFocusBack()
  return html`<aside class="panel" aria-label=${title} onKeyDown=${({ key }) => key === 'Escape' && close()}>
    <header>
      <h2>${title}</h2>
      <${IconButton} name="close" label=${say.close} go=${close} />
    </header>
    ${children}
  </aside>`
}

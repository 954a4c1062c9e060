// The confirm object of an element: a question before the press.
import { useCallback, useState } from 'preact/hooks'
import { Dialog } from './dialog.js'
import { html } from './html.js'
import { Text } from './text.js'

export function useConfirm() {
  const [question, set] = useState(null)
  const ask = useCallback(
    (confirm) =>
      new Promise((done) => {
        const answer = (yes) => {
          set(null)
          done(yes)
        }
        set({ confirm, answer })
      }),
    [],
  )
  return [question, ask]
}

export function Confirm({ confirm, answer }) {
  return html`<${Dialog} className="confirm" labelledBy="confirm-title" leave=${() => answer(false)}>
    <h2 id="confirm-title"><${Text} of=${confirm.title} /></h2>
    <div><${Text} of=${confirm.text} /></div>
    <footer>
      <button class="button" onClick=${() => answer(false)}>
        <${Text} of=${confirm.deny} />
      </button>
      <button class=${`button ${confirm.style ?? 'primary'}`} onClick=${() => answer(true)}>
        <${Text} of=${confirm.confirm} />
      </button>
    </footer>
  </${Dialog}>`
}

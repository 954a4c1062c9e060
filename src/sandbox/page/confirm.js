// @ts-check
// The confirm object of an element: a question before the press.
import { useCallback, useState } from 'preact/hooks'
import { Dialog } from './dialog.js'
import { html } from './html.js'
import { Text } from './text.js'
import { useWorld } from './world.js'

/** @typedef {{ confirm: any, answer: (yes: boolean) => void }} Question */

/** @returns {[Question | null, (confirm: any) => Promise<boolean>]} */
export function useConfirm() {
  const [question, set] = useState(/** @type {Question | null} */ (null))
  const ask = useCallback(
    (confirm) =>
      new Promise((/** @type {(yes: boolean) => void} */ done) => {
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
  const { say } = useWorld()
  return html`<${Dialog} className="confirm" labelledBy="confirm-title" leave=${() => answer(false)}>
    <h2 id="confirm-title">${confirm.title ? html`<${Text} of=${confirm.title} />` : say.sureTitle}</h2>
    <div><${Text} of=${confirm.text} /></div>
    <footer>
      <button type="button" class="button" onClick=${() => answer(false)}>
        ${confirm.deny ? html`<${Text} of=${confirm.deny} />` : say.no}
      </button>
      <button type="button" class=${`button ${confirm.style ?? 'primary'}`} onClick=${() => answer(true)}>
        ${confirm.confirm ? html`<${Text} of=${confirm.confirm} />` : say.yes}
      </button>
    </footer>
  </${Dialog}>`
}

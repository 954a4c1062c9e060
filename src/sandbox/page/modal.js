// The stack of modals: the topmost is on screen, what was typed in those below is kept.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Alert, Blocks } from './blocks.js'
import { errorIn } from './client.js'
import { Dialog, reachableIn } from './dialog.js'
import { html, useElement } from './html.js'
import { IconButton } from './icons.js'
import { useSurface } from './surface.js'
import { Text } from './text.js'
import { controlsOf } from './values.js'
import { useWorld } from './world.js'

export function Modals({ views }) {
  const { act } = useWorld()
  const view = views.at(-1)
  const leave = () => void act({ do: 'close', view: view.id })
  return html`<${Dialog} className="modal" labelledBy="modal-title" leave=${leave}>
    <${Modal} key=${view.id} view=${view} below=${views.length - 1} leave=${leave} />
  </${Dialog}>`
}

function Modal({ view, below, leave }) {
  const { state, act, say } = useWorld()
  const blocks = view.blocks
  const id = `${state.me.id}/${view.id}`
  const surface = useSurface({ id, at: { in: 'modal', view: view.id }, blocks, heard: view.state?.values })
  const [sending, setSending] = useState(false)
  const [stumbles, setStumbles] = useState(0)
  const body = useElement()
  /** Where the focus was, for when an update takes that control away. */
  const was = useRef({ action: '', block: 0 })

  // A new form has the focus in its first field, or where it asks for it; the window opens just before.
  useEffect(() => {
    const wished = blocks.findIndex((it) => controlsOf(it).some((control) => control.focus_on_load))
    const place = body.current.querySelectorAll('.block')[wished]
    const first = reachableIn(place)[0] ?? reachableIn(body.current).find((it) => /INPUT|TEXTAREA/.test(it.tagName))
    const dialog = body.current.closest('dialog')
    ;(first ?? dialog.querySelector('footer button')).focus()
    if (!place) body.current.scrollTop = 0
  }, [])

  // Slack answered with another version of it.
  useLayoutEffect(() => {
    if (sending) body.current.scrollTop = 0
    setSending(false)
    const dialog = body.current.closest('dialog')
    if (!dialog.open || dialog.contains(document.activeElement) || document.querySelector('dialog.confirm')) return
    const same = body.current.querySelector(`[data-action="${CSS.escape(was.current.action)}"]`)
    const near = body.current.querySelectorAll('.block')[was.current.block]
    const again = same?.matches('button, a') ? same : reachableIn(same ?? near)[0]
    ;(again ?? reachableIn(dialog)[0])?.focus()
  }, [view.hash])

  // The first fault has the focus, once: whoever mends it is not sent on to the next while typing.
  useEffect(() => {
    reachableIn(body.current.querySelector('.has-error'))[0]?.focus()
  }, [stumbles])
  useEffect(() => {
    if (surface.trouble) body.current.scrollTop = 0
  }, [surface.trouble])

  const submit = async (event) => {
    event.preventDefault()
    if (sending) return
    surface.dropAllLater()
    surface.setTrouble('')
    surface.setErrors({})
    setSending(true)
    const acted = await act({ do: 'submit', view: view.id, values: surface.values() })
    // When it went well the next State closes or replaces this view; until then nothing can be sent twice.
    if (acted.ok) setTimeout(() => setSending(false), 1500)
    else {
      setSending(false)
      if ('errors' in acted) {
        surface.setErrors(acted.errors)
        setStumbles((n) => n + 1)
      } else surface.setTrouble(errorIn(acted, say))
    }
  }

  const noted = ({ target }) => {
    const block = target.closest('.block')
    const all = [...body.current.querySelectorAll('.block')]
    was.current = { action: target.closest('[data-action]')?.dataset.action ?? '', block: all.indexOf(block) }
  }

  return html`<form class="modal-form" novalidate onSubmit=${submit} aria-busy=${sending}>
    <header>
      ${below > 0 && html`<${IconButton} name="back" label=${say.back} go=${leave} />`}
      <h2 id="modal-title"><${Text} of=${view.title} /></h2>
      <${IconButton} name="close" label=${say.close} go=${() => void act({ do: 'close', view: view.id, all: true })} />
    </header>
    <div class="modal-body" ref=${body} onFocusIn=${noted}>
      ${
        surface.trouble &&
        html`<${Alert} block=${{ level: 'error', text: { type: 'plain_text', text: surface.trouble } }} />`
      }
      <${Blocks} surface=${surface} blocks=${blocks} />
    </div>
    <footer>
      <button type="button" class="button" onClick=${leave}>
        ${view.close ? html`<${Text} of=${view.close} />` : view.submit ? say.cancel : say.close}
      </button>
      ${
        view.submit &&
        html`<button
          type="submit"
          class="button primary"
          aria-busy=${sending ? 'true' : undefined}
          disabled=${view.submit_disabled}
        >
          <${Text} of=${view.submit} />
        </button>`
      }
    </footer>
  </form>`
}

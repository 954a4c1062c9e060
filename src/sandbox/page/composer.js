// Where one types. Commands and names complete themselves; a line that failed comes back.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { errorIn } from './client.js'
import { html, useElement } from './html.js'
import { Icon, IconButton } from './icons.js'
import { Menu } from './menu.js'
import { Trouble } from './text.js'
import { commandIn, offersFor } from './offers.js'
import { Option } from './popup.js'
import { useWorld } from './world.js'

/** Half-written lines, by person and place. */
const drafts = new Map()
/** What was sent in this tab, newest last. */
const sent = []

export function Composer({ channel, label, thread }) {
  const { state, act, say } = useWorld()
  const { command, shortcut, name } = state.bot
  const key = `${state.me.id}/${channel}/${thread ?? ''}`
  const [text, setText] = useState(drafts.get(key) ?? '')
  const [failed, setFailed] = useState('')
  /** Which offer is marked; undefined: the first, unless nothing of it was typed. */
  const [marked, setMarked] = useState()
  const [hushed, setHushed] = useState(false)
  const back = useRef(0)
  /** Not by typing: one goes on at the end. */
  const filled = useRef(false)
  const area = useElement()
  const list = useElement()
  const id = useId()

  const change = (next) => {
    setText(next)
    drafts.set(key, next)
    setMarked(undefined)
    setHushed(false)
  }
  const fill = (next) => {
    change(next)
    filled.current = true
    area.current.focus()
  }

  useLayoutEffect(() => {
    const it = area.current
    it.style.height = 'auto'
    it.style.height = `${Math.min(it.scrollHeight, 200)}px`
    if (filled.current) it.setSelectionRange(text.length, text.length)
    filled.current = false
  }, [text])
  useEffect(() => {
    // Not on a touch screen: its keyboard would cover the page.
    if (matchMedia('(hover: hover)').matches && !document.querySelector('dialog')) area.current.focus()
    if (thread) return undefined
    const take = ({ detail }) => fill(detail)
    addEventListener('fill', take)
    return () => removeEventListener('fill', take)
  }, [])

  // No command runs in a thread.
  const quiet = hushed || (thread && text.startsWith('/'))
  const offers = quiet ? [] : offersFor(text, state)
  const active = marked ?? (/\s$/.test(text) ? -1 : 0)
  const meant = !thread && commandIn(text, state.bot)
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active])

  const does = async (it) => {
    setFailed('')
    const acted = await act(it)
    setFailed(errorIn(acted, say))
    return acted.ok
  }
  const send = async () => {
    const line = area.current.value.trim()
    if (line === '') return
    change('')
    if (sent.at(-1) !== line) sent.push(line)
    back.current = 0
    const fine = await does({ do: 'type', channel, text: line, ...(thread && { thread }) })
    if (!fine && !drafts.get(key)) change(line)
  }

  const pressed = (event) => {
    if (event.isComposing) return
    const { key: name, shiftKey } = event
    const offer = offers[name === 'Tab' ? Math.max(0, active) : active]
    const step = { ArrowDown: 1, ArrowUp: -1 }[name]
    if (offers.length > 0 && step)
      setMarked((Math.max(active, step < 0 ? 0 : -1) + step + offers.length) % offers.length)
    else if (offer && (name === 'Tab' || name === 'Enter') && !shiftKey) fill(offer.text)
    else if (offers.length > 0 && name === 'Escape') setHushed(true)
    else if (name === 'Enter' && !shiftKey) void send()
    else if (name === 'ArrowUp' && sent.length > back.current && (text === '' || text === sent.at(-back.current)))
      fill(sent.at(-++back.current) ?? '')
    else if (name === 'ArrowDown' && back.current > 0 && text === sent.at(-back.current))
      fill(--back.current > 0 ? (sent.at(-back.current) ?? '') : '')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const shown = offers.length > 0
  return html`<div class="composer">
    ${
      failed &&
      html`<${Trouble}>
        ${failed} <${IconButton} name="close" label=${say.close} go=${() => setFailed('')} />
      </${Trouble}>`
    }
    ${
      shown &&
      html`<div
        class="popup offers"
        role="listbox"
        tabindex="0"
        id=${id}
        ref=${list}
        aria-label=${command}
        onPointerDown=${(event) => event.preventDefault()}
      >
        ${offers.map(
          (it, i) =>
            html`<${Option}
              key=${it.label}
              id=${`${id}-${i}`}
              active=${i === active}
              aria-selected=${i === active}
              mark=${() => setMarked(i)}
              take=${() => fill(it.text)}
            >
              <b>${it.label}</b> <span class="soft">${it.detail}</span>
            </${Option}>`,
        )}
      </div>`
    }
    <p class="usage" role="status">
      ${meant && html`<b>${command}</b> ${meant.usage} <span class="what">${meant.help}</span>`}
    </p>
    <div class="composer-box">
      <textarea
        ref=${area}
        rows="1"
        maxlength="12000"
        aria-label=${label}
        placeholder=${label}
        aria-autocomplete="list"
        aria-controls=${shown ? id : undefined}
        aria-activedescendant=${shown && active >= 0 ? `${id}-${active}` : undefined}
        value=${text}
        onInput=${({ target }) => change(target.value)}
        onKeyDown=${pressed}
      ></textarea>
      <div class="row">
        ${
          !thread &&
          html`<${Menu}
            label=${say.shortcuts}
            className="icon-button"
            face=${html`<${Icon} name="bolt" />`}
            items=${[{ label: shortcut, detail: name, go: () => void does({ do: 'shortcut' }) }]}
          />`
        }
        <button class="send" aria-label=${say.send} disabled=${text.trim() === ''} onClick=${send}>
          <${Icon} name="send" />
        </button>
      </div>
    </div>
  </div>`
}

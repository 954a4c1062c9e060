// @ts-check
// Where one types. Commands and names complete themselves; a line that failed comes back.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { errorIn } from './client.js'
import { html, useElement } from './html.js'
import { Icon, IconButton } from './icons.js'
import { Menu } from './menu.js'
import { standsElsewhere } from './toasts.js'
import { useWorld } from './world.js'

/** Half-written lines, by person and place. @type {Map<string, string>} */
const drafts = new Map()
/** What was sent in this tab, newest last. @type {string[]} */
const sent = []

/** @param {{ channel: string, label: string, thread?: string }} props */
export function Composer({ channel, label, thread }) {
  const { state, act, say } = useWorld()
  const { command, usage, shortcut } = state.bot
  const key = `${state.me.id}/${channel}/${thread ?? ''}`
  const [text, setText] = useState(drafts.get(key) ?? '')
  const [failed, setFailed] = useState('')
  const [active, setActive] = useState(0)
  const [hushed, setHushed] = useState(false)
  const back = useRef(0)
  const area = useElement()
  const id = useId()

  const change = (next) => {
    setText(next)
    drafts.set(key, next)
    setActive(0)
    setHushed(false)
  }
  const fill = (next) => {
    change(next)
    area.current.focus()
    requestAnimationFrame(() => area.current.setSelectionRange(next.length, next.length))
  }

  useLayoutEffect(() => {
    const it = area.current
    it.style.height = 'auto'
    it.style.height = `${Math.min(it.scrollHeight, 200)}px`
  }, [text])
  useEffect(() => {
    // Not on a touch screen: its keyboard would cover the page.
    if (matchMedia('(hover: hover)').matches && !document.querySelector('dialog')) area.current.focus()
    if (thread) return undefined
    const filled = (/** @type {any} */ event) => fill(event.detail)
    addEventListener('fill', filled)
    return () => removeEventListener('fill', filled)
  }, [])

  const offers = hushed ? [] : offersFor(text, state)
  const takes = (it) => fill(it.text)

  const send = async () => {
    const line = text.trim()
    if (line === '') return
    change('')
    setFailed('')
    if (sent.at(-1) !== line) sent.push(line)
    back.current = 0
    const acted = await act({ do: 'type', channel, text: line, ...(thread && { thread }) })
    setFailed(standsElsewhere(errorIn(acted, say)))
    if (!acted.ok && !drafts.get(key)) change(line)
  }

  const pressed = (event) => {
    if (event.isComposing) return
    const { key: name } = event
    const offered = offers.length > 0
    const step = { ArrowDown: 1, ArrowUp: -1 }[name]
    if (offered && step) setActive((active + step + offers.length) % offers.length)
    else if (offered && (name === 'Tab' || name === 'Enter') && !event.shiftKey) takes(offers[active])
    else if (offered && name === 'Escape') setHushed(true)
    else if (name === 'Enter' && !event.shiftKey) void send()
    else if (name === 'ArrowUp' && sent.length > back.current && (text === '' || text === sent.at(-back.current)))
      fill(sent.at(-++back.current) ?? '')
    else if (name === 'ArrowDown' && back.current > 0 && text === sent.at(-back.current))
      fill(--back.current > 0 ? (sent.at(-back.current) ?? '') : '')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return html`<div class="composer">
    ${
      failed &&
      html`<p class="field-error" role="alert">
        <${Icon} name="warning" />${failed}
        <${IconButton} name="close" label=${say.close} go=${() => setFailed('')} />
      </p>`
    }
    ${
      offers.length > 0 &&
      html`<div
        class="popup offers"
        role="listbox"
        id=${id}
        aria-label=${command}
        onPointerDown=${(event) => event.preventDefault()}
      >
        ${offers.map(
          (it, i) =>
            html`<div
              role="option"
              class="option"
              id=${`${id}-${i}`}
              key=${it.label}
              aria-selected=${i === active}
              data-active=${i === active || undefined}
              onPointerMove=${() => setActive(i)}
              onClick=${() => takes(it)}
            >
              <b>${it.label}</b> <span class="soft">${it.detail}</span>
            </div>`,
        )}
      </div>`
    }
    ${text.startsWith(`${command} `) && html`<p class="usage"><b>${command}</b> ${usage}</p>`}
    <div class="composer-box">
      ${
        !thread &&
        html`<${Menu}
          label=${say.shortcuts}
          className="icon-button"
          face=${html`<${Icon} name="bolt" />`}
          items=${[{ label: shortcut, detail: state.bot.name, go: () => void act({ do: 'shortcut' }) }]}
        />`
      }
      <textarea
        ref=${area}
        rows="1"
        aria-label=${label}
        placeholder=${thread ? say.replyTo : label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls=${offers.length > 0 ? id : undefined}
        aria-activedescendant=${offers.length > 0 ? `${id}-${active}` : undefined}
        value=${text}
        onInput=${({ target }) => change(target.value)}
        onKeyDown=${pressed}
      ></textarea>
      <button type="button" class="send" aria-label=${say.send} disabled=${text.trim() === ''} onClick=${send}>
        <${Icon} name="send" />
      </button>
    </div>
  </div>`
}

/**
 * The bot's command while its beginning is typed, names behind an `@`.
 * @param {string} text @param {import('../protocol.ts').State} state
 * @returns {{ label: string, detail: string, text: string }[]} text: the whole line if it is taken
 */
function offersFor(text, { bot, people }) {
  if (text.startsWith('/') && text.length < bot.command.length && bot.command.startsWith(text))
    return [{ label: bot.command, detail: bot.usage, text: `${bot.command} ` }]
  const [, before, typed] = /^([\s\S]*(?:^|\s))@(\S*)$/.exec(text) ?? []
  if (typed === undefined) return []
  const wanted = typed.toLowerCase()
  return people
    .filter(
      (it) => !it.deleted && [it.handle, ...it.name.toLowerCase().split(' ')].some((part) => part.startsWith(wanted)),
    )
    .slice(0, 6)
    .map((it) => ({ label: it.name, detail: `@${it.handle}`, text: `${before}@${it.handle} ` }))
}

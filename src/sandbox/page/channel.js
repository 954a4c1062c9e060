// @ts-check
/** @import { Channel as Place, Message as Said } from '../protocol.ts' */
// A channel or the bot's direct messages: what was said, and the composer.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Composer } from './composer.js'
import { dayName, dayOf } from './dates.js'
import { html, useElement } from './html.js'
import { Message, authorOf, msOf } from './message.js'
import { useWorld } from './world.js'

/** @param {{ channel: Place, openThread: (ts: string) => void }} props */
export function Channel({ channel, openThread }) {
  const { state, say, act } = useWorld()
  const messages = channel.messages.filter((it) => !it.thread)
  const name = channel.kind === 'channel' ? `#${channel.name}` : channel.name

  // What is on screen is read.
  useEffect(() => {
    const read = () => {
      if (channel.unread > 0 && !state.me.deleted && document.visibilityState === 'visible')
        void act({ do: 'read', channel: channel.id })
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [channel.id, channel.unread, state.me.deleted])

  return html`<${Log} channel=${channel} messages=${messages} label=${name} openThread=${openThread} />
    ${!state.me.deleted && html`<${Composer} key=${`${state.me.id}/${channel.id}`} channel=${channel.id} label=${say.write(name)} />`}`
}

/** @param {{ channel: Place, messages: Said[], label: string, openThread?: (ts: string) => void }} props */
export function Log({ channel, messages, label, openThread }) {
  const { state, say } = useWorld()
  const scroller = useElement()
  const atEnd = useRef(true)
  const news = useNews(`${state.me.id}/${channel.id}/${label}`, messages)
  const last = messages.at(-1)

  // It stays at the end, unless somebody is reading further up.
  useLayoutEffect(() => {
    atEnd.current = true
  }, [channel.id, state.me.id])
  useLayoutEffect(() => {
    if (last?.user === state.me.id && news.some((it) => it.ts === last.ts)) atEnd.current = true
    if (atEnd.current && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight
  })

  let before = /** @type {any} */ (undefined)
  return html`<div
      class="scroll"
      ref=${scroller}
      tabindex="0"
      role="region"
      aria-label=${label}
      onScroll=${({ target }) => (atEnd.current = target.scrollHeight - target.scrollTop - target.clientHeight < 60)}
    >
      ${messages.length === 0 && html`<${Empty} channel=${channel} />`}
      <ol class="messages">
        ${messages.map((it) => {
          const newDay = !before || dayOf(msOf(before), state.me) !== dayOf(msOf(it), state.me)
          // Somebody who goes on within five minutes is not named again.
          const goesOn = !newDay && it.user !== 'bot' && before?.user === it.user
          const follows = goesOn && msOf(it) - msOf(before) < 3e5
          before = it
          return [
            newDay && html`<li class="day" key=${`day-${it.ts}`}><span>${dayName(msOf(it), state.me)}</span></li>`,
            html`<${Message}
              key=${`${channel.id}/${it.ts}`}
              message=${it}
              channel=${channel.id}
              follows=${follows}
              replies=${openThread ? channel.messages.filter((other) => other.thread === it.ts).length : 0}
              reply=${openThread && (() => openThread(it.ts))}
            />`,
          ]
        })}
      </ol>
    </div>
    <div class="hidden" role="log" aria-live="polite">
      ${news.slice(-5).map((it) => html`<p key=${it.ts}>${authorOf(state, it, say.someone)}: ${it.text}</p>`)}
    </div>`
}

/** What came since this place was opened: only that is read aloud. @param {string} place @param {Said[]} messages */
function useNews(place, messages) {
  const opened = useRef({ place: '', known: new Set(['']) })
  if (opened.current.place !== place) opened.current = { place, known: new Set(messages.map((it) => it.ts)) }
  return messages.filter((it) => !opened.current.known.has(it.ts))
}

/** @param {{ channel: Place }} props */
function Empty({ channel }) {
  const { state, say } = useWorld()
  const { command, examples = [command, `${command} help`] } = state.bot
  const fill = (detail) => dispatchEvent(new CustomEvent('fill', { detail }))
  return html`<div class="begin">
    <h2>${say.begin(command)}</h2>
    <p>${channel.kind === 'direct' ? say.emptyDirect : say.beginMore}</p>
    ${
      channel.kind === 'channel' &&
      html`<ul>
        ${examples.map(
          (it) =>
            html`<li key=${it}>
              <button type="button" class="example" onClick=${() => fill(it)}>${it}</button>
            </li>`,
        )}
      </ul>`
    }
  </div>`
}

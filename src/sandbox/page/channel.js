// A channel or the bot's direct messages: what was said, and the composer.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Composer } from './composer.js'
import { dayName, dayOf } from './dates.js'
import { html, useElement } from './html.js'
import { Message, msOf } from './message.js'
import { useWorld } from './world.js'

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

  return html`<${Log}
      key=${state.me.id}
      channel=${channel}
      messages=${messages}
      label=${name}
      openThread=${openThread}
    />
    ${!state.me.deleted && html`<${Composer} key=${`${state.me.id}/${channel.id}`} channel=${channel.id} label=${say.write(name)} />`}`
}

export function Log({ channel, messages, label, openThread }) {
  const { state, say } = useWorld()
  const scroller = useElement()
  const atEnd = useRef(true)
  const end = useRef('')
  /** The first that was unread when this place was opened. */
  const [fresh] = useState(() => messages.filter((it) => it.user !== state.me.id).at(-channel.unread || Infinity)?.ts)
  const last = messages.at(-1)
  const toEnd = () => {
    if (atEnd.current) scroller.current.scrollTop = scroller.current.scrollHeight
  }

  // It stays at the end, unless somebody is reading further up.
  useLayoutEffect(() => {
    if (last?.user === state.me.id && last.ts !== end.current) atEnd.current = true
    end.current = last?.ts
    toEnd()
  })
  useLayoutEffect(() => {
    const watch = new ResizeObserver(toEnd) // the composer below grows with its line
    watch.observe(scroller.current)
    return () => watch.disconnect()
  }, [])

  let before
  return html`<div
    class="scroll"
    ref=${scroller}
    tabindex="0"
    role="log"
    aria-label=${label}
    onScroll=${({ target }) => (atEnd.current = target.scrollHeight - target.scrollTop - target.clientHeight < 60)}
  >
    ${messages.length === 0 && html`<${Empty} channel=${channel} />`}
    <ol class="messages">
      ${messages.map((it) => {
        const newDay = !before || dayOf(msOf(before), state.me) !== dayOf(msOf(it), state.me)
        // Somebody who goes on within five minutes is not named again.
        const goesOn = !newDay && it.user !== 'bot' && before.user === it.user && it.ts !== fresh
        const follows = goesOn && msOf(it) - msOf(before) < 3e5
        before = it
        return [
          newDay && html`<li class="day" key=${`day-${it.ts}`}><span>${dayName(msOf(it), state.me)}</span></li>`,
          it.ts === fresh && html`<li class="day fresh" key="fresh"><span>${say.fresh}</span></li>`,
          html`<${Message}
            key=${it.ts}
            message=${it}
            channel=${channel.id}
            follows=${follows}
            replies=${openThread ? channel.messages.filter((other) => other.thread === it.ts).length : 0}
            reply=${openThread && (() => openThread(it.ts))}
          />`,
        ]
      })}
    </ol>
  </div>`
}

function Empty({ channel }) {
  const { state, say } = useWorld()
  const { command, spoken } = state.bot
  const fill = (detail) => dispatchEvent(new CustomEvent('fill', { detail }))
  return html`<div class="begin">
    <h2>${say.begin(command)}</h2>
    <p>${channel.kind === 'direct' ? say.emptyDirect : say.beginMore}</p>
    ${
      channel.kind === 'channel' &&
      html`<ul>
        ${spoken[0]?.examples.map(
          (it) =>
            html`<li key=${it}>
              <button class="example" onClick=${() => fill(it)}>${it}</button>
            </li>`,
        )}
      </ul>`
    }
  </div>`
}

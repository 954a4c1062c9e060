// The replies to one message, beside the channel. Slash commands do not run here; the server says so.
import { Log } from './channel.js'
import { Composer } from './composer.js'
import { html } from './html.js'
import { Panel } from './panel.js'
import { useWorld } from './world.js'

export function Thread({ channel, ts, close }) {
  const { state, say } = useWorld()
  const messages = channel.messages.filter((it) => it.ts === ts || it.thread === ts)
  return html`<${Panel} title=${say.thread} close=${close}>
    <${Log} channel=${channel} messages=${messages} label=${say.thread} />
    <${Composer} key=${`${state.me.id}/${ts}`} channel=${channel.id} thread=${ts} label=${say.replyTo} />
  </${Panel}>`
}

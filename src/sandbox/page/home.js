// The bot's App Home. Opening it tells the bot, which then draws it.
import { useEffect } from 'preact/hooks'
import { Blocks } from './blocks.js'
import { html } from './html.js'
import { useSurface } from './surface.js'
import { Trouble } from './text.js'
import { useWorld } from './world.js'

export function Home() {
  const { state, act, say } = useWorld()
  const blocks = state.home?.blocks ?? []
  const surface = useSurface({ id: `${state.me.id}/home`, at: { in: 'home' }, blocks })
  useEffect(() => void act({ do: 'home' }), [state.me.id])
  return html`<div class="scroll home" tabindex="0" role="region" aria-label=${say.home}>
    ${surface.trouble && html`<${Trouble}>${surface.trouble}</${Trouble}>`}
    ${
      blocks.length === 0
        ? html`<p class="soft">${say.noHome}</p>`
        : html`<${Blocks} surface=${surface} blocks=${blocks} />`
    }
  </div>`
}

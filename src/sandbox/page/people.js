// Who one may be, and what a workspace owner may do with each.
import { html } from './html.js'
import { Icon } from './icons.js'
import { Menu } from './menu.js'
import { Avatar } from './message.js'
import { useWorld } from './world.js'

export function People({ be }) {
  const { state, say } = useWorld()
  return html`<section class="people">
    <h2 id="act-as">${say.actAs}</h2>
    <p class="soft">${say.actAsHint}</p>
    <ul aria-labelledby="act-as">
      ${state.people.map((it) => html`<${One} key=${it.id} person=${it} be=${be} />`)}
    </ul>
  </section>`
}

function One({ person, be }) {
  const { state, say, act } = useWorld()
  const { id, name, deleted, isAdmin, isOwner, isGuest, locale } = person
  const is = deleted ? 'deactivated' : isOwner ? 'owner' : isAdmin ? 'admin' : isGuest ? 'guest' : 'member'
  const mine = id === state.me.id
  const french = locale.startsWith('fr')
  const items = [
    deleted ? [say.reactivate, { deleted: false }] : [say.deactivate, { deleted: true }],
    !isOwner && [isAdmin ? say.dropAdmin : say.makeAdmin, { isAdmin: !isAdmin }],
    french ? [say.toEnglish, { locale: 'en-US' }] : [say.toFrench, { locale: 'fr-FR' }],
  ]
    .filter(Boolean)
    .map(([label, set]) => ({ label, go: () => act({ do: 'person', user: id, set }) }))
  return html`<li class=${`person${deleted ? ' deleted' : ''}`}>
    <button class=${`row-button${mine ? ' current' : ''}`} aria-pressed=${mine} onClick=${() => be(id)}>
      <${Avatar} name=${name} small />
      <span class="grow">
        <span class="name">${name}</span>
        <small>${say[is]}${french ? ' · FR' : ''}</small>
      </span>
    </button>
    <${Menu} label=${say.manage(name)} className="icon-button" face=${html`<${Icon} name="dots" />`} items=${items} />
  </li>`
}

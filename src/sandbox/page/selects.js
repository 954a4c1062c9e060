// The select elements: where their options come from, and what they hold.
import { errorIn } from './client.js'
import { html } from './html.js'
import { Picker } from './picker.js'
import { fold } from './say.js'
import { useOwnSurface } from './surface.js'
import { partOf } from './values.js'
import { useWorld } from './world.js'

export function Select({ block, element, naming }) {
  const surface = useOwnSurface()
  const { state, say } = useWorld()
  const multi = element.type.startsWith('multi_')
  const kind = element.type.replace('multi_', '')
  const answer = surface.answer(block, element)
  const people = state.people.filter((it) => !it.deleted).map((it) => ({ text: plain(it.name), value: it.id }))

  const held = [answer?.[partOf(element.type)] ?? []].flat()
  const chosen =
    kind === 'users_select'
      ? held.map((id) => people.find((it) => it.value === id) ?? { text: plain(id), value: id })
      : held
  const choose = (options) => {
    const all = kind === 'users_select' ? options.map((it) => it.value) : options
    void surface.choose(block, element, { [partOf(element.type)]: multi ? all : (all[0] ?? null) })
  }
  const search = (typed) => {
    if (kind === 'users_select') return { groups: matching([{ options: people }], typed) }
    if (kind === 'static_select') return { groups: matching(groupsOf(element.option_groups, element.options), typed) }
    return surface.suggest(block, element, typed).then((acted) => {
      if (!acted.ok) return { error: errorIn(acted, say) }
      return { groups: groupsOf(acted.groups, acted.options) }
    })
  }

  return html`<${Picker}
    naming=${naming}
    multi=${multi}
    chosen=${chosen}
    max=${element.max_selected_items}
    placeholder=${element.placeholder?.text ?? (multi ? say.chooseMany : say.choose)}
    least=${kind === 'external_select' ? (element.min_query_length ?? 3) : 0}
    wait=${kind === 'external_select' ? 200 : 0}
    busy=${surface.isBusy(block, element)}
    search=${search}
    choose=${choose}
  />`
}

const plain = (text) => ({ type: 'plain_text', text })

const groupsOf = (groups, options) =>
  groups?.map((it) => ({ label: it.label.text, options: it.options })) ?? [{ options: options ?? [] }]

function matching(groups, typed) {
  const wanted = fold(typed.trim())
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter((it) => fold(`${it.text.text} ${it.description?.text ?? ''}`).includes(wanted)),
    }))
    .filter((it) => it.options.length > 0)
}

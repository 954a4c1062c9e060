// One form for every command that has few fields: a field for each slot of its input, in their order.
import type { DateTimepicker, InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import type { CommandName } from '../commands/index.ts'
import type { Slot } from '../commands/slots.ts'
import { Mode, type RingGroup } from '../ring/group.ts'
import { RING_SECONDS } from '../ring/seconds.ts'
import type { Words } from '../words/index.ts'
import { alert, cut, field, findId, form, plain, reasonField, type Field } from './controls.ts'
import { small } from './message.ts'

export type Drawn = {
  /** the input, key by key */
  slots: { key: string; slot: Slot; optional: boolean }[]
  /** none: it is asked for first */
  group: RingGroup | null
  /** the group stands in a field of its own, where it can be changed again */
  picks: boolean
  /** what stands in the fields, by key: an option for a search, an instant for a date */
  values: Record<string, string | undefined>
  chosen: Record<string, PlainTextOption | undefined>
  people: PlainTextOption[]
  /** the group's members, to choose from */
  members: PlainTextOption[]
  fallback: {
    to: 'voicemail' | 'extension'
    voicemail?: PlainTextOption | undefined
    extension?: PlainTextOption | undefined
  }
  /** the first extensions that nobody has */
  free: string[]
  /** the part of the input that is in no field */
  known: Record<string, unknown>
  opened: Partial<RingGroup>
  /** what the command would do, said before it is done */
  facts: string[]
  warnings: string[]
  /** what is sent is a request */
  asks: boolean
  /** another outcome than usual */
  submit?: string | undefined
  alert?: string[] | undefined
  /** drawn again while somebody is busy in it */
  again: boolean
}

export function fieldsForm(w: Words, name: CommandName, it: Drawn): ModalView {
  const forget = it.picks && it.group ? `~${it.group.extension}` : ''
  const nobody =
    it.group && it.members.length === 0 && it.slots.some(({ slot, key }) => slot === 'members' || key === 'out')
  const fields = nobody ? [] : it.slots.flatMap((slot) => fieldsOf(w, name, it, slot, forget))
  const [first, ...others] = fields
  const focused = first && !it.again ? [focusedOn(first), ...others] : fields
  return form(w, name, {
    title: w.fields.titles[name] ?? name,
    ...(!nobody && { submit: it.submit ?? (it.asks ? w.requests.send : (w.fields.submits[name] ?? w.save)) }),
    known: it.known,
    opened: it.opened,
    alert: it.alert,
    blocks: [
      ...(it.group && !it.picks ? [heading(it.group)] : []),
      ...(nobody ? [alert('info', w.fields.noMembers)] : []),
      ...focused,
      ...(it.facts.length > 0 ? [small(it.facts.join(' '))] : []),
      ...it.warnings.map((line) => alert('warning', line)),
    ],
  })
}

const heading = ({ name, extension }: RingGroup): KnownBlock => ({
  type: 'section',
  text: plain(`${name} (${extension})`),
})
const focusedOn = (it: InputBlock): InputBlock => ({
  ...it,
  element: { ...it.element, focus_on_load: true } as InputBlock['element'],
})

function fieldsOf(
  w: Words,
  name: CommandName,
  it: Drawn,
  { key, slot, optional }: Drawn['slots'][number],
  forget: string,
): InputBlock[] {
  const one = (label: string, element: Field['element'], more: Partial<Field> = {}) => [
    field({ key: `${key}${forget}`, label, element, ...(optional && { optional }), ...more }),
  ]
  const value = it.values[key]
  const chosen = it.chosen[key]
  const search = (kind: Parameters<typeof findId>[0], initial: PlainTextOption | undefined) =>
    ({
      type: 'external_select',
      action_id: findId(kind),
      min_query_length: 0,
      ...(initial && { initial_option: initial }),
    }) as const
  switch (slot) {
    case 'group': {
      const chosen = it.group && {
        text: plain(cut(`${it.group.name} (${it.group.extension})`, 75)),
        value: it.group.id,
      }
      const hint = w.fields.groupHint
      return it.picks
        ? [field({ key, label: w.fields.group, hint, steps: true, element: search('group', chosen ?? undefined) })]
        : []
    }
    case 'name':
      return one(w.field.name, {
        type: 'plain_text_input',
        max_length: 40,
        placeholder: plain(w.fields.nameExample),
        ...(value && { initial_value: cut(value, 40) }),
      })
    case 'extension': {
      const element = {
        type: 'plain_text_input',
        max_length: 6,
        ...(value && { initial_value: cut(value, 6) }),
      } as const
      return one(w.field.extension, element, it.free.length > 0 ? { hint: w.fields.free(it.free) } : {})
    }
    case 'mode': {
      const option = (mode: Mode) => ({
        value: mode,
        text: plain(w.modeName[mode]),
        description: plain(w.modeHelp[mode]),
      })
      const initial = Mode.safeParse(value).data
      const options = Mode.options.map(option)
      return one(
        w.field.mode,
        { type: 'radio_buttons', options, ...(initial && { initial_option: option(initial) }) },
        { steps: true },
      )
    }
    case 'onOff': {
      const option = (it: 'on' | 'off') => ({
        value: it,
        text: plain(w.calls.onOff[it]),
        description: plain(w.calls.onOffHelp[it]),
      })
      const options = [option('on'), option('off')]
      const initial = options.find((it) => it.value === value)
      return one(
        w.field.tellsMissed,
        { type: 'radio_buttons', options, ...(initial && { initial_option: initial }) },
        { hint: w.calls.hint },
      )
    }
    case 'seconds':
      return one(
        w.field.ringSeconds,
        {
          type: 'number_input',
          is_decimal_allowed: false,
          min_value: `${RING_SECONDS.least}`,
          max_value: `${RING_SECONDS.most}`,
          dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
          ...(value && { initial_value: value }),
        },
        { hint: w.fields.seconds, steps: true },
      )
    case 'fallback': {
      const { to } = it.fallback
      const option = (value: typeof to) => ({ value, text: plain(w.fields.fallback[value]) })
      const target = search(to === 'voicemail' ? 'voicemail' : 'ringing', it.fallback[to])
      const options = [option('voicemail'), option('extension')]
      return [
        field({
          key: `${key}.to${forget}`,
          label: w.field.fallback,
          steps: true,
          element: { type: 'radio_buttons', options, initial_option: option(to) },
        }),
        field({ key: `${key}.${to}${forget}`, label: w.fields.target[to], steps: true, element: target }),
      ]
    }
    case 'person': {
      if (key !== 'out') return one(w.fields.person[key] ?? w.field.members, search('extension', chosen))
      if (it.members.length === 0) return []
      const initial = it.members.find((other) => other.value === chosen?.value)
      return one(w.fields.person[key] ?? w.field.members, {
        type: 'static_select',
        options: it.members,
        ...(initial && { initial_option: initial }),
      })
    }
    case 'text': // a reason is for those who have to decide
      return it.asks ? [reasonField(w, value, { key: `${key}${forget}` })] : []
    case 'people': {
      const initial = it.people.length > 0 && { initial_options: it.people }
      const hint = w.fields.people
      return one(
        w.field.members,
        {
          type: 'multi_external_select',
          action_id: findId('extension'),
          min_query_length: 0,
          max_selected_items: 30,
          ...initial,
        },
        { hint },
      )
    }
    case 'members': {
      if (it.members.length === 0) return []
      const initial = it.people.length > 0 && { initial_options: it.people }
      const hint = name === 'order' ? { hint: w.fields.order } : {}
      return one(w.field.members, { type: 'multi_static_select', options: it.members, ...initial }, hint)
    }
    case 'number':
      return [field({ key, label: w.fields.number, steps: true, element: search('number', chosen) })]
    case 'place': {
      if (!it.group) return []
      const option = (place: number) => ({ value: `${place}`, text: plain(w.fields.nth(place)) })
      const options = Array.from({ length: it.group.members.length + 1 }, (_, i) => option(i + 1)).slice(0, 100)
      const initial = options.find((other) => other.value === value)
      const placeholder = plain(w.fields.last)
      return one(w.fields.place, {
        type: 'static_select',
        options,
        placeholder,
        ...(initial && { initial_option: initial }),
      })
    }
    case 'when': {
      const end = key === 'until' ? 'until' : 'from'
      const hints: Partial<Record<CommandName, Record<typeof end, string>>> = w.fields.when
      const hint = hints[name] ? { hint: hints[name][end] } : {}
      const initial = value ? { initial_date_time: Math.floor(Date.parse(value) / 1000) } : {}
      return one(w.fields[end], { type: 'datetimepicker', ...initial } satisfies DateTimepicker, hint)
    }
    default:
      return []
  }
}

import type { InputBlock, KnownBlock, ModalView, PlainTextOption as Option } from '@slack/types'
import { Mode, type RingGroup } from '../ring/group.ts'
import { RING_SECONDS } from '../ring/seconds.ts'
import type { Words } from '../words/index.ts'
import { alert, cut, field, findId, form, plain, type Field } from './controls.ts'
import { small } from './message.ts'

/** What the form of a whole group shows. What was said wrongly stands in its field too. */
export type GroupForm = {
  command: 'create' | 'edit'
  /** what stands in no field */
  known: Record<string, unknown>
  opened?: Partial<RingGroup> | undefined
  alert?: string[] | undefined
  /** what is sent is a request */
  asks?: boolean
  /** for the first time: afterwards the cursor stays where it is */
  isNew: boolean
  /** how often Slack had to forget what the fields held */
  again?: string | undefined
  name?: string | undefined
  extension?: string | undefined
  mode?: Mode | undefined
  ringSeconds?: string | undefined
  members: Option[]
  /** the most there can be */
  mostMembers: number
  to?: 'voicemail' | 'extension' | undefined
  target?: Option | undefined
  /** null: too many for a form, or not theirs */
  directNumbers: Option[] | null
  /** the next few extensions that nobody has */
  free: string[]
  /** sentences: how long a caller waits, and then */
  wait: string[]
  /** that the wait is longer than some networks have patience for */
  longWait: string[]
  /** what else should be known */
  warnings: string[]
  /** what a number that is picked rings no longer; where one that is not goes */
  moves: string[]
  returns: string[]
}

/** Slack's most for a text field. */
const LONGEST = 3000
const NAME = 40
const EXTENSION = 6

/** All of a group in one form, new or not. */
export const groupForm = (w: Words, it: GroupForm): ModalView => {
  const say = w.groupForm
  const block = ({ key, ...rest }: Field): InputBlock => field({ ...rest, key: it.again ? `${key}~${it.again}` : key })
  const warning = (text: string) => alert('warning', text)
  return form(w, it.command, {
    title: say[it.command].title,
    submit: it.asks ? w.requests.send : say[it.command].submit,
    known: it.known,
    opened: it.opened,
    alert: it.alert,
    blocks: [
      block({
        key: 'name',
        label: w.field.name,
        element: {
          ...text(it.name, NAME),
          placeholder: plain(say.nameExample),
          ...(it.isNew && { focus_on_load: true }),
        },
      }),
      block({
        key: 'extension',
        label: w.field.extension,
        hint: say.extensionHint(it.free),
        element: text(it.extension, EXTENSION),
      }),
      block({
        key: 'members',
        label: w.field.members,
        hint: say.membersHint,
        steps: true,
        optional: it.command === 'edit', // the last one may go
        element: {
          ...search('extension', say.membersExample),
          type: 'multi_external_select',
          max_selected_items: Math.max(it.mostMembers, it.members.length),
          ...(it.members.length > 0 && { initial_options: it.members }),
        },
      }),
      block({ key: 'mode', label: w.field.mode, steps: true, element: radio(modes(w), it.mode) }),
      block({
        key: 'ringSeconds',
        label: w.field.ringSeconds,
        hint: say.secondsHint(RING_SECONDS.least, RING_SECONDS.most),
        steps: true,
        element: seconds(it.ringSeconds),
      }),
      ...it.wait.map((line) => small(line)),
      ...it.longWait.map(warning),
      block({ key: 'fallback.to', label: w.field.fallback, steps: true, element: radio(ways(w), it.to) }),
      ...(it.to
        ? [
            block({
              key: `fallback.${it.to}`,
              label: say.target[it.to],
              steps: true,
              element: {
                ...search(it.to === 'voicemail' ? 'voicemail' : 'ringing', say.targetExample[it.to]),
                type: 'external_select',
                ...(it.target && { initial_option: it.target }),
              },
            }),
          ]
        : []),
      ...it.warnings.map((line) => small(line)),
      ...numbers(w, it, block),
      ...it.moves.map(warning),
      ...it.returns.map((line) => alert('info', line)),
    ],
  })
}

function numbers(w: Words, { directNumbers }: GroupForm, block: (it: Field) => InputBlock): KnownBlock[] {
  if (!directNumbers) return []
  const element = {
    ...search('number', w.groupForm.numbersExample),
    type: 'multi_external_select',
    ...(directNumbers.length > 0 && { initial_options: directNumbers }),
  } as const
  return [block({ key: 'directNumbers', label: w.field.directNumbers, steps: true, optional: true, element })]
}

/** What is too long stays as it was said; saving says so. */
const text = (value: string | undefined, most: number) =>
  ({
    type: 'plain_text_input',
    max_length: Math.min(LONGEST, Math.max(most, value?.length ?? 0)),
    ...(value && { initial_value: value.slice(0, LONGEST) }),
  }) as const

/** Slack takes no value outside the limits it is given: what was said wrongly widens them, and saving says so. */
function seconds(said: string | undefined) {
  const value = said !== undefined && /^-?\d{1,6}(\.\d{1,3})?$/.test(said) ? Number(said) : undefined
  return {
    type: 'number_input',
    is_decimal_allowed: value !== undefined && !Number.isInteger(value),
    min_value: `${Math.min(RING_SECONDS.least, value ?? RING_SECONDS.least)}`,
    max_value: `${Math.max(RING_SECONDS.most, value ?? RING_SECONDS.most)}`,
    ...(value !== undefined && { initial_value: `${value}` }),
    dispatch_action_config: { trigger_actions_on: ['on_enter_pressed', 'on_character_entered'] },
  } satisfies InputBlock['element']
}

const search = (kind: Parameters<typeof findId>[0], example: string) =>
  ({ action_id: findId(kind), min_query_length: 0, placeholder: plain(cut(example, 150)) }) as const

const radio = (options: Option[], value: string | undefined) => {
  const initial = options.find((it) => it.value === value)
  return { type: 'radio_buttons', options, ...(initial && { initial_option: initial }) } satisfies InputBlock['element']
}
const modes = (w: Words): Option[] =>
  Mode.options.map((value) => ({ value, text: plain(w.modeName[value]), description: plain(w.modeHelp[value]) }))
const ways = (w: Words): Option[] =>
  (['voicemail', 'extension'] as const).map((value) => ({ value, text: plain(w.groupForm.to[value]) }))

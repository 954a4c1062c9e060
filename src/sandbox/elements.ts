// Slack's limits on the elements of blocks, as a table. (docs.slack.dev/reference/block-kit/block-elements)
import { anything, boolean, list, object, oneOf, plain, rich, string, whole, type Also, type Check } from './checks.ts'
import { optionsOf } from './controls.ts'
import { node, nodes, type Node } from './json.ts'

const id = string(255)
const url = string(3000)
const confirm = object(
  { title: plain(100), text: rich(300), confirm: plain(30), deny: plain(30) },
  { style: oneOf('primary', 'danger') },
)
const type = anything // looked at by `typed`
const focus = { focus_on_load: boolean }
const placeholder = { placeholder: plain(150) }
const dispatch = {
  dispatch_action_config: object({
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2),
  }),
}
const style = { style: oneOf('primary', 'danger') }
const label = { accessibility_label: string(75) }

const option = (text: Check, more: { [field: string]: Check } = {}) =>
  object({ text, value: string(150) }, { description: plain(75), ...more })
const choice = option(plain(75))
const richChoice = object({ text: rich(75), value: string(150) }, { description: rich(75) })
const groups = list(object({ label: plain(75), options: list(choice, 1, 100) }), 1, 100)

/** What begins selected must be one of the options, whole. */
const initialIsOffered: Also = (it, at, { say }) => {
  const same = (a: Node, b: Node) => JSON.stringify(essence(a)) === JSON.stringify(essence(b))
  const offered = optionsOf(it)
  const check = (initial: Node, where: string) =>
    offered.some((one) => same(one, initial)) || say('must match one of the options', `${at}/${where}`)
  if (it['initial_option'] !== undefined) check(node(it['initial_option']), 'initial_option')
  nodes(it['initial_options']).forEach((one, i) => check(one, `initial_options/${i}`))
}
const essence = (it: Node) => [node(it['text'])['text'], it['value'], node(it['description'])['text'] ?? null]

const eitherOptions: Also = (it, at, say) => {
  if ('options' in it === 'option_groups' in it) say.say('must define either `options` or `option_groups`', at)
  initialIsOffered(it, at, say)
}
const least = (field: string, other: string): Also => {
  const number = (it: unknown) => (it === undefined || it === '' ? NaN : Number(it))
  return (it, at, { say }) =>
    void (number(it[field]) > number(it[other]) && say(`must not be more than ${other}`, `${at}/${field}`))
}
const numbersFit: Also = (it, at, say) => {
  for (const [a, b] of [
    ['min_value', 'max_value'],
    ['min_value', 'initial_value'],
    ['initial_value', 'max_value'],
  ] as const)
    least(a, b)(it, at, say)
}

const element = (more: { [field: string]: Check }, required: { [field: string]: Check } = {}, also?: Also) =>
  object({ type, ...required }, { action_id: id, ...more }, also)
const select = (more: { [field: string]: Check }, also?: Also) =>
  element({ ...placeholder, confirm, ...focus, ...more }, {}, also)
const multi = (more: { [field: string]: Check }, also?: Also) =>
  select({ max_selected_items: whole(1, 1000), ...more }, also)
const ids = list(string(255), 0, 100)
const conversations = { default_to_current_conversation: boolean, filter: anything, response_url_enabled: boolean }
const number = string(100, 1, /^[+-]?\d+(\.\d+)?$/)

export const selects: { [type: string]: Check } = {
  static_select: select(
    { options: list(choice, 1, 100), option_groups: groups, initial_option: choice },
    eitherOptions,
  ),
  external_select: select({ initial_option: choice, min_query_length: whole(0, 100) }),
  users_select: select({ initial_user: id }),
  conversations_select: select({ initial_conversation: id, ...conversations }),
  channels_select: select({ initial_channel: id, response_url_enabled: boolean }),
  multi_static_select: multi(
    { options: list(choice, 1, 100), option_groups: groups, initial_options: list(choice, 1, 100) },
    eitherOptions,
  ),
  multi_external_select: multi({ initial_options: list(choice, 0, 100), min_query_length: whole(0, 100) }),
  multi_users_select: multi({ initial_users: ids }),
  multi_conversations_select: multi({ initial_conversations: ids, ...conversations }),
  multi_channels_select: multi({ initial_channels: ids }),
}
export const choices: { [type: string]: Check } = {
  radio_buttons: element(
    { initial_option: richChoice, confirm, ...focus },
    { options: list(richChoice, 1, 10) },
    initialIsOffered,
  ),
  checkboxes: element(
    { initial_options: list(richChoice, 1, 10), confirm, ...focus },
    { options: list(richChoice, 1, 10) },
    initialIsOffered,
  ),
}
export const pickers: { [type: string]: Check } = {
  datepicker: element({ initial_date: string(10, 10, /^\d{4}-\d\d-\d\d$/), ...placeholder, confirm, ...focus }),
  timepicker: element({
    initial_time: string(5, 5, /^\d\d:\d\d$/),
    timezone: string(100),
    ...placeholder,
    confirm,
    ...focus,
  }),
}
export const datetimepicker = element({ initial_date_time: whole(1_000_000_000, 9_999_999_999), confirm, ...focus })
export const presses: { [type: string]: Check } = {
  button: element({ value: string(2000), url, ...style, confirm, ...label }, { text: plain(75) }),
  overflow: element({ confirm }, { options: list(option(plain(75), { url }), 1, 5) }),
  workflow_button: element({ ...style, ...label, confirm }, { text: plain(75), workflow: anything }),
}
export const inputs: { [type: string]: Check } = {
  plain_text_input: element(
    {
      ...placeholder,
      initial_value: string(3000, 0),
      multiline: boolean,
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
      ...dispatch,
      ...focus,
    },
    {},
    least('min_length', 'max_length'),
  ),
  number_input: element(
    { ...placeholder, initial_value: number, min_value: number, max_value: number, ...dispatch, ...focus },
    { is_decimal_allowed: boolean },
    numbersFit,
  ),
  email_text_input: element({ ...placeholder, initial_value: string(3000), ...dispatch, ...focus }),
  url_text_input: element({ ...placeholder, initial_value: string(3000), ...dispatch, ...focus }),
  rich_text_input: element({
    ...placeholder,
    initial_value: anything,
    min_lines: whole(1, 100),
    max_lines: whole(1, 100),
    ...dispatch,
    ...focus,
  }),
  file_input: element({ filetypes: list(string(20), 0, 100), max_files: whole(1, 10) }),
}
export const image = object({ type, alt_text: string(2000) }, { image_url: url, slack_file: anything })

// What the controls of a view or message hold, and what Slack says of them to the bot.
import { isNode, node, nodes, string, type Node } from './json.ts'
import type { Answer, Option, Values } from './protocol.ts'
import { Malformed } from './slack-error.ts'

export type Control = { block: Node; element: Node; blockId: string; actionId: string }

/** Every control, in the order of the screen. */
export const controlsIn = (blocks: Node[]): Control[] =>
  blocks.flatMap((block) =>
    [block['element'], block['accessory'], ...nodes(block['elements']), ...nodes(block['actions'])]
      .filter(isNode)
      .filter((it) => typeof it['action_id'] === 'string')
      .map((element) => ({
        block,
        element,
        blockId: string(block['block_id']),
        actionId: string(element['action_id']),
      })),
  )

/** Which field an answer of this type is kept in, and which field of the element it begins with. */
const FIELDS: { [type: string]: readonly [field: string, initial: string, empty: null | []] } = {
  plain_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  rich_text_input: ['rich_text_value', 'initial_value', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  checkboxes: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
}

export const typeOf = (element: Node) => string(element['type'])
export const optionsOf = (element: Node): Option[] =>
  [...nodes(element['options']), ...nodes(element['option_groups']).flatMap((it) => nodes(it['options']))] as Option[]
const fieldOf = (element: Node) => FIELDS[typeOf(element)]

/** What it holds, or undefined: a button holds nothing. */
export const held = (element: Node, answer: Answer) => {
  const field = fieldOf(element)
  return field && node(answer)[field[0]]
}
export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** An answer as Slack would write it: the one field of its type, empty text as null, a number as a string. */
export function answerOf(element: Node, given: Node | undefined, tz: string): Answer | undefined {
  const field = fieldOf(element)
  if (!field) return undefined
  const [key, initial, empty] = field
  let value = given ? given[key] : element[initial]
  if (isEmpty(value)) value = empty
  else if (key === 'value') value = `${value as string | number}`
  else if (key === 'selected_date_time') value = Number(value)
  const known = optionsOf(element)
  const only = (it: unknown) => known.find((option) => option.value === node(it)['value'])
  if (known.length && key === 'selected_option' && value) value = only(value) ?? missing(element)
  if (known.length && key === 'selected_options')
    value = (Array.isArray(value) ? value : []).map((it: unknown) => only(it) ?? missing(element))
  return {
    type: typeOf(element),
    [key]: value,
    ...(key === 'selected_time' && { timezone: element['timezone'] ?? tz }),
  }
}
const missing = (element: Node): never => {
  throw new Malformed(`${string(element['action_id'])} has no such option`)
}

/**
 * `state.values`: what was said now, else what was kept, else what the control begins with. A kept answer is forgotten when
 * the control has become another, or lost that option.
 */
export function valuesOf(blocks: Node[], kept: Values, said: Values, tz: string): Values {
  const values: Values = {}
  for (const { element, blockId, actionId } of controlsIn(blocks)) {
    const now = said[blockId]?.[actionId]
    const before = kept[blockId]?.[actionId]
    const answer = now
      ? answerOf(element, now, tz)
      : (survivor(element, before, tz) ?? answerOf(element, undefined, tz))
    if (answer) (values[blockId] ??= {})[actionId] = answer
  }
  return values
}

function survivor(element: Node, before: Answer | undefined, tz: string) {
  if (before?.type !== element['type']) return undefined
  try {
    return answerOf(element, before, tz)
  } catch {
    return undefined
  }
}

/** One entry of a block_actions payload's `actions`. */
export function actionOf({ element, blockId, actionId }: Control, answer: Node, at: string, tz: string): Node {
  const { type, text, value, style, url, icon, placeholder, confirm } = element
  const ids = { type, action_id: actionId, block_id: blockId, action_ts: at }
  const field = fieldOf(element)
  if (field) {
    const initial = element[field[1]]
    const extra = { ...(initial !== undefined && { [field[1]]: initial }), placeholder, confirm }
    return clean({ ...ids, ...answerOf(element, answer, tz), ...extra })
  }
  if (type === 'overflow') {
    const chosen = optionsOf(element).find((it) => it.value === node(answer['selected_option'])['value'])
    return clean({ ...ids, selected_option: chosen ?? missing(element), confirm })
  }
  if (type === 'feedback_buttons') {
    const pressed = [element['positive_button'], element['negative_button']].map(node)
    const chosen = pressed.find((it) => it['value'] === answer['value']) ?? missing(element)
    return clean({ ...ids, text: chosen['text'], value: chosen['value'] })
  }
  return clean({ ...ids, text, value, style, url, icon, confirm })
}

const clean = (it: Node): Node => Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined))

/** Does using this control tell the bot? Everything outside inputs does; an input only if its block says so. */
export const dispatches = ({ block }: Control) => block['type'] !== 'input' || block['dispatch_action'] === true

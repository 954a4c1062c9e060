// @ts-check
/** @import { Answer, Values } from '../protocol.ts' */
/** @import { Say } from './say.js' */
// What controls hold: at first, and whether Slack would send it.

/** Every control of a block, wherever it stands in it. @param {any} block @returns {any[]} */
export const controlsOf = (block) =>
  [block.element, block.accessory, ...(block.type === 'actions' ? block.elements : [])].filter(Boolean)

/** Which part of an answer each kind fills, and from where at first. Buttons and menus hold nothing. @type {Record<string, any[]>} */
const kinds = {}
/** @type {any[][]} */
const rows = [
  ['value', 'initial_value', null, ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input']],
  ['selected_option', 'initial_option', null, ['static_select', 'external_select', 'radio_buttons']],
  ['selected_options', 'initial_options', [], ['multi_static_select', 'multi_external_select', 'checkboxes']],
  ['selected_user', 'initial_user', null, ['users_select']],
  ['selected_users', 'initial_users', [], ['multi_users_select']],
  ['selected_date', 'initial_date', null, ['datepicker']],
  ['selected_time', 'initial_time', null, ['timepicker']],
  ['selected_date_time', 'initial_date_time', null, ['datetimepicker']],
]
for (const [part, from, empty, types] of rows) for (const type of types) kinds[type] = [part, from, empty]

/** The name of what such an element holds. @param {string} type */
export const partOf = (type) => kinds[type]?.[0]

/** @param {any} it @returns {Answer | undefined} */
function initial({ type, ...element }) {
  if (!kinds[type]) return undefined
  const [part, from, empty] = kinds[type]
  return { type, [part]: element[from] ?? empty }
}

/**
 * A control keeps what it holds as long as its block and action are there; whatever is new gets its initial value.
 * @param {any[]} blocks @param {Values} held @returns {Values}
 */
export function carryOver(blocks, held) {
  /** @type {Values} */
  const values = {}
  for (const block of blocks) {
    for (const control of controlsOf(block)) {
      const before = held[block.block_id]?.[control.action_id]
      const answer = before?.type === control.type ? before : initial(control)
      if (answer) (values[block.block_id] ??= {})[control.action_id] = answer
    }
  }
  return values
}

const isEmpty = (answer) => {
  if (!answer) return true
  const { type: _, ...held } = answer
  return Object.values(held).every((it) => it === null || it === '' || (Array.isArray(it) && it.length === 0))
}

/** Why Slack would not send this, if so. @param {any} it the element @param {Answer | undefined} answer @param {Say} say */
export function fault(it, answer, say) {
  const value = answer?.value
  if (!value) return undefined
  if (it.type === 'number_input') {
    if (!/^-?\d+([.,]\d+)?$/.test(value)) return say.number
    const number = Number(value.replace(',', '.'))
    if (!it.is_decimal_allowed && !Number.isInteger(number)) return say.whole
    if (it.min_value !== undefined && number < Number(it.min_value)) return say.atLeast(it.min_value)
    if (it.max_value !== undefined && number > Number(it.max_value)) return say.atMost(it.max_value)
  }
  if (it.max_length !== undefined && value.length > it.max_length) return say.tooLong(it.max_length)
  return undefined
}

/** All that keeps a form from being sent, by block. @param {any[]} blocks @param {Values} values @param {Say} say */
export function faults(blocks, values, say) {
  /** @type {Record<string, string>} */
  const found = {}
  for (const block of blocks.filter((it) => it.type === 'input')) {
    const answer = values[block.block_id]?.[block.element.action_id]
    const why = isEmpty(answer) ? (block.optional ? undefined : say.required) : fault(block.element, answer, say)
    if (why) found[block.block_id] = why
  }
  return found
}

// @ts-check
/** @import { Answer, Values } from '../protocol.ts' */
/** @import { Say } from './say.js' */
// What controls hold: at first, and whether Slack would send it.

/** Every control of a block, wherever it stands in it. @param {any} block @returns {any[]} */
export const controlsOf = (block) =>
  [block.element, block.accessory, ...(block.type === 'actions' ? block.elements : [])].filter(Boolean)

/** Buttons and menus hold nothing. @param {any} it @returns {Answer | undefined} */
export function initial(it) {
  const { type } = it
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: it.initial_value ?? null }
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: it.initial_option ?? null }
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: it.initial_options ?? [] }
    case 'users_select':
      return { type, selected_user: it.initial_user ?? null }
    case 'multi_users_select':
      return { type, selected_users: it.initial_users ?? [] }
    case 'datepicker':
      return { type, selected_date: it.initial_date ?? null }
    case 'timepicker':
      return { type, selected_time: it.initial_time ?? null }
    case 'datetimepicker':
      return { type, selected_date_time: it.initial_date_time ?? null }
    default:
      return undefined
  }
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

/** @param {Answer | undefined} answer */
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
  if (it.min_length !== undefined && value.length < it.min_length) return say.tooShort(it.min_length)
  if (it.type === 'email_text_input' && !/^\S+@\S+$/.test(value)) return say.email
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

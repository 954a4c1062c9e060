// How a limit is said: small checks, put together in limits.ts. The sentences are Slack's own where they are known.
import { isNode, type Node } from './json.ts'

export type Case = { gated: ReadonlySet<string>; say(problem: string, at: string): void }
export type Check = (value: unknown, at: string, it: Case) => void

/** Characters, not UTF-16 units. */
export const string =
  (max: number, min = 1, pattern?: RegExp): Check =>
  (value, at, { say }) => {
    if (typeof value !== 'string') return say('must provide a string', at)
    const { length } = [...value]
    if (length > max) say(`must be less than ${max + 1} characters`, at)
    if (length < min) say(`must be more than ${min - 1} characters`, at)
    if (pattern && !pattern.test(value)) say('must be in a valid format', at)
  }
export const boolean: Check = (value, at, { say }) => typeof value !== 'boolean' && say('must provide a boolean', at)
export const whole =
  (min: number, max: number): Check =>
  (value, at, { say }) => {
    if (!Number.isInteger(value)) return say('must provide an integer', at)
    if (Number(value) < min) say(`must be greater than ${min - 1}`, at)
    if (Number(value) > max) say(`must be less than ${max + 1}`, at)
  }
export const oneOf =
  (...them: unknown[]): Check =>
  (value, at, { say }) =>
    them.includes(value) || say('must be a valid enum value', at)
export const anything: Check = () => {}

export const list =
  (check: Check, min: number, max: number): Check =>
  (value, at, it) => {
    if (!Array.isArray(value)) return it.say('must provide an array', at)
    if (value.length > max) it.say(`no more than ${max} items allowed`, at)
    if (value.length < min) it.say(`no fewer than ${min} items allowed`, at)
    value.forEach((item, i) => check(item, `${at}/${i}`, it))
  }

/** An object with these fields and no others. */
export const object =
  (required: { [field: string]: Check }, optional: { [field: string]: Check } = {}, also?: Also): Check =>
  (value, at, it) => {
    if (!isNode(value)) return it.say('must provide an object', at)
    for (const field of Object.keys(required)) if (!(field in value)) it.say(`missing required field: ${field}`, at)
    for (const [field, its] of Object.entries(value)) {
      const check = required[field] ?? optional[field]
      if (check) check(its, `${at}/${field}`, it)
      else it.say(`invalid additional property: ${field}`, at)
    }
    also?.(value, at, it)
  }
export type Also = (value: Node, at: string, it: Case) => void

/** One of several kinds, told apart by their `type`. */
export const typed =
  (kinds: { [type: string]: Check }): Check =>
  (value, at, it) => {
    if (!isNode(value)) return it.say('must provide an object', at)
    const { type } = value
    if (type === undefined) return it.say('missing required field: type', at)
    const check = typeof type === 'string' && !it.gated.has(type) && Object.hasOwn(kinds, type) && kinds[type]
    if (!check) return it.say(`unsupported type: ${typeof type === 'string' ? type : typeof type}`, `${at}/type`)
    check(value, at, it)
  }

/** A text object of the kinds given. */
const text =
  (kinds: string[], max: number, min: number): Check =>
  (value, at, it) => {
    if (!isNode(value)) return it.say('must provide an object', at)
    if (!kinds.includes(String(value['type']))) return it.say('must be a valid enum value', `${at}/type`)
    const more = value['type'] === 'plain_text' ? { emoji: boolean } : { verbatim: boolean }
    object({ type: anything, text: string(max, min) }, more)(value, at, it)
  }
export const plain = (max: number, min = 1) => text(['plain_text'], max, min)
export const rich = (max: number, min = 1) => text(['plain_text', 'mrkdwn'], max, min)

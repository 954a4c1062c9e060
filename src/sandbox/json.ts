import { randomBytes } from 'node:crypto'

/** A JSON object whose fields nobody has looked at yet. */
export type Node = { [key: string]: unknown }

export const isNode = (it: unknown): it is Node => typeof it === 'object' && it !== null && !Array.isArray(it)
export const node = (it: unknown): Node => (isNode(it) ? it : {})
export const nodes = (it: unknown): Node[] => (Array.isArray(it) ? it.filter(isNode) : [])
export const string = (it: unknown): string => (typeof it === 'string' ? it : '')

/** Slack's ids: a letter that says what it is, then capitals and digits. */
export const newId = (kind: string) => kind + randomBytes(6).toString('hex').toUpperCase()

/** Three characters stand for something else in Slack's text. */
export const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

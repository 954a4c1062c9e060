import { answerOf, controlsIn, optionsOf, typeOf, type Control } from '../../src/sandbox/controls.ts'
import { node, nodes, string, type Node } from '../../src/sandbox/json.ts'
import type { Answer, OpenView, Option, Person, Values } from '../../src/sandbox/protocol.ts'

/** What a field may be filled with: a text, a number, options by what they say, a moment, nothing. */
export type Filling = string | number | Date | readonly string[] | null

/** By its label, its placeholder or its accessibility label. */
export const isNamed = ({ block, element }: Control, label: string) =>
  label === node(block['label'])['text'] ||
  label === node(element['placeholder'])['text'] ||
  label === element['accessibility_label']
export const fieldIn = (view: OpenView, label: string): Control | undefined =>
  controlsIn(nodes(view.blocks)).find((it) => isNamed(it, label))
export const labelOf = (view: OpenView, blockId: string): string => {
  const control = controlsIn(nodes(view.blocks)).find((it) => it.blockId === blockId)
  return string(node(control?.block['label'])['text']) || blockId
}

/** Every field's value as it reads, by label; selects in lines by their placeholder. */
export function fieldsOf(view: OpenView, values: Values) {
  const fields: { [label: string]: string | string[] | null } = {}
  for (const { block, element, blockId, actionId } of controlsIn(nodes(view.blocks))) {
    const answer = values[blockId]?.[actionId]
    const label = string(node(block['label'])['text']) || string(node(element['placeholder'])['text'])
    if (label && answer) fields[label] = shown(answer)
  }
  return fields
}

function shown(answer: Answer): string | string[] | null {
  const { selected_options, selected_option, selected_users, ...rest } = answer
  if (selected_options) return selected_options.map((it) => it.text.text)
  if (selected_users) return selected_users
  if (selected_option) return selected_option.text.text
  const { type: _, timezone: __, ...values }: Node = rest
  const value = Object.values(values)[0] ?? null
  return value === null ? null : typeof value === 'number' ? new Date(value * 1000).toISOString() : string(value)
}

type Asking = { people: Person[]; suggest(query: string): Promise<Option[]>; fail(what: string): never }

/** The answer that filling this control gives. */
export async function answerFor(element: Node, filling: Filling, asking: Asking): Promise<Answer> {
  const empty = answerOf({ type: element['type'] }, {}, '') ?? asking.fail(`cannot fill a ${typeOf(element)}`)
  if (filling === null || (Array.isArray(filling) && !filling.length)) return empty
  const many = (Array.isArray(filling) ? filling : [filling]).map(String)
  const [one = ''] = many
  const user = (it: string) => asking.people.find((who) => [who.id, who.name, who.handle].includes(it))?.id ?? it
  if ('selected_options' in empty) {
    const options: Option[] = []
    for (const it of many) options.push(await choose(element, it, asking))
    return { ...empty, selected_options: options }
  }
  if ('selected_option' in empty) return { ...empty, selected_option: await choose(element, one, asking) }
  if ('selected_users' in empty) return { ...empty, selected_users: many.map(user) }
  if ('selected_user' in empty) return { ...empty, selected_user: user(one) }
  const moment = filling instanceof Date ? Math.floor(filling.getTime() / 1000) : Number(filling)
  if ('selected_date_time' in empty) return { ...empty, selected_date_time: moment }
  if ('selected_date' in empty) return { ...empty, selected_date: one }
  if ('selected_time' in empty) return { ...empty, selected_time: one }
  return { ...empty, value: one }
}

/** The option that says this, or the only one that has it in it; a search select is asked as somebody would type. */
async function choose(element: Node, wanted: string, { suggest, fail }: Asking): Promise<Option> {
  const external = typeOf(element).endsWith('external_select')
  const offered = new Set<string>()
  for (const query of external ? [wanted.replace(/\s*\([^)]*\)$/, ''), wanted, ''] : ['']) {
    const options = external ? await suggest(query) : optionsOf(element)
    for (const it of options) offered.add(it.text.text)
    const near = options.filter((it) => it.text.text.toLowerCase().includes(wanted.toLowerCase()))
    const found =
      options.find((it) => it.text.text === wanted || it.value === wanted) ?? (near.length === 1 ? near[0] : undefined)
    if (found) return found
  }
  return fail(`is not offered "${wanted}" but ${[...offered].join(' | ') || 'nothing'}`)
}

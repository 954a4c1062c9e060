// What Slack itself checks before it sends a form; the bot never sees these.
import { controlsIn, held, isEmpty, typeOf } from './controls.ts'
import { string, type Node } from './json.ts'
import type { Values } from './protocol.ts'

/** Slack's sentence for each input that may not be sent like this, by block_id. */
export function problemsOf(blocks: Node[], values: Values): { [blockId: string]: string } {
  const problems: { [blockId: string]: string } = {}
  for (const { block, element, blockId, actionId } of controlsIn(blocks)) {
    if (block['type'] !== 'input') continue
    const answer = values[blockId]?.[actionId]
    const value = answer && held(element, answer)
    const problem = isEmpty(value)
      ? block['optional'] !== true && 'Please complete this required field.'
      : wrong(element, value)
    if (problem) problems[blockId] = problem
  }
  return problems
}

function wrong(element: Node, value: unknown): string | false {
  const number = (key: string) => (element[key] === undefined ? undefined : Number(element[key]))
  const text = string(value)
  switch (typeOf(element)) {
    case 'number_input': {
      const [min, max] = [number('min_value'), number('max_value')]
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return 'Please enter a valid number.'
      if (element['is_decimal_allowed'] !== true && !/^[+-]?\d+$/.test(text)) return 'Please enter a whole number.'
      if (min !== undefined && Number(text) < min) return `Please enter a number that is ${min} or more.`
      if (max !== undefined && Number(text) > max) return `Please enter a number that is ${max} or less.`
      return false
    }
    case 'plain_text_input': {
      const [min, max, length] = [number('min_length') ?? 0, number('max_length') ?? 3000, [...text].length]
      if (length < min) return `Please enter at least ${min} characters.`
      if (length > max) return `Please enter at most ${max} characters.`
      return false
    }
    case 'email_text_input':
      return !/^\S+@\S+\.\S+$/.test(text) && 'Please enter a valid email address.'
    case 'url_text_input':
      return !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) && 'Please enter a valid URL.'
    default: {
      const max = number('max_selected_items')
      return max !== undefined && Array.isArray(value) && value.length > max && `Please select at most ${max}.`
    }
  }
}

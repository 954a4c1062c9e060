// What Slack itself checks before it sends a form; the bot never sees these.
import { controlsIn, held, isEmpty, typeOf } from './controls.ts'
import { string, type Node } from './json.ts'
import type { Answer, Values } from './protocol.ts'

const sentences = {
  en: {
    required: 'Please complete this required field.',
    number: 'Please enter a valid number.',
    whole: 'Please enter a whole number.',
    least: (n: number) => `Please enter a number that is ${n} or more.`,
    most: (n: number) => `Please enter a number that is ${n} or less.`,
    short: (n: number) => `Please enter at least ${n} characters.`,
    long: (n: number) => `Please enter at most ${n} characters.`,
    email: 'Please enter a valid email address.',
    url: 'Please enter a valid URL.',
    few: (n: number) => `Please select at most ${n}.`,
  },
  fr: {
    required: 'Veuillez remplir ce champ obligatoire.',
    number: 'Veuillez saisir un nombre valide.',
    whole: 'Veuillez saisir un nombre entier.',
    least: (n: number) => `Veuillez saisir un nombre supérieur ou égal à ${n}.`,
    most: (n: number) => `Veuillez saisir un nombre inférieur ou égal à ${n}.`,
    short: (n: number) => `Veuillez saisir au moins ${n} caractères.`,
    long: (n: number) => `Veuillez saisir au plus ${n} caractères.`,
    email: 'Veuillez saisir une adresse e-mail valide.',
    url: 'Veuillez saisir une URL valide.',
    few: (n: number) => `Veuillez en choisir au plus ${n}.`,
  },
}
type Sentences = typeof sentences.en
const sentencesIn = (locale: string): Sentences => (locale.startsWith('fr') ? sentences.fr : sentences.en)

/** Slack's sentence for each input that may not be sent like this, by block_id. */
export function problemsOf(blocks: Node[], values: Values, locale: string): { [blockId: string]: string } {
  const say = sentencesIn(locale)
  const problems: { [blockId: string]: string } = {}
  for (const { block, element, blockId, actionId } of controlsIn(blocks)) {
    if (block['type'] !== 'input') continue
    const answer = values[blockId]?.[actionId]
    const value = answer && held(element, answer)
    const problem = isEmpty(value) ? block['optional'] !== true && say.required : wrong(element, value, say)
    if (problem) problems[blockId] = problem
  }
  return problems
}

/** Slack keeps to itself what is no answer yet: half a number. */
export const isUnfit = (element: Node, answer: Answer): boolean => {
  const value = held(element, answer)
  return !isEmpty(value) && wrong(element, value, sentences.en) !== false
}

function wrong(element: Node, value: unknown, say: Sentences): string | false {
  const number = (key: string) => (element[key] === undefined ? undefined : Number(element[key]))
  const text = string(value)
  switch (typeOf(element)) {
    case 'number_input': {
      const [min, max] = [number('min_value'), number('max_value')]
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return say.number
      if (element['is_decimal_allowed'] !== true && !/^[+-]?\d+$/.test(text)) return say.whole
      if (min !== undefined && Number(text) < min) return say.least(min)
      if (max !== undefined && Number(text) > max) return say.most(max)
      return false
    }
    case 'plain_text_input': {
      const [min, max, length] = [number('min_length') ?? 0, number('max_length') ?? 3000, [...text].length]
      if (length < min) return say.short(min)
      if (length > max) return say.long(max)
      return false
    }
    case 'email_text_input':
      return !/^\S+@\S+\.\S+$/.test(text) && say.email
    case 'url_text_input':
      return !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) && say.url
    default: {
      const max = number('max_selected_items')
      return max !== undefined && Array.isArray(value) && value.length > max && say.few(max)
    }
  }
}

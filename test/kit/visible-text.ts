import { node, nodes, string, type Node } from '../../src/sandbox/json.ts'
import { optionsOf, typeOf } from '../../src/sandbox/controls.ts'

/** Names of people and channels by id, for mentions; without it a mention reads "@UALICE". */
export type Names = { [id: string]: string }

/** Everything that a reader of these blocks sees, a line for each part; buttons stand in brackets, menus as [⋯ First | Second]. */
export const visibleText = (blocks: unknown, names: Names = {}): string =>
  nodes(blocks)
    .flatMap((it) => linesOf(it, names))
    .filter(Boolean)
    .join('\n')

/** mrkdwn as it is read: no markup, dates as their fallback, mentions as names. */
export const readable = (text: string, names: Names = {}): string =>
  text
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(
      /<([@#])([A-Z0-9]+)(?:\|([^>]*))?>/g,
      (_, sign: string, id: string, name?: string) => `${sign}${names[id] ?? name ?? id}`,
    )
    .replaceAll(/<!([a-z]+)(?:\|[^>]*)?>/g, '@$1')
    .replaceAll(/<[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<([^>]*)>/g, '$1')
    .replaceAll(/(^|[\s(«"'])([*_~`])(?=\S)([^\n]*?\S)\2(?=$|[\s.,:;)!?…»"'])/gm, '$1$3')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const textOf = (it: unknown, names: Names): string => {
  const { type, text } = node(it)
  return type === 'mrkdwn' ? readable(string(text), names) : string(text)
}

function linesOf(block: Node, names: Names): string[] {
  const texts = (...them: unknown[]) => them.map((it) => textOf(it, names))
  const controls = (...them: unknown[]) => them.map((it) => controlText(node(it), names)).join(' ')
  switch (typeOf(block)) {
    case 'section':
      return [...texts(block['text'], ...nodes(block['fields'])), controls(...present(block['accessory']))]
    case 'header':
    case 'alert':
      return texts(block['text'])
    case 'context':
      return [
        nodes(block['elements'])
          .map((it) => textOf(it, names) || string(it['alt_text']))
          .join(' '),
      ]
    case 'actions':
    case 'context_actions':
      return [controls(...nodes(block['elements']))]
    case 'input': {
      const element = node(block['element'])
      return [`${textOf(block['label'], names)}: ${controlText(element, names)}`.trim(), ...texts(block['hint'])]
    }
    case 'image':
    case 'video':
      return [...texts(block['title']), string(block['alt_text'])]
    case 'markdown':
      return [string(block['text'])]
    case 'rich_text':
      return nodes(block['elements']).flatMap((it) => richLines(it, names))
    case 'table':
    case 'data_table':
      return (Array.isArray(block['rows']) ? block['rows'] : []).map((row: unknown) =>
        nodes(row)
          .map((cell) => string(cell['text']) || linesOf(cell, names).join(' '))
          .join(' | '),
      )
    case 'container':
      return [
        ...texts(block['title'], block['subtitle']),
        ...nodes(block['child_blocks']).flatMap((it) => linesOf(it, names)),
      ]
    default:
      return []
  }
}

const present = (it: unknown) => (it === undefined ? [] : [it])

function controlText(element: Node, names: Names): string {
  const type = typeOf(element)
  const options = () =>
    optionsOf(element).map((it) => [textOf(it.text, names), textOf(it.description, names)].filter(Boolean).join(': '))
  if (type === 'button' || type === 'workflow_button') return `[${textOf(element['text'], names)}]`
  if (type === 'overflow') return `[⋯ ${options().join(' | ')}]`
  if (type === 'radio_buttons' || type === 'checkboxes') return options().join(' | ')
  if (type === 'image') return string(element['alt_text'])
  return textOf(element['placeholder'], names)
}

function richLines(part: Node, names: Names): string[] {
  const elements = nodes(part['elements'])
  if (part['type'] === 'rich_text_list')
    return elements.map(
      (it, i) => `${part['style'] === 'ordered' ? `${i + 1}.` : '•'} ${richText(nodes(it['elements']), names)}`,
    )
  return [richText(elements, names)]
}

const richText = (elements: Node[], names: Names): string =>
  elements
    .map((it) => {
      const name = (id: unknown) => names[string(id)] ?? string(id)
      if (it['type'] === 'user') return `@${name(it['user_id'])}`
      if (it['type'] === 'channel') return `#${name(it['channel_id'])}`
      if (it['type'] === 'date') return string(it['fallback']) || new Date(Number(it['timestamp']) * 1000).toISOString()
      if (it['type'] === 'emoji') return `:${string(it['name'])}:`
      return string(it['text']) || string(it['url'])
    })
    .join('')

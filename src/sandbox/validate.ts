// What Slack would not take, in its own error shape:
// { ok: false, error, response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] } }
import { list, oneOf, type Case, type Check } from './checks.ts'
import { controlsIn } from './controls.ts'
import { isNode, nodes, string, type Node } from './json.ts'
import { BLOCKS, MOST_BLOCKS, VIEWS } from './limits.ts'
import { SlackError } from './slack-error.ts'

type Gated = ReadonlySet<string>
const LARGEST_VIEW = 250_000 // bytes

export function checkMessage(message: Node, gated: Gated): void {
  const { blocks } = message
  if (blocks === undefined || blocks === null) return
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format')
  const problems = problemsOf(list(BLOCKS.message, 0, MOST_BLOCKS.message), blocks, '/blocks', gated)
  problems.push(...ambiguous(nodes(blocks), '/blocks'))
  if (problems.length) throw new SlackError('invalid_blocks', { errors: problems, ...shaped(problems) })
}

/** The view, or Slack's error. `type`: the one this place takes; null: either. */
export function checkView(view: unknown, type: 'modal' | 'home' | null, gated: Gated): Node {
  const refuse = (problems: string[]): never => {
    throw new SlackError('invalid_arguments', shaped(problems))
  }
  if (view === undefined) return refuse(['missing required field: view'])
  if (!isNode(view)) return refuse(['must provide an object [json-pointer:/view]'])
  const kind = view['type'] === 'home' ? 'home' : 'modal'
  const problems = problemsOf(oneOf(...(type ? [type] : ['modal', 'home'])), view['type'], '/view/type', gated)
  problems.push(...problemsOf(VIEWS[kind], view, '/view', gated))
  const blocks = nodes(view['blocks'])
  problems.push(...ambiguous(blocks, '/view/blocks'))
  if (kind === 'modal' && !('submit' in view) && blocks.some((it) => it['type'] === 'input'))
    problems.push('missing required field: submit [json-pointer:/view]')
  if (controlsIn(blocks).filter((it) => it.element['focus_on_load'] === true).length > 1)
    problems.push('no more than 1 element may have `focus_on_load` [json-pointer:/view/blocks]')
  if (problems.length) return refuse(problems)
  if (Buffer.byteLength(JSON.stringify(view)) > LARGEST_VIEW) throw new SlackError('view_too_large')
  return view
}

const shaped = (problems: string[]) => ({
  response_metadata: { messages: problems.map((it) => `[ERROR] ${it}`) },
})

function problemsOf(check: Check, value: unknown, at: string, gated: Gated): string[] {
  const problems: string[] = []
  const it: Case = { gated, say: (problem, where) => void problems.push(`${problem} [json-pointer:${where}]`) }
  check(value, at, it)
  return problems
}

/** Names that stand twice: a block_id in one view or message, an action_id in one block. */
function ambiguous(blocks: Node[], at: string): string[] {
  const problems: string[] = []
  const seen = new Set<unknown>()
  blocks.forEach((block, i) => {
    const id = block['block_id']
    if (id !== undefined && seen.has(id))
      problems.push(`\`block_id\` "${string(id)}" already exists [json-pointer:${at}/${i}/block_id]`)
    seen.add(id)
    const actions = new Set<unknown>()
    nodes(block['elements']).forEach((element, j) => {
      const action = element['action_id']
      if (action !== undefined && actions.has(action))
        problems.push(
          `\`action_id\` "${string(action)}" already exists [json-pointer:${at}/${i}/elements/${j}/action_id]`,
        )
      actions.add(action)
    })
  })
  return problems
}

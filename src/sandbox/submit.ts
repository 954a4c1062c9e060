// A form is sent, or closed.
import type { Bench } from './acts.ts'
import type { Delivered } from './deliver.ts'
import { problemsOf } from './form.ts'
import { isNode, node, nodes, string, type Node } from './json.ts'
import { inputsOf } from './payloads.ts'
import { TROUBLE } from './press.ts'
import type { Act, Acted } from './protocol.ts'
import { Malformed, SlackError, type Told } from './slack-error.ts'
import { checkView } from './validate.ts'
import type { Opened } from './views.ts'

export async function submit(bench: Bench, act: Extract<Act, { do: 'submit' }>): Promise<Acted> {
  const { views, payloads, workspace, tickets } = bench
  const opened = views.top(act.as)
  if (opened?.id !== act.view) throw new Malformed(`view ${act.view} is not the topmost`)
  if (!opened.view['submit']) throw new Malformed('this view has no submit button')
  views.hear(opened, act.values)
  const errors = problemsOf(nodes(opened.view['blocks']), opened.values, workspace.member(act.as).locale)
  if (Object.keys(errors).length) return { ok: false, errors }
  const trigger = tickets.trigger(act.as)
  const payload = payloads.viewSubmission(workspace.member(act.as), opened, trigger)
  const answer = await bench.send({ kind: 'interactive', payload })
  return answered(bench, opened, answer)
}

/** What the acknowledgement of a submission asks for; nothing: the view closes. */
function answered(bench: Bench, opened: Opened, answer: Delivered): Acted {
  const trouble = (why: Told): Acted => {
    bench.note('view_submission', answer.ok ? answer.body : {}, why)
    return { ok: false, error: TROUBLE }
  }
  if (!answer.ok) return { ok: false, error: TROUBLE }
  const { views, gated } = bench
  const { response_action: action, view, errors }: Node = node(answer.body)
  try {
    if (action === undefined) views.close(opened.user, opened.id)
    else if (action === 'clear') views.clear(opened.user)
    else if (action === 'update') views.update({ id: opened.id }, checkView(view, 'modal', gated))
    else if (action === 'push') views.push(opened.user, checkView(view, 'modal', gated))
    else if (action === 'errors' && isNode(errors)) {
      const inputs = inputsOf(opened)
      const stray = Object.entries(errors).find(([block, it]) => !inputs.includes(block) || !string(it))
      if (stray || !Object.keys(errors).length)
        return trouble({ error: `errors must be sentences for input blocks: ${stray?.[0]}` })
      return { ok: false, errors: Object.fromEntries(Object.entries(errors).map(([block, it]) => [block, string(it)])) }
    } else return trouble({ error: `no response_action ${string(action)}` })
    return { ok: true }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    return trouble(error.told())
  }
}

/** Close, Escape or ×; the bot hears of it only if the view asked for that. */
export async function close(bench: Bench, act: Extract<Act, { do: 'close' }>): Promise<Acted> {
  const { views, payloads, workspace } = bench
  const stack = views.stackOf(act.as)
  const opened = stack.at(-1)
  if (opened?.id !== act.view) throw new Malformed(`view ${act.view} is not the topmost`)
  const all = act.all === true || opened.view['clear_on_close'] === true
  if (all) views.clear(act.as)
  else views.close(act.as, opened.id)
  const told = (all ? stack.toReversed() : [opened]).filter((it) => it.view['notify_on_close'] === true)
  const me = workspace.member(act.as)
  for (const it of told) await bench.send({ kind: 'interactive', payload: payloads.viewClosed(me, it, all) })
  return { ok: true }
}

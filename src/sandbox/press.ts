// A press, a choice, a question of a search select: wherever it stands.
import { suggestionsIn } from './api.ts'
import type { Bench } from './acts.ts'
import { actionOf, controlsIn, dispatches, typeOf, valuesOf, type Control } from './controls.ts'
import type { Delivered } from './deliver.ts'
import { isUnfit } from './form.ts'
import { nodes, type Node } from './json.ts'
import type { Act, Acted, At, Option, UserId, Values } from './protocol.ts'
import { Malformed } from './slack-error.ts'
import type { Opened } from './views.ts'

export const TROUBLE = 'We had some trouble connecting. Try again?'

type Pressed = Extract<Act, { do: 'press' }>
type Asked = Extract<Act, { do: 'suggest' }>

export async function press(bench: Bench, act: Pressed): Promise<Acted> {
  const { workspace, tickets, payloads } = bench
  const me = workspace.member(act.as)
  const trigger = tickets.trigger(act.as)
  const control = controlAt(bench, act.as, act.at, act)
  if (!dispatches(control)) throw new Malformed(`block ${act.block} does not dispatch actions`)
  const action = actionOf(control, { ...act.answer }, (bench.now().getTime() / 1000).toFixed(6), me.tz)
  const said = { ...act.values, [act.block]: { ...act.values[act.block], [act.action]: act.answer } }
  const place = placeOf(bench, act.as, act.at, said, true)
  if (typeOf(control.element) === 'number_input' && isUnfit(control.element, act.answer)) return { ok: true }
  const answer = await bench.send({ kind: 'interactive', payload: payloads.blockActions(me, place, action, trigger) })
  return answer.ok ? { ok: true } : failed(bench, act.as, act.at, answer)
}

const DEFAULT_MIN_QUERY = 3

export async function suggest(bench: Bench, act: Asked): Promise<Acted> {
  const me = bench.workspace.member(act.as)
  const control = controlAt(bench, act.as, act.at, act)
  const { element } = control
  if (!typeOf(element).endsWith('external_select')) throw new Malformed(`${act.action} is not an external select`)
  if (act.typed.length < Number(element['min_query_length'] ?? DEFAULT_MIN_QUERY)) return { ok: true, options: [] }
  const place = placeOf(bench, act.as, act.at, act.values, false)
  const payload = bench.payloads.blockSuggestion(me, place, control, act.typed)
  const answer = await bench.send({ kind: 'interactive', payload })
  if (!answer.ok) return failed(bench, act.as, act.at, answer)
  const found = suggestionsIn(answer.body)
  if (!found) {
    bench.note('block_suggestion', answer.body, {
      error: 'invalid options: at most 100, plain_text ≤ 75, value ≤ 150',
    })
    return failed(bench, act.as, act.at, { ok: false, why: 'refused' })
  }
  if ('groups' in found) return { ok: true, groups: found.groups as { label: { text: string }; options: Option[] }[] }
  return { ok: true, options: found.options as Option[] }
}

/** The blocks that somebody sees there. */
function blocksAt({ workspace, views }: Bench, as: UserId, at: At): Node[] {
  if (at.in === 'message') {
    const message = workspace.find(workspace.roomOf(as, at.channel), at.ts, as)
    if (!message) throw new Malformed(`there is no message ${at.ts} in ${at.channel} (any more)`)
    return message.blocks
  }
  return nodes(viewAt(views, as, at).view['blocks'])
}

function viewAt(views: Bench['views'], as: UserId, at: Exclude<At, { in: 'message' }>): Opened {
  const found = at.in === 'home' ? views.homeOf(as) : views.top(as)
  if (!found || (at.in === 'modal' && found.id !== at.view))
    throw new Malformed(at.in === 'home' ? 'the home tab is empty' : `view ${at.view} is not the topmost`)
  return found
}

function controlAt(bench: Bench, as: UserId, at: At, which: { block: string; action: string }): Control {
  const controls = controlsIn(blocksAt(bench, as, at))
  const found = controls.find((it) => it.blockId === which.block && it.actionId === which.action)
  if (!found) throw new Malformed(`there is no control ${which.block}/${which.action} there (any more)`)
  return found
}

/** With what is typed in it; a press in a message gets a response_url of its own. */
function placeOf(bench: Bench, as: UserId, at: At, said: Values, withUrl: boolean) {
  const { workspace, views, tickets } = bench
  if (at.in !== 'message') {
    const opened = viewAt(views, as, at)
    views.hear(opened, said)
    return opened
  }
  const room = workspace.roomOf(as, at.channel)
  const message = workspace.find(room, at.ts, as)
  if (!message) throw new Malformed(`there is no message ${at.ts}`)
  const values = valuesOf(message.blocks, {}, said, workspace.member(as).tz)
  return { room, message, values, ...(withUrl && { url: tickets.responseUrl(as, room.id, message.ts) }) }
}

/** In a modal its own sentence, elsewhere a toast that says what the app did. */
export function failed(bench: Bench, as: UserId, at: At, answer: Exclude<Delivered, { ok: true }>): Acted {
  if (at.in === 'modal') return { ok: false, error: TROUBLE }
  const error =
    answer.why === 'late'
      ? 'Operation timed out. Apps need to respond within 3 seconds.'
      : answer.status
        ? `This app responded with Status Code ${answer.status}.`
        : 'This app could not be reached. Please try again.'
  bench.workspace.toast(as, error)
  return { ok: false, error }
}

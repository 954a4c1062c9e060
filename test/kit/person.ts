import { controlsIn, dispatches, optionsOf, typeOf, type Control } from '../../src/sandbox/controls.ts'
import { node, nodes, string } from '../../src/sandbox/json.ts'
import type { Acted, Answer, At, OpenView, UserId, Values } from '../../src/sandbox/protocol.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { answerFor, fieldIn, fieldsOf, isNamed, labelOf, type Filling } from './fields.ts'
import { screenOf } from './screen.ts'
import { visibleText } from './visible-text.ts'

export { visibleText } from './visible-text.ts'

export type Form = {
  title: string
  text: string // all that is visible, title and buttons included
  submit: string | null
  fields: { [label: string]: string | string[] | null }
  errors: { [label: string]: string } // of the last submission
}

const PATIENCE_MS = 5_000
const REDRAW_MS = 600 // how long somebody looks whether a choice redraws the form

/**
 * Somebody in the sandbox, at a screen: `types`, `presses`, `fills`, `submits`; what they then read is what `hears` and `form`
 * return. Everything waits a few seconds for what it needs, and says what is on the screen when it does not come.
 */
export function person(sandbox: Sandbox, id: UserId, { patience = PATIENCE_MS } = {}) {
  let errors: Form['errors'] = {}
  let atHome = false
  const typed = new Map<string, Values>()

  const screen = screenOf(sandbox, id, patience)
  const { state, room, textOf, viewText, heard, mark, fail, waitFor } = screen

  const top = () => state().modals.at(-1)
  const values = (view: OpenView): Values => {
    const now = typed.get(view.id) ?? {}
    const merged: Values = { ...view.state.values }
    for (const [block, answers] of Object.entries(now)) merged[block] = { ...merged[block], ...answers }
    return merged
  }
  /** All that is typed goes with every act; from then on the server knows it. */
  const sent = async (view: OpenView, act: Promise<Acted>) => {
    typed.delete(view.id)
    return act
  }
  const write = (view: OpenView, { blockId, actionId }: Control, answer: Answer) => {
    const now = typed.get(view.id) ?? {}
    typed.set(view.id, { ...now, [blockId]: { ...now[blockId], [actionId]: answer } })
  }

  type Found = { at: At; control: Control; answer: Answer; view: OpenView | null }
  type Place = { at: At; blocks: unknown; view: OpenView | null }
  /** Where somebody looks for a control: an open form hides all else; then the newest message, here first; the home tab. */
  const places = (): Place[] => {
    const { modals, home, channels } = state()
    const modal = modals.at(-1)
    if (modal) return [{ at: { in: 'modal', view: modal.id }, blocks: modal.blocks, view: modal }]
    const current = room().id
    const messages = channels
      .toSorted((a, b) => Number(b.id === current) - Number(a.id === current))
      .flatMap((channel) =>
        channel.messages.toReversed().map(({ ts, blocks }) => ({ channel: channel.id, ts, blocks })),
      )
      .map(({ channel, ts, blocks }): Place => ({ at: { in: 'message', channel, ts }, blocks, view: null }))
    const ours: Place[] = home ? [{ at: { in: 'home' }, blocks: home.blocks, view: home }] : []
    return atHome ? [...ours, ...messages] : [...messages, ...ours]
  }
  const findIn = <T>(
    look: (control: Control) => T | undefined,
  ): (Place & { control: Control; found: T }) | undefined => {
    for (const place of places())
      for (const control of controlsIn(nodes(place.blocks))) {
        const found = look(control)
        if (found !== undefined) return { ...place, control, found }
      }
    return undefined
  }
  const labelled =
    (label: string) =>
    ({ element }: Control): Answer | undefined => {
      const type = typeOf(element)
      const text = string(node(element['text'])['text'])
      if (type === 'button' && (text === label || element['accessibility_label'] === label)) return { type }
      if (type !== 'overflow') return undefined
      const option = optionsOf(element).find((it) => it.text.text === label)
      return option && { type, selected_option: option }
    }
  const press = async ({ at, control, answer, view }: Found): Promise<Acted> => {
    mark()
    const act = { as: id, do: 'press', at, block: control.blockId, action: control.actionId, answer } as const
    if (!view) return sandbox.act({ ...act, values: {} })
    return sent(view, sandbox.act({ ...act, values: values(view) }))
  }
  const redrawn = async (view: OpenView) => {
    const changed = () => top()?.hash !== view.hash || top()?.id !== view.id
    for (const until = Date.now() + REDRAW_MS; !changed() && Date.now() < until;)
      await new Promise((resolve) => setTimeout(resolve, 15))
  }

  /** A search select asks the bot, as somebody types. */
  const fill = (at: At, said: Values, control: Control, filling: Filling): Promise<Answer> =>
    answerFor(control.element, filling, {
      people: state().people,
      fail,
      async suggest(query) {
        const { blockId: block, actionId: action } = control
        const acted = await sandbox.act({ as: id, do: 'suggest', at, block, action, typed: query, values: said })
        if (!acted.ok) return fail(`asked "${query}" and got ${JSON.stringify(acted)}`)
        return [...(acted.options ?? []), ...(acted.groups ?? []).flatMap((it) => it.options)]
      },
    })
  const formOf = (view: OpenView): Form => {
    const { title, submit } = node(view)
    const text = (it: unknown) => string(node(it)['text'])
    const fields = fieldsOf(view, values(view))
    return { title: text(title), text: viewText(view), submit: submit ? text(submit) : null, fields, errors }
  }

  return {
    id,
    sandbox,
    state,
    heard,
    screen: screen.text,

    /** To another channel: "#general", or "direct", the bot's direct messages. Presses look here first. */
    goesTo(channel: string) {
      atHome = false
      screen.goesTo(channel)
    },
    /** What they see in the current channel, oldest first, their own lines too. */
    messages: () => room().messages,
    texts: () => room().messages.map(textOf),
    toasts: () => state().toasts.map((it) => it.text),

    async types(text: string, thread?: string): Promise<Acted> {
      mark()
      errors = {}
      atHome = false
      return sandbox.act({ as: id, do: 'type', channel: room().id, text, ...(thread && { thread }) })
    },
    /** From here on, what comes is new. */
    listens: mark,
    /** Waits for a new message, a changed one or a toast, wherever it comes; its whole visible text. */
    hears: (pattern: RegExp | string, ms = patience): Promise<string> =>
      waitFor(
        () => heard().findLast((it) => (typeof pattern === 'string' ? it.includes(pattern) : pattern.test(it))),
        () => `did not hear ${pattern} but ${JSON.stringify(heard(), null, 2)}`,
        ms,
      ),
    /** Nothing new comes for a while. */
    async hearsNothing(ms = 300) {
      await new Promise((resolve) => setTimeout(resolve, ms))
      if (heard().length) fail(`should have heard nothing, but heard ${JSON.stringify(heard(), null, 2)}`)
    },

    /** A button or the entry of an overflow menu, by its label; a confirmation is confirmed. */
    async presses(label: string): Promise<Acted> {
      const { at, control, found, view } = await waitFor(() => findIn(labelled(label)), `sees no button "${label}"`)
      return press({ at, control, answer: found, view })
    },
    /** Can they see such a button now? */
    canPress: (label: string) => findIn(labelled(label)) !== undefined,
    /** A select outside an input: by its placeholder or label, and the option by what it says. */
    async chooses(label: string, option: Filling): Promise<Acted> {
      const named = (it: Control) => isNamed(it, label) || undefined
      const { at, control, view } = await waitFor(() => findIn(named), `sees no menu "${label}"`)
      const answer = await fill(at, view ? values(view) : {}, control, option)
      const acted = await press({ at, control, answer, view })
      if (view && at.in === 'modal') await redrawn(view)
      return acted
    },

    /** The topmost form, as soon as there is one (like this). */
    async form(like: (form: Form) => boolean = () => true): Promise<Form> {
      return waitFor(() => {
        const view = top()
        const form = view && formOf(view)
        return form && like(form) && form
      }, 'sees no such form')
    },
    hasForm: () => top() !== undefined,
    /** Field by field, by label; choices that the bot wants to hear of are told at once, as Slack does. */
    async fills(fields: { [label: string]: Filling }): Promise<void> {
      for (const [label, filling] of Object.entries(fields)) {
        const { view, control } = await waitFor(() => {
          const at = top()
          const found = at && fieldIn(at, label)
          return found && { view: at, control: found }
        }, `sees no field "${label}"`)
        const at: At = { in: 'modal', view: view.id }
        const answer = await fill(at, values(view), control, filling)
        write(view, control, answer)
        if (!dispatches(control)) continue
        const acted = await press({ at, control, answer, view })
        if (!acted.ok) fail(`could not choose in "${label}": ${JSON.stringify(acted)}`)
        await redrawn(view)
      }
    },
    /** Sends the topmost form; the errors under its fields, by label: none when it was taken. */
    async submits(): Promise<Form['errors']> {
      const view = await waitFor(top, 'has no form to submit')
      mark()
      errors = {}
      const acted = await sent(view, sandbox.act({ as: id, do: 'submit', view: view.id, values: values(view) }))
      if (acted.ok) return errors
      if ('error' in acted) return fail(`could not submit: ${acted.error}`)
      const now = state().modals.find((it) => it.id === view.id) ?? view
      errors = Object.fromEntries(Object.entries(acted.errors).map(([block, text]) => [labelOf(now, block), text]))
      return errors
    },
    async closes(all = false): Promise<Acted> {
      const view = await waitFor(top, 'has no form to close')
      return sandbox.act({ as: id, do: 'close', view: view.id, all })
    },

    /** The App Home, once the bot has drawn it; all that is visible. */
    async opensHome(): Promise<string> {
      mark()
      atHome = true
      const before = state().home?.hash
      await sandbox.act({ as: id, do: 'home' })
      const home = await waitFor(() => {
        const now = state().home
        return now?.hash !== before && now
      }, 'sees no (new) home')
      return visibleText(home.blocks, screen.names())
    },
    home: () => visibleText(state().home?.blocks ?? [], screen.names()),

    /** The global shortcut. */
    async uses(_shortcut: 'shortcut' = 'shortcut'): Promise<Acted> {
      mark()
      return sandbox.act({ as: id, do: 'shortcut' })
    },
  }
}

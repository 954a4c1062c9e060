import { answerOf, controlsIn, dispatches, optionsOf, typeOf, type Control } from '../../src/sandbox/controls.ts'
import { node, nodes, string, type Node } from '../../src/sandbox/json.ts'
import type { Acted, Answer, At, Message, OpenView, Option, State, UserId, Values } from '../../src/sandbox/protocol.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { readable, visibleText, type Names } from './visible-text.ts'

export { visibleText } from './visible-text.ts'

/** What a field may be filled with: a text, a number, options by what they say, a moment, nothing. */
export type Filling = string | number | Date | readonly string[] | null
export type Form = {
  title: string
  text: string // all that is visible, title and buttons included
  submit: string | null
  fields: { [label: string]: string | string[] | null }
  errors: { [label: string]: string } // of the last submission
}
export type Someone = ReturnType<typeof person>

const PATIENCE_MS = 5_000
const REDRAW_MS = 600 // how long somebody looks whether a choice redraws the form
const POLL_MS = 15

/**
 * Somebody in the sandbox, at a screen: `types`, `presses`, `fills`, `submits`; what they then read is what `hears` and `form`
 * return. Everything waits a few seconds for what it needs, and says what is on the screen when it does not come.
 */
export function person(sandbox: Sandbox, id: UserId, { patience = PATIENCE_MS } = {}) {
  let here = '#phones'
  let seen = new Map<string, string>()
  let lastToast = 0
  let errors: Form['errors'] = {}
  let atHome = false
  const typed = new Map<string, Values>()

  const state = (): State => sandbox.state(id)
  const names = (): Names => {
    const { people, channels, bot } = state()
    return Object.fromEntries([
      ...people.map((it) => [it.id, it.handle]),
      ...channels.map((it) => [it.id, it.name]),
      ['UBOT', bot.name],
    ])
  }
  const room = () => {
    const wanted = here.replace(/^#/, '')
    const found = state().channels.find((it) => it.name === wanted || it.id === wanted || it.kind === wanted)
    if (!found) throw new Error(`${id} is not in ${here}`)
    return found
  }
  const textOf = (it: Message) => (it.blocks.length ? visibleText(it.blocks, names()) : readable(it.text, names()))
  const everything = () =>
    state().channels.flatMap((channel) => channel.messages.map((message) => ({ channel, message })))
  const key = (channel: string, ts: string) => `${channel} ${ts}`

  /** From here on, what comes is new. */
  const mark = () => {
    seen = new Map(everything().map(({ channel, message }) => [key(channel.id, message.ts), textOf(message)]))
    lastToast = state().toasts.at(-1)?.id ?? lastToast
  }
  /** What they were told since they last did something, oldest first; a message that changed is told again. */
  const heard = (): string[] => [
    ...everything()
      .filter(({ message }) => message.user !== id)
      .filter(({ channel, message }) => seen.get(key(channel.id, message.ts)) !== textOf(message))
      .toSorted((a, b) => (a.message.ts < b.message.ts ? -1 : 1))
      .map(({ message }) => textOf(message)),
    ...state()
      .toasts.filter((it) => it.id > lastToast)
      .map((it) => it.text),
  ]

  const viewText = (it: OpenView) => {
    const { title, submit, close } = node(it)
    const label = (of: unknown) => string(node(of)['text'])
    const buttons = [submit, close].filter(Boolean).map((button) => `[${label(button)}]`)
    return [label(title), visibleText(it.blocks, names()), buttons.join(' ')].filter(Boolean).join('\n')
  }
  const screen = () => {
    const { modals, home, toasts } = state()
    const parts = [
      `${here}:\n${room().messages.slice(-5).map(textOf).join('\n---\n') || '(nothing)'}`,
      ...modals.map((it) => `open form:\n${viewText(it)}`),
      ...(home ? [`home:\n${visibleText(home.blocks, names())}`] : []),
      ...toasts.map((it) => `toast: ${it.text}`),
      ...sandbox.calls
        .filter((it) => !it.ok)
        .slice(-3)
        .map((it) => `refused by Slack: ${it.method} ${it.error} ${it.messages?.join(', ') ?? ''}`),
    ]
    return parts.join('\n\n').replaceAll(/^/gm, '    ')
  }
  const fail = (what: string): never => {
    throw new Error(`${state().me.name} ${what}. On the screen:\n${screen()}`)
  }
  async function waitFor<T>(
    look: () => T | undefined | null | false,
    what: string | (() => string),
    ms = patience,
  ): Promise<T> {
    for (const until = Date.now() + ms; ;) {
      const found = look()
      if (found) return found
      if (Date.now() > until) return fail(typeof what === 'string' ? what : what())
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }

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
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }

  /** By its label, its placeholder or its accessibility label. */
  const fieldIn = (view: OpenView, label: string): Control | undefined =>
    controlsIn(nodes(view.blocks)).find(({ block, element }) =>
      [node(block['label'])['text'], node(element['placeholder'])['text'], element['accessibility_label']].includes(
        label,
      ),
    )
  const labelOf = (view: OpenView, blockId: string) => {
    const control = controlsIn(nodes(view.blocks)).find((it) => it.blockId === blockId)
    return string(node(control?.block['label'])['text']) || blockId
  }
  const choose = async (at: At, said: Values, control: Control, wanted: string): Promise<Option> => {
    const { element, blockId: block, actionId: action } = control
    const external = typeOf(element).endsWith('external_select')
    const ask = async (query: string) => {
      if (!external) return optionsOf(element)
      const acted = await sandbox.act({ as: id, do: 'suggest', at, block, action, typed: query, values: said })
      if (!acted.ok) return fail(`asked "${query}" and got ${JSON.stringify(acted)}`)
      return [...(acted.options ?? []), ...(acted.groups ?? []).flatMap((it) => it.options)]
    }
    const offered: string[] = []
    for (const query of external ? [wanted.replace(/\s*\([^)]*\)$/, ''), wanted, ''] : ['']) {
      const options = await ask(query)
      offered.push(...options.map((it) => it.text.text))
      const exact = options.find((it) => it.text.text === wanted || it.value === wanted)
      const near = options.filter((it) => it.text.text.toLowerCase().includes(wanted.toLowerCase()))
      const found = exact ?? (near.length === 1 ? near[0] : undefined)
      if (found) return found
    }
    return fail(`is not offered "${wanted}" but ${[...new Set(offered)].join(' | ') || 'nothing'}`)
  }
  const answerFor = async (at: At, said: Values, control: Control, filling: Filling): Promise<Answer> => {
    const { element } = control
    const type = typeOf(element)
    const empty = answerOf({ type: element['type'] }, {}, state().me.tz) ?? fail(`cannot fill a ${type}`)
    if (filling === null || (Array.isArray(filling) && !filling.length)) return empty
    const many = (Array.isArray(filling) ? filling : [filling]).map(String)
    const user = (it: string) =>
      state().people.find((one) => one.id === it || one.name === it || one.handle === it)?.id ?? it
    if ('selected_options' in empty) {
      const options: Option[] = []
      for (const it of many) options.push(await choose(at, said, control, it))
      return { ...empty, selected_options: options }
    }
    if ('selected_option' in empty) return { ...empty, selected_option: await choose(at, said, control, many[0] ?? '') }
    if ('selected_users' in empty) return { ...empty, selected_users: many.map(user) }
    if ('selected_user' in empty) return { ...empty, selected_user: user(many[0] ?? '') }
    const moment = filling instanceof Date ? Math.floor(filling.getTime() / 1000) : Number(filling)
    if ('selected_date_time' in empty) return { ...empty, selected_date_time: moment }
    if ('selected_date' in empty) return { ...empty, selected_date: many[0] ?? null }
    if ('selected_time' in empty) return { ...empty, selected_time: many[0] ?? null }
    return { ...empty, value: many[0] ?? null }
  }

  const formOf = (view: OpenView): Form => {
    const now = values(view)
    const fields: Form['fields'] = {}
    for (const { block, element, blockId, actionId } of controlsIn(nodes(view.blocks))) {
      const answer = now[blockId]?.[actionId]
      const label = string(node(block['label'])['text']) || string(node(element['placeholder'])['text'])
      if (label && answer) fields[label] = shown(answer)
    }
    const { title, submit } = node(view)
    const text = (it: unknown) => string(node(it)['text'])
    return { title: text(title), text: viewText(view), submit: submit ? text(submit) : null, fields, errors }
  }

  return {
    id,
    sandbox,
    state,
    heard,
    screen,

    /** To another channel: "#general", or "direct", the bot's direct messages. Presses look here first. */
    goesTo(channel: string) {
      here = channel
      atHome = false
      room()
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
      const named = ({ block, element }: Control) =>
        [node(element['placeholder'])['text'], element['accessibility_label'], node(block['label'])['text']].includes(
          label,
        ) || undefined
      const { at, control, view } = await waitFor(() => findIn(named), `sees no menu "${label}"`)
      const answer = await answerFor(at, view ? values(view) : {}, control, option)
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
        const answer = await answerFor(at, values(view), control, filling)
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
      return visibleText(home.blocks, names())
    },
    home: () => visibleText(state().home?.blocks ?? [], names()),

    /** The global shortcut. */
    async uses(_shortcut: 'shortcut' = 'shortcut'): Promise<Acted> {
      mark()
      return sandbox.act({ as: id, do: 'shortcut' })
    },
  }
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

import { node, string } from '../../src/sandbox/json.ts'
import type { Message, OpenView, State, UserId } from '../../src/sandbox/protocol.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { readable, visibleText, type Names } from './visible-text.ts'

const POLL_MS = 15

/** What one person has before their eyes, and what of it is new. */
export function screenOf(sandbox: Sandbox, id: UserId, patience: number) {
  let here = '#phones'
  let seen = new Map<string, string>()
  let lastToast = 0

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
  const text = () => {
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
    throw new Error(`${state().me.name} ${what}. On the screen:\n${text()}`)
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

  const goesTo = (channel: string) => {
    here = channel
    room()
  }
  return { state, names, room, textOf, viewText, heard, mark, text, fail, waitFor, goesTo }
}

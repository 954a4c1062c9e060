// What somebody does on the page, and what Slack makes of it.
import { respond, type Slack } from './api.ts'
import type { Delivered, Delivery } from './deliver.ts'
import { node, type Node } from './json.ts'
import { userOut, type Payloads } from './payloads.ts'
import { press, suggest } from './press.ts'
import type { Act, Acted, PhonesAct, PhonesPanel } from './protocol.ts'
import { linked } from './rewrite.ts'
import { SlackError, type Told } from './slack-error.ts'
import { close, submit } from './submit.ts'
import { escapedText } from './typed.ts'
import { viewOut } from './views.ts'

/** The phone system's own page, and the phones of the company, as plain functions of whoever starts the sandbox. */
export type Phones = {
  /** In the language of whoever looks. */
  panel(locale: string): PhonesPanel
  /** What somebody does there; a sentence, or a word that the page has a sentence for: why not. */
  act(it: PhonesAct): Promise<string | null> | string | null
  watch?(changed: () => void): void
}
export type Bench = Slack & {
  payloads: Payloads
  command: string
  shouldEscape: boolean // the manifest's `should_escape`
  shortcut: string // the callback_id
  phones: Phones | undefined
  send(delivery: Delivery): Promise<Delivered>
  /** For the log: what the bot answered, and why Slack would not take it. */
  note(method: string, args: Node | string, told: Told): void
  changed(): void
}
type Doing<D extends Act['do']> = Extract<Act, { do: D }>

export async function perform(bench: Bench, act: Act): Promise<Acted> {
  const { workspace } = bench
  const me = workspace.member(act.as)
  const allowed = act.do === 'person' || act.do === 'phones'
  if (me.deleted && !allowed) return { ok: false, error: 'Your account has been deactivated.' }
  switch (act.do) {
    case 'type':
      return type(bench, act)
    case 'shortcut':
      return shortcut(bench, act)
    case 'home':
      return home(bench, act)
    case 'read':
      workspace.read(workspace.roomOf(act.as, act.channel), act.as)
      return { ok: true }
    case 'press':
      return press(bench, act)
    case 'suggest':
      return suggest(bench, act)
    case 'submit':
      return submit(bench, act)
    case 'close':
      return close(bench, act)
    case 'person':
      return person(bench, act)
    case 'phones':
      return phones(bench, act)
  }
}

async function type(bench: Bench, act: Doing<'type'>): Promise<Acted> {
  const { workspace, tickets, payloads } = bench
  const me = workspace.member(act.as)
  const room = workspace.roomOf(me.id, act.channel)
  const thread = act.thread ? { thread: act.thread } : {}
  workspace.read(room, me.id)
  const refuse = (error: string): Acted => {
    workspace.toast(me.id, error)
    return { ok: false, error }
  }
  const escaped = (line: string) => escapedText(line, workspace.people.values(), workspace.rooms.values())
  if (room.isArchived) return refuse('This channel has been archived.')
  if (!act.text.startsWith('/')) {
    workspace.say(room, { user: me.id, text: linked(escaped(act.text)), ...thread })
    workspace.read(room, me.id)
    return { ok: true }
  }
  const [command = '', line = ''] = /^(\S+)\s*([^]*)$/.exec(act.text)?.slice(1) ?? []
  if (command === '/invite' || command === '/remove') {
    if (line.trim().toLowerCase() !== `@${bench.botName.toLowerCase()}`) return refuse(`Nobody here is ${line}.`)
    room.bot = command === '/invite'
    bench.changed()
    return { ok: true }
  }
  if (command !== bench.command)
    return refuse(
      `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    )
  if (act.thread) return refuse(`${command} is not supported in threads. Sorry!`)
  const trigger = tickets.trigger(me.id)
  const url = tickets.responseUrl(me.id, room.id)
  const text = bench.shouldEscape ? escaped(line.trim()) : line.trim()
  const payload = payloads.command(me, room, { command, text, trigger, url })
  const answer = await bench.send({ kind: 'command', payload })
  if (!answer.ok)
    return refuse(
      `${command} failed with the error "${answer.why === 'late' ? 'operation_timeout' : 'dispatch_failed'}"`,
    )
  const said = typeof answer.body === 'string' ? { text: answer.body } : answer.body
  try {
    if (said['text'] || node(said)['blocks']) respond(bench, url.slice(url.lastIndexOf('/') + 1), said)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    bench.note('command', said, error.told())
    return refuse(`${command} failed with the error "invalid_command_response"`)
  }
}

async function shortcut(bench: Bench, act: Doing<'shortcut'>): Promise<Acted> {
  const { workspace, tickets, payloads } = bench
  const payload = payloads.shortcut(workspace.member(act.as), bench.shortcut, tickets.trigger(act.as))
  const answer = await bench.send({ kind: 'interactive', payload })
  if (answer.ok) return { ok: true }
  const error = `${bench.botName} did not respond. Please try again.`
  workspace.toast(act.as, error)
  return { ok: false, error }
}

async function home(bench: Bench, act: Doing<'home'>): Promise<Acted> {
  const { workspace, views, payloads } = bench
  const shown = views.homeOf(act.as)
  const view = shown && { view: viewOut(shown, false) }
  const channel = workspace.directOf(act.as)?.id
  const event = { type: 'app_home_opened', user: act.as, channel, tab: 'home', ...view }
  await bench.send({ kind: 'event', payload: payloads.event(event) })
  return { ok: true }
}

async function person(bench: Bench, { user, set, silently }: Doing<'person'>): Promise<Acted> {
  const { workspace, views, payloads } = bench
  const them = workspace.member(user)
  for (const key of ['deleted', 'isAdmin', 'isGuest'] as const) if (set[key] !== undefined) them[key] = set[key]
  if (set.locale) them.locale = set.locale
  if (set.isAdmin === false) them.isOwner = false // an owner is an admin
  if (set.deleted) views.clear(user)
  bench.changed()
  if (silently) return { ok: true }
  const event = {
    type: 'user_change',
    user: userOut(them, bench.now(), true),
    cache_ts: Math.floor(bench.now().getTime() / 1000),
  }
  await bench.send({ kind: 'event', payload: payloads.event(event) })
  return { ok: true }
}

async function phones({ phones: system, changed }: Bench, act: Doing<'phones'>): Promise<Acted> {
  if (!system) return { ok: false, error: 'There is no phone system here.' }
  try {
    const error = await system.act(act)
    return error ? { ok: false, error } : { ok: true }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : 'It would not take that.' }
  } finally {
    changed()
  }
}

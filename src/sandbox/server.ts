// A Slack for demos and tests. It knows the bot as a URL and a signing secret, and nothing of ring groups.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { perform, type Bench, type Phones } from './acts.ts'
import { respond, webApi, type Slack } from './api.ts'
import { nameOf, overHttp, type Deliver, type Delivered, type Delivery } from './deliver.ts'
import { isForeign, routes, type Pages } from './http.ts'
import type { Node } from './json.ts'
import { channelsOf, northwind, type Member, type Seed } from './northwind.ts'
import { openPayloads } from './payloads.ts'
import type { Act, Acted, Spoken, State, UserId } from './protocol.ts'
import { SlackError, type Told } from './slack-error.ts'
import { openSocketMode } from './socket.ts'
import { openStream } from './stream.ts'
import { openTickets } from './tickets.ts'
import { openTroubles, type Troubles } from './trouble.ts'
import { openViews, openView } from './views.ts'
import { openWire } from './wire.ts'
import { openWorkspace } from './workspace.ts'

/** `messages`: what exactly Slack does not like, `[ERROR] must be … [json-pointer:/…]`. */
export type Call = {
  method: string
  args: Node
  at: Date
  ok: boolean
  /** the last part of the response_url that was used */
  response?: string
} & Partial<Told>

export type SandboxOptions = {
  /** The bot's one endpoint, `http://127.0.0.1:3000/slack/events`. Not asked any more once a Socket Mode client has connected. */
  botUrl(): string
  signingSecret: string
  token: string
  appToken?: string // for Socket Mode
  scopes?: string[] // of the token; what it may do is not looked at
  host?: '127.0.0.1'
  port?: number // 0: a free one
  now?(): Date
  patience?: number // ms for an acknowledgement; Slack has 3000
  people?: Member[]
  channels?: Seed[]
  userGroups?: { [id: string]: UserId[] }
  phones?: Phones
  /** A picture of who rings when at this extension, as SVG in this language; null: there is nothing to show. */
  whoRings?(extension: string, locale: string): Promise<string | null>
  /** What is answered on GET beside the page, by path. */
  pages?: Pages
  org?: boolean // installed for an Enterprise organisation: `team` is null
  /** What the app's manifest says. */
  bot?: {
    name?: string
    command?: string
    shortcut?: string
    shortcutId?: string // its callback_id
    shouldEscape?: boolean // true, unless said otherwise: mentions as <@U1|bob>, & as &amp;
    /** What it says of itself, by language. */
    languages?: { [code: string]: Spoken }
  }
  /** The way from here to the bot: a test's may lose, hold back and repeat what is sent. */
  way?(deliver: Deliver): Deliver
  log?(line: string): void
}

export type Sandbox = {
  url: string // the page
  apiUrl: string // SLACK_API_URL
  act(act: Act): Promise<Acted>
  state(as: UserId): State
  /** Every call of the Web API, every use of a response_url, and answers of the bot that Slack would not take. Oldest first. */
  calls: Call[]
  limit: Troubles['limit']
  trouble: Troubles['trouble']
  gate: Troubles['gate']
  pretend: Troubles['pretend']
  /** The last request to the bot once more, as it was: a retry, a double click. */
  repeat(): Promise<Delivered>
  /** A channel's circumstances: is the bot in it, is it archived? */
  channel(id: string, set: { bot?: boolean; isArchived?: boolean }): void
  /** As on its first day: nothing was said, nothing is open, nothing was called. Who is there stays as they are. */
  clean(): void
  /** Asks the Socket Mode clients to reconnect, as Slack does about hourly; the bot is back at once. */
  reconnect(): void
  /** Makes somebody an admin or none, and sends no event. */
  silently(user: UserId, set: { isAdmin: boolean }): void
  /** Says something to the Socket Mode clients that Slack never would. */
  garble(text: string): void
  close(): Promise<void>
}

const PATIENCE_MS = 3_000
const RETRIES_MS = [0, 60_000, 300_000] // of an event that was not acknowledged
const REMEMBERED = 5_000

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { phones, log = () => {}, now = () => new Date(), bot: manifest = {} } = options
  const { name = 'Ringgroup', command = '/ringgroup', shortcut = 'Ring groups', languages = {} } = manifest
  const people = options.people ?? northwind
  const patience = options.patience ?? PATIENCE_MS
  const calls: Call[] = []
  const timers = new Set<NodeJS.Timeout>()
  const stream = openStream()
  const { changed } = stream
  const troubles = openTroubles()
  const wire = openWire(now)
  let port = 0
  const url = () => `http://127.0.0.1:${port}`

  const workspace = openWorkspace({
    people,
    channels: options.channels ?? channelsOf(people),
    botName: name,
    now,
    changed,
  })
  const views = openViews({ now, changed, tzOf: (user) => workspace.member(user).tz })
  const slack: Slack = {
    workspace,
    views,
    tickets: openTickets(now, url),
    gated: troubles.gated,
    botName: name,
    userGroups: options.userGroups ?? {},
    org: options.org ?? false,
    now,
    url,
  }
  const heard = (call: Omit<Call, 'at'>) => {
    calls.push({ ...call, at: now() })
    if (calls.length > REMEMBERED) calls.shift()
    if (!call.ok) log([`${call.method}: ${call.error}`, ...(call.messages ?? [])].join('\n  '))
  }

  const socket = openSocketMode(() => port)
  const http = overHttp(options.botUrl, options.signingSecret)
  const straight: Deliver = (it, ms) => {
    const sent = troubles.disguised(it)
    return socket.isUsed() ? socket.deliver(sent, ms) : http(sent, ms)
  }
  const deliver = options.way?.(straight) ?? straight
  let last: Delivery | undefined
  const send = async (delivery: Delivery, retries = RETRIES_MS): Promise<Delivered> => {
    if (!('retry' in delivery)) last = delivery
    const told = wire.asked('slack', nameOf(delivery), delivery.payload)
    const answer = await deliver(delivery, patience)
    told(answer.ok, answer.ok ? answer.body : answer)
    if (answer.ok) return answer
    log(`the bot did not acknowledge a ${delivery.kind}: ${answer.why} ${answer.status ?? ''}`)
    const [wait, ...later] = retries
    if (delivery.kind === 'event' && wait !== undefined) {
      const again = { ...delivery, retry: (delivery.retry ?? 0) + 1 }
      const timer = setTimeout(() => {
        timers.delete(timer)
        void send(again, later)
      }, wait)
      timers.add(timer.unref())
    }
    return answer
  }
  const bench: Bench = {
    ...slack,
    phones,
    command,
    shouldEscape: manifest.shouldEscape ?? true,
    shortcut: manifest.shortcutId ?? 'ring_groups',
    payloads: openPayloads({ org: options.org ?? false, now }),
    send: (it) => send(it),
    note(method, said, told) {
      const args = typeof said === 'string' ? { text: said } : said
      heard({ method, args, ok: false, ...told })
      wire.asked('bot', method, args)(false, told)
    },
    changed,
  }
  phones?.watch?.(changed)

  const act = (it: Act) => perform(bench, it)
  const state = (as: UserId): State => {
    const me = workspace.member(as)
    const home = views.homeOf(as)
    const own = me.locale.slice(0, 2)
    const { [own]: mine, ...others } = languages
    return {
      me: workspace.person(me),
      people: [...workspace.people.values()].map((it) => workspace.person(it)),
      bot: { name, command, shortcut, spoken: [...(mine ? [mine] : []), ...Object.values(others)] },
      channels: workspace.channelsOf(as),
      home: home ? openView(home) : null,
      modals: views.stackOf(as).map(openView),
      toasts: workspace.toastsOf(as),
      phones: phones?.panel(me.locale) ?? null,
    }
  }
  const anybody = (as: string) => (workspace.people.has(as) ? as : (people[0]?.id ?? ''))

  const methods = webApi(slack)
  const call = (method: string, args: Node, token: string): Node => {
    if (method === 'apps.connections.open') {
      if (token !== (options.appToken ?? 'xapp-sandbox')) throw new SlackError('invalid_auth')
      return { url: socket.url() }
    }
    const run = methods[method]
    if (!run) throw new SlackError('unknown_method', { req_method: method })
    if (token !== options.token) throw new SlackError(token ? 'invalid_auth' : 'not_authed')
    return run(args)
  }

  const server = createServer(
    routes({
      port: () => port,
      act,
      state: (as) => state(anybody(as)),
      whoRings: async (extension, as) =>
        (await options.whoRings?.(extension, workspace.member(anybody(as)).locale)) ?? null,
      follow: (response, as) => stream.add(response, () => state(anybody(as))),
      call,
      respond: (id, said) => respond(slack, id, said),
      scopes: options.scopes ?? null,
      troubles,
      wire,
      heard,
      pages: options.pages ?? {},
      log: (error) => log(String(error)),
    }),
  )
  server.on('upgrade', (request, duplex) => {
    if (isForeign(request, port)) return void duplex.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    socket.upgrade(request, duplex)
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port

  return {
    url: `${url()}/`,
    apiUrl: `${url()}/api/`,
    act,
    state,
    calls,
    limit: troubles.limit,
    trouble: troubles.trouble,
    gate: troubles.gate,
    pretend: troubles.pretend,
    async repeat() {
      if (!last) throw new Error('nothing was sent to the bot yet')
      return deliver(last, patience)
    },
    channel(id, set) {
      const room = workspace.rooms.get(id)
      if (!room) throw new Error(`no channel ${id}`)
      Object.assign(room, set)
      changed()
    },
    clean() {
      for (const room of workspace.rooms.values()) room.messages = []
      for (const user of workspace.people.keys()) views.clear(user)
      calls.length = 0
    },
    reconnect: socket.refresh,
    garble: socket.garble,
    silently: (user, set) => void Object.assign(workspace.member(user), set),
    async close() {
      for (const timer of timers) clearTimeout(timer)
      stream.close()
      wire.close()
      socket.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

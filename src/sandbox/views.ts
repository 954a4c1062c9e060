// The open modals of each person, at most three on top of each other, and everybody's App Home.
import { randomBytes } from 'node:crypto'
import { valuesOf } from './controls.ts'
import { newId, nodes, string, type Node } from './json.ts'
import type { OpenView, UserId, Values } from './protocol.ts'
import { stored } from './rewrite.ts'
import { SlackError } from './slack-error.ts'
import { bot, team } from './workspace.ts'

const DEEPEST = 3

export type Opened = {
  id: string
  user: UserId
  root: string
  previous: string | null
  hash: string
  view: Node // as the bot said it, its blocks as stored
  values: Values
}
export type Views = ReturnType<typeof openViews>

export function openViews({ now, changed, tzOf }: { now(): Date; changed(): void; tzOf(user: UserId): string }) {
  const stacks = new Map<UserId, Opened[]>()
  const homes = new Map<UserId, Opened>()
  const stackOf = (user: UserId) => stacks.get(user) ?? []
  const all = () => [...[...stacks.values()].flat(), ...homes.values()]
  const newHash = () => `${Math.floor(now().getTime() / 1000)}.${randomBytes(6).toString('base64url')}`

  /** The only way a view gets new content: answers survive where block_id, action_id and type are still the same. */
  const set = (opened: Opened, said: Node) => {
    const external = string(said['external_id'])
    if (external && all().some((it) => it !== opened && it.view['external_id'] === external))
      throw new SlackError('duplicate_external_id')
    const blocks = stored(said['blocks'])
    opened.values = valuesOf(blocks, opened.values, {}, tzOf(opened.user))
    opened.view = { ...said, blocks }
    opened.hash = newHash()
    changed()
    return opened
  }
  const fresh = (user: UserId, root?: string, previous?: string): Opened => {
    const id = newId('V')
    return { id, user, root: root ?? id, previous: previous ?? null, hash: '', view: {}, values: {} }
  }
  const add = (opened: Opened, said: Node) => {
    const stack = stackOf(opened.user)
    if (stack.length >= DEEPEST) throw new SlackError('push_limit_reached')
    set(opened, said)
    stacks.set(opened.user, [...stack, opened])
    return opened
  }
  const checkHash = (opened: Opened | undefined, hash: unknown) => {
    if (hash && opened && hash !== opened.hash) throw new SlackError('hash_conflict')
  }

  return {
    stackOf,
    homeOf: (user: UserId) => homes.get(user),
    top: (user: UserId) => stackOf(user).at(-1),
    /** An open view of this person. */
    find: (user: UserId, id: string) =>
      [...stackOf(user), ...homes.values()].find((it) => it.id === id && it.user === user),

    open: (user: UserId, said: Node) => add(fresh(user), said),
    push(user: UserId, said: Node) {
      const below = stackOf(user).at(-1)
      if (!below) throw new SlackError('not_found')
      return add(fresh(user, below.root, below.id), said)
    },
    update(which: { id: string } | { externalId: string }, said: Node, hash?: unknown) {
      const opened = all().find((it) =>
        'id' in which ? it.id === which.id : it.view['external_id'] === which.externalId,
      )
      if (!opened) throw new SlackError('not_found')
      checkHash(opened, hash)
      return set(opened, said)
    },
    publish(user: UserId, said: Node, hash?: unknown) {
      const home = homes.get(user)
      checkHash(home, hash)
      const opened = set(home ?? fresh(user), said)
      homes.set(user, opened)
      return opened
    },

    close(user: UserId, id: string) {
      stacks.set(
        user,
        stackOf(user).filter((it) => it.id !== id),
      )
      changed()
    },
    clear(user: UserId) {
      stacks.delete(user)
      changed()
    },
    /** What the person has typed so far, as the page says. */
    hear(opened: Opened, said: Values) {
      opened.values = valuesOf(nodes(opened.view['blocks']), opened.values, said, tzOf(opened.user))
    },
  }
}

/** A view as the Web API and every payload have it. */
export function viewOut({ id, user: _, root, previous, hash, view, values }: Opened, withValues = true): Node {
  const { type, blocks, title, submit, close, private_metadata, callback_id, external_id } = view
  const modal = type === 'modal'
  return {
    id,
    team_id: team.id,
    type,
    blocks,
    private_metadata: private_metadata ?? '',
    callback_id: callback_id ?? '',
    state: { values: withValues ? values : {} },
    hash,
    title: title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view['clear_on_close'] ?? false,
    notify_on_close: view['notify_on_close'] ?? false,
    close: modal ? (close ?? null) : null,
    submit: modal ? (submit ?? null) : null,
    previous_view_id: previous,
    root_view_id: root,
    app_id: bot.app,
    external_id: external_id ?? '',
    app_installed_team_id: team.id,
    bot_id: bot.id,
  }
}

/** The same for the page. */
export const openView = ({ id, root, hash, view, values }: Opened) =>
  ({ ...view, id, hash, root_view_id: root, state: { values } }) as Node as Node & OpenView

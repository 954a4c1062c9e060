// The Web API: the methods this bot has scopes for.
import { isNode, node, string, type Node } from './json.ts'
import { ENTERPRISE, messageOut, userOut } from './payloads.ts'
import { filled, linked, stored } from './rewrite.ts'
import { SlackError } from './slack-error.ts'
import type { Tickets } from './tickets.ts'
import { checkMessage, checkView } from './validate.ts'
import { viewOut, type Opened, type Views } from './views.ts'
import { bot, team, type Room, type Workspace } from './workspace.ts'

export type Slack = {
  workspace: Workspace
  views: Views
  tickets: Tickets
  gated: ReadonlySet<string>
  botName: string
  userGroups: { [id: string]: string[] }
  org: boolean
  now(): Date
  url(): string
}
export type Method = (args: Node) => Node
const LONGEST_TEXT = 4_000

/** Every answer but `ok`; an error is thrown. */
export function webApi(slack: Slack): { [method: string]: Method } {
  const { workspace, views, tickets } = slack

  const messageIn = (args: Node) => {
    checkMessage(args, slack.gated)
    const text = string(args['text'])
    if (!text && !args['blocks']) throw new SlackError('no_text')
    if ([...text].length > LONGEST_TEXT) throw new SlackError('msg_too_long')
    return { text: textOf(args), blocks: stored(args['blocks']) }
  }
  const openRoom = (args: Node): Room => {
    const room = workspace.room(string(args['channel']))
    if (room.isArchived) throw new SlackError('is_archived')
    if (!room.bot) throw new SlackError('not_in_channel')
    return room
  }
  const ownMessage = (args: Node, cannot: string) => {
    const room = workspace.room(string(args['channel']))
    const message = workspace.find(room, string(args['ts']))
    if (!message) throw new SlackError('message_not_found')
    if (message.user !== 'bot') throw new SlackError(cannot)
    return { room, message }
  }
  const userIn = (args: Node, field = 'user') => {
    const found = workspace.people.get(string(args[field]))
    if (!found) throw new SlackError('user_not_found')
    return found
  }
  const viewIn = (args: Node, type: 'modal' | 'home' | null) => checkView(args['view'], type, slack.gated)
  const answer = (opened: Opened) => ({ view: viewOut(opened) })
  const conversation = (room: Room): Node =>
    room.kind === 'direct'
      ? {
          id: room.id,
          is_im: true,
          is_channel: false,
          user: [...room.members][0],
          is_archived: false,
          is_private: true,
        }
      : {
          id: room.id,
          name: room.name,
          name_normalized: room.name,
          is_im: false,
          is_channel: true,
          is_group: room.isPrivate,
          is_private: room.isPrivate,
          is_archived: room.isArchived,
          is_member: room.bot,
          num_members: room.members.size,
        }
  const yes = (it: unknown) => it === true || it === 'true' || it === '1'

  return {
    'auth.test': () => ({
      url: `${slack.url()}/`,
      team: 'Northwind',
      user: slack.botName.toLowerCase(),
      team_id: team.id,
      user_id: bot.user,
      bot_id: bot.id,
      is_enterprise_install: slack.org,
      ...(slack.org && { enterprise_id: ENTERPRISE.id }),
    }),
    'bots.info': () => ({
      bot: { id: bot.id, deleted: false, name: slack.botName, app_id: bot.app, user_id: bot.user },
    }),
    'users.info': (args) => {
      const found = userIn(args)
      return { user: userOut(found, slack.now(), yes(args['include_locale'])) }
    },
    'users.lookupByEmail': (args) => {
      const found = [...workspace.people.values()].find((it) => it.email === args['email'] && !it.deleted)
      if (!found) throw new SlackError('users_not_found')
      return { user: userOut(found, slack.now()) }
    },
    'usergroups.users.list': (args) => {
      const users = slack.userGroups[string(args['usergroup'])]
      if (!users) throw new SlackError('no_such_subteam')
      return { users }
    },

    'chat.postMessage': (args) => {
      const room = openRoom(args)
      const thread = string(args['thread_ts'])
      const said = workspace.say(room, { user: 'bot', ...messageIn(args), ...(thread && { thread }) })
      return { channel: room.id, ts: said.ts, message: messageOut(said) }
    },
    'chat.postEphemeral': (args) => {
      const room = openRoom(args)
      const to = userIn(args).id
      if (!room.members.has(to)) throw new SlackError('user_not_in_channel')
      return { message_ts: workspace.say(room, { user: 'bot', to, ...messageIn(args) }).ts }
    },
    'chat.update': (args) => {
      const { room, message } = ownMessage(args, 'cant_update_message')
      if (room.isArchived) throw new SlackError('is_inactive')
      const { text, blocks } = messageIn(args)
      // blocks that are not given stay; the reader is told "(edited)" only of changed text
      const edited = !args['blocks'] || message.edited
      workspace.rewrite(message, { ...(text && { text }), ...(args['blocks'] !== undefined && { blocks }), edited })
      return { channel: room.id, ts: message.ts, text: message.text, message: messageOut(message) }
    },
    'chat.delete': (args) => {
      const { room, message } = ownMessage(args, 'cant_delete_message')
      workspace.forget(room, message)
      return { channel: room.id, ts: message.ts }
    },

    'conversations.open': (args) => {
      const users = string(args['users']).split(',').filter(Boolean)
      if (users.length !== 1 || !users[0])
        throw new SlackError(users.length ? 'not_enough_scopes' : 'users_list_not_supplied')
      const user = userIn({ user: users[0] })
      if (user.deleted) throw new SlackError('user_disabled')
      return { channel: { id: workspace.room(user.id).id } }
    },
    'conversations.info': (args) => ({ channel: conversation(workspace.room(string(args['channel']))) }),

    'views.open': (args) => {
      const view = viewIn(args, 'modal')
      return answer(views.open(tickets.exchange(string(args['trigger_id'])), view))
    },
    'views.push': (args) => {
      const view = viewIn(args, 'modal')
      return answer(views.push(tickets.exchange(string(args['trigger_id'])), view))
    },
    'views.update': (args) => {
      const view = viewIn(args, null)
      const [id, externalId] = [string(args['view_id']), string(args['external_id'])]
      if (!id && !externalId) throw new SlackError('invalid_arguments', problem('missing required field: view_id'))
      return answer(views.update(id ? { id } : { externalId }, view, args['hash']))
    },
    'views.publish': (args) => answer(views.publish(userIn(args, 'user_id').id, viewIn(args, 'home'), args['hash'])),
  }
}

/** `parse: none`: no address in it becomes a link. */
const textOf = (said: Node) => (said['parse'] === 'none' ? string(said['text']) : linked(string(said['text'])))

const problem = (text: string) => ({ response_metadata: { messages: [`[ERROR] ${text}`] } })

/** A response_url: a command's only adds; a press's may also replace or delete the one message that was pressed. */
export function respond({ workspace, tickets, gated }: Slack, id: string, said: Node) {
  const response = tickets.use(id)
  try {
    const room = workspace.rooms.get(response.room)
    if (!room) throw new SlackError('channel_not_found')
    const pressed = response.pressed === null ? undefined : workspace.find(room, response.pressed, response.user)
    const replaces = response.pressed !== null && said['replace_original'] === true
    if (response.pressed !== null && said['delete_original'] === true) {
      if (!pressed) throw new SlackError('message_not_found')
      return workspace.forget(room, pressed)
    }
    const text = string(said['text'])
    if (!text && !said['blocks']) throw new SlackError('no_text')
    checkMessage(said, gated)
    const blocks = stored(said['blocks'])
    if (replaces) {
      if (!pressed) throw new SlackError('message_not_found')
      return workspace.rewrite(pressed, {
        text: textOf(said),
        blocks,
        edited: pressed.edited || (!pressed.to && !said['blocks']),
      })
    }
    const to = said['response_type'] === 'in_channel' ? {} : { to: response.user }
    const thread = string(said['thread_ts'])
    workspace.say(room, { user: 'bot', text: textOf(said), blocks, ...to, ...(thread && { thread }) })
  } catch (error) {
    response.uses--
    throw error
  }
}

/** The answer to a `block_suggestion`; null: not one that Slack could show. */
export function suggestionsIn(body: Node | string): { options: Node[] } | { groups: Node[] } | null {
  const { options, option_groups: groups } = node(body)
  const fits = (it: unknown): it is Node =>
    isNode(it) &&
    node(it['text'])['type'] === 'plain_text' &&
    within(node(it['text'])['text'], 75) &&
    within(it['value'], 150) &&
    (it['description'] === undefined || within(node(it['description'])['text'], 75))
  const all = (list: unknown): list is Node[] => Array.isArray(list) && list.length <= 100 && list.every(fits)
  if (all(options)) return { options: options.map((it) => filled(it)) }
  if (!Array.isArray(groups) || groups.length > 100) return null
  const whole = groups.every((it: unknown) => within(node(node(it)['label'])['text'], 75) && all(node(it)['options']))
  return whole ? { groups: groups.map((it: unknown) => filled(node(it))) } : null
}
const within = (it: unknown, max: number) => typeof it === 'string' && it.length > 0 && [...it].length <= max

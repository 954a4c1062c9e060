// What Slack sends to a bot, with everything that is easily forgotten. (docs.slack.dev/interactivity, recorded payloads)
import type { Control } from './controls.ts'
import { node, nodes, string, type Node } from './json.ts'
import type { Member } from './northwind.ts'
import type { Values } from './protocol.ts'
import { escaped } from './rewrite.ts'
import { viewOut, type Opened } from './views.ts'
import { bot, newEventId, team, type Room, type Stored } from './workspace.ts'

export const ENTERPRISE = { id: 'ENORTHWIND', name: 'Northwind Group' }

export type Payloads = ReturnType<typeof openPayloads>

/** `org`: installed for a whole Enterprise organisation, whose `team` is null. */
export function openPayloads({ org, now }: { org: boolean; now(): Date }) {
  const enterprise = org ? ENTERPRISE : null
  const token = 'verification-token-nobody-should-use'
  const at = () => (now().getTime() / 1000).toFixed(6)
  const userOf = (it: Member) => ({ id: it.id, username: it.handle, name: it.handle, team_id: it.teamId ?? team.id })
  const base = (it: Member) => ({
    user: userOf(it),
    api_app_id: bot.app,
    token,
    team: org ? null : team, // somebody of another workspace acts in this one, where the app is
    enterprise,
    is_enterprise_install: org,
  })
  const channelOf = (room: Room) => ({ id: room.id, name: channelName(room) })

  /** Where something was pressed: a view, or a message that may be for this person's eyes only. */
  const where = (place: Opened | { room: Room; message: Stored; url?: string; values: Values }) =>
    'view' in place
      ? { container: { type: 'view', view_id: place.id }, view: viewOut(place) }
      : {
          container: {
            type: 'message',
            message_ts: place.message.ts,
            channel_id: place.room.id,
            is_ephemeral: Boolean(place.message.to),
          },
          channel: channelOf(place.room),
          ...(!place.message.to && { message: messageOut(place.message) }),
          state: { values: place.values },
          ...(place.url && { response_url: place.url }),
        }

  return {
    /** Form-encoded by whoever sends it: every value is a string. */
    command: (it: Member, room: Room, said: { command: string; text: string; trigger: string; url: string }) => ({
      token,
      team_id: org ? (it.teamId ?? team.id) : team.id,
      team_domain: team.domain,
      ...(enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
      channel_id: room.id,
      channel_name: channelName(room),
      user_id: it.id,
      user_name: it.handle,
      command: said.command,
      text: said.text,
      api_app_id: bot.app,
      is_enterprise_install: `${org}`,
      response_url: said.url,
      trigger_id: said.trigger,
    }),
    shortcut: (it: Member, callback_id: string, trigger_id: string) => {
      const { user, api_app_id: _, ...rest } = base(it)
      return { type: 'shortcut', ...rest, user, action_ts: at(), callback_id, trigger_id }
    },
    blockActions: (it: Member, place: Parameters<typeof where>[0], action: Node, trigger_id: string) => ({
      type: 'block_actions',
      ...base(it),
      trigger_id,
      ...where(place),
      actions: ['view' in place ? action : escaped(action)],
    }),
    blockSuggestion: (it: Member, place: Parameters<typeof where>[0], control: Control, value: string) => {
      const { state: _, ...rest }: Node = where(place)
      return {
        type: 'block_suggestion',
        ...base(it),
        ...rest,
        action_id: control.actionId,
        block_id: control.blockId,
        value,
      }
    },
    viewSubmission: (it: Member, opened: Opened, trigger_id: string) => ({
      type: 'view_submission',
      ...base(it),
      trigger_id,
      view: viewOut(opened),
      response_urls: [],
    }),
    viewClosed: (it: Member, opened: Opened, is_cleared: boolean) => ({
      type: 'view_closed',
      ...base(it),
      view: viewOut(opened),
      is_cleared,
    }),
    event: (event: Node) => ({
      token,
      team_id: team.id,
      ...(enterprise && { enterprise_id: enterprise.id }),
      api_app_id: bot.app,
      event: { ...event, event_ts: at() },
      type: 'event_callback',
      event_id: newEventId(),
      event_time: Math.floor(now().getTime() / 1000),
      authorizations: [
        {
          enterprise_id: enterprise?.id ?? null,
          team_id: org ? null : team.id,
          user_id: bot.user,
          is_bot: true,
          is_enterprise_install: org,
        },
      ],
      is_ext_shared_channel: false,
    }),
  }
}

/** Slack gives no names away where there is one of these. */
export const channelName = (room: Room) =>
  room.kind === 'direct' ? 'directmessage' : room.isPrivate ? 'privategroup' : room.name

export const messageOut = (it: Stored): Node => ({
  type: 'message',
  ...(it.user === 'bot' ? { user: bot.user, bot_id: bot.id, app_id: bot.app } : { user: it.user }),
  text: it.text,
  team: team.id,
  blocks: escaped(it.blocks),
  ts: it.ts,
  ...(it.edited && { edited: { user: bot.user, ts: it.ts } }),
  ...(it.thread && { thread_ts: it.thread }),
})

/** The user object of `users.info` and of `user_change`. */
export function userOut(it: Member, now: Date, withLocale = false): Node {
  const [first_name = '', ...rest] = it.name.split(' ')
  return {
    id: it.id,
    team_id: it.teamId ?? team.id,
    name: it.handle,
    deleted: it.deleted,
    real_name: it.name,
    tz: it.tz,
    tz_label: it.tz,
    tz_offset: offsetOf(it.tz, now),
    profile: {
      real_name: it.name,
      real_name_normalized: folded(it.name),
      display_name: it.handle,
      display_name_normalized: folded(it.handle),
      first_name,
      last_name: rest.join(' '),
      email: it.email,
      team: it.teamId ?? team.id,
    },
    is_admin: it.isAdmin,
    is_owner: it.isOwner,
    is_primary_owner: it.isOwner,
    is_restricted: it.isGuest,
    is_ultra_restricted: false,
    is_bot: it.isBot ?? false,
    is_stranger: it.isStranger ?? false,
    is_app_user: false,
    is_email_confirmed: true,
    updated: 0,
    ...(withLocale && { locale: it.locale }),
  }
}
/** Seconds ahead of UTC. */
const offsetOf = (tz: string, now: Date) => {
  const zone = new Intl.DateTimeFormat('en', { timeZone: tz, timeZoneName: 'longOffset' })
  const name = zone.formatToParts(now).find((it) => it.type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? []
  return Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60)
}
const folded = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '')

/** Block ids a submission's errors may name. */
export const inputsOf = (opened: Opened) =>
  nodes(opened.view['blocks'])
    .filter((it) => it['type'] === 'input')
    .map((it) => string(node(it)['block_id']))

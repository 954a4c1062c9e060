// What Slack sends, one of each kind, as whoever it says: for tests that send them themselves.
type Ours = { team: string; app: string; enterprise?: string | null }
const OURS: Ours = { team: 'TNORTHWIND', app: 'A0SANDBOX' }

const view = {
  id: 'V1',
  type: 'modal',
  hash: '1',
  callback_id: 'do:list',
  blocks: [{ type: 'input', block_id: 'mode' }],
  private_metadata: '',
  state: { values: { mode: { is: { selected_option: { value: 'consecutive' } } } } },
}

/** `line`: what is typed. The answers go to `url`. */
export function payloads({ user = 'UALICE', line = 'list', url = '', ...more }: Partial<Ours> & Said = {}) {
  const { team, app, enterprise = null } = { ...OURS, ...more }
  const common = {
    user: { id: user, team_id: team },
    api_app_id: app,
    team: { id: team, domain: 'd' },
    enterprise: enterprise && { id: enterprise, name: 'n' },
    is_enterprise_install: false,
  }
  const command = {
    command: '/ringgroup',
    text: line,
    user_id: user,
    team_id: team,
    ...(enterprise && { enterprise_id: enterprise }),
    channel_id: 'CPHONES',
    api_app_id: app,
    is_enterprise_install: 'false',
    response_url: url,
    trigger_id: `t${Math.random()}`,
  }
  const action = { type: 'button', block_id: 'b', action_id: 'do:list', value: '{}' }
  const interactions = {
    block_actions: {
      type: 'block_actions',
      ...common,
      trigger_id: 't',
      response_url: url,
      container: { type: 'message', is_ephemeral: true },
      actions: [action],
    },
    view_submission: { type: 'view_submission', ...common, trigger_id: 't', view },
    block_suggestion: { type: 'block_suggestion', ...common, action_id: 'find:extension', block_id: 'b', value: 'a' },
    shortcut: { type: 'shortcut', ...common, callback_id: 'ringgroups', trigger_id: 't' },
  }
  const event = (it: object) => ({
    type: 'event_callback',
    team_id: team,
    ...(enterprise && { enterprise_id: enterprise }),
    api_app_id: app,
    event_id: 'Ev1',
    event_time: 1,
    event: it,
    authorizations: [{ team_id: team, enterprise_id: enterprise, user_id: 'UBOT', is_bot: true }],
  })
  const events = {
    app_home_opened: event({ type: 'app_home_opened', user, tab: 'home' }),
    user_change: event({ type: 'user_change', user: { id: user, team_id: team, deleted: false } }),
    tokens_revoked: event({ type: 'tokens_revoked', tokens: { bot: ['UBOT'] } }),
  }
  return { command, ...interactions, ...events }
}
type Said = { user?: string; line?: string; url?: string }

type Payload = { [name: string]: unknown }

/** As it stands in the body of a request, and its content type. */
export function asRequest(payload: Payload): { body: string; headers: Record<string, string> } {
  if ('event' in payload || payload['type'] === 'event_callback')
    return { body: JSON.stringify(payload), headers: { 'content-type': 'application/json' } }
  const fields = 'command' in payload ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) }
  return {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
}

/** In an envelope of Socket Mode. */
export const asEnvelope = (payload: Payload) => ({
  envelope_id: `E${Math.random()}`,
  type: 'event' in payload ? 'events_api' : 'command' in payload ? 'slash_commands' : 'interactive',
  accepts_response_payload: true,
  payload,
})

// What Slack tells of the tokens, of what they may, and of the admins. It is only asked; nothing is posted or opened.
import type { Config, SlackConfig } from '../../config.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

type Real = Exclude<SlackConfig, { mode: 'sandbox' }>
type Answer = Record<string, unknown> & { ok?: boolean; error?: string }
/** `date`: of the answer, by Slack's clock, in milliseconds; null: it did not say. `scopes`: null: it did not say. */
type Answered = { body: Answer; scopes: string[] | null; date: number | null }

const TIMEOUT_MS = 5000
const SLACK = 'https://slack.com/api/'

/** One call of the Web API. Throws where there is no answer in JSON. */
async function ask(
  { apiUrl = SLACK }: Pick<Real, 'apiUrl'>,
  token: string,
  method: string,
  args: object = {},
): Promise<Answered> {
  const response = await fetch(`${apiUrl}${method}`, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(args as Record<string, string>),
  })
  if (response.status === 429) throw new Error('Slack asks to wait (429)')
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const date = Date.parse(response.headers.get('date') ?? '')
  const scopes = response.headers.get('x-oauth-scopes')
  return {
    body: (await response.json()) as Answer,
    scopes: scopes === null ? null : scopes.split(',').flatMap((it) => it.trim() || []),
    date: Number.isNaN(date) ? null : date,
  }
}

const causeOf = (error: unknown) => {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message || (cause as NodeJS.ErrnoException).code}` : message
}

/** The bot token, what Slack tells with its answer, and everything that is asked with it. */
export async function slackFindings(slack: Real, config: Pick<Config, 'admins' | 'userGroups'>, wanted: Scopes) {
  const own = slack.apiUrl && slack.apiUrl !== SLACK ? [elsewhere(slack.apiUrl)] : []
  try {
    const answered = await ask(slack, slack.botToken, 'auth.test')
    const token = tokenFinding(answered.body)
    if (token.state === 'failed') return { findings: [...own, token], date: answered.date }
    const [second, admins] = await Promise.all([doorFinding(slack, answered.body), adminFindings(slack, config)])
    const findings = [...own, token, ...scopeFindings(answered.scopes, wanted, config), second, ...admins]
    return { findings, date: answered.date }
  } catch (error) {
    const repair =
      'See whether this machine reaches the internet: HTTPS to slack.com, by its DNS and through its firewall.'
    return { findings: [...own, failed('Slack', `cannot be reached: ${causeOf(error)}`, repair)], date: null }
  }
}

const elsewhere = (url: string) =>
  warning('SLACK_API_URL', `Slack is looked for at ${new URL(url).origin}`, 'Leave SLACK_API_URL out for Slack itself.')

export function tokenFinding(body: Answer): Finding {
  if (body.ok)
    return ok(
      'bot token',
      `${String(body['user'])} in the workspace ${String(body['team'])} (${String(body['team_id'])})`,
    )
  return failed(
    'bot token',
    `Slack does not take it: ${body.error ?? 'no reason given'}`,
    'Copy the "Bot User OAuth Token" of your app (page OAuth & Permissions) into SLACK_BOT_TOKEN; install the app again if it was removed.',
  )
}

export type Scopes = { bot: string[]; bot_optional?: string[] }

/** What the token may, against what the manifest asks for. */
export function scopeFindings(
  granted: string[] | null,
  { bot, bot_optional: optional = [] }: Scopes,
  { userGroups }: Pick<Config, 'userGroups'>,
): Finding[] {
  const what = 'scopes'
  if (!granted) return [warning(what, 'Slack does not say which were granted', 'Compare them with manifest.json.')]
  const needed = bot.filter((it) => !optional.includes(it) || (it === 'usergroups:read' && userGroups.length > 0))
  const missing = needed.filter((it) => !granted.includes(it))
  if (missing.length > 0)
    return [
      failed(
        what,
        `not granted: ${missing.join(', ')}`,
        'Add them on the page OAuth & Permissions (or paste manifest.json again), then install the app again.',
      ),
    ]
  const more = granted.filter((it) => !bot.includes(it))
  if (more.length > 0)
    return [
      warning(what, `more were granted than are used: ${more.join(', ')}`, 'Take them away and install the app again.'),
    ]
  const declined = bot.filter((it) => !granted.includes(it))
  return [ok(what, declined.length ? `all that are needed; declined: ${declined.join(', ')}` : 'all of manifest.json')]
}

/** How Slack reaches us: the app-level token can be tried, of the signing secret Slack says nothing. */
async function doorFinding(slack: Real, { bot_id: bot }: Answer): Promise<Finding> {
  if (slack.mode === 'http') return secretFinding(slack.signingSecret)
  if (slack.mode === 'deaf') return ok('Slack’s requests', 'a process with ROLE=worker takes none')
  const [{ body }, info] = await Promise.all([
    ask(slack, slack.appToken, 'apps.connections.open'),
    ask(slack, slack.botToken, 'bots.info', { bot: String(bot) }).catch(() => null),
  ])
  const app = (info?.body['bot'] as { app_id?: string } | undefined)?.app_id
  return appTokenFinding(body, slack.appToken, app)
}

export function appTokenFinding(body: Answer, token: string, app: string | undefined): Finding {
  const what = 'app-level token'
  const [, of] = /^xapp-\d-(A[A-Z0-9]+)-/.exec(token) ?? []
  const repair =
    'Make one on the page Basic Information → App-Level Tokens, with connections:write, and turn Socket Mode on; this is SLACK_APP_TOKEN.'
  if (!body.ok) return failed(what, `Slack does not take it: ${body.error ?? 'no reason given'}`, repair)
  if (of && app && of !== app)
    return failed(what, `it belongs to the app ${of}, the bot token to ${app}`, 'Take both tokens from one app.')
  return ok(what, 'Socket Mode can be opened with it')
}

export function secretFinding(secret: string): Finding {
  const what = 'signing secret'
  if (/^[0-9a-f]{32}$/.test(secret))
    return ok(what, 'looks like one; whether it is this app’s, only a request of Slack can show')
  return warning(
    what,
    'is not 32 hexadecimal digits, as those of Slack are',
    'Copy the "Signing Secret" of the page Basic Information into SLACK_SIGNING_SECRET.',
  )
}

/** What Slack says of everybody who is to be an admin. */
async function adminFindings(
  slack: Real,
  { admins, userGroups }: Pick<Config, 'admins' | 'userGroups'>,
): Promise<Finding[]> {
  const [people, groups] = await Promise.all([
    Promise.all(
      admins.map(async (user) => [user, (await ask(slack, slack.botToken, 'users.info', { user })).body] as const),
    ),
    Promise.all(
      userGroups.map(
        async (usergroup) =>
          [usergroup, (await ask(slack, slack.botToken, 'usergroups.users.list', { usergroup })).body] as const,
      ),
    ),
  ])
  return [adminFinding(people, groups)]
}

type Account = {
  deleted?: boolean
  is_bot?: boolean
  is_restricted?: boolean
  is_ultra_restricted?: boolean
  is_stranger?: boolean
}

/** Why somebody cannot be an admin; null: they can. */
function unfit({ body }: { body: Answer }): string | null {
  if (!body.ok) return body.error === 'user_not_found' ? 'is nobody that Slack knows' : `unknown: ${body.error ?? '?'}`
  const it = (body['user'] ?? {}) as Account
  if (it.deleted) return 'is deactivated'
  if (it.is_bot) return 'is a bot'
  if (it.is_restricted || it.is_ultra_restricted) return 'is a guest'
  return it.is_stranger ? 'is of another organisation' : null
}

export function adminFinding(people: (readonly [string, Answer])[], groups: (readonly [string, Answer])[]): Finding {
  const what = 'admins'
  if (people.length + groups.length === 0)
    return ok(what, 'the owners and admins of the workspace, each from their first /ringgroup on')
  const wrong = [
    ...people.flatMap(([user, body]) => {
      const why = unfit({ body })
      return why ? `${user} ${why}` : []
    }),
    ...groups.flatMap(([group, body]) => {
      if (!body.ok) return `the user group ${group} cannot be read: ${body.error ?? '?'}`
      return (body['users'] as string[]).length > 0 ? [] : `nobody is in the user group ${group}`
    }),
  ]
  if (wrong.length === 0)
    return ok(what, `${people.length} by name, ${groups.length} by user group, all of them regular`)
  const repair =
    'Put the ids of regular members of the workspace into RINGGROUP_ADMINS (in Slack: profile → ⋮ → Copy member ID).'
  return failed(what, wrong.join('; '), repair)
}

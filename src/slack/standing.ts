// How we stand with Slack, from what every call and the socket have said: whether it answers, and whether it takes our token.
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'

export type Standing = { state: 'starting' | 'up' | 'down'; since?: Date; why?: string }

/** What Slack says to a token that it does not take, or not any more. (docs.slack.dev/reference/methods/auth.test) */
const REFUSED = [
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
  'team_access_not_granted',
  'org_login_required',
]

const codeOf = (error: unknown): string | null => (error instanceof WebAPIPlatformError ? error.data.error : null)
export const isRefusal = (error: unknown): boolean => REFUSED.includes(codeOf(error) ?? '')

/** Slack's word for why it does not do what was asked, which will not change by asking again; null: no such word. */
export const answeredNo = (error: unknown): string | null => {
  const code = codeOf(error)
  return code && !/^(internal_error|fatal_error|service_unavailable|ratelimited)$/.test(code) ? code : null
}

/** Slack has answered, if only to say that it does not want to: it can be reached. */
const isAnswer = (error: unknown) =>
  error instanceof WebAPIRateLimitedError ||
  (error instanceof WebAPIHTTPError && error.statusCode < 500) ||
  answeredNo(error) !== null

/** For whoever runs it: no address, no token. */
const inShort = (error: unknown) => codeOf(error) ?? (error instanceof Error ? error.message : String(error))

/** So many calls in a row without an answer are no accident. */
const UNANSWERED = 3

type Options = {
  now(): Date
  overSocket: boolean
  /** told whenever something is known anew: whether Slack reaches us */
  reaches?(up: boolean): void
}

export function openStanding({ now, overSocket, reaches }: Options) {
  let isOpen = false
  let isStopping = false
  let refused: string | null = null
  let unanswered = 0
  let silence = ''
  let socket: string | null = overSocket ? 'Slack is not connected yet' : null
  let since: Date | undefined

  const why = () =>
    refused !== null
      ? `Slack does not accept the token (${refused}): it was revoked, or the app was removed. Install the app again and set the new token.`
      : (socket ?? (unanswered >= UNANSWERED ? `Slack does not answer (${silence}); it is tried again.` : null))
  function noted() {
    since = why() === null ? undefined : (since ?? now())
    reaches?.(isOpen && !isStopping && since === undefined)
  }

  return {
    /** A call of the Web API has ended; null: well. */
    called(error: unknown) {
      if (isRefusal(error)) refused = inShort(error)
      else if (error === null) refused = null
      const answered = error === null || isRefusal(error) || isAnswer(error)
      unanswered = answered ? 0 : unanswered + 1
      if (!answered) silence = inShort(error)
      noted()
    },
    /** The socket is connected (null), or why it is not. */
    socket(error: unknown) {
      socket =
        error === null
          ? null
          : isRefusal(error)
            ? `Slack does not accept the app-level token (${inShort(error)}): set a new SLACK_APP_TOKEN.`
            : `Slack is not connected (${inShort(error)}); it is tried again.`
      noted()
    },
    /** Slack may send us what it has; until then we are starting. */
    opened() {
      isOpen = true
      noted()
    },
    /** Nothing new is taken any more. */
    stops() {
      isStopping = true
      noted()
    },
    isFine: () => refused === null && unanswered === 0,
    now(): Standing {
      const reason = isStopping ? 'it is being stopped' : why()
      if (reason === null && isOpen) return { state: 'up' }
      return { state: isOpen ? 'down' : 'starting', ...(since && { since }), ...(reason !== null && { why: reason }) }
    },
  }
}

// What may come in beside a right signature: a whole envelope of a kind that we know, addressed to this installation.
import { z } from 'zod'
import { UserId } from '../ring/actor.ts'

/** Where we are installed, as `auth.test` says; `appId` null: Slack did not say. */
export type Installation = {
  teamId: string
  enterpriseId: string | null
  /** for a whole Enterprise organisation: then payloads name any of its workspaces */
  isOrg: boolean
  appId: string | null
}

const Id = z.string().min(1).max(100)
const maybe = <T extends z.ZodType>(it: T) => it.nullish()
const Anything = z.record(z.string(), z.unknown())
const View = z.looseObject({
  id: Id,
  type: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  app_id: maybe(Id),
  app_installed_team_id: maybe(Id),
  blocks: z.array(Anything),
  state: z.looseObject({ values: z.record(z.string(), Anything) }),
})
const AnyView = View.partial({ state: true, callback_id: true, private_metadata: true })
const Team = z.looseObject({ id: Id, enterprise_id: maybe(Id) })
const app = { api_app_id: maybe(Id) }
const who = {
  ...app,
  user: z.looseObject({ id: UserId, team_id: maybe(Id) }),
  team: maybe(Team),
  enterprise: maybe(Team),
}
const pressed = { trigger_id: Id, response_url: maybe(z.string()) }

/** What our listeners rely on, and what says whose it is. Slack may add to any of it. */
const Command = z.looseObject({
  ...app,
  command: z.string().startsWith('/'),
  text: z.string(),
  user_id: UserId,
  team_id: Id,
  enterprise_id: maybe(Id),
  ...pressed,
})
const Interaction = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('block_actions'),
    ...who,
    ...pressed,
    container: maybe(Anything),
    view: maybe(AnyView),
    actions: z.array(z.looseObject({ type: z.string(), action_id: z.string() })).min(1),
  }),
  z.looseObject({ type: z.literal('view_submission'), ...who, trigger_id: Id, view: View }),
  z.looseObject({ type: z.literal('view_closed'), ...who, view: AnyView }),
  z.looseObject({
    type: z.literal('block_suggestion'),
    ...who,
    action_id: z.string(),
    value: maybe(z.string()),
    view: maybe(AnyView),
  }),
  z.looseObject({ type: z.literal('shortcut'), ...who, trigger_id: Id, callback_id: z.string() }),
])
const Event = z.looseObject({
  ...app,
  type: z.literal('event_callback'),
  team_id: maybe(Id),
  enterprise_id: maybe(Id),
  context_team_id: maybe(Id),
  context_enterprise_id: maybe(Id),
  is_ext_shared_channel: maybe(z.boolean()),
  authorizations: maybe(z.array(z.looseObject({ team_id: maybe(Id), enterprise_id: maybe(Id) }))),
  event: z.union([
    z.looseObject({ type: z.literal('app_home_opened'), user: UserId, tab: z.string() }),
    z.looseObject({ type: z.literal('user_change'), user: z.looseObject({ id: UserId, deleted: maybe(z.boolean()) }) }),
    z.looseObject({
      type: z.literal('tokens_revoked'),
      tokens: z.looseObject({ bot: maybe(z.array(Id)), oauth: maybe(z.array(Id)) }),
    }),
    z.looseObject({ type: z.string().regex(/^(?!app_home_opened$|user_change$|tokens_revoked$)[a-z_.]+$/) }),
  ]),
})

/** The ids that say whose a payload is. Absent ones are not there. */
type Ids = { team: string[]; enterprise: string[]; app: string[] }
export type Envelope = { kind: string; ids: Ids }

const given = (...ids: (string | null | undefined)[]) => ids.flatMap((it) => it ?? [])

/** null: this is no envelope that Slack would send. */
export function envelopeOf(body: unknown): Envelope | null {
  if (typeof body !== 'object' || body === null) return null
  if ('event' in body) {
    const { data: it } = Event.safeParse(body)
    return it ? { kind: it.event.type, ids: idsOfEvent(it) } : null
  }
  if ('command' in body) {
    const { data: it } = Command.safeParse(body)
    const ids = it && { team: [it.team_id], enterprise: given(it.enterprise_id), app: given(it.api_app_id) }
    return ids ? { kind: 'command', ids } : null
  }
  const { data: it } = Interaction.safeParse(body)
  return it ? { kind: it.type, ids: idsOfInteraction(it) } : null
}

/** Something that happens in a channel shared with others may happen in a workspace of theirs: what counts is for whom we hear it. */
function idsOfEvent(it: z.output<typeof Event>): Ids {
  const [heardFor] = it.authorizations ?? []
  const shared = it.is_ext_shared_channel === true
  return {
    team: given(heardFor?.team_id, it.context_team_id, shared ? null : it.team_id),
    enterprise: given(heardFor?.enterprise_id, it.context_enterprise_id, shared ? null : it.enterprise_id),
    app: given(it.api_app_id),
  }
}

/**
 * `team` is null where we are installed for an organisation, then the person's own counts. A form that somebody of another
 * organisation opened in a shared channel names theirs, and in its view where we are installed (`app_installed_team_id`).
 */
function idsOfInteraction(it: z.output<typeof Interaction>): Ids {
  const { view } = it as { view?: z.output<typeof AnyView> | null }
  const installed = view?.app_installed_team_id
  return {
    team: given(installed ?? it.team?.id ?? it.user.team_id),
    enterprise: installed ? [] : given(it.enterprise?.id, it.team?.enterprise_id),
    app: given(it.api_app_id, view?.app_id),
  }
}

/** The id that is another's, as `team T123`; null: all of it is ours. Whoever names no team, or in an organisation no enterprise, is not ours. */
export function foreignIn({ ids }: Envelope, ours: Installation): string | null {
  const named = (what: string, id = 'none') => `${what} ${id.slice(0, 30)}`
  const app = ours.appId && ids.app.find((it) => it !== ours.appId)
  if (app) return named('app', app)
  const enterprise = ids.enterprise.find((it) => it !== ours.enterpriseId)
  if (enterprise) return named('enterprise', enterprise)
  if (ours.isOrg) return ids.enterprise.length > 0 ? null : named('enterprise')
  const team = ids.team.length === 0 ? 'none' : ids.team.find((it) => it !== ours.teamId)
  return team ? named('team', team) : null
}

import { describe, expect, it } from 'vitest'
import { admission } from '../../src/slack/receive.ts'
import { asEnvelope, asRequest, payloads } from '../kit/payloads.ts'
import { openStandIn } from '../kit/stand-in.ts'

const http = await openStandIn({ mode: 'http' })
const socket = await openStandIn({ mode: 'socket' })
const org = await openStandIn({ mode: 'http', slack: { org: true } })

const kinds = Object.keys(payloads()) as (keyof ReturnType<typeof payloads>)[]
const foreign = { team: 'TELSEWHERE', app: 'AELSEWHERE', enterprise: 'EELSEWHERE' }
const cases = kinds.flatMap((kind) => (Object.keys(foreign) as (keyof typeof foreign)[]).map((id) => ({ kind, id })))
const post = (bot: typeof http, payload: object) => {
  const { body, headers } = asRequest(payload as never)
  return bot.post(body, headers)
}
/** What it has said and done since; everything that it would do at once is done by the answer of the next line. */
const calls = async (bot: typeof http) => {
  const before = bot.sandbox.calls.length
  return { since: () => bot.sandbox.calls.slice(before).map((it) => it.method) }
}

describe('signed rightly, and for somebody else', () => {
  it.each(cases)('a $kind with the id of another $id, over HTTP', async ({ kind, id }) => {
    // a shortcut names no app, and nothing of ours is in an organisation
    const payload = payloads({ [id]: foreign[id], line: 'create Ghost 650 101' })[kind]
    http.logged()
    const { since } = await calls(http)
    expect(await post(http, payload)).toBe(403)
    expect(since().filter((it) => !['auth.test', 'bots.info'].includes(it))).toEqual([])
    expect(http.logged().join('')).toContain(`for another installation (${id} ${foreign[id]})`)
    expect(await http.db.ringGroup.count()).toBe(0)
  })

  it.each(cases)('a $kind with the id of another $id, over the socket', async ({ kind, id }) => {
    const payload = payloads({ [id]: foreign[id], line: 'create Ghost 650 101' })[kind]
    socket.logged()
    socket.sandbox.garble(JSON.stringify(asEnvelope(payload)))
    await expect.poll(() => socket.logged().join('')).toContain(`for another installation (${id} ${foreign[id]})`)
    expect(await socket.db.ringGroup.count()).toBe(0)
  })

  it('in the view, in the authorisation, or nowhere', async () => {
    const { view_submission: form, app_home_opened: event, command } = payloads()
    const { team_id: _, ...nowhere } = command
    const [authorization] = event.authorizations
    for (const it of [
      { ...form, view: { ...form.view, app_id: 'AELSEWHERE' } },
      { ...form, view: { ...form.view, app_installed_team_id: 'TELSEWHERE' } },
      { ...form, team: null, user: { ...form.user, team_id: 'TELSEWHERE' } },
      { ...form, team: null, user: { id: 'UALICE' } },
      { ...form, team: { ...form.team, enterprise_id: 'EELSEWHERE' } },
      { ...event, authorizations: [{ ...authorization, team_id: 'TELSEWHERE' }] },
      { ...event, context_team_id: 'TELSEWHERE' },
      { ...event, authorizations: [], team_id: null },
    ])
      expect(await post(http, it)).toBe(403)
    expect(await post(http, nowhere)).toBe(400)
  })

  it('in an organisation: another one, or none', async () => {
    const ours = { enterprise: 'ENORTHWIND' }
    for (const kind of kinds) {
      expect(await post(org, payloads({ enterprise: 'EELSEWHERE' })[kind])).toBe(403)
      expect(await post(org, payloads({ enterprise: null })[kind])).toBe(403)
      expect(await post(org, payloads({ ...ours, app: 'AELSEWHERE' })[kind])).toBe(403)
    }
  })
})

describe('what is ours is obeyed', () => {
  it.each(kinds)('a %s', async (kind) => expect(await post(http, payloads()[kind])).toBe(200))

  it('without what Slack leaves out now and then', async () => {
    const { block_actions: press, shortcut, app_home_opened: event } = payloads()
    const { api_app_id: _, enterprise: _2, ...bare } = press
    const { api_app_id: _3, ...noApp } = shortcut
    const { authorizations: _4, ...old } = event
    for (const it of [bare, noApp, old, { ...press, team: null }]) expect(await post(http, it)).toBe(200)
  })

  it('somebody of another workspace in a channel of ours, and the form they open', async () => {
    const { block_actions: press, view_submission: form, user_change: event } = payloads()
    const user = { id: 'USTRANGER', team_id: 'TELSEWHERE' }
    const theirs = { id: 'TELSEWHERE', domain: 'e', enterprise_id: 'EELSEWHERE' }
    for (const it of [
      { ...press, user },
      {
        ...form,
        user,
        team: theirs,
        enterprise: { id: 'EELSEWHERE' },
        view: { ...form.view, app_installed_team_id: 'TNORTHWIND' },
      },
      { ...event, team_id: 'TELSEWHERE', is_ext_shared_channel: true },
    ])
      expect(await post(http, it)).toBe(200)
  })

  it('any workspace of our organisation, with a team or without', async () => {
    for (const kind of kinds)
      expect(await post(org, payloads({ enterprise: 'ENORTHWIND', team: 'TBRANCH' })[kind])).toBe(200)
    const { block_actions: press } = payloads({ enterprise: 'ENORTHWIND' })
    expect(await post(org, { ...press, team: null })).toBe(200)
    const alice = org.as('UALICE')
    await alice.types('/ringgroup help')
    await alice.hears('You can type')
    await alice.uses()
    await alice.form()
  })

  it('a workspace that joins an organisation while we run', async () => {
    const said: unknown[] = []
    const logger = { warn: (...all: unknown[]) => void said.push(...all) } as never
    const alone = { teamId: 'TNORTHWIND', enterpriseId: null, isOrg: false, appId: 'A0SANDBOX' }
    const admit = admission(async (sure) => (sure ? { ...alone, enterpriseId: 'ENEW' } : alone), logger)
    for (const kind of kinds) expect(await admit(payloads({ enterprise: 'ENEW' })[kind])).toBe('ours')
    expect(said).toEqual([])
    expect(await admit(payloads({ enterprise: 'EELSEWHERE' }).command)).toBe('foreign')
  })
})

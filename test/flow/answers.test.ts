import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebClient } from '@slack/web-api'
import { afterAll, describe, expect, it } from 'vitest'
import { UserId } from '../../src/ring/actor.ts'
import { answersAt, sayTo, type AnswerAt } from '../../src/slack/say.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld()
const { as, sandbox, work } = world
const [alice, bruno] = [as('UALICE'), as('UBRUNO')]

describe('where answers go', () => {
  it.each([
    [undefined, 'https://hooks.slack.com'],
    ['https://slack.com/api/', 'https://hooks.slack.com'],
    ['https://www.slack.com/api/', 'https://hooks.slack.com'],
    ['https://slack-gov.com/api/', 'https://hooks.slack-gov.com'],
    ['http://slack.com/api/', 'https://hooks.slack.com'],
    ['https://slack.com.evil.example/api/', 'https://slack.com.evil.example'],
    ['https://notslack.com/api/', 'https://notslack.com'],
    ['http://127.0.0.1:4711/api/', 'http://127.0.0.1:4711'],
    ['https://slack.local:8443/', 'https://slack.local:8443'],
  ])('with SLACK_API_URL=%s at %s', (apiUrl, at) => {
    const { protocol, host } = answersAt(apiUrl)
    expect(`${protocol}//${host}`).toBe(at)
  })

  /** Somewhere that notes who comes, and sends them where it is told to. */
  async function openPlace(location?: string) {
    const seen: IncomingMessage[] = []
    const server = createServer((request, response) => {
      seen.push(request)
      response.writeHead(location ? 307 : 200, location ? { location } : {}).end('ok')
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    afterAll(() => server.close())
    return { port: (server.address() as AddressInfo).port, seen }
  }
  /** Whether somebody is answered by a direct message when this is where to answer. */
  async function answeredDirectly(url: string, answers: AnswerAt) {
    const slack = new WebClient('xoxb-sandbox', { slackApiUrl: sandbox.apiUrl })
    const before = sandbox.calls.length
    const place = { user: UserId.parse('UALICE'), language: 'en' as const, url }
    const now = await sayTo({ slack, answers, now: () => new Date() })(place, { text: 'Hello' })
    const direct = sandbox.calls.slice(before).some((it) => it.method === 'chat.postMessage')
    expect('url' in now).toBe(!direct)
    return direct
  }

  it('nowhere else: not over http, to another port, with a name or a password, or wherever they are sent', async () => {
    const place = await openPlace()
    const host = `127.0.0.1:${place.port}`
    const http = { protocol: 'http:', host }
    for (const [url, answers] of [
      [`http://${host}/x`, { protocol: 'https:', host }],
      [`https://${host}/x`, http],
      [`http://someone@${host}/x`, http],
      [`http://someone:secret@${host}/x`, http],
      [`http://:secret@${host}/x`, http],
      [`http://127.0.0.1:${place.port + 1}/x`, http],
      [`http://localhost:${place.port}/x`, http],
      [`http://hooks.slack.com@${host}/x`, { protocol: 'https:', host: 'hooks.slack.com' }],
      [`https://hooks.slack.com.evil.example/x`, { protocol: 'https:', host: 'hooks.slack.com' }],
      [`https://hooks.slack.com:8443/x`, { protocol: 'https:', host: 'hooks.slack.com' }],
      [`http://hooks.slack.com/x`, { protocol: 'https:', host: 'hooks.slack.com' }],
      ['no address', http],
      ['file:///etc/passwd', http],
    ] as const)
      expect(await answeredDirectly(url, answers), url).toBe(true)
    expect(place.seen).toEqual([])
    expect(await answeredDirectly(`http://${host}/x`, http)).toBe(false)
    expect(place.seen).toHaveLength(1)
    const sends = await openPlace(`http://${host}/elsewhere`)
    const answers = { protocol: 'http:', host: `127.0.0.1:${sends.port}` }
    expect(await answeredDirectly(`http://127.0.0.1:${sends.port}/x`, answers)).toBe(true)
    expect(sends.seen).toHaveLength(1)
    expect(place.seen).toHaveLength(1)
  })
})

describe('a name that is an address', () => {
  const LINK = /<(https?:[^>]*evil|mailto:|http:\/\/)/

  it('is text wherever it is shown, and nothing that is posted unfurls', async () => {
    for (const [extension, name] of [
      ['650', 'https://evil.example/login'],
      ['651', 'evil.example'],
      ['652', 'www.evil.com'],
    ]) {
      await alice.types('/ringgroup create')
      await alice.fills({ Name: name!, Extension: extension!, Members: ['Alice Martin (101)', 'Bruno Keller (102)'] })
      await alice.submits()
      await alice.hears(/live on the phones/i)
    }
    for (const line of [
      'list',
      'show 650',
      'who 651',
      'history',
      'history 650',
      'check',
      'mode 650 consecutive',
      'undo',
    ]) {
      await alice.types(`/ringgroup ${line}`)
      await work()
      await bruno.types(`/ringgroup ${line}`)
      await work()
    }
    await alice.opensHome()
    await bruno.opensHome()
    const seen = ['UALICE', 'UBRUNO'].map((it) => sandbox.state(it))
    const shown = JSON.stringify(seen.map(({ channels, home }) => ({ channels, home })))
    expect(shown).toContain('evil.example/login')
    expect(shown).not.toMatch(LINK)
    expect(shown).not.toContain('"type":"link"')
    const posts = sandbox.calls.filter((it) =>
      ['chat.postMessage', 'chat.postEphemeral', 'response_url'].includes(it.method),
    )
    expect(posts.length).toBeGreaterThan(10)
    for (const { args } of posts)
      expect([args['unfurl_links'], args['unfurl_media'], args['parse']].map(String)).toEqual([
        'false',
        'false',
        'none',
      ])
  })
})

it('whoever is an admin no more is none within a minute, also when the clock goes back', async () => {
  await as('UCHLOE').types('/ringgroup liste')
  await as('UCHLOE').hears('evil.example')
  sandbox.silently('UCHLOE', { isAdmin: false })
  world.setsClock(-24)
  await as('UCHLOE').types('/ringgroup mode 650 simultané')
  await as('UCHLOE').hears(/En service|enregistré/i) // within the minute it is not known yet
  await world.passes(61 / 3600)
  await as('UCHLOE').types('/ringgroup mode 650 consécutif')
  await as('UCHLOE').hears(/réservé aux admins/)
  world.setsClock(24)
})

it('the address of the sandbox says how it is, too', async () => {
  const get = async (page: string) => fetch(`${sandbox.url}${page}`)
  expect(await (await get('healthz')).json()).toEqual({ status: 'alive' })
  expect(await (await get('readyz')).json()).toMatchObject({ status: 'ready', slack: { state: 'up' } })
  expect(await (await get('metrics')).text()).toContain('ringgroup_changes_total')
  expect((await get('nothing')).status).toBe(404)
})

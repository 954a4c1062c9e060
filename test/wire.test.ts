// The sandbox's doors, and what it shows of what goes through them.
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import type { Exchange } from '../src/sandbox/protocol.ts'
import { openSandbox } from '../src/sandbox/server.ts'
import { openWorld } from './kit/world.ts'

const { sandbox, as } = await openWorld()
const { port } = new URL(sandbox.url)

/** All that is told on the wire, the newest of each exchange first. */
async function listens(url: string) {
  const response = await fetch(`${url}sandbox/wire`)
  const known = new Map<number, Exchange>()
  let text = ''
  void (async () => {
    let rest = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      rest += chunk
      const events = rest.split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events)
        for (const it of JSON.parse(event.slice('data: '.length)) as Exchange[]) known.set(it.id, it)
    }
  })().catch(() => {}) // the server is closed in the end
  return { text: () => text, all: () => [...known.values()].sort((a, b) => b.id - a.id) }
}

it('tells what Slack and the bot say to each other, without secrets', async () => {
  const alice = as('UALICE')
  await alice.types('/ringgroup create Support 600 Léa Bruno xoxb-1234-abcdef')
  await alice.types('/ringgroup create Support 600 Léa Bruno')
  await alice.hears(/was created/)
  await alice.types('/ringgroup create')
  await alice.form()
  const wire = await listens(sandbox.url)
  await expect.poll(() => wire.all().length).toBeGreaterThan(4)
  const all = wire.all()
  const opened = all.find((it) => it.what === 'views.open')
  expect(opened).toMatchObject({
    from: 'bot',
    state: 'fine',
    asked: { view: { type: 'modal' } },
    answered: { ok: true },
  })
  const command = all.find((it) => it.what === '/ringgroup')
  expect(command).toMatchObject({ from: 'slack', state: 'fine', asked: { text: 'create', token: '…' } })
  expect(opened!.id).toBeGreaterThan(command!.id) // in the order in which they began

  // whoever listens hears of it twice: that it begins, and what came of it
  await alice.closes()
  await alice.types('/ringgroup list')
  await expect.poll(() => wire.all()[0]?.state).toBe('fine')
  for (const secret of ['xoxb-sandbox', 'xoxb-1234', 'verification-token', 'Bearer', 'x-slack-signature'])
    expect(wire.text()).not.toContain(secret)
  const urls = [...wire.text().matchAll(/\/response\/([^"\\]*)/g)].map(([, id]) => id)
  expect(new Set(urls)).toEqual(new Set(['…']))
})

it('keeps only so much of it', async () => {
  const slack = await openSandbox({ botUrl: () => 'http://127.0.0.1:9/', signingSecret: 'secret', token: 'xoxb-test' })
  onTestFinished(() => slack.close())
  const say = (text: string) =>
    fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer xoxb-test' },
      body: JSON.stringify({ channel: 'CPHONES', text }),
    })
  for (let i = 0; i < 30; i++) await Promise.all(Array.from({ length: 10 }, () => say(`number ${i}`)))
  await say('a'.repeat(100_000)) // is refused, and not kept
  await slack.act({ as: 'UALICE', do: 'type', channel: 'CPHONES', text: '/ringgroup list' })
  const wire = await listens(slack.url)
  await expect.poll(() => wire.all().length).toBe(200)
  const [command, long, before] = wire.all()
  expect(command).toMatchObject({ what: '/ringgroup', state: 'failed', answered: { why: 'refused' } })
  expect(long).toMatchObject({ state: 'failed', asked: '… 100 kB', answered: { ok: false, error: 'msg_too_long' } })
  expect(before).toMatchObject({ asked: { text: 'number 29' } })
  for (let i = 0; i < 60; i++) await say('é'.repeat(50_000))
  const later = await listens(slack.url)
  await expect.poll(() => later.all()[0]?.state).toBe('failed')
  expect(later.text().length).toBeLessThan(2_100_000)
})

const doors = [
  ['GET', ''],
  ['GET', 'page/app.js'],
  ['GET', 'vendor/preact.js'],
  ['GET', 'sandbox/state'],
  ['GET', 'sandbox/events'],
  ['GET', 'sandbox/wire'],
  ['GET', 'sandbox/who?extension=600'],
  ['POST', 'sandbox/act'],
  ['POST', 'api/auth.test'],
  ['POST', 'response/R1'],
  ['GET', 'link/?ticket=S1'],
] as const
it.each(doors)('%s /%s answers its own page only', async (method, path) => {
  const status = async (headers: { [name: string]: string }) => {
    const asked = request({ port, host: '127.0.0.1', method, path: `/${path}`, headers }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.destroy()
    return response.statusCode
  }
  const upgrade = path.startsWith('link')
    ? { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    : {}
  expect(await status({ ...upgrade, host: `rebound.example:${port}` })).toBe(403)
  expect(await status({ ...upgrade, host: 'rebound.example' })).toBe(403)
  expect(await status({ ...upgrade, origin: 'http://evil.example' })).toBe(403)
  expect(await status({ ...upgrade, origin: 'null' })).toBe(403)
  expect(await status({ ...upgrade, origin: `http://localhost:${Number(port) + 1}` })).toBe(403)
  expect(await status({ ...upgrade, 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await status({ ...upgrade, 'sec-fetch-site': 'same-site' })).toBe(403) // another port of this machine
})

it.each([
  '/',
  '/page/app.js',
  '/vendor/preact.js',
  '/sandbox/state',
  '/sandbox/events',
  '/sandbox/wire',
  '/nothing',
  '//',
])('%s lets a browser do nothing with it that is not needed', async (path) => {
  const asked = request({ port, host: '127.0.0.1', path }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.destroy()
  const policy = String(response.headers['content-security-policy'])
  for (const it of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(it)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
  expect(response.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': expect.stringContaining('camera=()'),
    'cross-origin-resource-policy': 'same-origin',
  })
  if (path === '/') expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self';/)
})

it('lets a link from elsewhere lead to the page, and to nothing else', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const status = async (path: string, headers = {}) => {
    const asked = request({ port, host: '127.0.0.1', path, headers: { ...link, ...headers } }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.destroy()
    return response.statusCode
  }
  expect(await status('/')).toBe(200)
  expect(await status('/sandbox/state')).toBe(403)
  expect(await status('/', { host: 'rebound.example' })).toBe(403)
})

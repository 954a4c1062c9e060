import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asEnvelope, asRequest, payloads } from '../kit/payloads.ts'
import { FORM, onTheWire, openStandIn } from '../kit/stand-in.ts'

const http = await openStandIn({ mode: 'http' })
const socket = await openStandIn({ mode: 'socket' })
const errorsIn = (lines: string[]) => lines.filter((it) => /"level":"(error|fatal)"/.test(it))

/** It lives, and hears people. */
async function answers(bot: typeof http) {
  const alice = bot.as('UALICE')
  alice.listens()
  await alice.types('/ringgroup help')
  await alice.hears('You can type')
  expect((await bot.ready()).code).toBe(200)
}

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe.each([
  ['http', http],
  ['socket', socket],
] as const)('lines of a request that Node lets through, in %s mode', (_, bot) => {
  it.each([
    ['GET // HTTP/1.1', 400],
    ['GET http://x:99999/readyz HTTP/1.1', 400],
    ['GET //[ HTTP/1.1', 400],
    ['GET /%zz HTTP/1.1', 404],
    ['GET /readyz%00 HTTP/1.1', 404],
    ['OPTIONS * HTTP/1.1', 404],
    ['GET /__proto__ HTTP/1.1', 404],
    ['GET /constructor HTTP/1.1', 404],
    ['POST // HTTP/1.1', 400],
    ['PUT /healthz HTTP/1.1', 405],
    ['GET /slack/events HTTP/1.1', 404],
    ['GET /healthz?x=%ff HTTP/1.1', 200],
    ['NONSENSE', 400],
  ])('%s', async (line, status) => {
    expect(await onTheWire(bot.port, `${line}\r\nhost: a\r\n\r\n`)).toBe(status)
    expect((await fetch(`http://127.0.0.1:${bot.port}/healthz`)).status).toBe(200)
    expect(errorsIn(bot.logged())).toEqual([])
  })
})

describe('signed, and no payload', () => {
  it.each([
    ['null', 400],
    ['[]', 400],
    ['7', 400],
    ['""', 400],
    ['true', 400],
    ['{}', 400],
    ['{"event":null}', 400],
    ['{"event":7,"type":"event_callback"}', 400],
    ['{"command":"/ringgroup"}', 400],
    ['{"type":"block_actions","actions":null}', 400],
    ['{"type":"url_verification"}', 200],
    ['', 400],
    ['{', 400],
    [deep(200_000), 400],
    [`{"type":"block_actions","actions":${deep(100_000)}}`, 400],
    ['x'.repeat(2_000_000), 413],
  ])('%#', async (body, status) => expect(await http.post(body), body.slice(0, 60)).toBe(status))

  it.each([
    ['payload=null', 400],
    ['payload=%zz', 400],
    ['payload=%7B%22a', 400],
    ['payload[]=1&payload=2', 400],
    ['command=/ringgroup&command=/ringgroup&user_id=UALICE', 400],
    ['command=/ringgroup&user_id=not-a-user&team_id=TNORTHWIND&text=list&trigger_id=t', 400],
    ['=&=&&&', 400],
    ['ssl_check=1', 200],
  ])('a form: %s', async (body, status) => expect(await http.post(body, FORM)).toBe(status))

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', '', ';;;'])(
    'of the content type %j',
    async (type) => {
      expect(await http.post('a=b', { 'content-type': type })).toBe(400)
      await answers(http)
    },
  )

  it('a form of a type that names its characters is a form', async () => {
    const { body } = asRequest(payloads().command)
    expect(await http.post(body, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' })).toBe(200)
  })
})

/** One place in a payload, changed into something else. */
const spoilt = fc
  .record({
    kind: fc.constantFrom(...(Object.keys(payloads()) as (keyof ReturnType<typeof payloads>)[])),
    at: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
    into: fc.oneof(
      fc.constantFrom(undefined, null, 0, -1, '', [], {}, true, 'x'.repeat(5000), [[[]]], { id: null }),
      fc.jsonValue({ maxDepth: 3 }),
    ),
  })
  .map(({ kind, at, into }) => {
    const whole = structuredClone(payloads()[kind]) as { [name: string]: unknown }
    let here: { [name: string]: unknown } = whole
    for (const [i, nth] of at.entries()) {
      const keys = Object.keys(here)
      const key = keys[nth % keys.length]
      if (key === undefined) break
      const next = here[key]
      if (i < at.length - 1 && typeof next === 'object' && next !== null) here = next as typeof here
      else {
        if (into === undefined) delete here[key]
        else here[key] = into
        break
      }
    }
    return whole
  })

it('hundreds of spoilt payloads over HTTP: each is refused or answered, and the bot lives', async () => {
  const seen = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(spoilt, { minLength: 20, maxLength: 20 }), async (all) => {
      const statuses = await Promise.all(
        all.map((it) => {
          const { body, headers } = asRequest(it)
          return http.post(body, headers)
        }),
      )
      for (const status of statuses) {
        seen.set(status, (seen.get(status) ?? 0) + 1)
        expect([200, 400, 403, 404]).toContain(status)
      }
    }),
    { numRuns: 25 },
  )
  expect(seen.get(400)).toBeGreaterThan(50)
  expect(seen.get(200)).toBeGreaterThan(50)
  expect(errorsIn(http.logged())).toEqual([])
  await answers(http)
}, 60_000)

it('anything at all over HTTP', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.json(),
        fc.string({ unit: 'binary' }),
        fc.json().map((it) => `payload=${encodeURIComponent(it)}`),
      ),
      fc.constantFrom('application/json', FORM['content-type'], 'text/plain'),
      async (body, type) => {
        expect([200, 400]).toContain(await http.post(body, { 'content-type': type }))
      },
    ),
    { numRuns: 300 },
  )
  expect(errorsIn(http.logged())).toEqual([])
  await answers(http)
}, 60_000)

it('the same on the socket: no envelope, no payload, a payload of another shape', async () => {
  const { sandbox } = socket
  for (const text of [
    'null',
    '[]',
    '7',
    '""',
    '',
    '{',
    '{}',
    '{"type":"events_api"}',
    '{"type":"events_api","envelope_id":"E","payload":null}',
    '{"type":"events_api","envelope_id":"E","payload":{"event":null}}',
    '{"type":"interactive","envelope_id":"E"}',
    '{"type":"slash_commands","envelope_id":"E","payload":[]}',
    '{"type":"error","envelope_id":"E","payload":{}}',
    '{"type":"close","envelope_id":"E"}',
    '{"type":"ws_message","envelope_id":"E"}',
    '{"type":{"a":1},"envelope_id":{}}',
    deep(50_000),
  ])
    sandbox.garble(text)
  await answers(socket)
  const samples = [...fc.sample(spoilt, 400).map((it) => JSON.stringify(asEnvelope(it))), ...fc.sample(fc.json(), 200)]
  for (const it of samples) sandbox.garble(it)
  await answers(socket)
  expect(errorsIn(socket.logged())).toEqual([])
}, 60_000)

import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { boltLogger, HIDDEN, hideSecrets, openLog, workerLogger } from '../src/app/log.ts'

const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5'
const password = 'p@ss"wörd/1'

/** A log that is read back. */
function openNotes(level = 'trace') {
  const lines: string[] = []
  const log = openLog({
    level,
    secrets: [signingSecret, password],
    destination: { write: (it) => void lines.push(it) },
  })
  const read = () => lines.map((it) => JSON.parse(it) as Record<string, unknown>)
  return { log, lines, read }
}

const secrets = {
  'a bot token': 'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy',
  'a rotated token': 'xoxe.xoxb-1-Mi0yLTE3NjUzNjcyNDgxLTE5ODc0Njk4MzIz',
  'a user token': 'xoxp-17653672481-19874698323',
  'an app token': 'xapp-1-A012345-9876543210-abcdef0123456789',
  'a signing secret': signingSecret,
  'a response_url': 'https://hooks.slack.com/commands/T0001/112233/kH4wQzVJ4bZc',
  'a response_url, encoded': 'https%3A%2F%2Fhooks.slack.com%2Factions%2FT0001%2F112233%2FkH4wQzVJ4bZc',
  "a database's address": 'postgresql://ringgroup:hunter2secret@db.example.com:5432/ringgroup',
  'a Socket Mode address': 'wss://wss-primary.slack.com/link/?ticket=12348-abcd-kH4wQzVJ4bZc&app_id=1',
  'our password': password,
  'our password in an address': encodeURIComponent(password),
}
/** What must not be seen of each. */
const tell =
  /pdFZKVeTuE8|Mi0yLTE3|19874698323|abcdef0123456789|85a5|kH4wQzVJ4bZc|hunter2secret|p@ss|p%40ss|wörd|w%C3%B6rd/

describe.each(Object.entries(secrets))('%s', (_, secret) => {
  it('is a secret', () => expect(secret).toMatch(tell)) // else nothing below could fail

  it.each<[string, (log: ReturnType<typeof openNotes>['log']) => void]>([
    ['a message', (log) => log.info(`called with ${secret}.`)],
    ['a value', (log) => log.info({ said: secret }, 'x')],
    ['a deep value', (log) => log.info({ a: { b: [{ c: { d: [secret, { [secret]: 1 }] } }] } }, 'x')],
    ['JSON inside a value', (log) => log.info({ body: JSON.stringify({ a: JSON.stringify({ b: secret }) }) }, 'x')],
    ['an error', (log) => log.error({ err: new Error(`no answer from ${secret}`) }, 'x')],
    ['the cause of an error', (log) => log.error({ err: new Error('x', { cause: new TypeError(secret) }) }, 'x')],
    ['a field of an error', (log) => log.error(Object.assign(new Error('x'), { config: { url: secret } }), 'x')],
    ['several errors', (log) => log.error({ err: new AggregateError([new Error(secret)], 'x') }, 'x')],
    ['a child', (log) => log.child({ at: secret }).warn('x')],
    ['Bolt', (log) => boltLogger(log).error('failed', { url: secret }, new Error(secret))],
    ['Bolt, deep', (log) => boltLogger(log).debug(inspect({ headers: { 'x-y': [secret] } }), [[secret]])],
    [
      'the worker',
      (log) =>
        workerLogger(log)
          .scope({ label: 'job' })
          .error(`failed ${secret}`, { error: new Error(secret) }),
    ],
  ])('is not seen in %s', (__, write) => {
    const { log, lines, read } = openNotes()
    write(log)
    expect(lines).toHaveLength(1)
    expect(lines.join('')).not.toMatch(tell)
    expect(lines.join('')).toContain(HIDDEN)
    expect(() => read()).not.toThrow() // what is left is still JSON
  })
})

it.each([
  'client_secret',
  'signingSecret',
  'password',
  'token',
  'botToken',
  'Authorization',
  'response_url',
  'responseUrl',
  'cookie',
  'x-slack-signature',
])('a field named %s is not shown, whatever it holds', (name) => {
  const value = 'open "sesame" \\ open'
  const { log, lines, read } = openNotes()
  log.info({ [name]: value, next: 'kept' }, 'x')
  log.info({ body: JSON.stringify({ [name]: 'open sesame', next: 'kept' }) }, 'x')
  log.info(inspect({ [name]: 'open sesame', next: 'kept' }))
  expect(lines.join('')).not.toContain('sesame')
  expect(lines.join('').match(/kept/g)).toHaveLength(3)
  expect(read()[0]).toMatchObject({ [name]: HIDDEN, next: 'kept' })
})

it.each([
  '{"token":"abc',
  "{ token: 'abc",
  'token: "a\\',
  '{"password":"x\\\\","next":1}',
  '{"a":"{\\"secret\\":\\"abc',
])('what nothing ends is hidden, and the line is still JSON: %s', (said) => {
  const { log, lines, read } = openNotes()
  log.warn({ said, next: 'kept' }, 'x')
  expect(read()[0]).toMatchObject({ next: 'kept' })
  expect(lines.join('')).not.toMatch(/abc|x\\\\/)
})

it('leaves everything else as it is', () => {
  const text =
    'Change #12: "Support" (600), token ring, 20 s → 40 s at https://slack.com/api/views.open, Basic Information, http://127.0.0.1:3000/a@b'
  expect(hideSecrets(text, [signingSecret])).toBe(text)
  expect(hideSecrets('postgresql://ringgroup:x@db:5432/ringgroup?sslmode=require')).toBe(
    `postgresql://ringgroup:${HIDDEN}@db:5432/ringgroup?sslmode=require`,
  )
})

it('takes no long while over a long line', () => {
  const start = performance.now()
  for (const part of [
    'a',
    'secret',
    '"token":"',
    '\\"',
    'http://',
    'xox',
    'token: ',
    '\\',
    '\\I',
    '\\"token\\":\\\\"',
    "token:'",
  ])
    for (const begins of ['', '"token":"a', "token: 'a"])
      hideSecrets(`${begins}${part.repeat(Math.ceil(100_000 / part.length))}`, [signingSecret])
  expect(performance.now() - start).toBeLessThan(2000)
})

it('says level, time and where it comes from', () => {
  const { log, read } = openNotes('debug')
  log.error({ err: new Error('no') }, 'it failed')
  const slack = boltLogger(log)
  slack.setName('web-api')
  slack.warn('slow', 3)
  slack.error(new Error('broken'))
  const worker = workerLogger(log).scope({ label: 'job', taskIdentifier: 'push', jobId: '7' })
  worker.info('done')
  worker.warn('odd')
  worker.error('lost')
  expect(read()).toMatchObject([
    {
      level: 'error',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      msg: 'it failed',
      err: { message: 'no', type: 'Error' },
    },
    { level: 'warn', from: 'web-api', msg: 'slow 3' },
    { level: 'error', from: 'web-api', msg: 'broken', err: { message: 'broken' } },
    { level: 'debug', from: 'job', task: 'push', job: '7', msg: 'done' },
    { level: 'warn', msg: 'odd' },
    { level: 'error', msg: 'lost' },
  ])
})

it("keeps to its level, and Bolt's own", () => {
  const { log, read } = openNotes('warn')
  const slack = boltLogger(log)
  expect(slack.getLevel()).toBe('warn')
  slack.info('not shown')
  slack.setLevel('error' as never)
  slack.warn('not shown')
  log.warn('shown')
  expect(slack.getLevel()).toBe('error')
  expect(read().map((it) => it['msg'])).toEqual(['shown'])
})

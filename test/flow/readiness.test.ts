// What /readyz says of each part, when that part is not as it should be.
import { afterAll, describe, expect, it } from 'vitest'
import { openLog } from '../../src/app/log.ts'
import { openWeb } from '../../src/app/web.ts'
import { fakeAmi, no } from '../kit/asterisk/fake-ami.ts'
import { askAs } from '../kit/database.ts'
import { openStandIn } from '../kit/stand-in.ts'

const ami = await fakeAmi({
  says: ({ action, id }) => (action === 'Login' ? no(id, 'Authentication failed') : undefined),
})
afterAll(() => ami.close())
const { port, secret } = ami.account
const env = {
  PHONE_SYSTEM: 'asterisk',
  ASTERISK_AMI_PORT: `${port}`,
  ASTERISK_AMI_SECRET: `${secret}-of-8-or-more`,
}
const http = await openStandIn({ mode: 'http' })
const socket = await openStandIn({ mode: 'socket' })
const refused = await openStandIn({ mode: 'http', env })

/** Nobody draws it. */
async function opens(who: ReturnType<typeof http.as>) {
  await expect(who.opensHome()).rejects.toThrow()
}

it('all is well', async () => {
  for (const bot of [http, socket])
    expect(await bot.ready()).toMatchObject({ code: 200, database: { state: 'up' }, slack: { state: 'up' } })
})

describe('a token that Slack does not take any more', () => {
  it.each(['token_revoked', 'account_inactive', 'invalid_auth'])(
    '%s, whatever was called',
    async (error) => {
      for (const bot of [http, socket]) {
        const alice = bot.as('UALICE')
        for (const method of ['views.publish', 'auth.test']) bot.sandbox.trouble(method, { error })
        const opening = opens(alice)
        await expect.poll(async () => (await bot.ready()).code, { timeout: 10_000 }).toBe(503)
        expect((await bot.ready()).slack).toMatchObject({
          state: 'down',
          since: expect.stringMatching(/^\d{4}-/),
          why: expect.stringContaining(`does not accept the token (${error})`),
        })
        for (const method of ['views.publish', 'auth.test']) bot.sandbox.trouble(method, null)
        await expect.poll(async () => (await bot.ready()).code, { timeout: 10_000 }).toBe(200) // it asks again by itself
        await opening
      }
    },
    60_000,
  )
})

it('another no of Slack says nothing of the token', async () => {
  http.sandbox.trouble('views.publish', { error: 'not_allowed' })
  await http
    .as('UALICE')
    .opensHome()
    .catch(() => {})
  http.sandbox.trouble('views.publish', null)
  expect((await http.ready()).code).toBe(200)
})

it('Slack that fails three times in a row cannot be reached, and is asked until it can', async () => {
  const alice = http.as('UALICE')
  for (const method of ['views.publish', 'auth.test', 'users.info']) http.sandbox.trouble(method, { status: 503 })
  await alice.opensHome().catch(() => {})
  await expect.poll(async () => (await http.ready()).code, { timeout: 20_000 }).toBe(503)
  expect((await http.ready()).slack.why).toMatch(/^Slack does not answer/)
  for (const method of ['views.publish', 'auth.test', 'users.info']) http.sandbox.trouble(method, null)
  await expect.poll(async () => (await http.ready()).code, { timeout: 10_000 }).toBe(200)
}, 40_000)

it('the login at the phone system is refused: the body says so, and the bot stays', async () => {
  await expect
    .poll(async () => (await refused.ready()).phones.why)
    .toMatch(/^Asterisk refuses the AMI user "ringgroup"/)
  expect(await refused.ready()).toMatchObject({ code: 200, phones: { name: 'asterisk', state: 'down' } })
})

it('a question to the database that fails is no 200 of a half, and the next one is answered', async () => {
  await askAs(http.superUrl, 'alter table "PhoneSystemState" rename to "Elsewhere"')
  expect(await http.ready()).toMatchObject({ database: { state: 'up' }, phones: { name: 'simulated' } })
  await askAs(http.superUrl, 'alter table "Elsewhere" rename to "PhoneSystemState"')
  expect((await http.ready()).code).toBe(200)
})

it('a page that fails is 500 and a line of the log, and the server goes on', async () => {
  const lines: string[] = []
  const log = openLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } })
  const pages = {
    '/rejects': () => Promise.reject(new Error('a fault')),
    '/throws': () => {
      throw new Error('a fault')
    },
    '/fine': async () => ({ status: 200, contentType: 'text/plain', body: 'fine' }),
  }
  const web = await openWeb({ pages, host: '127.0.0.1', port: 0, log })
  const get = (path: string) => fetch(`http://127.0.0.1:${web.port}${path}`)
  expect((await get('/rejects')).status).toBe(500)
  expect((await get('/throws')).status).toBe(500)
  expect(await (await get('/fine')).text()).toBe('fine')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/"level":"error".*"path":"\/rejects".*a page failed/)
  await web.close()
})

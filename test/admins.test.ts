import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebClient } from '@slack/web-api'
import { afterAll, expect, it } from 'vitest'
import { UserId } from '../src/ring/actor.ts'
import { openSandbox } from '../src/sandbox/server.ts'
import { peopleIn } from '../src/slack/people.ts'

const sandbox = await openSandbox({
  botUrl: () => 'http://127.0.0.1:9/',
  signingSecret: 's',
  token: 'xoxb-1',
  userGroups: { S1: ['UPRIYA', 'UGUEST'] },
})
afterAll(() => sandbox.close())

const ids = (...all: string[]) => all.map((it) => UserId.parse(it))
const slack = new WebClient('xoxb-1', { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } })
const { team_id: teamId = '' } = await slack.auth.test()
/** Everybody, as Slack has them; nobody is named as an admin. */
const asked = (more: Partial<Parameters<typeof peopleIn>[0]> = {}) =>
  peopleIn({
    slack,
    installed: async () => ({ teamId, enterpriseId: null }),
    admins: [],
    userGroups: [],
    said: async () => null,
    monotonic: () => performance.now(),
    ...more,
  })
const told = async (it: { admins?: string[]; userGroups?: string[]; met?: string[] }) => {
  const { admins = [], userGroups = [], met = [] } = it
  const people = asked({ admins: ids(...admins), userGroups })
  const all = await people.allAdmins(async () => ids(...met))
  return all.map(({ user, language }) => `${user} ${language.slice(0, 2)}`)
}

it('admins by configuration are told, met or not, each once; whom Slack does not know, and guests, are not', async () => {
  expect(await told({ admins: ['UBRUNO', 'ULEA', 'UNOBODY', 'UPRIYA'], userGroups: ['S1'], met: ['UALICE'] })).toEqual([
    'UBRUNO en',
    'ULEA fr',
    'UPRIYA en',
  ])
})

it('without a configuration those that were met and are admins still', async () => {
  expect(await told({ met: ['UALICE', 'UCHLOE', 'UBRUNO'] })).toEqual(['UALICE en', 'UCHLOE fr'])
})

it('a user group that Slack does not know any more makes nobody an admin, and holds nobody up', async () => {
  expect(await told({ admins: ['UBRUNO'], userGroups: ['SGONE', 'S1'], met: ['UALICE'] })).toEqual([
    'UBRUNO en',
    'UPRIYA en',
  ])
})

it('while Slack does not say who somebody is, they are no admin; what is to reach all of them waits', async () => {
  const people = asked()
  const met = async () => ids('UALICE')
  sandbox.trouble('users.info', { error: 'internal_error' })
  expect(await people.allAdmins(met)).toEqual([])
  await expect(people.allAdmins(met, { sure: true })).rejects.toThrow('internal_error')
  sandbox.trouble('users.info', null)
  expect((await people.allAdmins(met, { sure: true })).map((it) => it.user)).toEqual(['UALICE'])
})

it('who has an e-mail address: whatever its case, nobody who has left, and it is no error if nobody has', async () => {
  const people = asked()
  expect(await people.withEmail('LEA.Fontaine@northwind.example')).toBe('ULEA')
  expect(await people.withEmail('nobody@northwind.example')).toBeNull()
  await sandbox.act({ as: 'UALICE', do: 'person', user: 'UPRIYA', set: { deleted: true } })
  expect(await people.withEmail('priya.nair@northwind.example')).toBeNull()
  expect(await people.person(UserId.parse('UNOBODY'))).toBeNull()
})

it('a time zone that nobody knows is none', async () => {
  const timeZoneOf = async (tz: string) => {
    const server = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ok: true, user: { id: 'ULEA', team_id: teamId, tz } })),
    )
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const people = asked({ slack: new WebClient('xoxb-1', { slackApiUrl: `http://127.0.0.1:${port}/` }) })
    const person = await people.person(UserId.parse('ULEA'))
    server.close()
    return person?.timeZone
  }
  expect(await timeZoneOf('Europe/Paris')).toBe('Europe/Paris')
  for (const tz of ['', 'Nowhere/Nothing']) expect(await timeZoneOf(tz)).toBe('UTC')
})

it('without the scope for e-mail addresses nobody is found by one; any other failure is one', async () => {
  const silent = (error: object) => {
    const failure = Object.assign(new Error('An API error occurred'), error)
    const users = {
      async lookupByEmail() {
        throw failure
      },
    }
    return peopleIn({
      slack: { users } as never,
      installed: async () => ({ teamId, enterpriseId: null }),
      admins: [],
      userGroups: [],
      said: async () => null,
      monotonic: () => performance.now(),
    })
  }
  const lacks = { message: 'An API error occurred: missing_scope', data: { needed: 'users:read.email' } }
  expect(await silent(lacks).withEmail('a@b.example')).toBeNull()
  await expect(silent({ message: 'An API error occurred: internal_error' }).withEmail('a@b.example')).rejects.toThrow(
    'internal_error',
  )
})

import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { commands, type CommandName } from '../../src/commands/index.ts'
import { names } from '../../src/commands/registry.ts'
import { clock, UserId, type Actor } from '../../src/ring/actor.ts'
import { northwind, type Member } from '../../src/sandbox/northwind.ts'
import { openWorld } from '../kit/world.ts'

const user = UserId.parse('U1')
const group = '6d6d5f6e-0000-4000-8000-000000000600'
const led = (free: boolean) => [{ group, free }]
const actors: Record<string, Actor> = {
  admin: { user, role: 'admin', leads: [] },
  'free lead': { user, role: 'member', leads: led(true) },
  lead: { user, role: 'member', leads: led(false) },
  member: { user, role: 'member', leads: [] },
  clock,
}

/** What a command may be about, where that matters to who may. */
const about: [CommandName, string, object][] = [
  ['admins', 'add', { how: 'add' }],
  ['admins', 'remove', { how: 'remove' }],
]

/** Who may what: a command that is not in this table does not pass, and nothing changes here by accident. */
it('every command says who may', async () => {
  const row = (name: CommandName, what: string, found: object) =>
    [
      `${name} ${what}`.padEnd(13),
      ...Object.entries(actors).map(([who, actor]) => `${who}: ${commands[name].allow(actor, found as never)}`),
      'nobody: no', // whom we do not answer: see below
    ].join('  ')
  const table = names.flatMap((name) => [
    row(name, '', { group }),
    ...about.filter(([it]) => it === name).map(([, what, found]) => row(name, what, found)),
  ])
  await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('../__views__/permissions.txt')
})

const alice = northwind[0]!
const strangers: Member[] = [
  ...northwind.filter((it) => it.isGuest),
  { ...alice, id: 'UGONE', deleted: true, email: 'gone@northwind.example' },
  { ...alice, id: 'UROBOT', isBot: true, email: 'robot@northwind.example' },
  { ...alice, id: 'USTRANGER', isStranger: true, email: 'stranger@elsewhere.example' },
  { ...alice, id: 'UOTHER', teamId: 'TOTHER', email: 'other@elsewhere.example' },
]

describe('who is no regular member of the workspace sees nothing and does nothing, whatever they send', async () => {
  const { as, db, port, sandbox, expectError, work } = await openWorld({
    people: [...northwind.filter((it) => !it.isGuest), ...strangers],
  })
  await as('UALICE').types('/ringgroup create Support 600 101 102')
  await as('UALICE').hears(/live on the phones/i)
  await work()
  const group = (await db.ringGroup.findFirstOrThrow()).id

  const url = `${sandbox.apiUrl}nowhere`
  const blocks = [{ type: 'input', block_id: 'mode' }]
  const view = {
    id: 'V1',
    type: 'modal',
    hash: '1',
    callback_id: 'do:mode',
    blocks,
    private_metadata: JSON.stringify({ known: { group } }),
    state: { values: { mode: { is: { selected_option: { value: 'consecutive' } } } } },
  }
  const inForm = { type: 'view', view_id: 'V1' }
  /** Everything that Slack can send us, as if these people had got hold of it. */
  const envelopes: Record<string, (user: string) => object> = {
    'a typed line': (user_id) => ({
      command: '/ringgroup',
      text: 'mode support consecutive',
      user_id,
      trigger_id: 't',
      response_url: url,
    }),
    'a look': (user_id) => ({
      command: '/ringgroup',
      text: 'show support',
      user_id,
      trigger_id: 't',
      response_url: url,
    }),
    'a button': (id) => ({
      type: 'block_actions',
      user: { id },
      trigger_id: 't',
      response_url: url,
      container: { is_ephemeral: true },
      actions: [
        { type: 'button', block_id: 'b', action_id: 'do:mode', value: JSON.stringify({ group, mode: 'consecutive' }) },
      ],
    }),
    'a menu': (id) => ({
      type: 'block_actions',
      user: { id },
      trigger_id: 't',
      response_url: url,
      container: {},
      actions: [
        {
          type: 'overflow',
          block_id: 'b',
          action_id: 'menu',
          selected_option: { value: JSON.stringify(['mode', { group, mode: 'consecutive' }]) },
        },
      ],
    }),
    'a control in a form': (id) => ({
      type: 'block_actions',
      user: { id },
      trigger_id: 't',
      container: inForm,
      view,
      actions: [{ type: 'static_select', block_id: 'b', action_id: 'step:x', selected_option: { value: '1' } }],
    }),
    'a form': (id) => ({ type: 'view_submission', user: { id }, trigger_id: 't', view }),
    'a search': (id) => ({
      type: 'block_suggestion',
      user: { id },
      action_id: 'find:extension',
      block_id: 'b',
      value: 'a',
      container: inForm,
    }),
    'the shortcut': (id) => ({ type: 'shortcut', user: { id }, callback_id: 'ringgroups', trigger_id: 't' }),
  }
  const send = async (envelope: object) => {
    const flat =
      'command' in envelope
        ? { team_id: 'TNORTHWIND', channel_id: 'C1', ...envelope }
        : { payload: JSON.stringify({ team: { id: 'TNORTHWIND' }, ...envelope }) }
    const body = new URLSearchParams(flat as Record<string, string>).toString()
    const timestamp = `${Math.floor(Date.now() / 1000)}`
    const signature = `v0=${createHmac('sha256', 'sandbox').update(`v0:${timestamp}:${body}`).digest('hex')}`
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    }
    const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', headers, body })
    return { status: response.status, text: await response.text() }
  }
  const kinds = strangers.map((it) => it.id)
  const each = Object.entries(envelopes).flatMap(([name, envelope]) => kinds.map((user) => ({ name, user, envelope })))

  it.each(each)('$name of $user', async ({ user, envelope }) => {
    expectError(/invalid_trigger_id|unknown_method|channel_not_found|user_not_found|cannot_dm/)
    const [changes, calls] = [await db.change.count(), sandbox.calls.length]
    const { status, text } = await send(envelope(user))
    await work()
    expect(status).toBe(200)
    expect(await db.change.count()).toBe(changes)
    const told = sandbox.calls
      .slice(calls)
      .map(({ at: _, ...it }) => JSON.stringify(it))
      .join('\n')
    for (const secret of ['Support', 'Alice Martin (101)', '600']) expect(text + told).not.toContain(secret)
  })
})

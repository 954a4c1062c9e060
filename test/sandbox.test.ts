import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { App, LogLevel } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { afterEach, expect, it } from 'vitest'
import { node, string, type Node } from '../src/sandbox/json.ts'
import type { PhonesAct, PhonesPanel } from '../src/sandbox/protocol.ts'
import { openSandbox, type SandboxOptions } from '../src/sandbox/server.ts'
import { person } from './kit/person.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Heard = { headers: Node; raw: string; body: Node } // of an interaction the body is its payload
type Answer = { status?: number; body?: unknown; after?: number } | void
type Listener = (heard: Heard, bot: Bot) => Answer | Promise<Answer>
type Bot = {
  heard: Heard[]
  last(): Node
  api(method: string, args: Node): Promise<Node>
  respond(said: Node, to?: Node): Promise<Node>
}

/** A bot that is nothing but an HTTP server, and the Slack around it. */
async function openTiny(listener: Listener = () => {}, options: Partial<SandboxOptions> = {}) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    let raw = ''
    for await (const chunk of request) raw += String(chunk)
    const fields: Node = raw.startsWith('{') ? JSON.parse(raw) : Object.fromEntries(new URLSearchParams(raw))
    const body: Node = typeof fields['payload'] === 'string' ? JSON.parse(fields['payload']) : fields
    const it = { headers: request.headers, raw, body }
    heard.push(it)
    const { status = 200, body: answer, after = 0 } = (await listener(it, bot)) ?? {}
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(answer === undefined ? '' : JSON.stringify(answer))
    }, after)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sandbox = await openSandbox({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret: 'secret',
    token: 'xoxb-test',
    ...options,
  })
  const post = async (url: string, said: Node, headers: { [name: string]: string } = {}) => {
    const type = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(said) })
    const answer: Node = await response.json()
    return { status: response.status, retryAfter: response.headers.get('retry-after'), ...answer }
  }
  const bot: Bot = {
    heard,
    last: () => heard.at(-1)?.body ?? {},
    api: (method, args) => post(`${sandbox.apiUrl}${method}`, args, { authorization: 'Bearer xoxb-test' }),
    respond: (said, to) => post(string((to ?? bot.last())['response_url']), said),
  }
  closing.push(
    () => server.close(),
    () => sandbox.close(),
  )
  return { sandbox, bot, alice: person(sandbox, 'UALICE', { patience: 500 }) }
}

const plain = (text: string) => ({ type: 'plain_text', text })
const section = (text: string, more: Node = {}) => ({ type: 'section', text: { type: 'mrkdwn', text }, ...more })
const button = (text: string, more: Node = {}) => ({ type: 'button', text: plain(text), action_id: text, ...more })
const actions = (...elements: Node[]) => ({ type: 'actions', block_id: 'buttons', elements })
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() })
const input = (label: string, element: Node, more: Node = {}) => ({
  type: 'input',
  block_id: label,
  label: plain(label),
  element: { action_id: 'it', ...element },
  ...more,
})
const modal = (title: string, blocks: Node[], more: Node = {}) => ({
  type: 'modal',
  title: plain(title),
  submit: plain('Save'),
  blocks,
  ...more,
})

it('sends a signed slash command and shows its answer', async () => {
  const { sandbox, bot, alice } = await openTiny(() => ({ body: { text: 'Hello' } }))
  await alice.types('/ringgroup mode "Support" & all @bruno')
  const { headers, raw, body } = bot.heard[0]!
  const hmac = createHmac('sha256', 'secret')
    .update(`v0:${string(headers['x-slack-request-timestamp'])}:${raw}`)
    .digest('hex')
  expect(headers['x-slack-signature']).toBe(`v0=${hmac}`)
  expect(body).toMatchObject({
    command: '/ringgroup',
    text: 'mode "Support" &amp; all <@UBRUNO|bruno>',
    user_id: 'UALICE',
    channel_id: 'CPHONES',
    channel_name: 'phones',
    is_enterprise_install: 'false',
  })
  expect(await alice.hears(/hello/i)).toBe('Hello')
  expect(sandbox.state('UBRUNO').channels[0]?.messages).toEqual([])
})

it('opens a form, keeps what is typed and takes the answers', async () => {
  const form = modal('New group', [
    input('Name', { type: 'plain_text_input', max_length: 5 }),
    input('Ring time', {
      type: 'number_input',
      is_decimal_allowed: false,
      min_value: '5',
      max_value: '60',
      initial_value: '30',
    }),
    input(
      'Mode',
      { type: 'radio_buttons', options: [option('All'), option('One')], initial_option: option('All') },
      { dispatch_action: true },
    ),
    input('Members', { type: 'multi_external_select', min_query_length: 0 }),
  ])
  const { bot, alice } = await openTiny(async ({ body }, bot) => {
    if (body['command']) await bot.api('views.open', { trigger_id: body['trigger_id'], view: form })
    if (body['type'] === 'block_suggestion') return { body: { options: [option('Léa (106)'), option('Omar (108)')] } }
    if (body['type'] === 'view_submission') return { body: { response_action: 'errors', errors: { Name: 'Taken' } } }
  })
  await alice.types('/ringgroup create')
  expect((await alice.form()).fields).toEqual({ Name: null, 'Ring time': '30', Mode: 'All', Members: [] })
  expect(await alice.submits()).toEqual({
    Name: 'Please complete this required field.',
    Members: 'Please complete this required field.',
  })
  await alice.fills({ Name: 'Support', Mode: 'One', Members: ['Léa (106)'], 'Ring time': 61 })
  expect(bot.heard.map((it) => it.body['type']).filter(Boolean)).toEqual(['block_actions', 'block_suggestion'])
  const at = { in: 'modal', view: alice.state().modals[0]!.id } as const
  const answer = { type: 'plain_text_input', value: 'x' }
  const enter = { as: 'UALICE', do: 'press', at, block: 'Name', action: 'it', answer, values: {} } as const
  await expect(alice.sandbox.act(enter)).rejects.toThrow('block Name does not dispatch actions')
  expect(await alice.submits()).toEqual({
    Name: 'Please enter at most 5 characters.',
    'Ring time': 'Please enter a number that is 60 or less.',
  })
  await alice.fills({ Name: 'Sales', 'Ring time': 20 })
  expect(await alice.submits()).toEqual({ Name: 'Taken' })
  expect(node(node(bot.last()['view'])['state'])['values']).toMatchObject({
    Name: { it: { type: 'plain_text_input', value: 'Sales' } },
    'Ring time': { it: { type: 'number_input', value: '20' } },
    Mode: { it: { selected_option: { value: 'one' } } },
    Members: { it: { selected_options: [{ value: 'léa (106)' }] } },
  })
})

it('keeps what is no number yet to itself, and says in the reader’s language what is missing', async () => {
  const form = modal('Nouveau', [
    input('Nom', { type: 'plain_text_input' }),
    input(
      'Durée',
      { type: 'number_input', is_decimal_allowed: false, min_value: '5', max_value: '60' },
      { dispatch_action: true },
    ),
  ])
  const { sandbox, bot } = await openTiny(async ({ body }, bot) => {
    if (body['command']) await bot.api('views.open', { trigger_id: body['trigger_id'], view: form })
  })
  const chloe = person(sandbox, 'UCHLOE', { patience: 500 })
  await chloe.types('/ringgroup')
  const at = { in: 'modal', view: chloe.state().modals[0]!.id } as const
  const press = (value: string) => {
    const answer = { type: 'number_input', value }
    return sandbox.act({ as: 'UCHLOE', do: 'press', at, block: 'Durée', action: 'it', answer, values: {} })
  }
  for (const unfit of ['61', '4', '20.5', 'vingt', '-']) expect(await press(unfit)).toEqual({ ok: true })
  expect(bot.heard).toHaveLength(1)
  await press('20')
  expect(bot.heard).toHaveLength(2)
  await chloe.fills({ Durée: 61 })
  expect(await chloe.submits()).toEqual({
    Nom: 'Veuillez remplir ce champ obligatoire.',
    Durée: 'Veuillez saisir un nombre inférieur ou égal à 60.',
  })
  expect(bot.heard).toHaveLength(2)
})

const values = (payload: Node) => node(node(node(payload['view'])['state'])['values'])
const messages = (answer: Node) => node(answer['response_metadata'])['messages']

it('takes a trigger once, within three seconds, and stacks three forms', async () => {
  let time = Date.now()
  const { bot, alice } = await openTiny(undefined, { now: () => new Date(time) })
  const open = async (method = 'views.open') =>
    bot.api(method, { trigger_id: bot.last()['trigger_id'], view: modal('Form', [section('Hello')]) })
  await alice.types('/ringgroup')
  expect(await open()).toMatchObject({ ok: true, view: { title: { text: 'Form' }, root_view_id: expect.any(String) } })
  expect(await open()).toMatchObject({ ok: false, error: 'exchanged_trigger_id' })
  await alice.uses('shortcut')
  expect(bot.last()).toMatchObject({ type: 'shortcut', callback_id: 'ring_groups', user: { id: 'UALICE' } })
  expect(bot.last()).not.toHaveProperty('response_url')
  time += 3001
  expect(await open()).toMatchObject({ ok: false, error: 'expired_trigger_id' })
  expect(await bot.api('views.open', { trigger_id: 'no', view: modal('Form', []) })).toMatchObject({
    error: 'invalid_trigger_id',
  })
  for (const expected of [{ ok: true }, { ok: true }, { error: 'push_limit_reached' }]) {
    await alice.uses('shortcut')
    expect(await open('views.push')).toMatchObject(expected)
  }
  expect(alice.state().modals).toHaveLength(3)
  await person(alice.sandbox, 'UBRUNO').uses('shortcut')
  expect(await open('views.push')).toMatchObject({ error: 'not_found' }) // stacks are per person
})

it('updates a view by hash, and keeps what was typed under the same ids only', async () => {
  const name = (blockId: string, more: Node = {}) =>
    input('Name', { type: 'plain_text_input', ...more }, { block_id: blockId })
  const { bot, alice } = await openTiny(async ({ body }, bot) => {
    if (body['command'])
      await bot.api('views.open', {
        trigger_id: body['trigger_id'],
        view: modal('Form', [name('a'), actions(button('Redraw'))]),
      })
  })
  await alice.types('/ringgroup')
  await alice.fills({ Name: 'Support' })
  await alice.presses('Redraw')
  const { id, hash } = node(bot.last()['view'])
  expect(values(bot.last())).toEqual({ a: { it: { type: 'plain_text_input', value: 'Support' } } })
  const update = (blocks: Node[], more: Node) =>
    bot.api('views.update', { view_id: id, view: modal('Form', blocks), ...more })
  expect(await update([name('a', { initial_value: 'New' }), actions(button('Redraw'))], { hash })).toMatchObject({
    ok: true,
  })
  expect((await alice.form()).fields['Name']).toBe('Support')
  expect(await update([name('b')], { hash })).toMatchObject({ ok: false, error: 'hash_conflict' })
  expect(await update([name('b', { initial_value: 'Fresh' })], {})).toMatchObject({ ok: true })
  expect((await alice.form()).fields['Name']).toBe('Fresh')
  await update([name('a')], {})
  expect((await alice.form()).fields['Name']).toBe(null) // removed blocks forget
  expect(await bot.api('views.update', { view_id: 'V0', view: modal('Form', []) })).toMatchObject({
    error: 'not_found',
  })
})

it('lets a command only add, a press replace or delete what was pressed, five times in thirty minutes', async () => {
  let time = Date.now()
  const { bot, alice } = await openTiny(undefined, { now: () => new Date(time) })
  const bruno = person(alice.sandbox, 'UBRUNO')
  await alice.types('/ringgroup')
  const command = bot.last()
  await bot.respond({ text: 'First', blocks: [section('First'), actions(button('Undo'))] }, command)
  await bot.respond({ text: 'Second', replace_original: true, delete_original: true }, command)
  expect(alice.texts()).toEqual(['First\n[Undo]', 'Second'])
  expect(bruno.texts()).toEqual([])

  await alice.presses('Undo')
  expect(bot.last()).toMatchObject({
    type: 'block_actions',
    container: { type: 'message', is_ephemeral: true },
    channel: { id: 'CPHONES', name: 'phones' },
  })
  expect(bot.last()).not.toHaveProperty('message')
  const pressed = bot.last()
  await bot.respond({ text: 'Third', replace_original: true }, pressed)
  expect(alice.texts()).toEqual(['Third', 'Second'])
  await bot.respond({ text: 'Everybody', response_type: 'in_channel' }, pressed)
  expect(bruno.texts()).toEqual(['Everybody'])
  await bot.respond({ delete_original: true }, pressed)
  expect(alice.texts()).toEqual(['Second', 'Everybody'])
  expect(await bot.respond({ text: '' }, pressed)).toMatchObject({ status: 400, error: 'no_text' })
  for (const expected of [200, 200, 404])
    expect(await bot.respond({ text: 'More' }, pressed)).toMatchObject({ status: expected })
  time += 30 * 60_000 + 1
  expect(await bot.respond({ text: 'Late' }, command)).toMatchObject({ status: 404, error: 'expired_url' })
})

it('says of a press exactly what Slack says', async () => {
  const { bot, alice } = await openTiny(async ({ body }, bot) => {
    if (body['type'] === 'shortcut')
      await bot.api('views.open', {
        trigger_id: body['trigger_id'],
        view: modal('Form', [actions(button('Go', { value: '1' }))], { private_metadata: 'x' }),
      })
    if (node(body['event'])['type'] === 'app_home_opened')
      await bot.api('views.publish', { user_id: 'UALICE', view: { type: 'home', blocks: [actions(button('Home'))] } })
  })
  await bot.api('chat.postMessage', {
    channel: 'CPHONES',
    text: 'A & B',
    blocks: [
      section('Hi'),
      actions(button('A & B'), { type: 'overflow', action_id: 'more', options: [option('History'), option('Delete')] }),
    ],
  })
  await alice.presses('A & B')
  expect(bot.last()).toMatchObject({
    team: { id: 'TNORTHWIND' },
    is_enterprise_install: false,
    container: { is_ephemeral: false },
    message: {
      user: 'UBOT',
      blocks: [
        { type: 'section', block_id: expect.any(String), text: { verbatim: false } },
        { elements: [{ text: { text: 'A &amp; B', emoji: true } }, {}] },
      ],
    },
    actions: [
      {
        type: 'button',
        action_id: 'A & B',
        block_id: 'buttons',
        text: { text: 'A &amp; B' },
        action_ts: expect.any(String),
      },
    ],
    response_url: expect.stringContaining(alice.sandbox.url),
  })
  await alice.presses('Delete')
  expect(bot.last()['actions']).toMatchObject([{ type: 'overflow', selected_option: { value: 'delete' } }])

  await alice.uses()
  await alice.form()
  await alice.presses('Go')
  expect(bot.last()).toMatchObject({
    container: { type: 'view' },
    view: {
      type: 'modal',
      private_metadata: 'x',
      state: { values: {} },
      hash: expect.any(String),
      root_view_id: expect.any(String),
    },
    actions: [{ value: '1' }],
  })
  for (const absent of ['channel', 'message', 'response_url']) expect(bot.last()).not.toHaveProperty(absent)
  await alice.closes()
  expect(await alice.opensHome()).toBe('[Home]')
  await alice.presses('Home')
  expect(bot.last()).toMatchObject({ view: { type: 'home' }, container: { type: 'view' } })
  expect(bot.last()).not.toHaveProperty('channel')
})

it('has no team in an organisation, and private names for direct messages', async () => {
  const { bot, alice } = await openTiny(undefined, { org: true })
  await alice.uses()
  expect(bot.last()).toMatchObject({
    team: null,
    user: { team_id: 'TNORTHWIND' },
    is_enterprise_install: true,
    enterprise: { id: 'ENORTHWIND' },
  })
  alice.goesTo('direct')
  await alice.types('/ringgroup')
  expect(bot.last()).toMatchObject({
    channel_name: 'directmessage',
    channel_id: 'DALICE',
    text: '',
    is_enterprise_install: 'true',
  })
})

it('begins every control with its initial value', async () => {
  const options = [option('One'), option('Two')]
  const [first, second] = options
  const blocks = [
    input('text', { type: 'plain_text_input', initial_value: 'a' }),
    input('number', { type: 'number_input', is_decimal_allowed: false, initial_value: '7' }),
    input('select', { type: 'static_select', options, initial_option: first }),
    input('external', { type: 'external_select', initial_option: second }),
    input('many', { type: 'multi_external_select', initial_options: [first, second] }),
    input('none', { type: 'multi_static_select', options }),
    input('radio', { type: 'radio_buttons', options }),
    input('boxes', { type: 'checkboxes', options, initial_options: [second] }),
    input('date', { type: 'datepicker', initial_date: '2026-11-25' }),
    input('time', { type: 'timepicker', initial_time: '18:00' }),
    input('moment', { type: 'datetimepicker', initial_date_time: 1_800_000_000 }),
    input('user', { type: 'users_select', initial_user: 'ULEA' }),
    {
      ...section('place', { block_id: 'place' }),
      accessory: { type: 'static_select', action_id: 'it', options, initial_option: second },
    },
    actions(button('Look')),
  ]
  const { bot, alice } = await openTiny(async ({ body }, bot) => {
    if (body['command']) await bot.api('views.open', { trigger_id: body['trigger_id'], view: modal('Form', blocks) })
  })
  await alice.types('/ringgroup')
  await alice.form()
  await alice.presses('Look')
  expect(values(bot.last())).toMatchObject({
    text: { it: { type: 'plain_text_input', value: 'a' } },
    number: { it: { type: 'number_input', value: '7' } },
    select: { it: { selected_option: { value: 'one', text: { emoji: true } } } },
    external: { it: { selected_option: second } },
    many: { it: { selected_options: [first, second] } },
    none: { it: { selected_options: [] } },
    radio: { it: { selected_option: null } },
    boxes: { it: { selected_options: [second] } },
    date: { it: { selected_date: '2026-11-25' } },
    time: { it: { selected_time: '18:00', timezone: 'Europe/Paris' } },
    moment: { it: { selected_date_time: 1_800_000_000 } },
    user: { it: { selected_user: 'ULEA' } },
    place: { it: { selected_option: { value: 'two' } } },
  })
})

it('follows what a submission is answered with', async () => {
  let answer: Node = {}
  const one = modal(
    'One',
    [input('Name', { type: 'plain_text_input' }, { optional: true }), section('x', { block_id: 'text' })],
    { callback_id: 'one' },
  )
  const { bot, alice } = await openTiny(async ({ body }, bot) => {
    if (body['command']) await bot.api('views.open', { trigger_id: body['trigger_id'], view: one })
    if (body['type'] === 'view_submission') return { body: answer }
  })
  await alice.types('/ringgroup')
  await alice.fills({ Name: 'Kept' })
  answer = { response_action: 'update', view: modal('Two', one.blocks) }
  await alice.submits()
  expect(await alice.form()).toMatchObject({ title: 'Two', fields: { Name: 'Kept' } })
  expect(bot.last()).toMatchObject({
    type: 'view_submission',
    view: { callback_id: 'one', previous_view_id: null },
    trigger_id: expect.any(String),
    response_urls: [],
  })
  answer = { response_action: 'push', view: modal('Three', []) }
  await alice.submits()
  expect(alice.state().modals.map((it) => node(node(it)['title'])['text'])).toEqual(['Two', 'Three'])
  answer = { response_action: 'errors', errors: { text: 'not an input' } }
  await expect(alice.submits()).rejects.toThrow('We had some trouble connecting. Try again?')
  answer = { response_action: 'update', view: modal('A title that is much too long', []) }
  await expect(alice.submits()).rejects.toThrow('must be less than 25 characters [json-pointer:/view/title/text]')
  answer = {}
  await alice.submits()
  expect(await alice.form()).toMatchObject({ title: 'Two' }) // only the submitted one closed
  answer = { response_action: 'clear' }
  await alice.submits()
  expect(alice.hasForm()).toBe(false)
})

it('asks the bot for the options of a search select', async () => {
  let answer: Node = { option_groups: [{ label: plain('People'), options: [option('Léa')] }] }
  const blocks = [
    input('Free', { type: 'external_select', min_query_length: 0 }),
    input('Three', { type: 'external_select' }, { block_id: 'three' }),
  ]
  const { sandbox, bot, alice } = await openTiny(async ({ body }, bot) => {
    if (body['command']) await bot.api('views.open', { trigger_id: body['trigger_id'], view: modal('Form', blocks) })
    if (body['type'] === 'block_suggestion') return { body: answer }
  })
  await alice.types('/ringgroup')
  await alice.form()
  const view = alice.state().modals[0]!.id
  const ask = (block: string, typed: string) =>
    sandbox.act({ as: 'UALICE', do: 'suggest', at: { in: 'modal', view }, block, action: 'it', typed, values: {} })
  expect(await ask('three', 'lé')).toEqual({ ok: true, options: [] }) // three letters, unless it says 0
  expect(bot.last()).toHaveProperty('command')
  expect(await ask('Free', '')).toMatchObject({ groups: [{ label: { text: 'People' }, options: [{ value: 'léa' }] }] })
  expect(bot.last()).toMatchObject({
    type: 'block_suggestion',
    value: '',
    action_id: 'it',
    block_id: 'Free',
    view: { type: 'modal' },
  })
  expect(bot.last()).not.toHaveProperty('trigger_id')
  answer = { options: Array.from({ length: 101 }, (_, i) => option(`${i}`)) }
  expect(await ask('Free', '')).toMatchObject({ ok: false })
  await expect(alice.fills({ Free: 'Nobody' })).rejects.toThrow()
})

it('refuses what Slack refuses of a typed line, and says when the bot is silent', async () => {
  let answer: Answer = {}
  const { bot, alice } = await openTiny(() => answer, { patience: 80 })
  await alice.types('/ringgroup', '1.1')
  expect(await alice.hears(/not supported in threads/)).toBe('/ringgroup is not supported in threads. Sorry!')
  await alice.types('/ringgrp')
  await alice.hears('/ringgrp is not a valid command.')
  expect(bot.heard).toEqual([])
  await alice.types('just talk <b>')
  expect(alice.messages()).toMatchObject([{ user: 'UALICE', text: 'just talk &lt;b&gt;' }])
  answer = { after: 200 }
  expect(await alice.types('/ringgroup')).toEqual({
    ok: false,
    error: '/ringgroup failed with the error "operation_timeout"',
  })
  await alice.hears('operation_timeout')
  answer = { status: 404 }
  await alice.types('/ringgroup')
  await alice.hears('/ringgroup failed with the error "dispatch_failed"')
  await bot.api('chat.postMessage', { channel: 'UALICE', text: 'x', blocks: [actions(button('Press'))] })
  expect(await alice.presses('Press')).toEqual({ ok: false, error: 'This app responded with Status Code 404.' })
  await alice.uses()
  await bot.api('views.open', { trigger_id: bot.last()['trigger_id'], view: modal('Form', [actions(button('In'))]) })
  expect(await alice.presses('In')).toEqual({ ok: false, error: 'We had some trouble connecting. Try again?' })
  await expect(alice.submits()).rejects.toThrow('We had some trouble connecting')
})

it('tells of a closed form only if it was asked to', async () => {
  const { bot, alice } = await openTiny()
  const open = async (method: string, more: Node) => {
    await alice.uses()
    await bot.api(method, { trigger_id: bot.last()['trigger_id'], view: modal('Form', [], more) })
  }
  await open('views.open', {})
  await alice.closes()
  expect(bot.last()['type']).toBe('shortcut')
  await open('views.open', { notify_on_close: true })
  await open('views.push', { notify_on_close: true })
  await alice.closes()
  expect(bot.last()).toMatchObject({ type: 'view_closed', is_cleared: false })
  expect(bot.last()).not.toHaveProperty('trigger_id')
  await alice.closes(true)
  expect(bot.last()).toMatchObject({ type: 'view_closed', is_cleared: true })
})

it('is limited, slow and broken on demand', async () => {
  const { sandbox, bot } = await openTiny()
  const post = () => bot.api('chat.postMessage', { channel: 'CPHONES', text: 'x' })
  sandbox.limit('chat.postMessage', 1.5)
  expect(await post()).toMatchObject({ status: 429, retryAfter: '2', error: 'ratelimited' })
  expect(await bot.api('auth.test', {})).toMatchObject({ ok: true, user_id: 'UBOT' })
  sandbox.limit('chat.postMessage', 0)
  sandbox.trouble('chat.postMessage', { status: 503 })
  expect(await post()).toMatchObject({ status: 503 })
  sandbox.trouble('chat.postMessage', { delay: 60, error: 'fatal_error' })
  const start = performance.now()
  expect(await post()).toMatchObject({ status: 200, error: 'fatal_error' })
  expect(performance.now() - start).toBeGreaterThan(50)
  sandbox.trouble('chat.postMessage', null)
  expect(await post()).toMatchObject({ ok: true })
  expect(sandbox.calls.map((it) => [it.method, it.ok])).toEqual([
    ['chat.postMessage', false],
    ['auth.test', true],
    ['chat.postMessage', false],
    ['chat.postMessage', false],
    ['chat.postMessage', true],
  ])
  sandbox.gate('table')
  const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }
  expect(await bot.api('chat.postMessage', { channel: 'CPHONES', text: 'x', blocks: [table] })).toMatchObject({
    error: 'invalid_blocks',
    errors: ['unsupported type: table [json-pointer:/blocks/0/type]'],
  })
})

it('tells of an opened home and of changed people, and again when nobody listened', async () => {
  let status = 500
  const { sandbox, bot, alice } = await openTiny(() => ({ status }))
  const act = { as: 'UALICE', do: 'person', user: 'UBRUNO' } as const
  await sandbox.act({ ...act, set: { deleted: true, isAdmin: true } })
  await expect.poll(() => bot.heard.length).toBe(2)
  expect(bot.heard[1]!.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' })
  expect(bot.heard[1]!.body['event_id']).toBe(bot.heard[0]!.body['event_id'])
  expect(bot.last()).toMatchObject({
    type: 'event_callback',
    event: { type: 'user_change', user: { id: 'UBRUNO', deleted: true, is_admin: true } },
  })
  expect(await person(sandbox, 'UBRUNO').types('/ringgroup')).toEqual({
    ok: false,
    error: 'Your account has been deactivated.',
  })
  status = 200
  await sandbox.act({ ...act, user: 'UALICE', set: { isAdmin: false } })
  expect(alice.state().me).toMatchObject({ isOwner: false, isAdmin: false })
  await sandbox.act({ as: 'UALICE', do: 'home' })
  expect(bot.last()).toMatchObject({
    event: { type: 'app_home_opened', user: 'UALICE', channel: 'DALICE', tab: 'home' },
  })
  const { length } = bot.heard
  await sandbox.repeat()
  expect(bot.heard.slice(length - 1).map((it) => it.raw)).toEqual([
    bot.heard[length - 1]!.raw,
    bot.heard[length - 1]!.raw,
  ])
})

it('knows who may say what where', async () => {
  const { sandbox, bot, alice } = await openTiny()
  const post = (channel: string) => bot.api('chat.postMessage', { channel, text: 'Hello' })
  expect(await post('C0')).toMatchObject({ error: 'channel_not_found' })
  expect(await post('CGENERAL')).toMatchObject({ error: 'not_in_channel' })
  alice.goesTo('#general')
  await alice.types('/invite @Ringgroup')
  expect(await post('CGENERAL')).toMatchObject({ ok: true, channel: 'CGENERAL' })
  sandbox.channel('CGENERAL', { isArchived: true })
  expect(await post('CGENERAL')).toMatchObject({ error: 'is_archived' })
  expect(await post('UALICE')).toMatchObject({ ok: true, channel: 'DALICE' })
  expect(await bot.api('conversations.open', { users: 'UALICE' })).toMatchObject({ channel: { id: 'DALICE' } })
  expect(await bot.api('conversations.info', { channel: 'CPHONES' })).toMatchObject({
    channel: { name: 'phones', is_member: true },
  })
  const { ts } = await post('CPHONES')
  expect(await bot.api('chat.update', { channel: 'CPHONES', ts, text: 'Changed' })).toMatchObject({ ok: true })
  alice.goesTo('#phones')
  expect(alice.messages()).toMatchObject([{ text: 'Changed', edited: true, user: 'bot' }])
  expect(await bot.api('chat.delete', { channel: 'CPHONES', ts })).toMatchObject({ ok: true })
  expect(await bot.api('chat.update', { channel: 'CPHONES', ts, text: 'x' })).toMatchObject({
    error: 'message_not_found',
  })
  await alice.types('mine')
  expect(await bot.api('chat.delete', { channel: 'CPHONES', ts: alice.messages()[0]!.ts })).toMatchObject({
    error: 'cant_delete_message',
  })
  const whisper = (channel: string) => bot.api('chat.postEphemeral', { channel, user: 'UGUEST', text: 'psst' })
  expect(await whisper('CPHONES')).toMatchObject({ ok: true, message_ts: expect.any(String) })
  expect(person(sandbox, 'UGUEST').texts()).toEqual(['mine', 'psst'])
  expect(alice.texts()).toEqual(['mine'])
  sandbox.channel('CGENERAL', { isArchived: false })
  expect(await whisper('CGENERAL')).toMatchObject({ error: 'user_not_in_channel' })
  expect(await bot.api('users.info', { user: 'UCHLOE', include_locale: true })).toMatchObject({
    user: {
      name: 'chloe',
      real_name: 'Chloé Dubois',
      is_admin: true,
      is_owner: false,
      is_restricted: false,
      locale: 'fr-FR',
      tz: 'Europe/Paris',
      profile: { email: 'chloe.dubois@northwind.example' },
    },
  })
  expect(await bot.api('users.info', { user: 'U0' })).toMatchObject({ error: 'user_not_found' })
  expect(await bot.api('chat.shout', {})).toMatchObject({ error: 'unknown_method' })
  const wrong = await fetch(`${sandbox.apiUrl}auth.test`, { method: 'POST', headers: { authorization: 'Bearer no' } })
  expect(await wrong.json()).toEqual({ ok: false, error: 'invalid_auth' })
})

const many = (n: number) => 'x'.repeat(n)
const times = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i))
const radio = (n: number) => ({ type: 'radio_buttons', options: times(n, (i) => option(`${i}`)) })
it.each<[string, Node[], string]>([
  ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
  ['long section', [section(many(3001))], 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
  ['empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
  ['bare section', [{ type: 'section' }], 'must define either `text` or `fields` [json-pointer:/blocks/0]'],
  [
    '11 fields',
    [{ type: 'section', fields: times(11, () => plain('x')) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'mrkdwn header',
    [{ ...section('x'), type: 'header' }],
    'must be a valid enum value [json-pointer:/blocks/0/text/type]',
  ],
  [
    'long header',
    [{ type: 'header', text: plain(many(151)) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    '26 buttons',
    [actions(...times(26, (i) => button(`${i}`)))],
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'same action',
    [actions(button('a'), button('a'))],
    '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  [
    'same block',
    [actions(button('a')), actions(button('b'))],
    '`block_id` "buttons" already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    'long button',
    [actions(button(many(76)))],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'long value',
    [actions(button('a', { value: many(2001) }))],
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'odd style',
    [actions(button('a', { style: 'default' }))],
    'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'unknown field',
    [actions(button('a', { colour: 'red' }))],
    'invalid additional property: colour [json-pointer:/blocks/0/elements/0]',
  ],
  ['unknown block', [{ type: 'fancy' }], 'unsupported type: fancy [json-pointer:/blocks/0/type]'],
  [
    'alert in a message',
    [{ type: 'alert', text: plain('x') }],
    'unsupported type: alert [json-pointer:/blocks/0/type]',
  ],
  [
    'input among buttons',
    [actions({ type: 'plain_text_input', action_id: 'a' })],
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'overflow of 6',
    [actions({ type: 'overflow', options: times(6, (i) => option(`${i}`)) })],
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    '11 context parts',
    [{ type: 'context', elements: times(11, () => plain('x')) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    '11 radio buttons',
    [input('a', radio(11))],
    'no more than 10 items allowed [json-pointer:/blocks/0/element/options]',
  ],
  [
    'odd initial option',
    [input('a', { ...radio(2), initial_option: option('9') })],
    'must match one of the options [json-pointer:/blocks/0/element/initial_option]',
  ],
  [
    'long option',
    [input('a', { type: 'static_select', options: [option(many(76))] })],
    'must be less than 76 characters [json-pointer:/blocks/0/element/options/0/text/text]',
  ],
  [
    '101 options',
    [input('a', { type: 'static_select', options: times(101, (i) => option(`${i}`)) })],
    'no more than 100 items allowed [json-pointer:/blocks/0/element/options]',
  ],
  [
    'bare number',
    [input('a', { type: 'number_input' })],
    'missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]',
  ],
  [
    'numeric minimum',
    [input('a', { type: 'number_input', is_decimal_allowed: false, min_value: 5 })],
    'must provide a string [json-pointer:/blocks/0/element/min_value]',
  ],
  [
    'long confirm',
    [
      actions(
        button('a', { confirm: { title: plain('t'), text: plain('t'), confirm: plain(many(31)), deny: plain('n') } }),
      ),
    ],
    'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
  ],
])('refuses a message with %s', async (_, blocks, message) => {
  const { bot } = await openTiny()
  const answer = await bot.api('chat.postMessage', { channel: 'CPHONES', text: 'x', blocks })
  expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks', errors: expect.arrayContaining([message]) })
  expect(messages(answer)).toContain(`[ERROR] ${message}`)
})

it.each<[string, Node, string]>([
  ['a long title', modal(many(25), []), 'must be less than 25 characters [json-pointer:/view/title/text]'],
  [
    'a long submit',
    modal('a', [], { submit: plain(many(25)) }),
    'must be less than 25 characters [json-pointer:/view/submit/text]',
  ],
  [
    '101 blocks',
    modal(
      'a',
      times(101, () => ({ type: 'divider' })),
    ),
    'no more than 100 items allowed [json-pointer:/view/blocks]',
  ],
  [
    'much metadata',
    modal('a', [], { private_metadata: many(3001) }),
    'must be less than 3001 characters [json-pointer:/view/private_metadata]',
  ],
  [
    'no submit',
    { ...modal('a', [input('a', radio(1))]), submit: undefined },
    'missing required field: submit [json-pointer:/view]',
  ],
  [
    'a table',
    modal('a', [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }]),
    'unsupported type: table [json-pointer:/view/blocks/0/type]',
  ],
  ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
  [
    'two foci',
    modal(
      'a',
      ['a', 'b'].map((it) => input(it, { type: 'plain_text_input', focus_on_load: true })),
    ),
    'no more than 1 element may have `focus_on_load` [json-pointer:/view/blocks]',
  ],
  ['the type of a home', { type: 'home', blocks: [] }, 'must be a valid enum value [json-pointer:/view/type]'],
])('refuses a view with %s', async (_, view, message) => {
  const { bot, alice } = await openTiny()
  await alice.uses()
  const answer = await bot.api('views.open', { trigger_id: bot.last()['trigger_id'], view })
  expect(answer).toMatchObject({
    ok: false,
    error: 'invalid_arguments',
    response_metadata: { messages: [`[ERROR] ${message}`] },
  })
})

it('answers nobody but its own page, and never much at once', async () => {
  const { sandbox } = await openTiny()
  const get = (path: string, headers = {}) => fetch(`${sandbox.url}${path}`, { headers })
  const status = async (path: string, headers = {}) => (await get(path, headers)).status
  expect(await status('')).toBe(200)
  expect(await status('sandbox/state?as=UALICE')).toBe(200)
  expect(await (await get('sandbox/state?as=nobody')).json()).toMatchObject({ me: { id: 'UALICE' } })
  expect(await status('sandbox/state', { origin: 'http://evil.example' })).toBe(403)
  expect(await status('nothing')).toBe(404)
  expect(await status('page/../server.ts')).toBe(404)
  expect(await status('page/%2e%2e%2fserver.ts')).toBe(404)
  expect(await status('page/..%2f..%2f..%2fpackage.json')).toBe(404)
  expect(await status('vendor/..%2f..%2fpackage.json')).toBe(404)
  for (const it of ['preact', 'hooks', 'htm'])
    expect((await get(`vendor/${it}.js`)).headers.get('content-type')).toContain('javascript')
  expect(await (await get('vendor/htm.js')).text()).toContain('export default')
  const act = (body: string, type = 'application/json') =>
    fetch(`${sandbox.url}sandbox/act`, { method: 'POST', body, headers: { 'content-type': type } })
  expect((await act('{}')).status).toBe(400)
  expect((await act('{"as":"UALICE","do":"press"}')).status).toBe(400)
  expect((await act('{"as":"UALICE","do":"home"}', 'text/plain')).status).toBe(415)
  expect(
    (await act(JSON.stringify({ as: 'UALICE', do: 'type', channel: 'CPHONES', text: many(1_000_001) }))).status,
  ).toBe(413)
  const { port } = new URL(sandbox.url)
  const [response] = await once(
    request({ port, host: '127.0.0.1', path: '/', headers: { host: 'rebound.example' } }).end(),
    'response',
  )
  expect((response as IncomingMessage).statusCode).toBe(403)
})

it('streams each state once, however much happened', async () => {
  const { sandbox, bot } = await openTiny()
  const response = await fetch(`${sandbox.url}sandbox/events?as=UALICE`)
  const states: { channels: { messages: unknown[] }[] }[] = []
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()))
      for (const event of chunk.split('\n\n').filter((it) => it.startsWith('data: ')))
        states.push(JSON.parse(event.slice(6)))
  })()
  await expect.poll(() => states.length).toBe(1)
  for (let i = 0; i < 20; i++) await bot.api('chat.postMessage', { channel: 'CPHONES', text: `${i}` })
  await expect.poll(() => states.at(-1)?.channels[0]?.messages.length).toBe(20)
  expect(states.length).toBeLessThan(10)
  await sandbox.close()
  await reading
})

it.each(['HTTP', 'Socket Mode'])('carries a real Bolt over %s', async (mode) => {
  const { port } = await freePort()
  const sandbox = await openSandbox({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret: 'secret',
    token: 'xoxb-test',
  })
  const socketMode = mode === 'Socket Mode'
  const app = new App({
    token: 'xoxb-test',
    signingSecret: 'secret',
    socketMode,
    ...(socketMode && { appToken: 'xapp-sandbox' }),
    clientOptions: { slackApiUrl: sandbox.apiUrl },
    logLevel: LogLevel.ERROR,
  })
  closing.push(
    () => sandbox.close(),
    () => app.stop(),
  )
  app.command('/ringgroup', async ({ ack, command, client }) => {
    await ack()
    const view = modal(
      'Form',
      [input('Name', { type: 'plain_text_input' }), input('Who', { type: 'external_select', min_query_length: 0 })],
      { callback_id: 'form' },
    )
    await client.views.open({ trigger_id: command.trigger_id, view: view as Node as Node & ModalView })
  })
  app.options('it', async ({ ack }) => ack({ options: [{ text: { type: 'plain_text', text: 'Léa' }, value: 'lea' }] }))
  app.view('form', async ({ ack, view, client, body }) => {
    const name = view.state.values['Name']?.['it']?.value ?? ''
    if (name === 'Taken') return ack({ response_action: 'errors', errors: { Name: 'Taken already' } })
    await ack()
    const blocks = [section(`Saved ${name}`), actions(button('Undo'))]
    await client.chat.postMessage({
      channel: body.user.id,
      text: `Saved ${name}`,
      blocks,
    })
  })
  app.action('Undo', async ({ ack, respond }) => {
    await ack()
    await respond({ text: 'Undone', replace_original: true })
  })
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Home' } }] },
    })
  })
  await (socketMode ? app.start() : app.start({ port, host: '127.0.0.1' }))
  const alice = person(sandbox, 'UALICE')
  await alice.types('/ringgroup create')
  await alice.fills({ Name: 'Taken', Who: 'Léa' })
  expect(await alice.submits()).toEqual({ Name: 'Taken already' })
  await alice.fills({ Name: 'Support' })
  expect(await alice.submits()).toEqual({})
  expect(await alice.hears(/saved/i)).toBe('Saved Support\n[Undo]')
  await alice.presses('Undo')
  expect(await alice.hears('Undone')).toBe('Undone')
  expect(await alice.opensHome()).toBe('Home')
  if (!socketMode) return
  sandbox.reconnect()
  expect(await alice.types('/ringgroup create')).toMatchObject({ error: expect.stringContaining('dispatch_failed') })
})

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return address
}

it('says what is on the screen when something is not', async () => {
  const { alice, bot } = await openTiny()
  await bot.api('chat.postMessage', {
    channel: 'CPHONES',
    text: 'x',
    blocks: [section('*Support* <@ULEA> &amp; <!date^1^{date}|today>'), actions(button('Undo'))],
  })
  await expect(alice.presses('Redo')).rejects.toThrow(
    /Alice Martin sees no button "Redo"[^]*Support @lea & today\n +\[Undo\]/,
  )
  await expect(alice.hears('Bye')).rejects.toThrow('did not hear Bye')
})

it('hands the switches of the phones on', async () => {
  const done: string[] = []
  const panel: PhonesPanel = {
    on: true,
    plays: true,
    held: [{ extension: '600', text: '{}' }],
    phones: [{ extension: '101', name: 'Alice', is: 'idle', does: 'rings' }],
    lines: [],
    calls: [],
    speed: 1,
  }
  const phones = {
    panel: () => panel,
    async act(it: PhonesAct) {
      if (it.what === 'edit' && it.text === '{') return 'That is not JSON.'
      done.push(it.what === 'edit' ? `${it.extension} ${it.text}` : it.what)
      return null
    },
  }
  const { sandbox, alice } = await openTiny(undefined, { phones })
  for (const what of ['on', 'off', 'forget'] as const) await sandbox.act({ as: 'UALICE', do: 'phones', what })
  const edit = (text: string) => sandbox.act({ as: 'UALICE', do: 'phones', what: 'edit', extension: '600', text })
  expect(await edit('{}')).toEqual({ ok: true })
  expect(await edit('{')).toEqual({ ok: false, error: 'That is not JSON.' })
  expect(done).toEqual(['on', 'off', 'forget', '600 {}'])
  expect(alice.state().phones).toEqual(panel)
})

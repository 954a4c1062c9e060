// manifest.json against Slack's own rules. Sources: https://github.com/slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json,
// lengths and patterns), https://docs.slack.dev/reference/app-manifest, and the types of @slack/web-api (scopes and events).
import { readdirSync, readFileSync } from 'node:fs'
import type { AppsManifestValidateArguments } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const text = (min: number, max: number) => z.string().min(min).max(max)
const url = (max: number) => text(1, max).regex(/^https?:\/\//)
const names = z.array(text(1, 50)).refine((it) => new Set(it).size === it.length, 'named twice')

/** Of the parts that a bot without workflows, functions and unfurling uses; Slack refuses what it does not know. */
const Schema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.int().optional() }),
  display_information: z.strictObject({
    name: text(1, 35),
    description: text(1, 140),
    background_color: z.string().regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/),
    long_description: text(175, 4000),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: text(1, 80), always_online: z.boolean().optional() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(1, 24),
          type: z.enum(['global', 'message']),
          callback_id: text(1, 255),
          description: text(1, 150),
        }),
      )
      .min(1)
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: text(2, 32).regex(/^\/[a-z0-9_-]+$/),
          url: url(3000).optional(),
          description: text(1, 2000),
          usage_hint: text(1, 1000).optional(),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(text(1, 2500)).max(1000).optional(),
    scopes: z.strictObject({ bot: names.max(255), bot_optional: names.max(255).optional() }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: url(3500).optional(), bot_events: names.max(100) }),
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: url(3500).optional(),
      message_menu_options_url: url(3500).optional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
})
type Manifest = z.output<typeof Schema>
type Slacks = AppsManifestValidateArguments['manifest']

const raw = (): Manifest => JSON.parse(readFileSync('manifest.json', 'utf8'))
const manifest = raw()

it('is what Slack takes', () => {
  expect(Schema.safeParse(manifest).error?.issues ?? []).toEqual([])
})

it('asks for scopes and events that Slack knows, and for no more', () => {
  // the compiler knows their names
  const bot: NonNullable<NonNullable<NonNullable<Slacks['oauth_config']>['scopes']>['bot']> = [
    'commands',
    'chat:write',
    'im:write',
    'users:read',
    'users:read.email',
    'usergroups:read',
  ]
  const events: NonNullable<NonNullable<NonNullable<Slacks['settings']>['event_subscriptions']>['bot_events']> = [
    'app_home_opened',
    'app_uninstalled',
    'tokens_revoked',
    'user_change',
  ]
  expect(manifest.oauth_config.scopes.bot).toEqual(bot)
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(events)
})

it('marks as optional only what it asks for, and says of every scope why', () => {
  const { bot, bot_optional = [] } = manifest.oauth_config.scopes
  expect(bot).toEqual(expect.arrayContaining(bot_optional))
  for (const scope of bot) expect(manifest.display_information.long_description).toContain(scope)
})

it('has everything the bot needs to be reached without an address of its own', () => {
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } })
  expect(manifest.features).toMatchObject({
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    slash_commands: [{ command: '/ringgroup', should_escape: true }],
    shortcuts: [{ name: 'Ring groups', type: 'global', callback_id: 'ringgroups' }],
  })
})

it('names what the bot listens for', () => {
  const code = readdirSync('src/slack', { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.ts'))
    .map((it) => readFileSync(`src/slack/${it}`, 'utf8'))
    .join('\n')
  for (const { command } of manifest.features.slash_commands) expect(code).toContain(`'${command}'`)
  const heard = [...code.matchAll(/\.event\('([a-z_]+)'/g)].map((it) => it[1])
  for (const event of heard) expect(manifest.settings.event_subscriptions.bot_events).toContain(event)
})

describe('a manifest that Slack would refuse', () => {
  it.each<[string, (it: Manifest) => unknown]>([
    ['a name of 36 characters', (it) => (it.display_information.name = 'x'.repeat(36))],
    ['a description of 141 characters', (it) => (it.display_information.description = 'x'.repeat(141))],
    ['a long description of 174 characters', (it) => (it.display_information.long_description = 'x'.repeat(174))],
    ['a colour that is none', (it) => (it.display_information.background_color = 'blue')],
    ['a shortcut name of 25 characters', (it) => (it.features.shortcuts[0]!.name = 'x'.repeat(25))],
    ['a command without its slash', (it) => (it.features.slash_commands[0]!.command = 'ringgroup')],
    ['a scope named twice', (it) => it.oauth_config.scopes.bot.push('commands')],
    ['a field that does not exist', (it) => Object.assign(it.settings, { socket_mode: true })],
    ['another version', (it) => Object.assign(it._metadata, { major_version: 3 })],
    ['no features', (it) => Reflect.deleteProperty(it, 'features')],
  ])('%s', (_, spoil) => {
    const spoilt = raw()
    spoil(spoilt)
    expect(Schema.safeParse(spoilt).success).toBe(false)
  })
})

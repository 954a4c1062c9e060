// Everything that can be found out about a set-up without changing it, whether the bot runs or not.
import { readFileSync } from 'node:fs'
import { ConfigError, readConfig, secretsOf, type Config, type Environment } from '../../config.ts'
import { hideSecrets } from '../log.ts'
import { channelFinding, databaseFindings, settingsFinding, type Known } from './database.ts'
import { bounded, failed, ok, tableOf, warning, type Finding } from './finding.ts'
import { clockFinding, diskFinding, nodeFinding, portFinding } from './machine.ts'
import { phoneFinding } from './phones.ts'
import { slackFindings, type Scopes } from './slack.ts'

type Options = { now?: () => number }
type Examined = { text: string; healthy: boolean; findings: Finding[] }

/** The table that is printed, and whether nothing failed. It ends within seconds, and shows no secret. */
export async function examine(env: Environment, { now = Date.now }: Options = {}): Promise<Examined> {
  const config = configIn(env)
  const findings = 'findings' in config ? config.findings : await allOf(config, now)
  const secrets = 'findings' in config ? [] : secretsOf(config)
  const text = hideSecrets(tableOf(findings), secrets)
  return { text, healthy: findings.every((it) => it.state !== 'failed'), findings }
}

function configIn(env: Environment): Config | { findings: Finding[] } {
  try {
    return readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const findings = error.lines.map((it) => {
      const [name = '', ...rest] = it.split(': ')
      const [found = '', ...expected] = rest.join(': ').split('; ')
      return failed(name, found, `${expected.join('; ')}.`)
    })
    return { findings: [nodeFinding(), ...findings] }
  }
}

async function allOf(config: Config, now: () => number): Promise<Finding[]> {
  const { slack, host, port, metrics } = config
  let date: number | null = null
  let known: Known = { ahead: null, heard: null, channel: null }
  const asked = now()
  const [ofSlack, ofDatabase, phones, ...ports] = await Promise.all([
    slack.mode === 'sandbox'
      ? [warning('Slack', 'none is set: this is the sandbox', 'Set SLACK_BOT_TOKEN and its like for a real workspace.')]
      : bounded('Slack', async () => {
          const { findings, date: told } = await slackFindings(slack, config, manifestScopes())
          // the header counts whole seconds, and was written between the question and now
          date = told === null ? null : told + 500 - (asked + now()) / 2
          return findings
        }),
    bounded('database', async () => {
      const { findings, known: it } = await databaseFindings(config, now)
      known = it
      return findings
    }),
    bounded('phone system', async () => [await phoneFinding(config.asterisk)], 15_000),
    bounded('port', async () => [await portFinding('port', host, port)]),
    ...(metrics
      ? [bounded('metrics port', async () => [await portFinding('metrics port', metrics.host, metrics.port)])]
      : []),
  ])
  const real = slack.mode !== 'sandbox'
  return [
    ok(
      'configuration',
      real ? `${slack.mode === 'socket' ? 'Socket Mode' : 'HTTP'}, ${config.phoneSystem}` : 'the sandbox',
    ),
    nodeFinding(),
    ...ofSlack,
    ...(real ? [settingsFinding(known.heard), ...channelFinding(config.channel, known.channel)] : []),
    ...ofDatabase,
    ...phones,
    ...(real || known.ahead !== null ? [clockFinding({ Slack: date, PostgreSQL: known.ahead })] : []),
    ...ports.flat(),
    diskFinding(config.dataDir),
  ]
}

/** What the app asks for: the manifest is beside the program, in the image too. */
function manifestScopes(): Scopes {
  const file = new URL('../../../manifest.json', import.meta.url)
  const { oauth_config: it } = JSON.parse(readFileSync(file, 'utf8')) as { oauth_config: { scopes: Scopes } }
  return it.scopes
}

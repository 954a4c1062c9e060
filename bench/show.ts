import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import type { AddressInfo } from 'node:net'
import type { Bot } from './kit/bot.ts'
import { groupAt } from './kit/company.ts'
import { SECRETS, typed, type Slack } from './kit/slack.ts'
import { inTurns, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

/** From the signed request of a typed line until its answer is there; beside a Bolt that knows the answer already. */
export async function show(bot: Bot, slack: Slack): Promise<Row[]> {
  const bare = await bareBolt(slack)
  const { ours, floor } = await inTurns(
    {
      ours: () => timed(() => typed(bot.port, slack, `show ${groupAt(3)}`)),
      floor: () => timed(() => typed(bare.port, slack, `show ${groupAt(3)}`)),
    },
    { warmUp: 150, rounds: 300 },
  )
  await bare.app.stop()
  return [{ what: '`show` answered', unit: 'ms', ours, floor, goal: { times: 3 } }]
}

async function bareBolt(slack: Slack) {
  const receiver = new HTTPReceiver({ signingSecret: SECRETS.signingSecret, logLevel: LogLevel.ERROR })
  const clientOptions = { slackApiUrl: slack.apiUrl }
  const app = new App({ token: SECRETS.botToken, receiver, clientOptions, logLevel: LogLevel.ERROR })
  app.command('/ringgroup', async ({ ack, respond }) => {
    await ack()
    await respond({ response_type: 'ephemeral', text: 'Support (600)' })
  })
  const server = await receiver.start({ host: '127.0.0.1', port: 0 })
  return { app, port: (server.address() as AddressInfo).port }
}

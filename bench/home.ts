import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import type { HomeView } from '@slack/types'
import type { AddressInfo } from 'node:net'
import { setRingSeconds } from '../src/ring/edits.ts'
import { searchGroups } from '../src/store/groups.ts'
import type { Bot } from './kit/bot.ts'
import { SECRETS, visited, type Slack } from './kit/slack.ts'
import { inTurns, timed } from './kit/stats.ts'
import type { Row } from './kit/table.ts'

const REQUESTS = 200

/** An admin opens the app, for whom many requests wait; beside a Bolt that publishes the same view and knows it already. */
export async function home(bot: Bot, slack: Slack): Promise<Row[]> {
  await ask(bot)
  await bot.db.$executeRaw`vacuum analyze`
  const view = JSON.parse(await visited(bot.port, slack)) as HomeView
  const bare = await bareBolt(slack, view)
  await bot.idle()
  const { ours, floor } = await inTurns(
    {
      ours: () => timed(() => visited(bot.port, slack)),
      floor: () => timed(() => visited(bare.port, slack)),
    },
    { warmUp: 150, rounds: 300 },
  )
  await bare.app.stop()
  return [{ what: `home, ${bot.size} groups and ${REQUESTS} requests`, unit: 'ms', ours, floor, goal: { times: 3 } }]
}

/** Each about a group of its own. */
async function ask({ db, size }: Bot) {
  const { groups } = await searchGroups(db, '', { limit: REQUESTS })
  const at = new Date()
  await db.request.createMany({
    data: groups.map((it) => ({
      command: 'time',
      found: { group: it.id, ringSeconds: 40 },
      by: 'ULEAD',
      place: { user: 'ULEAD', language: 'en' },
      timeZone: 'Europe/Paris',
      at,
      shown: [{ before: it, after: setRingSeconds(it, 40) }],
      expiresAt: new Date(at.getTime() + 7 * 24 * 3_600_000),
      groups: [it.id],
    })),
  })
  if (groups.length < Math.min(REQUESTS, size)) throw new Error('there are not enough groups to ask about')
}

async function bareBolt(slack: Slack, view: HomeView) {
  const receiver = new HTTPReceiver({ signingSecret: SECRETS.signingSecret, logLevel: LogLevel.ERROR })
  const clientOptions = { slackApiUrl: slack.apiUrl }
  const app = new App({ token: SECRETS.botToken, receiver, clientOptions, logLevel: LogLevel.ERROR })
  app.event('app_home_opened', async ({ client, event }) => {
    await client.views.publish({ user_id: event.user, view })
  })
  const server = await receiver.start({ host: '127.0.0.1', port: 0 })
  return { app, port: (server.address() as AddressInfo).port }
}

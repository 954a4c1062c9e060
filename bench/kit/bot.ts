// The bot as `npm start` runs it, in this process, on a database and phones of its own; no cron comes in between.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asking } from '../../src/commands/command.ts'
import { answerText } from '../../src/commands/index.ts'
import { readConfig } from '../../src/config.ts'
import { openLog } from '../../src/app/log.ts'
import { UserId } from '../../src/ring/actor.ts'
import { run } from '../../src/app/run.ts'
import { speak } from '../../src/words/index.ts'
import { BLOCK, fill, type Size } from './company.ts'
import { fillPast } from './past.ts'
import { SECRETS, type Slack } from './slack.ts'

type Options = {
  url: string
  folder: string
  slack: Slack
  size: Size
  /** how many changes there were */
  past?: number
  /** more of its environment */
  env?: Record<string, string>
}

export type Bot = Awaited<ReturnType<typeof openBot>>

/** What a bot is told that stands in a folder and talks to our Slack. */
export const environmentOf = ({ url, dataDir, slack }: { url: string; dataDir: string; slack: Slack }) => ({
  DATABASE_URL: url,
  DATA_DIR: dataDir,
  PORT: '0',
  LOG_LEVEL: 'silent',
  RINGGROUP_PACE: '10000', // here one person asks as fast as they are answered
  SLACK_API_URL: slack.apiUrl,
  SLACK_BOT_TOKEN: SECRETS.botToken,
  SLACK_SIGNING_SECRET: SECRETS.signingSecret,
  PHONE_SYSTEM: 'simulated',
  RINGGROUP_BLOCK: BLOCK.join('-'),
})

export async function openBot({ url, folder, slack, size, past = 0, env = {} }: Options) {
  const dataDir = path.join(folder, new URL(url).pathname)
  const config = readConfig({ ...environmentOf({ url, dataDir, slack }), ...env })
  const running = await run(config, { log: openLog({ level: 'silent' }), cron: false })
  const { db, phones } = running
  await fill(db, phones, size)
  if (past > 0) await fillPast(db, past)
  const settings: Asking['settings'] = {
    block: config.block,
    phones,
    phoneSystem: phones.name,
    mostMembers: phones.limits.members,
    channel: config.channel,
    country: config.country,
    patience: 1500,
    language: config.language,
  }

  const isIdle = async () => {
    const jobs = await db.$queryRaw<object[]>`
      select from graphile_worker.jobs
      where (locked_at is not null or last_error is null) and task_identifier <> 'tellPhone' limit 1`
    return jobs.length === 0
  }
  return {
    ...running,
    dataDir,
    size,
    /** A line that changes something, until it is committed; the answer goes to `answerTo`, if anywhere. */
    async changes(text: string, answerTo: string | null, by = 'UBENCH') {
      const user = UserId.parse(by)
      const actor = { user, role: 'admin' as const, leads: [] }
      const ctx: Asking = {
        actor,
        words: speak('en'),
        timeZone: 'UTC',
        db,
        now: () => new Date(),
        settings,
        emailOf: async () => null,
        userWithEmail: async () => null,
        adminsNow: async () => [],
        nameOf: async () => '',
        admins: async () => [],
        actorNow: async () => actor,
        deciders: async () => ({ admins: [] }),
        forget: () => {},
        isNamedAdmin: async () => false,
        place: answerTo === null ? null : { user, language: 'en', url: answerTo },
        askedIn: randomUUID(),
      }
      const reply = await answerText(ctx, text)
      if (!('touched' in reply) || reply.touched.length === 0) throw new Error(`"${text}" changed nothing`)
    },
    /** No job is left but those that failed and wait, or were replaced by another, and what is told when it has been quiet. */
    async idle() {
      while (!(await isIdle())) await sleep(5)
    },
  }
}

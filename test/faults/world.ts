// Two bots in one process, on one database and the same phones, behind one Slack: real handlers, real PostgreSQL, signed
// requests. Between each of them and the others stands what can fail.
import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { openLog } from '../../src/app/log.ts'
import { run } from '../../src/app/run.ts'
import { readConfig } from '../../src/config.ts'
import type { Deliver, Delivery } from '../../src/sandbox/deliver.ts'
import { node, string } from '../../src/sandbox/json.ts'
import { openSandbox } from '../../src/sandbox/server.ts'
import { SECRETS } from '../kit/bot.ts'
import { openProxy } from '../kit/proxy.ts'
import type { Counters } from './counters.ts'
import { cloneOn, openRecords, type Roles } from './database.ts'
import { THROWN, momentsOf } from './moments.ts'
import { watchPhones } from './timeline.ts'

/** An envelope or a form: the number under which what it asks for happens once; whose it is, and where its answer goes. */
export type Ticket = {
  ticket: string
  user: string
  at: number
  response: string | null
  isForm: boolean
  elsewhere: boolean
}

type Bot = {
  running: Awaited<ReturnType<typeof run>>
  proxy: Awaited<ReturnType<typeof openProxy>> | null
  moments: ReturnType<typeof momentsOf>
  phones: NonNullable<Awaited<ReturnType<typeof run>>['simulated']>
}
type Acting = { bot?: 0 | 1 | undefined; twice?: true | undefined; late?: Promise<void> | undefined }

/** A folder in memory, where there is one: the phones write each line at once, and nobody pulls a plug here. */
const MEMORY = '/dev/shm'

/** Whether requests go to a channel; whether the network to the database is one that can fail, which is slower. */
export type Kind = { channel: boolean; isCut: boolean }

/** How long somebody is quiet: no real time passes in a history. */
const QUIET = { people: 0, lead: 0, outage: 3_600_000 }

export async function openWorld(roles: Roles, counters: Counters, { channel, isCut }: Kind) {
  const { url, superUrl, drop } = await cloneOn(roles)
  const dataDir = mkdtempSync(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'ringgroup-faults-'))
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  const monotonic = () => performance.now() + ahead
  const lines: string[] = []
  const unhandled: string[] = []
  const destination = new Writable({
    write(line, _, done) {
      lines.push(String(line))
      done()
    },
  })
  const log = openLog({ level: 'warn', destination })
  const hear = (error: unknown) => void unhandled.push(String(error instanceof Error ? error.stack : error))
  process.on('unhandledRejection', hear).on('uncaughtException', hear)

  const acting = new AsyncLocalStorage<Acting>()
  const tickets: Ticket[] = []
  let isElsewhere = false
  let [turn, target] = [0, 0]
  const ports: number[] = []
  const way =
    (deliver: Deliver): Deliver =>
    async (delivery, patience) => {
      const { bot, twice, late } = acting.getStore() ?? {}
      tickets.push(...ticketIn(delivery, now().getTime(), isElsewhere))
      const first = bot ?? (turn = 1 - turn)
      const to = (which: number) => {
        target = which // the address is asked for at once
        return deliver(delivery, patience)
      }
      if (late) {
        await late
        counters.reached('something arrives late')
      }
      const answer = to(first)
      if (!twice) return answer
      counters.reached('something is sent twice')
      const [one] = await Promise.all([answer, to(1 - first)])
      return one
    }
  const slack = await openSandbox({
    botUrl: () => `http://127.0.0.1:${ports[target]}/slack/events`,
    token: SECRETS.botToken,
    signingSecret: SECRETS.signingSecret,
    now,
    way,
    bot: { shortcutId: 'ringgroups' },
  })

  const bots: Bot[] = []
  for (const _ of [0, 1]) {
    const proxy = isCut ? await openProxy(url) : null
    const moments = momentsOf(counters)
    const config = readConfig({
      DATABASE_URL: proxy?.url ?? url,
      DATA_DIR: dataDir,
      PORT: '0',
      RINGGROUP_PACE: '10000',
      HOST: '127.0.0.1',
      PHONE_SYSTEM: 'simulated',
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: SECRETS.botToken,
      SLACK_SIGNING_SECRET: SECRETS.signingSecret,
      ...(channel && { RINGGROUP_CHANNEL: 'CPHONES' }),
    })
    const running = await run(config, { log, now, monotonic, cron: false, patience: 60, quiet: QUIET, at: moments.at })
    ports.push(running.port)
    bots.push({ running, proxy, moments, phones: running.simulated! })
  }
  const records = await openRecords(superUrl)
  const phones = watchPhones(
    bots.map((it) => it.phones),
    now,
  )

  return {
    slack,
    bots,
    records,
    phones,
    now,
    acting,
    tickets,
    /** Virtual hours go by. */
    passes: (hours: number) => void (ahead += hours * 3_600_000),
    pretends(from: Parameters<typeof slack.pretend>[0]) {
      isElsewhere = from !== null
      slack.pretend(from)
    },
    /** Error lines of the log, and what nobody has handled, since this was asked last. */
    wrong: () => ({
      lines: lines.splice(0).filter((it) => /"level":"(error|fatal)"/.test(it)),
      unhandled: unhandled.splice(0),
      /** A listener has failed before it could say that it has what was sent: Bolt says so three seconds later. */
      wasThrown: bots.some((it) => it.moments.wasThrownBeforeAck()),
    }),
    async close() {
      for (const { proxy } of bots) proxy?.comesBack()
      phones.close()
      for (const { running } of bots) await within(5000, running.stop())
      for (const { proxy } of bots) await proxy?.close()
      await slack.close()
      await records.close()
      await drop()
      process.off('unhandledRejection', hear).off('uncaughtException', hear)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>
export const isThrown = (text: string) => text.includes(THROWN)

function ticketIn({ kind, payload }: Delivery, at: number, elsewhere: boolean): Ticket[] {
  const last = (url: unknown) => string(url).split('/').at(-1) || null
  const user = string(node(payload)['user_id']) || string(node(node(payload)['user'])['id'])
  if (kind === 'command')
    return [
      {
        ticket: string(payload['trigger_id']),
        user,
        at,
        response: last(payload['response_url']),
        isForm: false,
        elsewhere,
      },
    ]
  if (kind === 'event') return []
  const it = node(payload)
  const view = node(it['view'])
  if (it['type'] === 'view_submission')
    return [{ ticket: string(view['id']), user, at, response: null, isForm: true, elsewhere }]
  if (it['type'] !== 'block_actions') return []
  return [{ ticket: string(it['trigger_id']), user, at, response: last(it['response_url']), isForm: false, elsewhere }]
}

/** What does not end in time is given up. */
async function within(ms: number, work: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work.catch(() => {}), new Promise((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}

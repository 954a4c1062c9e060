// Opens what is real, wires it, starts it and stops it again: the only place that constructs. main.ts runs it with the
// environment, tests with a clock and a database of their own.
import { runMigrations } from 'graphile-worker'
import type { Settings } from '../commands/command.ts'
import { pictureOf } from '../commands/who.ts'
import type { Config } from '../config.ts'
import { alive, ready } from './health.ts'
import { listenToCalls } from '../jobs/calls.ts'
import { directory } from '../jobs/directory.ts'
import { boltLogger, workerLogger, type Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import { openClosing } from './closing.ts'
import { readiness, type Parts } from './readiness.ts'
import { checkToken, reachSlack } from './reach-slack.ts'
import { phoneSystems } from '../phones/index.ts'
import type { PhoneSystem } from '../phones/phone-system.ts'
import { northwind } from '../phones/simulated/northwind.ts'
import type { Clock } from '../phones/simulated/time.ts'
import { IN_SANDBOX, playground } from '../playground.ts'
import { startEmbeddedPg } from '../postgres/embedded-pg.ts'
import { migrateDeploy } from '../postgres/migrate.ts'
import type { UserId } from '../ring/actor.ts'
import { QUIET, type Quiet } from '../ring/told.ts'
import type { SandboxOptions } from '../sandbox/server.ts'
import { listen } from '../slack/app.ts'
import { connect, type Connection } from '../slack/connect.ts'
import { peopleIn } from '../slack/people.ts'
import { answersAt, sayTo } from '../slack/say.ts'
import { channelClosedSince } from '../store/channel.ts'
import { countWaiting } from '../store/changes.ts'
import { isAlive, isAway, openDb } from '../store/db.ts'
import { hasLeft } from '../store/leavers.ts'
import { knownAdmins, leadsOf, meet, saidAdmin } from '../store/people.ts'
import { downSince, noteDown } from '../store/phone-system.ts'
import { directoryLater, leaversLater, lookLater, overdueLater, pushLater, requestsLater } from '../store/queue.ts'
import { tasks } from './tasks.ts'
import { playedWall, realWall } from '../wall.ts'
import { startWorker } from './worker.ts'
import { openWeb, type Pages } from './web.ts'
import { speak } from '../words/index.ts'

type Options = {
  log: Log
  now?: () => Date
  /** milliseconds that never go back, for what must not be older than so much */
  monotonic?: () => number
  /** aborted: whoever starts it does not want it any more */
  signal?: AbortSignal
  /** whether a cron looks at the minutes; a test has a clock of its own */
  cron?: boolean
  /** how long an answer waits for the phones before it says that it is saved, in milliseconds */
  patience?: number
  /** how long it has to be quiet before people are told, and how often they are */
  quiet?: Partial<Quiet>
  /** the clock of the simulated phones' calls */
  clock?: Clock
  /** who is in the sandbox */
  people?: SandboxOptions['people']
}

/** More than anybody has. */
const MOST_ADMINS = 1000

/** Resolves once everything is up; what was opened by then is closed again where something fails. */
export async function run(config: Config, options: Options) {
  const closing = openClosing(options.log)
  try {
    return await start(config, options, closing)
  } catch (error) {
    await closing.close()
    throw error
  }
}

async function start(
  config: Config,
  {
    log,
    now = () => new Date(),
    monotonic = () => performance.now(),
    signal,
    cron = true,
    people: guests,
    clock: ofCalls,
    patience = 1500,
    quiet: quieter,
  }: Options,
  closing: ReturnType<typeof openClosing>,
) {
  const parts: Parts = {}
  const metrics = openMetrics({ waiting: async () => (await parts.waiting?.()) ?? Number.NaN, process: cron })
  const pages: Pages = {
    '/healthz': async () => alive(),
    '/readyz': async () => ready(await readiness(config.phoneSystem, parts)),
    '/metrics': async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
  }
  const isPlayed = config.slack.mode === 'sandbox'
  const host = isPlayed ? '127.0.0.1' : config.host
  const web = await openWeb({ pages, host, port: isPlayed ? 0 : config.port, log })
  closing.later(web.close)
  if (config.slack.mode !== 'sandbox') await checkToken(config.slack, log)

  const postgres =
    'embedded' in config.database
      ? await startEmbeddedPg({
          dataDir: config.database.embedded,
          database: 'ringgroup',
          log: (line) => log.info(line),
        })
      : undefined
  closing.later(async () => postgres?.stop())
  const url = 'url' in config.database ? config.database.url : postgres!.url
  await migrateDeploy(url)
  await runMigrations({ connectionString: url, logger: workerLogger(log) })
  const db = openDb(url)
  closing.later(() => db.$disconnect())

  const simulated = config.asterisk
    ? undefined
    : phoneSystems.simulated({ folder: config.dataDir, company: northwind, ...(ofCalls && { clock: ofCalls }) })
  const asterisk = config.asterisk && phoneSystems.asterisk(config.asterisk)
  const phones: PhoneSystem = simulated ?? asterisk!
  closing.later(() => phones.close())
  Object.assign(parts, {
    database: () => isAlive(db),
    phones,
    downSince: () => downSince(db),
    waiting: () => countWaiting(db),
  } satisfies Parts)
  const settings: Settings = {
    block: config.block,
    phones,
    phoneSystem: phones.name,
    mostMembers: phones.limits.members,
    channel: config.channel,
    country: config.country,
    patience,
    language: config.language,
  }
  const sandbox =
    config.slack.mode === 'sandbox'
      ? await playground(config, {
          wall: simulated ? playedWall(simulated, config.country) : realWall(asterisk!, config.country),
          now,
          log,
          people: guests,
          botPort: () => web.port,
          pages,
          whoRings: (extension, locale) => pictureOf({ db, settings }, speak(locale), extension),
        })
      : undefined
  const connection: Connection = sandbox
    ? { mode: 'http', ...IN_SANDBOX, apiUrl: sandbox.apiUrl }
    : (config.slack as Connection)
  closing.later(async () => sandbox?.close())
  const slack = connect(connection, { logger: boltLogger(log), now, monotonic })
  parts.slack = slack.standing
  const { admins, userGroups } = config
  const said = (user: UserId) => saidAdmin(db, user)
  const people = peopleIn({ slack: slack.who, installed: slack.installed, admins, userGroups, said, monotonic })
  const say = sayTo({ slack: slack.say, answers: answersAt(connection.apiUrl), now })

  // the directory is there before the first question; a phone system that is away is asked again
  await directory({ db, phones, now })().catch((error: unknown) => log.warn({ err: error }, 'no directory yet'))
  const quiet = { ...QUIET, ...quieter }
  const known = () => knownAdmins(db, MOST_ADMINS)
  const adminsNow = () => people.allAdmins(known)
  const records = {
    async met(user: UserId, admin: boolean) {
      const met = await meet(db, user, admin, now())
      if (admin && met.isNew) await requestsLater(db) // what waited for somebody who may decide
      return met
    },
    leadsOf: (user: UserId) => leadsOf(db, user),
    async deciders(by: UserId) {
      if (config.channel && !(await channelClosedSince(db))) return { channel: config.channel }
      return { admins: (await adminsNow()).map((it) => it.user).filter((it) => it !== by) }
    },
    admins: () => knownAdmins(db),
    adminsNow,
    async accountChanged(user: UserId, isDeactivated: boolean) {
      await overdueLater(db, user)
      if (isDeactivated || (await hasLeft(db, user))) await leaversLater(db, user)
    },
    isAway,
  }
  const home = listen(slack.app, { db, now, settings, meter: metrics, people, records, say, quick: slack.quick, log })

  const taskList = tasks({
    db,
    now,
    log,
    metrics,
    phones,
    settings,
    quiet,
    people,
    say,
    slack: slack.say,
    admins: () => people.allAdmins(known, { sure: true }),
    told: (user) => home.publishHome(user).catch((error: unknown) => log.warn({ err: error }, 'a home was not drawn')),
  })
  signal?.throwIfAborted()
  const worker = await startWorker({ url, taskList, log, cron })
  closing.later(() => worker.stop())
  closing.later(() => home.idle())
  const noted = (work: Promise<unknown>) => void work.catch((error: unknown) => log.warn({ err: error }, 'not noted'))
  async function lookAgain() {
    await lookLater(db)
    await pushLater(db)
    await directoryLater(db) // last: nobody waits for it
  }
  const calls = listenToCalls({ db, now, log })
  const unwatch = phones.watch({
    lost: () => (metrics.phones(false), noted(noteDown(db, now(), quiet.outage))),
    back: () => (metrics.phones(true), noted(lookAgain())),
    changed: () => noted(directoryLater(db)),
    call: calls.call,
  })
  closing.later(() => calls.stop())
  closing.later(unwatch)
  closing.later(() => (slack.handle ? web.close() : undefined))
  closing.later(() => slack.stop())
  if (slack.handle) web.opens(slack.handle)
  await reachSlack(slack, connection, log, signal)

  return {
    url: sandbox?.url ?? `http://${host}:${web.port}`,
    port: web.port,
    db,
    databaseUrl: url,
    phones,
    simulated,
    sandbox,
    taskList,
    home,
    metrics,
    /** Finishes what was accepted. */
    stop: closing.close,
  }
}

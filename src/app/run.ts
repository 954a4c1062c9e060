// Opens what is real, wires it, starts it and stops it again: the only place that constructs. main.ts runs it with the
// environment, tests with a clock and a database of their own.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../commands/command.ts'
import { pictureOf } from '../commands/who.ts'
import type { Config } from '../config.ts'
import { alive, ready } from './health.ts'
import { andThen, type CrashPoint } from './hooks.ts'
import { listenToCalls } from '../jobs/calls.ts'
import { directory } from '../jobs/directory.ts'
import { fenced, openTerms } from './fence.ts'
import { aliveWithoutJobs, startHeart } from './heart.ts'
import { inOrder } from './in-order.ts'
import { boltLogger, type Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import { openClosing } from './closing.ts'
import { NOTHING_YET, openStocks } from './metrics/stocks.ts'
import { forTheWorld, withToken } from './pages.ts'
import { readiness, type Parts } from './readiness.ts'
import { checkToken, reachSlack } from './reach-slack.ts'
import { startWatch } from './watch.ts'
import { phoneSystems } from '../phones/index.ts'
import type { PhoneSystem } from '../phones/phone-system.ts'
import { northwind } from '../phones/simulated/northwind.ts'
import type { Clock } from '../phones/simulated/time.ts'
import { IN_SANDBOX, playground } from '../playground.ts'
import type { UserId } from '../ring/actor.ts'
import { QUIET, type Quiet } from '../ring/told.ts'
import type { SandboxOptions } from '../sandbox/server.ts'
import { listen } from '../slack/app.ts'
import { connect, type Connection } from '../slack/connect.ts'
import { peopleIn } from '../slack/people.ts'
import { answersAt, sayTo } from '../slack/say.ts'
import { channelClosedSince } from '../store/channel.ts'
import { NeverKnown } from '../store/commit.ts'
import { isAlive, isAway, openDb } from '../store/db.ts'
import { forgetSlack } from '../store/forget.ts'
import { openLines } from '../store/lines.ts'
import { hasLeft } from '../store/leavers.ts'
import { knownAdmins, leadsOf, meet, saidAdmin } from '../store/people.ts'
import { downSince, noteDown } from '../store/phone-system.ts'
import {
  directoryLater,
  lateLater,
  leaversLater,
  lookLater,
  overdueLater,
  pushLater,
  requestsLater,
} from '../store/queue.ts'
import { openRecords } from './records.ts'
import { REPAIR, troubleOf } from '../store/trouble.ts'
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
  /** what happens at the moments at which a process may die (hooks.ts) */
  at?: CrashPoint
  /** who is in the sandbox */
  people?: SandboxOptions['people']
  /** Slack has taken our token away: nothing can be done any more. Whoever runs us ends it. */
  removed?: (why: string) => void
}

/** How long a load balancer may take to see on /readyz that we leave, in milliseconds. */
const LEAVE_MS = 2000
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
    removed = () => {},
    at,
  }: Options,
  closing: ReturnType<typeof openClosing>,
) {
  const parts: Parts = {}
  const metrics = openMetrics({ log, look: async () => (await parts.look?.()) ?? NOTHING_YET, process: cron })
  const pages: Pages = {
    '/healthz': async () => alive(),
    '/readyz': async () => ready(await readiness(config, parts)),
    '/metrics': async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
  }
  const isPlayed = config.slack.mode === 'sandbox'
  const host = isPlayed ? '127.0.0.1' : config.host
  const { metricsToken: token } = config
  const forOperators = withToken(pages, token)
  // only where Slack comes in over HTTP has anybody but the operator a reason to reach this port
  const forAll = config.slack.mode === 'http' ? forTheWorld(pages, token) : forOperators
  const web = await openWeb({ pages: forAll, host, port: isPlayed ? 0 : config.port, log })
  closing.later(web.close)
  const ownPages = config.metrics && (await openWeb({ ...config.metrics, pages: forOperators, log }))
  if (ownPages) closing.later(ownPages.close)
  if (config.slack.mode !== 'sandbox') await checkToken(config.slack, log)

  const database = await openRecords(config, log, signal)
  closing.later(database.stop)
  const { url } = database
  const { role } = config
  const lines = openLines(url, `ringgroup ${role} ${randomUUID().slice(0, 8)}`)
  const stocks = openStocks(lines)
  closing.later(stocks.close)
  const db = openDb(lines, metrics)
  closing.later(() => db.$disconnect())
  // of their own: many people at once must not take the connections that bring their changes to the phones
  const jobsDb = role === 'web' ? db : openDb(lines, { ...metrics, watchPool() {} })
  closing.later(() => jobsDb.$disconnect())
  const heart = startHeart({ lines, log })
  closing.later(() => heart.stop())
  const terms = openTerms()

  const simulated = config.asterisk
    ? undefined
    : phoneSystems.simulated({
        folder: config.dataDir,
        company: northwind,
        ...(ofCalls && { clock: ofCalls }),
        ...(at && { halfway: () => at('half of apply') }),
      })
  const asterisk = config.asterisk && phoneSystems.asterisk(config.asterisk)
  const phones: PhoneSystem = simulated ?? asterisk!
  closing.later(() => phones.close())
  Object.assign(parts, {
    database: () => isAlive(db),
    phones,
    downSince: () => downSince(db),
    look: stocks.look,
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
  const slack = connect(connection, {
    logger: boltLogger(log),
    now,
    monotonic,
    fetch: metrics.fetch,
    reaches: metrics.slackConnected,
  })
  parts.slack = slack.standing
  const { admins, userGroups } = config
  const said = (user: UserId) => saidAdmin(db, user)
  const people = peopleIn({ slack: slack.who, installed: slack.installed, admins, userGroups, said, monotonic })
  const say = andThen(
    sayTo({ slack: slack.say, answers: answersAt(connection.apiUrl), now, fetch: metrics.fetch }),
    'after Slack took a post',
    at,
  )

  const noted = inOrder({ log, what: 'something of the phone system was not noted' })
  // the directory is there before the first question; a phone system that is away is asked again
  if (role !== 'web')
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
    /** Slack says that our token is gone. What it says may come late, after the app was installed again: so it is asked. */
    async removed(why: string) {
      if (await slack.isAccepted())
        return log.warn({ why }, 'Slack says that the app was removed, and still accepts it')
      log.fatal(
        { why },
        'Ringgroup was removed from the workspace: it stops. What is kept, and how it is deleted, is in docs/data.md',
      )
      await forgetSlack(db).catch((error: unknown) => log.error({ err: error }, 'not forgotten'))
      removed(why)
    },
    trouble: (error: unknown) => {
      const it = troubleOf(error)
      return it && { ...it, repair: REPAIR[it.trouble] }
    },
    isUnknown: (error: unknown) => error instanceof NeverKnown,
  }
  const home = listen(slack.app, {
    db,
    now,
    settings,
    meter: metrics,
    people,
    records,
    say,
    quick: slack.quick,
    log,
    pace: config.pace,
    at,
  })

  const tasksToDo = tasks({
    at,
    db: jobsDb,
    now,
    log,
    metrics,
    phones: fenced(phones, terms, (wrote) => noted(() => lateLater(jobsDb, wrote))),
    settings,
    quiet,
    keepCallsDays: config.keepCallsDays,
    people,
    say,
    slack: slack.say,
    admins: () => people.allAdmins(known, { sure: true }),
    told: (user) => home.publishHome(user).catch((error: unknown) => log.warn({ err: error }, 'a home was not drawn')),
  })
  const taskList = at ? atEach(tasksToDo, at) : tasksToDo
  signal?.throwIfAborted()
  await at?.('start')
  closing.later(noted.stop)
  const { followWorker: follow } = metrics
  const worker = role === 'web' ? undefined : await startWorker({ lines, heart, terms, taskList, log, follow, cron })
  if (worker) {
    parts.worker = worker.standing
    closing.later(() => worker.stop())
  } else void aliveWithoutJobs(heart)
  closing.later(() => home.idle())
  async function lookAgain() {
    await lookLater(db)
    await pushLater(db)
    await directoryLater(db) // last: nobody waits for it
  }
  const calls = listenToCalls({ db, now, log })
  if (worker) {
    closing.later(() => calls.stop())
    closing.later(
      phones.watch({
        lost: () => (metrics.phones(false), void noted(() => noteDown(db, now(), quiet.outage))),
        back: () => (metrics.phones(true), void noted(lookAgain)),
        changed: () => void noted(() => directoryLater(db)),
        call: calls.call,
      }),
    )
  }
  closing.later(() => (slack.handle ? web.close() : undefined))
  closing.later(() => slack.stop())
  closing.later(() => home.idle()) // a socket that is closed acknowledges nothing any more
  closing.later(async () => {
    // whoever shares out the requests sees first that nothing more is to come here
    slack.leaves()
    web.leaves()
    await at?.('stop')
    if (slack.handle && !sandbox) await sleep(LEAVE_MS)
  })
  if (slack.handle) web.opens(slack.handle)
  await reachSlack(slack, connection, log, signal)
  if (cron) closing.later(startWatch({ look: stocks.look, pool: metrics.poolNow, log, now }).stop)

  return {
    url: sandbox?.url ?? `http://${host}:${web.port}`,
    port: web.port,
    /** where health and numbers have a port of their own */
    metricsPort: ownPages?.port,
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

/** The same tasks, each of which begins with the moment at which its job is taken. */
const atEach = <T extends Record<string, (...given: never[]) => unknown>>(all: T, at: CrashPoint): T =>
  Object.fromEntries(
    Object.entries(all).map(([name, task]) => [
      name,
      async (...given: never[]) => {
        await at('job taken')
        return task(...given)
      },
    ]),
  ) as T

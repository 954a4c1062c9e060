// Opens what is real, wires it, starts it and stops it again: the only place that constructs. main.ts runs it with the
// environment, tests with a clock and a database of their own.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../commands/command.ts'
import { pictureOf } from '../commands/who.ts'
import type { Config } from '../config.ts'
import { alive, ready } from './health.ts'
import { listenToCalls } from '../jobs/calls.ts'
import { directory } from '../jobs/directory.ts'
import { fenced, openTerms } from './fence.ts'
import { aliveWithoutJobs, startHeart } from './heart.ts'
import { inOrder } from './in-order.ts'
import { boltLogger, type Log } from './log.ts'
import { migrated } from './migrated.ts'
import { openMetrics } from './metrics.ts'
import { phoneSystems } from '../phones/index.ts'
import type { PhoneSystem } from '../phones/phone-system.ts'
import { northwind } from '../phones/simulated/northwind.ts'
import type { Clock } from '../phones/simulated/time.ts'
import { IN_SANDBOX, playground } from '../playground.ts'
import { startEmbeddedPg } from '../postgres/embedded-pg.ts'
import type { UserId } from '../ring/actor.ts'
import { QUIET, type Quiet } from '../ring/told.ts'
import type { SandboxOptions } from '../sandbox/server.ts'
import { listen } from '../slack/app.ts'
import { connect, type Connection } from '../slack/connect.ts'
import { peopleIn } from '../slack/people.ts'
import { sayTo } from '../slack/say.ts'
import { channelClosedSince } from '../store/channel.ts'
import { countWaiting } from '../store/changes.ts'
import { isAlive, isAway, openDb } from '../store/db.ts'
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
import { tasks } from './tasks.ts'
import { playedWall, realWall } from '../wall.ts'
import { startWorker } from './worker.ts'
import { speak } from '../words/index.ts'

type Options = {
  log: Log
  now?: () => Date
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

/** How long a load balancer may take to see on /readyz that we leave, in milliseconds. */
const LEAVE_MS = 2000
/** More than anybody has. */
const MOST_ADMINS = 1000

export async function run(
  config: Config,
  {
    log,
    now = () => new Date(),
    cron = true,
    people: guests,
    clock: ofCalls,
    patience = 1500,
    quiet: quieter,
  }: Options,
) {
  const postgres =
    'embedded' in config.database
      ? await startEmbeddedPg({
          dataDir: config.database.embedded,
          database: 'ringgroup',
          log: (line) => log.info(line),
        })
      : undefined
  const url = 'url' in config.database ? config.database.url : postgres!.url
  await migrated(url, log)
  const { role } = config
  const lines = openLines(url, `ringgroup ${role} ${randomUUID().slice(0, 8)}`)
  const db = openDb(lines)
  // of their own: many people at once must not take the connections that bring their changes to the phones
  const jobsDb = role === 'web' ? db : openDb(lines)
  const heart = startHeart({ lines, log })
  const terms = openTerms()

  const simulated = config.asterisk
    ? undefined
    : phoneSystems.simulated({ folder: config.dataDir, company: northwind, ...(ofCalls && { clock: ofCalls }) })
  const asterisk = config.asterisk && phoneSystems.asterisk(config.asterisk)
  const phones: PhoneSystem = simulated ?? asterisk!
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
  const metrics = openMetrics({ waiting: () => countWaiting(db), process: cron })
  let listening = false
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined
  const pages = {
    '/healthz': async () => alive(),
    '/readyz': async () => {
      const database = await isAlive(db)
      const since = database ? await downSince(db).catch(() => null) : null
      return ready({
        database,
        slack: role === 'worker' ? null : listening,
        worker: role === 'web' ? null : (worker?.isWorking() ?? false),
        phones: { name: phones.name, up: !since, since, why: phones.trouble?.() ?? null },
      })
    },
    '/metrics': async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
  }

  let port = config.port
  const sandbox =
    config.slack.mode === 'sandbox'
      ? await playground(config, {
          wall: simulated ? playedWall(simulated, config.country) : realWall(asterisk!, config.country),
          now,
          log,
          people: guests,
          botPort: () => port,
          whoRings: (extension, locale) => pictureOf({ db, settings }, speak(locale), extension),
        })
      : undefined
  const connection: Connection = sandbox
    ? { mode: 'http', ...IN_SANDBOX, apiUrl: sandbox.apiUrl }
    : (config.slack as Connection)
  const host = sandbox ? '127.0.0.1' : config.host
  const slack = connect(connection, { logger: boltLogger(log), pages, host, port: sandbox ? 0 : config.port })
  const { team_id: teamId = '', enterprise_id: enterpriseId = null } = await slack.who.auth.test()
  const { admins, userGroups } = config
  const said = (user: UserId) => saidAdmin(db, user)
  const people = peopleIn({ slack: slack.who, teamId, enterpriseId, admins, userGroups, said, now })
  const apiHost = new URL(connection.apiUrl ?? 'https://hooks.slack.com/').host
  const say = sayTo({ slack: slack.say, host: apiHost, now })

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
  }
  const home = listen(slack.app, { db, now, settings, meter: metrics, people, records, say, quick: slack.quick, log })

  const taskList = tasks({
    db: jobsDb,
    now,
    log,
    metrics,
    phones: fenced(phones, terms, (wrote) => noted(() => lateLater(jobsDb, wrote))),
    settings,
    quiet,
    people,
    say,
    slack: slack.say,
    admins: () => people.allAdmins(known, { sure: true }),
    told: (user) => home.publishHome(user).catch((error: unknown) => log.warn({ err: error }, 'a home was not drawn')),
  })
  if (role === 'web') void aliveWithoutJobs(heart)
  else worker = await startWorker({ lines, heart, terms, taskList, log, cron })
  async function lookAgain() {
    await lookLater(db)
    await pushLater(db)
    await directoryLater(db) // last: nobody waits for it
  }
  const calls = listenToCalls({ db, now, log })
  const unwatch = worker
    ? phones.watch({
        lost: () => (metrics.phones(false), void noted(() => noteDown(db, now(), quiet.outage))),
        back: () => (metrics.phones(true), void noted(lookAgain)),
        changed: () => void noted(() => directoryLater(db)),
        call: calls.call,
      })
    : () => {}
  port = await slack.start()
  listening = true

  return {
    url: sandbox?.url ?? `http://${host}:${port}`,
    port,
    db,
    databaseUrl: url,
    phones,
    simulated,
    sandbox,
    taskList,
    home,
    /** Finishes what was accepted. Whoever shares out the requests sees first that nothing more is to come here. */
    async stop() {
      listening = false
      slack.leave()
      unwatch()
      await calls.stop()
      if (connection.mode === 'http' && !sandbox) await sleep(LEAVE_MS)
      await home.idle() // a socket that is closed acknowledges nothing any more
      await slack.stop()
      await home.idle()
      await worker?.stop()
      noted.stop()
      await heart.stop()
      await Promise.all([db.$disconnect(), jobsDb.$disconnect()])
      await phones.close()
      await sandbox?.close()
      await postgres?.stop()
    },
  }
}

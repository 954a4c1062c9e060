// Opens what is real, wires it, starts it and stops it again: the only place that constructs. main.ts runs it with the
// environment, tests with a clock and a database of their own.
import { EventEmitter } from 'node:events'
import { run as runWorker, runMigrations } from 'graphile-worker'
import pg from 'pg'
import type { Asking, Settings } from './commands/command.ts'
import { usersOf } from './commands/phone-of.ts'
import { typable } from './commands/typable.ts'
import { pictureOf } from './commands/who.ts'
import type { Config } from './config.ts'
import { alive, ready } from './health.ts'
import { listenToCalls } from './jobs/calls.ts'
import { directory } from './jobs/directory.ts'
import { foretell } from './jobs/foretell.ts'
import { handOut } from './jobs/hand-out.ts'
import { lapse } from './jobs/lapse.ts'
import { leavers } from './jobs/leavers.ts'
import { missed } from './jobs/missed.ts'
import { notice } from './jobs/notice.ts'
import { overdue } from './jobs/overdue.ts'
import { pleas } from './jobs/pleas.ts'
import { outage } from './jobs/outage.ts'
import { postChanges, postNoting } from './jobs/post.ts'
import { push } from './jobs/push.ts'
import { requests } from './jobs/requests.ts'
import { startReaper } from './jobs/reaper.ts'
import { scan } from './jobs/scan.ts'
import { tell } from './jobs/tell.ts'
import { tellAdmins, tellDeclined, tellLead, tellPhone } from './jobs/told.ts'
import { boltLogger, workerLogger, type Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import { phoneSystems } from './phones/index.ts'
import { isUnreachable, type PhoneSystem } from './phones/phone-system.ts'
import { northwind } from './phones/simulated/northwind.ts'
import type { Clock } from './phones/simulated/time.ts'
import { startEmbeddedPg } from './postgres/embedded-pg.ts'
import { migrateDeploy } from './postgres/migrate.ts'
import { clock, type UserId } from './ring/actor.ts'
import type { Extension } from './ring/group.ts'
import { QUIET, type Quiet } from './ring/told.ts'
import type { SandboxOptions } from './sandbox/server.ts'
import { listen } from './slack/app.ts'
import { connect, type Connection } from './slack/connect.ts'
import { peopleIn } from './slack/people.ts'
import { isClosed, postTo, sayTo } from './slack/say.ts'
import { channelClosedSince } from './store/channel.ts'
import { countWaiting } from './store/changes.ts'
import { isAlive, isAway, openDb } from './store/db.ts'
import { hasLeft } from './store/leavers.ts'
import { knownAdmins, leadsOf, meet, saidAdmin } from './store/people.ts'
import { downSince, noteDown } from './store/phone-system.ts'
import { directoryLater, leaversLater, lookLater, overdueLater, pushLater, requestsLater } from './store/queue.ts'
import { playedWall, realWall } from './wall.ts'
import { speak } from './words/index.ts'

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

/** Everything waits for the phones at most a minute longer than it must, the directory and a comparison five. */
const CRON = `
* * * * * lapse
* * * * * overdue ?queue=requests&jobKey=overdue:
* * * * * leavers ?queue=leavers&jobKey=leavers
* * * * * push ?queue=phones&jobKey=push
*/5 * * * * scan ?queue=phones&jobKey=scan
*/5 * * * * directory ?queue=phones&jobKey=directory`

/** More than anybody has. */
const MOST_ADMINS = 1000

/** What the bot and the sandbox trust each other by; nothing listens beyond 127.0.0.1. */
const IN_SANDBOX = { botToken: 'xoxb-sandbox', signingSecret: 'sandbox' }

type Played = Pick<Options, 'log' | 'people'> & {
  wall: NonNullable<SandboxOptions['phones']>
  now(): Date
  botPort(): number
  whoRings: NonNullable<SandboxOptions['whoRings']>
}

/** A Slack to play with, and the wall of phones beside it. Loaded only where it is wanted. */
async function playground(config: Config, { wall, now, log, people, botPort, whoRings }: Played) {
  const { openSandbox } = await import('./sandbox/server.ts')
  return openSandbox({
    ...IN_SANDBOX,
    token: IN_SANDBOX.botToken,
    whoRings,
    botUrl: () => `http://127.0.0.1:${botPort()}/slack/events`,
    port: config.port,
    now,
    log: (line) => log.warn(line),
    ...(people && { people }),
    bot: { shortcutId: 'ringgroups', languages: typable() },
    phones: wall,
  })
}

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
  await migrateDeploy(url)
  await runMigrations({ connectionString: url, logger: workerLogger(log) })
  const db = openDb(url)

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
  const pages = {
    '/healthz': async () => alive(),
    '/readyz': async () => {
      const database = await isAlive(db)
      const since = database ? await downSince(db) : null
      return ready({
        database,
        slack: listening,
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

  // the directory is there before the first question; a phone system that is away is asked again
  await directory({ db, phones, now })().catch((error: unknown) => log.warn({ err: error }, 'no directory yet'))
  const adminsNow = () => people.allAdmins(() => knownAdmins(db, MOST_ADMINS))
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

  const unasked: Asking = {
    actor: clock,
    words: speak(config.language),
    timeZone: 'UTC',
    meter: metrics,
    db,
    now,
    settings,
    emailOf: async () => null,
    userWithEmail: async () => null,
    nameOf: async (user) => user,
    admins: async () => [],
    adminsNow: async () => [],
    actorNow: async () => null,
    deciders: async () => ({ admins: [] }),
    forget: () => {},
    isNamedAdmin: async () => false,
    place: null,
    askedIn: null,
  }
  const deps = { db, phones, now }
  /** A phone system that does not answer is no failure: when it is back, or a minute later, all of it is done. */
  const ifReachable = (task: () => Promise<void>) => async () => {
    try {
      await task()
    } catch (error) {
      if (!isUnreachable(error)) throw error
      log.warn({ err: error }, 'the phone system does not answer')
      await noteDown(db, now(), quiet.outage)
    }
  }
  const quiet = { ...QUIET, ...quieter }
  const noting = { db, now, channel: config.channel, isClosed }
  const post = postNoting({ ...noting, post: postTo(slack.say) })
  const telling = {
    db,
    now,
    settings,
    quiet,
    say,
    readsIn: async (user: UserId) => (await people.person(user))?.locale ?? null,
    usersOf: (extension: Extension) => usersOf({ db, userWithEmail: people.withEmail }, extension),
    admins: adminsNow,
  }
  const taskList = {
    push: ifReachable(push({ ...deps, pushed: metrics.pushed })),
    scan: ifReachable(scan(deps, false)),
    connected: ifReachable(scan(deps, true)),
    directory: ifReachable(directory(deps)),
    lapse: lapse(unasked),
    foretell: foretell({ ...telling, post, channel: config.channel }),
    leavers: leavers(unasked, people.account),
    missed: missed({
      db,
      say,
      settings,
      person: people.person,
    }),
    notice: notice({
      db,
      now,
      settings,
      post,
      admins: adminsNow,
      channel: config.channel,
    }),
    pleas: pleas({
      db,
      now,
      post: postTo(slack.say),
      nameOf: people.nameOf,
      readsIn: async (user) => {
        const person = await people.person(user)
        return person?.role === 'admin' ? person.locale : null
      },
    }),
    overdue: overdue({ db, now }, people.person),
    handOut: handOut({
      db,
      now,
      quiet,
      channel: config.channel,
      isAdmin: async (user) => (await people.person(user))?.role !== 'member',
    }),
    tellPhone: tellPhone(telling),
    tellLead: tellLead(telling),
    tellAdmins: tellAdmins(telling),
    tellDeclined: tellDeclined(telling),
    post: postChanges({
      db,
      now,
      settings,
      quiet,
      channel: config.channel,
      post: postNoting({ ...noting, post: postTo(slack.say, 'anew') }),
    }),
    outage: outage({ db, settings, post, channel: config.channel, admins: adminsNow }),
    requests: requests({
      db,
      now,
      settings,
      post: postTo(slack.say),
      say,
      channel: config.channel,
      admins: adminsNow,
      isClosed,
    }),
    tell: tell({
      db,
      say,
      settings,
      told: (user) =>
        home.publishHome(user).catch((error: unknown) => log.warn({ err: error }, 'a home was not drawn')),
    }),
  }
  const events = new EventEmitter()
  const reaper = startReaper(url, events)
  const pgPool = new pg.Pool({ connectionString: url, max: 10 })
  pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {})) // a lost connection is not the end
  const worker = await runWorker({
    pgPool,
    events,
    concurrency: 4,
    // it looks for the next job of a queue before the last one has let go of it, and then not for so long: usually 2 s
    pollInterval: 200,
    noHandleSignals: true,
    logger: workerLogger(log),
    taskList,
    ...(cron ? { crontab: CRON } : { crontab: '' }),
  })
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
    /** Finishes what was accepted. */
    async stop() {
      listening = false
      unwatch()
      await calls.stop()
      await slack.stop()
      await home.idle()
      await worker.stop()
      await reaper.stop()
      await pgPool.end()
      await db.$disconnect()
      await phones.close()
      await sandbox?.close()
      await postgres?.stop()
    },
  }
}

// The one connection to Asterisk: made at once, made again whenever it is lost, and used only when all is as it must be.
import { unreachable } from '../phone-system.ts'
import { AmiError, connectAmi, type Address, type Ami } from './ami.ts'
import type { Message } from './wire.ts'

export type Account = Address & { user: string; secret: string }

type On = {
  /** It answers, and is as it must be; whatever it held may be different now. */
  up(): void
  down(): void
  event(event: Message): void
}

/** Milliseconds. */
const SILENCE = 5000
const PING = 15_000
/** A PBX that comes back is to be found within two seconds. */
const SOON = { least: 100, most: 500 }
const LATER = 5000
/** Who tries a wrong secret more often is locked out, where fail2ban counts. */
const REFUSED = 50_000

/** What we ask for, and what each of them needs: a right, or a module. */
const NEEDED = {
  DBGet: 'write=system,reporting',
  DBPut: 'write=system',
  DBDel: 'write=system',
  DBGetTree: 'write=system,reporting',
  PJSIPShowEndpoints: 'write=system and the module res_pjsip',
  PJSIPShowEndpoint: 'write=system and the module res_pjsip',
  VoicemailUsersList: 'write=reporting and the module app_voicemail',
  ShowDialPlan: 'write=reporting',
}

export function openLink(account: Account, on: On) {
  let now: Promise<Ami> | undefined // connected, or about to be
  let up: boolean | undefined
  let trouble: Error = unreachable('Asterisk was not asked yet.')
  let closed = false
  let failures = 0
  let notBefore = 0
  let again: NodeJS.Timeout | undefined
  let version = ''

  function session(): Promise<Ami> {
    if (now) return now
    if (closed || performance.now() < notBefore) return Promise.reject(trouble)
    clearTimeout(again)
    const mine: Promise<Ami> = enter(account, {
      event: on.event,
      closed: (why) => lost(mine, why),
      version: (it) => (version = it),
    })
    now = mine
    void follow(mine)
    return mine
  }
  async function follow(mine: Promise<Ami>) {
    try {
      await mine
      failures = 0
      if (closed || up || now !== mine) return
      up = true
      on.up()
    } catch (error) {
      lost(mine, error as Error)
    }
  }

  function lost(mine: Promise<Ami>, why: Error) {
    if (closed || now !== mine) return // it is told twice: by the connection, and by who waited for it
    now = undefined
    trouble = why
    const pause = 'pause' in why ? Number(why.pause) : 0
    notBefore = performance.now() + pause
    again = setTimeout(retry, Math.max(pause, Math.min(SOON.least * 2 ** failures++, SOON.most)))
    if (up === false) return
    up = false
    on.down()
  }
  function retry() {
    notBefore = 0 // timers are early now and then
    session().catch(() => {}) // `lost` has been told
  }
  const ping = setInterval(() => void now?.then((ami) => ami.ask('Ping')).catch(() => {}), PING)
  retry()

  return {
    /** Rejects with the sentence that says what is wrong. */
    session,
    /** undefined: not known yet */
    isUp: () => up,
    trouble: () => (up ? null : trouble.message),
    /** As it said at the last login; empty: it was never asked. */
    version: () => version,
    async close() {
      closed = true
      clearTimeout(again)
      clearInterval(ping)
      trouble = unreachable('The connection to Asterisk was closed.')
      now?.then((ami) => ami.end(trouble)).catch(() => {}) // whoever stops need not wait for one that does not answer
    },
  }
}

type Entering = { event(event: Message): void; closed(why: Error): void; version(it: string): void }

/** Logs in, waits until Asterisk has started, and looks whether everything is there that we need. */
async function enter(account: Account, on: Entering): Promise<Ami> {
  const { user, secret } = account
  let booted: () => void
  const boot = new Promise<void>((resolve) => (booted = resolve))
  const event = (it: Message) => (it.get('Event') === 'FullyBooted' ? booted() : on.event(it))
  const ami = await connectAmi(account, { event, closed: on.closed }, SILENCE)
  try {
    await ami.ask('Login', { Username: user, Secret: secret }).catch((error: Error) => {
      if (!(error instanceof AmiError)) throw error
      const why = `Asterisk refuses the AMI user "${user}": ASTERISK_AMI_USER or ASTERISK_AMI_SECRET is wrong, or manager.conf permits no login from here.`
      throw wrong(why, REFUSED)
    })
    await within(SILENCE, boot, () =>
      wrong(
        `Asterisk does not say that it has started: it is still starting, or the AMI user "${user}" lacks read=system, or its eventfilter lets no FullyBooted through.`,
        LATER,
      ),
    )
    on.version(await versionOf(ami, user))
    await checkCommands(ami, user)
    await ami.ask('ShowDialPlan', { Context: 'rg-run' }).catch((error: Error) => {
      if (!(error instanceof AmiError)) throw error
      throw wrong(
        'Asterisk has no dialplan context rg-run: include ringgroups.conf in extensions.conf and reload the dialplan.',
        LATER,
      )
    })
    return ami
  } catch (error) {
    ami.end(error as Error)
    throw error
  }
}

/** Its version. DBGetTree, with which everything is read, came with the least of them. */
async function versionOf(ami: Ami, user: string): Promise<string> {
  const [settings] = await ami.ask('CoreSettings').catch((error: Error) => {
    throw error instanceof AmiError ? lacking('CoreSettings', 'write=system,reporting', user) : error
  })
  const version = settings?.get('AsteriskVersion') ?? ''
  const [, major = NaN, minor = NaN] = (/^(?:certified\/)?(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
  const least =
    new Map([
      [18, 14],
      [19, 6],
    ]).get(major) ?? 0
  if (major < 18 || minor < least)
    throw wrong(`This is Asterisk ${version}; it must be 18.14, 19.6, 20 or newer.`, LATER)
  return version
}

async function checkCommands(ami: Ami, user: string) {
  const [all] = await ami.ask('ListCommands') // those that this user may ask for
  for (const [command, needs] of Object.entries(NEEDED)) if (!all?.has(command)) throw lacking(command, needs, user)
}

const lacking = (command: string, needs: string, user: string) =>
  wrong(`Asterisk does not let the AMI user "${user}" ask for ${command}: that needs ${needs}.`, LATER)

/** It answers, but somebody has to change a setting before it makes sense to try again. */
const wrong = (why: string, pause: number) => Object.assign(unreachable(why), { pause })

async function within<T>(milliseconds: number, it: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), milliseconds)))
  return Promise.race([it, over]).finally(() => clearTimeout(timer))
}

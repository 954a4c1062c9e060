// This machine: its clock against others, the ports, the disk, the version of Node.js.
import { once } from 'node:events'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { failed, ok, warning, type Finding } from './finding.ts'

const NODE = [20, 19] as const
const MB = 1_000_000

export function nodeFinding(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < NODE[0] || (major === NODE[0] && minor < NODE[1])
  return isOld
    ? failed('Node.js', `${version} is too old`, `Install Node.js ${NODE.join('.')} or newer.`)
    : ok('Node.js', version)
}

/** How far others are ahead of our clock, in milliseconds; null: they did not say. */
export function clockFinding(ahead: { Slack: number | null; PostgreSQL: number | null }): Finding {
  const what = 'clock'
  const known = Object.entries(ahead).flatMap(([who, ms]) =>
    ms === null ? [] : [[who, Math.round(ms / 1000)] as const],
  )
  if (known.length === 0) return warning(what, 'nobody could be asked for the time', 'See the lines above.')
  const far = known.filter(([, seconds]) => Math.abs(seconds) >= 5)
  const says = far
    .map(([who, seconds]) => `${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} that of ${who}`)
    .join(', ')
  const repair = 'Set the clock by NTP (timedatectl set-ntp true). Slack’s requests are refused from 300 s on.'
  if (far.some(([, seconds]) => Math.abs(seconds) >= 60)) return failed(what, says, repair)
  return far.length > 0
    ? warning(what, says, repair)
    : ok(what, `agrees with ${known.map(([who]) => who).join(' and ')}`)
}

/** A port that is to be listened on: free, or held by a bot that lives. */
export async function portFinding(what: string, host: string, port: number): Promise<Finding> {
  if (port === 0) return ok(what, 'any free one')
  const server = createServer().listen({ host, port, exclusive: true })
  const why = await once(server, 'listening').then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  )
  if (why === null) {
    await new Promise((resolve) => server.close(resolve))
    return ok(what, `${host}:${port} is free`)
  }
  if (why === 'EADDRINUSE' && (await isOurs(host, port))) return ok(what, `${host}:${port} is the bot’s, which runs`)
  return failed(
    what,
    ...(PORTS[why]?.(host, port) ?? [`${host}:${port} cannot be listened on: ${why}`, `Choose another one.`]),
  )
}

const PORTS: Record<string, (host: string, port: number) => [says: string, repair: string]> = {
  EADDRINUSE: (host, port) => [
    `another program listens on ${host}:${port}`,
    `End it (ss -ltnp 'sport = ${port}' names it), or choose another port.`,
  ],
  EACCES: (_, port) => [`the port ${port} is not for everybody`, 'Choose one from 1024 on, and put a proxy in front.'],
  EADDRNOTAVAIL: (host) => [`${host} is no address of this machine`, 'Correct HOST.'],
  ENOTFOUND: (host) => [`there is no host ${host}`, 'Correct HOST.'],
}

async function isOurs(host: string, port: number) {
  const at = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  const answer = await fetch(`http://${at.includes(':') ? `[${at}]` : at}:${port}/healthz`, {
    signal: AbortSignal.timeout(2000),
  }).catch(() => null)
  const said = (await answer?.json().catch(() => null)) as { status?: string } | null | undefined
  return said?.status === 'alive'
}

/** The folder for what is kept outside the database; it may not be there yet. */
export function diskFinding(dataDir: string): Finding {
  let there = path.resolve(dataDir)
  while (!existsSync(there)) there = path.dirname(there)
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
  } catch {
    return failed(
      'disk',
      `${there} cannot be written to by this account`,
      'Give it to the account of the bot, or set DATA_DIR.',
    )
  }
  const { bavail, bsize } = statfsSync(there)
  return freeFinding(there, bavail * bsize)
}

export function freeFinding(folder: string, bytes: number): Finding {
  const says = `${bytes > 1000 * MB ? `${Math.floor(bytes / 1000 / MB)} GB` : `${Math.floor(bytes / MB)} MB`} free in ${folder}`
  if (bytes < 100 * MB) return failed('disk', says, 'Make room, or set DATA_DIR to a larger disk.')
  return bytes < 1000 * MB ? warning('disk', says, 'Make room soon.') : ok('disk', says)
}

// A test run talks to itself and to nobody else: Slack, the database and the phone system are on this machine. Whatever
// connects elsewhere is refused, and noted. Loaded before everything else, in the tests and in the bots that they start.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { isIP, Socket, type SocketConnectOpts } from 'node:net'

const NOTED = Symbol.for('ringgroup.refused')
const global = globalThis as { [NOTED]?: string[] }

/** Hosts that somebody wanted to reach since this was last asked. */
export const refusedHosts = (): string[] => (global[NOTED] ?? []).splice(0)

const isHere = (host: string) =>
  host === 'localhost' || /^(127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$)/.test(isIP(host) ? host : 'a name')

class Elsewhere extends Error {
  code = 'ELSEWHERE'
}
/** A name that nobody has, by definition (RFC 2606), is not found, without anybody being asked. */
const isNobody = (host: string) => host.endsWith('.invalid')

function refuse(host: string): Error {
  if (isNobody(host))
    return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      hostname: host,
    })
  global[NOTED]?.push(host)
  return new Elsewhere(`the tests connect to nobody else than this machine, and not to ${host}`)
}

/** The host of `socket.connect(…)` in each of its forms; null: a socket in the file system. */
function hostOf([first, second]: unknown[]): string | null {
  const it: unknown = Array.isArray(first) ? first[0] : first
  if (typeof it === 'object' && it !== null) {
    const { host, path } = it as Partial<{ host: string; path: string }> & SocketConnectOpts
    return path ? null : (host ?? 'localhost')
  }
  if (typeof it === 'string' && Number.isNaN(Number(it))) return null
  return typeof second === 'string' ? second : 'localhost'
}

if (!global[NOTED]) {
  global[NOTED] = []
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const host = hostOf(args)
    if (host === null || isHere(host)) return (connect as (...all: unknown[]) => Socket).apply(this, args)
    const error = refuse(host)
    process.nextTick(() => this.destroy(error))
    return this
  }

  const lookedUp = <F>(lookup: F, isPromised: boolean) =>
    ((...args: unknown[]) => {
      const [host, answer] = [String(args[0]), args.at(-1)]
      if (isHere(host) || isIP(host)) return (lookup as (...all: unknown[]) => unknown)(...args)
      const error = refuse(host)
      if (isPromised) return Promise.reject(error)
      return process.nextTick(answer as () => void, error)
    }) as unknown as F
  dns.lookup = Object.assign(lookedUp(dns.lookup, false), dns.lookup)
  dns.promises.lookup = lookedUp(dns.promises.lookup, true)

  const { send } = dgram.Socket.prototype
  dgram.Socket.prototype.send = function (this: dgram.Socket, ...args: unknown[]) {
    const host = args.slice(1).find((it) => typeof it === 'string')
    if (host === undefined || isHere(host)) return (send as (...all: unknown[]) => void).apply(this, args)
    const error = refuse(host)
    const done = args.at(-1)
    if (typeof done === 'function') process.nextTick(done, error)
    else process.nextTick(() => this.emit('error', error))
  } as typeof send
}

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * Hears which statements a client runs: of the frontend's messages it reads Query, Parse and Bind, for Prisma prepares a
 * statement once and from then on only names it. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
function listenForStatements(heard: (sql: string) => void) {
  const prepared = new Map<string, string>()
  let rest = Buffer.alloc(0)
  let isStartup = true // the first message has no letter
  return (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes])
    for (;;) {
      const at = isStartup ? 0 : 1
      if (rest.length < at + 4) return
      const end = at + rest.readInt32BE(at)
      if (rest.length < end) return
      const letter = isStartup ? '' : String.fromCharCode(rest[0]!)
      const [first = '', second = ''] = rest.toString('utf8', at + 4, end).split('\0')
      if (letter === 'Q') heard(first)
      if (letter === 'P') prepared.set(first, second)
      if (letter === 'B') heard(prepared.get(second) ?? '')
      rest = rest.subarray(end)
      isStartup = false
    }
  }
}

/**
 * A network between us and a PostgreSQL that can be cut, slowed and made silent: give the bot `url` in place of the server's.
 * Loopback only, without TLS.
 */
export async function openProxy(serverUrl: string) {
  const target = new URL(serverUrl)
  const pairs = new Set<[client: Socket, server: Socket]>()
  let silent = false
  let open = true
  let delayMs = 0
  let lost = { sql: 'COMMIT', times: 0, happened: 0, after: () => {} }
  let cutBefore: string | null = null

  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ port: Number(target.port), host: target.hostname, noDelay: true })
    const pair: [Socket, Socket] = [client, server]
    let isReplyLost = false
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    if (!open) return end()
    for (const socket of pair) socket.on('error', end).on('close', () => !silent && end())
    const pass = (to: Socket, bytes: Buffer) => {
      if (silent) return // the bytes are gone, as on a line that was pulled out
      if (delayMs > 0) setTimeout(() => to.write(bytes), delayMs)
      else to.write(bytes)
    }
    const listen = listenForStatements((sql) => {
      if (cutBefore !== null && sql.startsWith(cutBefore)) {
        cutBefore = null
        end()
      }
      if (lost.times === 0 || !sql.startsWith(lost.sql)) return
      lost = { ...lost, times: lost.times - 1, happened: lost.happened + 1 }
      isReplyLost = true
    })
    client.on('data', (bytes) => {
      listen(bytes)
      if (!client.destroyed) pass(server, bytes)
    })
    server.on('data', (bytes) => {
      if (!isReplyLost) return pass(client, bytes)
      end() // the server has done it, and nobody will hear
      lost.after()
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy()
    pairs.clear()
  }
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = `${(listener.address() as AddressInfo).port}`

  return {
    url: url.href,
    connections: () => pairs.size,
    /** Every connection ends now; new ones are taken. */
    cut,
    /** Every connection ends, and no new one is taken, until `comesBack`. */
    goesAway() {
      open = false
      cut()
    },
    /** Half-open: nobody hears anything, and nobody is told that the other is gone, until `comesBack`. */
    fallsSilent: () => void (silent = true),
    /** What was silent stays lost: those connections end. */
    comesBack() {
      open = true
      if (silent) cut()
      silent = false
    },
    /** Both ways, in milliseconds. */
    slowsDown: (ms: number) => void (delayMs = ms),
    /** The server does what the next statements of this kind say, and the connection ends before its answer. */
    losesReplyTo: (sql = 'COMMIT', times = 1, after = () => {}) => void (lost = { sql, times, happened: 0, after }),
    /** The connection ends before the next statement of this kind arrives. */
    cutsBefore: (sql = 'COMMIT') => void (cutBefore = sql),
    /** How many replies were lost since. */
    repliesLost: () => lost.happened,
    async close() {
      cut()
      listener.close()
      await once(listener, 'close')
    },
  }
}

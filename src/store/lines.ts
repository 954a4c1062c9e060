// How connections to the database are made, all of them: so that each side notices within ten seconds that the other is gone.
import { Socket } from 'node:net'
import type { ClientConfig } from 'pg'

/** What the server looks after, for it keeps the locks of a host that has vanished: seconds, and milliseconds. */
const SERVER_NOTICES =
  "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 2; set tcp_user_timeout = '9s'"

/**
 * Nobody holds what they have locked for longer while they do nothing. The longest that do are told to somebody in Slack,
 * and Prisma gives those 30 s.
 */
const IDLE = "set idle_in_transaction_session_timeout = '35s'"

/** To be run once on each new connection. */
export const ONCE_CONNECTED = `${SERVER_NOTICES}; ${IDLE}`

/** Milliseconds until a server that does not answer counts as away; in a pool, until a connection is free, too. */
const CONNECT_MS = 5000

/** The connections of one process, which is `name`d in `pg_stat_activity`. */
export function openLines(url: string, name: string) {
  const sockets = new Set<Socket>()
  return {
    url,
    name,
    /** For a client or a pool. Its sockets can be dropped all at once. */
    options: {
      connectionString: url,
      application_name: name,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5000,
      connectionTimeoutMillis: CONNECT_MS,
      stream: () => {
        const socket = new Socket()
        sockets.add(socket.once('close', () => sockets.delete(socket)))
        return socket
      },
    } satisfies ClientConfig,
    /** The server has fallen silent: whoever waits for it hears at once that it is away. */
    drop() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

export type Lines = ReturnType<typeof openLines>

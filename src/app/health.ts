/** What `GET /healthz` and `GET /readyz` answer; the caller knows what is up. */
export type Health = { status: 200 | 503; body: string; contentType: 'application/json' }

export type Readiness = {
  /** Reachable now, every migration applied. */
  database: boolean
  /** The listener for Slack is up: an HTTP server, or a connected socket. */
  slack: boolean
  phones: {
    name: string
    up: boolean
    /** of the last answer */ since?: Date | null
    /** in a sentence */ why?: string | null
  }
}

/** The process runs and its event loop turns. */
export const alive = (): Health => json(200, { status: 'alive' })

/** The phone system stands in the body only: it is down now and then, and must not take the bot away. */
export const ready = ({ database, slack, phones }: Readiness): Health =>
  json(database && slack ? 200 : 503, {
    status: database && slack ? 'ready' : 'not ready',
    database: database ? 'migrated' : 'down',
    slack: slack ? 'listening' : 'down',
    phones: {
      name: phones.name,
      state: phones.up ? 'up' : 'down',
      ...(phones.since && { since: phones.since.toISOString() }),
      ...(phones.why && { why: phones.why }),
    },
  })

const json = (status: Health['status'], body: object): Health => ({
  status,
  body: `${JSON.stringify(body)}\n`,
  contentType: 'application/json',
})

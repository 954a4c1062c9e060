/** What `GET /healthz` and `GET /readyz` answer; the caller knows what is up. */
export type Health = { status: 200 | 503; body: string; contentType: 'application/json' }

export type Readiness = {
  /** Reachable now, every migration applied. */
  database: boolean
  /** The listener for Slack is up: an HTTP server, or a connected socket. null: this process does not listen. */
  slack: boolean | null
  /** Jobs are done here. null: not by this process. */
  worker?: boolean | null
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
export const ready = ({ database, slack, worker = null, phones }: Readiness): Health => {
  const isReady = database && slack !== false && worker !== false
  return json(isReady ? 200 : 503, {
    status: isReady ? 'ready' : 'not ready',
    database: database ? 'migrated' : 'down',
    ...(slack !== null && { slack: slack ? 'listening' : 'down' }),
    ...(worker !== null && { worker: worker ? 'working' : 'down' }),
    phones: {
      name: phones.name,
      state: phones.up ? 'up' : 'down',
      ...(phones.since && { since: phones.since.toISOString() }),
      ...(phones.why && { why: phones.why }),
    },
  })
}

const json = (status: Health['status'], body: object): Health => ({
  status,
  body: `${JSON.stringify(body)}\n`,
  contentType: 'application/json',
})

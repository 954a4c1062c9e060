// What `GET /healthz` and `GET /readyz` answer. Each part says what it is itself; one that nobody has told of yet is starting.
export type Health = { status: 200 | 503; body: string; contentType: 'application/json' }

/** `why`: in a sentence, for whoever runs it; `since`: of its last answer. */
export type Part = { state: 'starting' | 'up' | 'down'; since?: Date | null | undefined; why?: string | null }
/** null: not a part of this process. */
export type Readiness = { database: Part; slack: Part | null; worker: Part | null; phones: Part & { name: string } }

/** The process runs and its event loop turns. */
export const alive = (): Health => json(200, { status: 'alive' })

/** The phone system stands in the body only: it is down now and then, and must not take the bot away. */
export function ready({ database, slack, worker, phones }: Readiness): Health {
  const isReady = [database, slack, worker].every((it) => it === null || it.state === 'up')
  return json(isReady ? 200 : 503, {
    status: isReady ? 'ready' : 'not ready',
    database: told(database),
    ...(slack && { slack: told(slack) }),
    ...(worker && { worker: told(worker) }),
    phones: { name: phones.name, ...told(phones) },
  })
}

const told = ({ state, since, why }: Part) => ({
  state,
  ...(since && { since: since.toISOString() }),
  ...(why && { why }),
})

const json = (status: Health['status'], body: object): Health => ({
  status,
  body: `${JSON.stringify(body)}\n`,
  contentType: 'application/json',
})

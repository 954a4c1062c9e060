// Socket Mode, kept connected. Bolt's client ends the process at a message that is no envelope, and when it cannot connect
// again; after an hour without Slack it would wait for another half. So it reconnects here, and hears only what is an envelope.
import { setTimeout as sleep } from 'node:timers/promises'
import { SocketModeReceiver, type Logger } from '@slack/bolt'
import type { Admit } from './receive.ts'
import { isRefusal } from './standing.ts'

type Options = {
  appToken: string
  api: { slackApiUrl?: string; fetch?: typeof fetch }
  logger: Logger
  admit: Admit
  /** `why` null: it is connected. */
  stands(why: unknown): void
}

/** Milliseconds: how long a connection may take to greet us, how soon a new one is no interruption, and the pauses between attempts. */
const GREETED = 15_000
const UNSAID = 2000
const PAUSE = { least: 250, most: 30_000 }

const TYPES = ['slash_commands', 'interactive', 'events_api']

export function openSocket({ appToken, api, logger, admit, stands }: Options) {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { timeout: 10_000, retryConfig: { retries: 0 }, ...api },
    },
  })
  const { client } = receiver
  const stopping = new AbortController()

  // between the wire and Bolt
  const [hear] = client.listeners('ws_message')
  client.removeAllListeners('ws_message')
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    isHeard(data, isBinary)
      .then((heard) => heard && hear?.(data, isBinary))
      .catch((error: unknown) => logger.error('a message of the socket could not be handled', error))
  })

  async function isHeard(data: unknown, isBinary: boolean): Promise<boolean> {
    const said = isBinary || typeof data !== 'string' ? null : parsed(data)
    if (said?.type === 'hello' || said?.type === 'disconnect') return true
    if (!said || typeof said.envelope_id !== 'string' || !TYPES.includes(said.type as string)) {
      logger.warn('refused: a message of the socket that is no envelope')
      return false
    }
    return (await admit(said.payload)) === 'ours'
  }

  /** Resolves once Slack has greeted us. */
  async function connect() {
    const timer = new AbortController()
    const late = sleep(GREETED, undefined, { signal: timer.signal }).then(() => {
      throw new Error('Slack did not greet us on the socket')
    })
    try {
      await Promise.race([client.start(), late])
    } finally {
      timer.abort()
    }
    stands(null)
  }

  const closed = () => new Promise<void>((resolve) => void client.once('disconnected', () => resolve()))

  /** Whenever it is closed it is opened again. Slack asks for that about hourly, which is worth no word. */
  async function keep(first: Promise<void>) {
    for (let gone = first; ;) {
      await gone
      const late = setTimeout(stands, UNSAID, new Error('the socket was closed'))
      for (let failures = 0; !stopping.signal.aborted; failures++) {
        gone = closed()
        if (await connected(failures)) break
      }
      clearTimeout(late)
      if (stopping.signal.aborted) return void client.disconnect() // it may just have connected
    }
  }
  async function connected(failures: number): Promise<boolean> {
    try {
      await connect()
      return true
    } catch (error) {
      if (stopping.signal.aborted) return false
      stands(error ?? new Error('the socket was closed'))
      void client.disconnect()
      const pause = isRefusal(error) ? PAUSE.most : Math.min(PAUSE.least * 2 ** failures, PAUSE.most)
      await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => {})
      return false
    }
  }

  return {
    receiver,
    /** Connects, and keeps connected from then on. Rejects where the first attempt fails. */
    async start() {
      const gone = closed()
      try {
        await connect()
      } catch (error) {
        void client.disconnect() // half of a connection is none
        throw error instanceof Error ? error : new Error('the socket was closed')
      }
      void keep(gone)
    },
    async stop() {
      stopping.abort()
      await receiver.stop()
    },
  }
}

type Said = { type?: unknown; envelope_id?: unknown; payload?: unknown }
function parsed(data: string): Said | null {
  try {
    const said: unknown = JSON.parse(data)
    return typeof said === 'object' && said !== null ? said : null
  } catch {
    return null
  }
}

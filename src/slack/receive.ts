// What both ways in share: only an envelope that is whole, and addressed to us, reaches Bolt.
import type { App, Logger, ReceiverEvent } from '@slack/bolt'
import { envelopeOf, foreignIn, type Installation } from './envelope.ts'

/** `sure`: asked anew, for a workspace may have joined an organisation since. */
export type WhereInstalled = (sure?: boolean) => Promise<Installation>
export type Verdict = 'ours' | 'malformed' | 'foreign'

/** Says whether a payload may go on, and logs why not; nothing of what it holds but the id that is wrong. */
export const admission = (installed: WhereInstalled, logger: Logger) =>
  async function admit(body: unknown): Promise<Verdict> {
    const envelope = envelopeOf(body)
    if (!envelope) {
      logger.warn('refused: this is no payload that Slack would send')
      return 'malformed'
    }
    const foreign = foreignIn(envelope, await installed()) && foreignIn(envelope, await installed(true))
    if (!foreign) return 'ours'
    logger.warn(`refused: a ${envelope.kind} for another installation (${foreign})`)
    return 'foreign'
  }

export type Admit = ReturnType<typeof admission>

/** Hands an envelope to Bolt. Listeners catch their own errors, so that one here is a bug in Bolt or in its middleware: false. */
export async function processed(app: App | undefined, event: ReceiverEvent, logger: Logger): Promise<boolean> {
  try {
    await app?.processEvent(event)
    return true
  } catch (error) {
    logger.error('a payload could not be handled', error)
    return false
  }
}

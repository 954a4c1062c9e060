// Somebody who has left: a Slack account that was deactivated, or an extension that is not on the phone system any more.
// Nothing on the phones changes by itself: an admin chooses.
import { z } from 'zod'
import { UserId } from './actor.ts'
import { Extension } from './group.ts'

const byAdmin = { by: UserId, at: z.coerce.date() }

/** removed: taken out of all groups; kept: left as is; back: it is there again; clear: nothing names the phone any more. */
export const LeaverEnd = z.discriminatedUnion('how', [
  z.object({ how: z.literal('removed'), ...byAdmin }),
  z.object({ how: z.literal('kept'), ...byAdmin }),
  z.object({ how: z.literal('back'), at: z.coerce.date() }),
  z.object({ how: z.literal('clear'), at: z.coerce.date() }),
])
export type LeaverEnd = z.output<typeof LeaverEnd>

export const Leaver = z.object({
  id: z.string(),
  /** null: only the extension is gone */
  user: UserId.nullable(),
  /** their phone, as far as it was known; the one that is gone */
  extension: Extension.nullable(),
  seenAt: z.coerce.date(),
  /** null: an admin is to choose */
  ended: LeaverEnd.nullable(),
})
export type Leaver = z.output<typeof Leaver>

/** The people to be asked about in this minute: each comes once in five, or later where they are more than `most` a minute. */
export function turnOf<T>(all: T[], at: Date, most: number): T[] {
  const turns = Math.max(5, Math.ceil(all.length / most))
  const turn = Math.floor(at.getTime() / 60_000) % turns
  return all.filter((_, i) => i % turns === turn)
}

// What the dialplan tells of a call: `UserEvent(RingGroup,State: …)`. Whatever a caller chose in it is text and nothing else.
import { z } from 'zod'
import type { CallEvent } from '../phone-system.ts'
import { Extension } from '../../ring/group.ts'
import { numberIn } from './value.ts'
import type { Message } from './wire.ts'

const Extensions = z.string().transform((text) => text.split('-').flatMap((it) => Extension.safeParse(it).data ?? []))
/** Of a channel, `PJSIP/101`. */
const Phone = z.string().transform((text) => Extension.safeParse(text.replace(/^.*\//, '')).data ?? null)
const Encoded = z.string().transform((text) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return '' // no UTF-8
  }
})

const Any = z.object({
  Linkedid: z.string().min(1),
  Group: Extension,
  Did: z.string(),
  CallerIDNum: z.string(),
  Caller: Encoded,
})
const Rung = z.object({ Tried: Extensions, Rang: z.coerce.number().int().nonnegative() })
const Told = z.discriminatedUnion('State', [
  Any.extend({ State: z.literal('start'), Members: Extensions }),
  Any.extend({ State: z.literal('fallback'), ...Rung.shape }),
  Any.extend({
    State: z.literal('end'),
    Result: z.enum(['answered', 'fallback', 'unanswered', 'abandoned']),
    AnsweredBy: Phone,
    ...Rung.shape,
  }),
])

/** null: nothing that we tell of, or of a dialplan that is not ours. */
export function callEventIn(message: Message): CallEvent | null {
  if (message.get('UserEvent') !== 'RingGroup') return null
  const told = Told.safeParse(Object.fromEntries(message)).data
  if (!told) return null
  const caller = { number: told.CallerIDNum.replace(/^<unknown>$/, ''), name: told.Caller }
  const event = { call: told.Linkedid, group: told.Group, number: numberIn(told.Did), caller }
  if (told.State === 'start') return { ...event, does: 'start', members: told.Members }
  const rung = { rang: told.Tried, seconds: told.Rang }
  if (told.State === 'fallback') return { ...event, does: 'fallback', ...rung }
  return { ...event, does: 'end', result: told.Result, by: told.AnsweredBy, ...rung }
}

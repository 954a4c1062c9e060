import { setTimeout as sleep } from 'node:timers/promises'
import {
  branch,
  displayName,
  first,
  here,
  open,
  request,
  response,
  sound,
  token,
  type Address,
  type Message,
} from './sip.ts'
import type { Timeline } from './timeline.ts'

export type Behaviour = {
  /** seconds of ringing */
  answersAfter?: number
  /** says 486 */
  busy?: boolean
  /** says 603 */
  declines?: boolean
  /** says 302 with that number */
  forwardsTo?: string
  /** its name in the timeline, for a second device of a number */
  label?: string
  /** the user part of the address that it registers */
  contact?: string
}

export type Phone = Awaited<ReturnType<typeof phone>>

/** Registers a phone. Without further options it rings until the caller or the PBX gives up. */
export async function phone(
  number: string,
  { pbx, timeline, ...does }: Behaviour & { pbx: Address; timeline: Timeline },
) {
  const { answersAfter, busy, declines, forwardsTo, label = number, contact = number } = does
  const ringing = new Map<string, { invite: Message; tag: string; reply: string; timer?: NodeJS.Timeout }>()
  /** What was shown on the display, and the whole INVITE. */
  const shown: { name: string; text: string }[] = []
  const registration = { id: token(), tag: token(), sequence: 0, done: (_status: number) => {} }

  const socket = await open(here, (message, from) => {
    const id = first(message, 'Call-ID')
    if (message.status >= 200 && id === registration.id) registration.done(message.status)
    if (message.status) return
    if (message.method === 'INVITE') return invited(message, from)
    if (message.method === 'CANCEL') return cancelled(message, from)
    if (message.method === 'BYE') timeline.note(label, 'is hung up')
    if (message.method !== 'ACK') socket.send(response(message, 200, 'OK', { tag: token() }), from)
  })
  const ownContact = () => `<sip:${contact}@${here}:${socket.port}>`

  function invited(invite: Message, from: Address) {
    const id = first(invite, 'Call-ID')
    const known = ringing.get(id)
    if (known) return socket.send(known.reply, from) // our reply was lost, or the media changes: say it again

    const tag = token()
    function reply(status: number, reason: string, more?: { contact?: string; body?: string }) {
      const text = response(invite, status, reason, { tag, contact: ownContact(), ...more })
      const entry = { ...ringing.get(id), invite, tag, reply: text }
      ringing.set(id, entry)
      socket.send(text, from)
      return entry
    }
    const name = displayName(first(invite, 'From'))
    shown.push({ name, text: invite.text })
    timeline.note(label, 'rings', `(${name})`)
    if (busy) return void reply(486, 'Busy Here')
    if (declines) return void reply(603, 'Decline')
    if (forwardsTo) return void reply(302, 'Moved Temporarily', { contact: `<sip:${forwardsTo}@${here}>` })

    const entry = reply(180, 'Ringing')
    if (answersAfter === undefined) return
    entry.timer = setTimeout(() => {
      timeline.note(label, 'answers')
      reply(200, 'OK', { body: sound(here, 30_000) })
    }, answersAfter * 1000)
  }

  function cancelled(cancel: Message, from: Address) {
    const entry = ringing.get(first(cancel, 'Call-ID'))
    socket.send(response(cancel, 200, 'OK', { tag: entry?.tag }), from)
    if (!entry) return
    clearTimeout(entry.timer)
    const elsewhere = /cause=200\b/.test(first(cancel, 'Reason')) // RFC 3326
    timeline.note(label, 'stops ringing', elsewhere ? '(answered elsewhere)' : '')
    socket.send(response(entry.invite, 487, 'Request Terminated', { tag: entry.tag }), from)
  }

  /** How many seconds the registration holds; 0 ends it. */
  async function register(seconds: number): Promise<number> {
    const answered = new Promise<number>((resolve) => (registration.done = resolve))
    const text = request([
      `REGISTER sip:${pbx.host}:${pbx.port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${here}:${socket.port};branch=${branch()}`,
      `From: <sip:${number}@${pbx.host}>;tag=${registration.tag}`,
      `To: <sip:${number}@${pbx.host}>`,
      `Call-ID: ${registration.id}`,
      `CSeq: ${++registration.sequence} REGISTER`,
      `Contact: ${ownContact()}`,
      `Expires: ${seconds}`,
      'Max-Forwards: 70',
    ])
    socket.send(text, pbx)
    const again = setInterval(() => socket.send(text, pbx), 500)
    return Promise.race([answered, sleep(5000, 0, { ref: false })]).finally(() => clearInterval(again))
  }

  const status = await register(600)
  if (status !== 200) {
    await socket.close()
    throw new Error(status ? `phone ${number} may not register: ${status}` : `phone ${number}: the PBX does not answer`)
  }
  await sleep(200) // Asterisk takes a moment to count a new phone as reachable
  let on = true

  return {
    number,
    shown,
    /** Takes the phone off the PBX: from now on it is offline. */
    async close() {
      if (!on) return
      on = false
      for (const { timer } of ringing.values()) clearTimeout(timer)
      await register(0)
      await socket.close()
    },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { branch, first, here, open, request, response, sound, speak, token, type Address, type Message } from './sip.ts'
import type { Timeline } from './timeline.ts'

export type Caller = { user: string; name: string; address: string }

/** Somebody in the house, at a phone of their own. */
export const inside = (user: string, name = 'Caller'): Caller => ({ user, name, address: here })
/** Somebody outside: the trunk of the test Asterisk is whatever comes from 127.0.0.2. */
export const outside = (user: string, name = 'Jane Customer'): Caller => ({ user, name, address: '127.0.0.2' })

export type Call = {
  from: Caller
  /** seconds after the answer */
  hangsUpAfter?: number
  /** seconds of waiting for an answer */
  givesUpAfter?: number
  /** seconds after which the test gives up */
  limit?: number
  /** sends sound: a mailbox keeps no silent message */
  speaks?: boolean
  /** asked when no phone but the PBX itself picked up: what took the call, such as "voicemail 100" */
  whereIs?(): Promise<string | undefined>
}

type End = { status: number; endedBy: 'caller' | 'pbx' | 'limit' }

/** Makes one call and comes back when it is over. */
export async function call(to: string, { pbx, timeline, ...options }: Call & { pbx: Address; timeline: Timeline }) {
  const { from, hangsUpAfter = 0.5, givesUpAfter, limit = 30, speaks = false, whereIs } = options
  const [id, tag, inviteBranch] = [token(), token(), branch()]
  const timers: NodeJS.Timeout[] = []
  let ringingHeard = false
  let connected = false
  let toHeader = `<sip:${to}@${pbx.host}>`
  let end: (outcome: End) => void
  const ended = new Promise<End>((resolve) => (end = resolve))

  const socket = await open(from.address, (message, sender) => {
    if (message.status) return void heard(message)
    if (message.method === 'ACK') return
    const again = message.method === 'INVITE' ? { body: sound(from.address, socket.port) } : {}
    socket.send(response(message, 200, 'OK', again), sender)
    if (message.method !== 'BYE') return
    timeline.note('caller', 'is hung up')
    end({ status: 200, endedBy: 'pbx' })
  })

  const say = (method: string, sequence: number, viaBranch: string, body?: string) =>
    request(
      [
        `${method} sip:${to}@${pbx.host}:${pbx.port} SIP/2.0`,
        `Via: SIP/2.0/UDP ${from.address}:${socket.port};branch=${viaBranch}`,
        `From: "${from.name.replace(/["\\]/g, '\\$&')}" <sip:${from.user}@${from.address}>;tag=${tag}`,
        `To: ${toHeader}`,
        `Call-ID: ${id}`,
        `CSeq: ${sequence} ${method}`,
        `Contact: <sip:${from.user}@${from.address}:${socket.port}>`,
        'Max-Forwards: 70',
      ],
      body,
    )
  const invite = say('INVITE', 1, inviteBranch, sound(from.address, socket.port))

  async function heard(message: Message) {
    if (!first(message, 'CSeq').endsWith('INVITE')) {
      if (first(message, 'CSeq').endsWith('BYE')) end({ status: 200, endedBy: 'caller' })
      return
    }
    clearInterval(resend)
    if (message.status < 200) {
      if (message.status >= 180 && !ringingHeard) timeline.note('caller', 'hears ringing')
      ringingHeard ||= message.status >= 180
      return
    }
    toHeader = first(message, 'To')
    socket.send(say('ACK', 1, message.status === 200 ? branch() : inviteBranch), pbx)
    if (message.status !== 200) {
      timeline.note('caller', 'gets', String(message.status))
      const gaveUp = givesUpAfter !== undefined && message.status === 487
      return end({ status: message.status, endedBy: gaveUp ? 'caller' : 'pbx' })
    }
    if (connected) return // the same 200 once more
    connected = true
    const { at } = timeline.note('caller', 'is connected')
    const byPhone = timeline.entries.some((entry) => entry.what === 'answers' && entry.at > at - 0.4)
    if (speaks) timers.push(speak(socket, message.body, pbx.host))
    const hangUp = () => {
      timeline.note('caller', 'hangs up')
      socket.send(say('BYE', 2, branch()), pbx)
    }
    timers.push(setTimeout(hangUp, hangsUpAfter * 1000))
    const place = byPhone ? undefined : await whereIs?.()
    if (place) timeline.entries.push({ at, who: place, what: 'answers', detail: '' })
  }

  timeline.note('caller', 'dials', to)
  socket.send(invite, pbx)
  const resend = setInterval(() => socket.send(invite, pbx), 500)
  const cancel = () => {
    if (connected) return
    timeline.note('caller', 'gives up')
    socket.send(say('CANCEL', 1, inviteBranch), pbx)
  }
  if (givesUpAfter !== undefined) timers.push(setTimeout(cancel, givesUpAfter * 1000))
  const enough = () => {
    timeline.note('caller', 'gets', `no end of the call within ${limit} s`)
    socket.send(connected ? say('BYE', 2, branch()) : say('CANCEL', 1, inviteBranch), pbx)
    end({ status: 0, endedBy: 'limit' })
  }
  timers.push(setTimeout(enough, limit * 1000))

  const outcome = await ended
  clearInterval(resend)
  for (const timer of timers) clearTimeout(timer)
  await sleep(150) // last goodbyes of both sides
  await socket.close()
  return { ...outcome, connected }
}

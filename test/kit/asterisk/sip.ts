// SIP on the wire, as much of it as a phone needs for one call: UDP on this machine, no passwords. RFC 3261.
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'

export type Address = { host: string; port: number }
export type Message = { method: string; status: number; headers: [string, string][]; body: string; text: string }
export type Socket = Awaited<ReturnType<typeof open>>

export const here = '127.0.0.1'
export const token = () => randomBytes(6).toString('hex')
export const branch = () => `z9hG4bK${token()}`

export async function open(address: string, onMessage: (message: Message, from: Address) => void) {
  const udp = createSocket('udp4')
  let closed = false
  udp.on('message', (bytes, from) => {
    const message = parse(bytes.toString())
    if (message) onMessage(message, { host: from.address, port: from.port })
  })
  await new Promise<void>((resolve, reject) => udp.once('error', reject).bind(0, address, resolve))
  return {
    port: udp.address().port,
    send(bytes: string | Buffer, to: Address) {
      if (!closed) udp.send(bytes, to.port, to.host)
    },
    async close() {
      if (closed) return
      closed = true
      await new Promise<void>((resolve) => udp.close(resolve))
    },
  }
}

function parse(text: string): Message | undefined {
  const [head = '', body = ''] = text.split(/\r\n\r\n([^]*)/)
  const [start = '', ...fields] = head.split('\r\n')
  const status = Number(/^SIP\/2\.0 (\d{3})/.exec(start)?.[1] ?? 0)
  const method = status ? '' : start.split(' ')[0]!
  if (!status && !method) return undefined // an empty keep-alive
  const headers = fields.map((field): [string, string] => {
    const [name = '', value = ''] = field.split(/:\s*(.*)/s)
    return [name.trim(), value]
  })
  return { method, status, body, text, headers }
}

const all = (message: Message, name: string) =>
  message.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
export const first = (message: Message, name: string) => all(message, name)[0] ?? ''

/** The name that a phone would show: "Sales: Jane" of `"Sales: Jane" <sip:…>`. */
export const displayName = (header: string) =>
  (/^"((?:[^"\\]|\\.)*)"/.exec(header)?.[1] ?? /^([^<"]*?)\s*</.exec(header)?.[1] ?? '').replace(/\\(.)/g, '$1')

export const request = (head: string[], body = '') =>
  [
    ...head,
    ...(body ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')

type More = { tag?: string | undefined; contact?: string; body?: string }

export function response(to: Message, status: number, reason: string, { tag, contact, body }: More = {}): string {
  const whom = first(to, 'To')
  const head = [
    `SIP/2.0 ${status} ${reason}`,
    ...all(to, 'Via').map((via) => `Via: ${via}`),
    `From: ${first(to, 'From')}`,
    `To: ${tag && !whom.includes(';tag=') ? `${whom};tag=${tag}` : whom}`,
    `Call-ID: ${first(to, 'Call-ID')}`,
    `CSeq: ${first(to, 'CSeq')}`,
    ...(contact ? [`Contact: ${contact}`] : []),
  ]
  return request(head, body)
}

/** What we would like to hear, and where: G.711 µ-law. */
export const sound = (address: string, port: number) =>
  [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    '',
  ].join('\r\n')

/** Sends a tone to where the other side listens, 50 packets a second, until the timer is cleared. */
export function speak(socket: Socket, description: string, host: string): NodeJS.Timeout {
  const port = Number(/^m=audio (\d+)/m.exec(description)?.[1])
  const packet = Buffer.alloc(12 + 160)
  packet[0] = 0x80
  randomBytes(4).copy(packet, 8)
  for (let i = 0; i < 160; i++) packet[12 + i] = i % 18 < 9 ? 0x10 : 0x90
  let count = 0
  return setInterval(() => {
    packet.writeUInt16BE(count & 0xffff, 2)
    packet.writeUInt32BE(count++ * 160, 4)
    socket.send(packet, { host, port })
  }, 20)
}

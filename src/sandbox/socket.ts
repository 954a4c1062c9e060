// Socket Mode: the same payloads in envelopes over a WebSocket (RFC 6455), as much of it as Slack's client uses.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Deliver, Delivered } from './deliver.ts'
import { isNode, newId, node, string, type Node } from './json.ts'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const TYPES = { command: 'slash_commands', interactive: 'interactive', event: 'events_api' } as const
const [TEXT, CLOSE, PING, PONG] = [0x1, 0x8, 0x9, 0xa]
const GOING_AWAY = Buffer.from([0x03, 0xe9])

export function openSocketMode(port: () => number) {
  const tickets = new Set<string>()
  const sockets = new Set<Duplex>()
  let connections: Duplex[] = [] // those that get envelopes
  const waiting = new Map<string, (body: Node) => void>()
  let turn = 0
  let used = false

  const leave = (socket: Duplex, status: Buffer = GOING_AWAY) => {
    if (!sockets.delete(socket)) return
    connections = connections.filter((it) => it !== socket)
    socket.end(frame(CLOSE, status), () => socket.destroy())
  }
  const hear = (socket: Duplex, opcode: number, data: Buffer) => {
    if (opcode === PING) return void socket.write(frame(PONG, data))
    if (opcode === CLOSE) return leave(socket, data)
    if (opcode !== TEXT) return
    const said: unknown = JSON.parse(data.toString('utf8'))
    const id = isNode(said) ? string(said['envelope_id']) : ''
    waiting.get(id)?.(node(said))
    waiting.delete(id)
  }

  return {
    url() {
      const ticket = newId('S')
      tickets.add(ticket)
      return `ws://127.0.0.1:${port()}/link/?ticket=${ticket}`
    },
    /** Has a client ever connected? Then this is an app in Socket Mode, and nothing goes over HTTP. */
    isUsed: () => used,

    upgrade(request: IncomingMessage, socket: Duplex) {
      const ticket = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('ticket') ?? ''
      const key = request.headers['sec-websocket-key']
      if (!tickets.delete(ticket) || !key) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      const accept = createHash('sha1')
        .update(key + GUID)
        .digest('base64')
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      )
      socket.on('error', () => leave(socket)).on('close', () => leave(socket))
      socket.on(
        'data',
        framesOf((opcode, data) => hear(socket, opcode, data)),
      )
      sockets.add(socket)
      connections.push(socket)
      used = true
      const hello = { type: 'hello', num_connections: connections.length, connection_info: { app_id: 'A0SANDBOX' } }
      socket.write(frame(TEXT, Buffer.from(JSON.stringify(hello))))
    },

    /** To any one of the connections; Slack waits no longer here than over HTTP. */
    deliver: (({ kind, payload, ...rest }, patience) =>
      new Promise<Delivered>((resolve) => {
        const socket = connections[turn++ % connections.length]
        if (!socket) return resolve({ ok: false, why: 'refused' })
        const envelope_id = newId('E')
        const retry = 'retry' in rest && rest.retry ? { retry_attempt: rest.retry, retry_reason: 'timeout' } : {}
        const timer = setTimeout(() => {
          waiting.delete(envelope_id)
          resolve({ ok: false, why: 'late' })
        }, patience)
        waiting.set(envelope_id, (said) => {
          clearTimeout(timer)
          const body = said['payload']
          resolve({ ok: true, body: isNode(body) ? body : string(body) })
        })
        const envelope = {
          envelope_id,
          type: TYPES[kind],
          accepts_response_payload: kind !== 'event',
          payload,
          ...retry,
        }
        socket.write(frame(TEXT, Buffer.from(JSON.stringify(envelope))))
      })) satisfies Deliver,

    /** To each of the connections, whatever it is: Slack would never. */
    garble(text: string) {
      for (const socket of connections) socket.write(frame(TEXT, Buffer.from(text)))
    },

    /** Slack asks its clients to reconnect about once an hour. */
    refresh() {
      const bye = { type: 'disconnect', reason: 'refresh_requested' }
      for (const socket of connections) socket.write(frame(TEXT, Buffer.from(JSON.stringify(bye))))
      connections = []
    },
    close() {
      for (const socket of sockets) leave(socket)
    },
  }
}

/** A server's frame: whole, unmasked. */
function frame(opcode: number, data: Buffer): Buffer {
  const size = data.length
  const head = size < 126 ? Buffer.from([0, size]) : Buffer.alloc(size < 65_536 ? 4 : 10)
  if (size >= 65_536) head.writeBigUInt64BE(BigInt(size), 2)
  else if (size >= 126) head.writeUInt16BE(size, 2)
  if (size >= 126) head[1] = size < 65_536 ? 126 : 127
  head[0] = 0x80 | opcode
  return Buffer.concat([head, data])
}

/** A client's frames: masked, perhaps in pieces. */
function framesOf(heard: (opcode: number, data: Buffer) => void) {
  let rest = Buffer.alloc(0)
  let whole: Buffer[] = []
  let kind = TEXT
  return (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      if (rest.length < 2) return
      const [first = 0, second = 0] = rest
      const short = second & 0x7f
      const at = short === 126 ? 4 : short === 127 ? 10 : 2
      if (rest.length < at + 4) return
      const size = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short
      const end = at + 4 + size
      if (rest.length < end) return
      const mask = rest.subarray(at, at + 4)
      const data = Buffer.from(rest.subarray(at + 4, end).map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
      rest = rest.subarray(end)
      const opcode = first & 0x0f
      if (opcode >= CLOSE) heard(opcode, data) // a control frame may stand between the pieces of a text
      else {
        if (opcode) kind = opcode
        whole.push(data)
        if (!(first & 0x80)) continue
        const text = Buffer.concat(whole)
        whole = []
        heard(kind, text)
      }
    }
  }
}

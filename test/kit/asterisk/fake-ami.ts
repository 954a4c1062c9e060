import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type Asked = { action: string; id: string; headers: Record<string, string> }
/** What it says to an action; undefined: what a proper Asterisk says; null: nothing at all. */
type Says = (asked: Asked, socket: Socket) => string | null | undefined

const message = (it: Record<string, string | number>) =>
  `${Object.entries(it)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** A list as Asterisk tells it. */
export const list = (id: string, event: string, items: Record<string, string>[]) =>
  [
    message({ Response: 'Success', ActionID: id, EventList: 'start' }),
    ...items.map((it) => message({ Event: event, ActionID: id, ...it })),
    message({ Event: `${event}Complete`, ActionID: id, EventList: 'Complete', ListItems: items.length }),
  ].join('')
export const no = (id: string, why: string) => message({ Response: 'Error', ActionID: id, Message: why }) + '\r\n'

/** Something that listens where Asterisk should, and misbehaves as it is told. */
export async function fakeAmi({
  greeting = 'Asterisk Call Manager/11.0.0\r\n',
  says,
}: { greeting?: string; says?: Says } = {}) {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  let behaves: Says = says ?? (() => undefined)
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    socket.write(greeting)
    let rest = ''
    socket.on('data', (bytes) => {
      const texts = (rest + bytes.toString('utf8')).split('\r\n\r\n')
      rest = texts.pop()!
      for (const text of texts) {
        const headers = Object.fromEntries(
          text.split('\r\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
        )
        const it = { action: headers['Action']!, id: headers['ActionID']!, headers }
        asked.push(it)
        const answer = behaves(it, socket)
        if (answer !== null) socket.write(answer ?? properly(it))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    account: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'ringgroup', secret: 'secret' },
    says: (it: Says) => void (behaves = it),
    connections: () => sockets.size,
    cut: () => sockets.forEach((it) => it.destroy()),
    async close() {
      sockets.forEach((it) => it.destroy())
      server.close()
      await once(server, 'close')
    },
  }
}

function properly({ action, id, headers }: Asked): string {
  const yes = message({ Response: 'Success', ActionID: id })
  switch (action) {
    case 'Login':
      return yes + message({ Event: 'FullyBooted', Uptime: 1 })
    case 'CoreSettings':
      return message({ Response: 'Success', ActionID: id, AsteriskVersion: '22.1.0' })
    case 'ListCommands':
      return message({
        Response: 'Success',
        ActionID: id,
        ...Object.fromEntries(
          [
            'DBGet',
            'DBPut',
            'DBDel',
            'DBGetTree',
            'PJSIPShowEndpoints',
            'PJSIPShowEndpoint',
            'VoicemailUsersList',
            'ShowDialPlan',
          ].map((it) => [it, '-']),
        ),
      })
    case 'DBGet':
      return no(id, 'Database entry not found')
    case 'DBGetTree':
      return list(id, 'DBGetTree', [])
    case 'PJSIPShowEndpoints':
      return list(id, 'EndpointList', [
        { ObjectName: '101', DeviceState: 'Not in use' },
        { ObjectName: 'trunk', DeviceState: 'Not in use' },
      ])
    case 'PJSIPShowEndpoint':
      return list(id, 'EndpointDetail', [{ ObjectName: headers['Endpoint']!, Callerid: '"Alice" <101>' }])
    case 'VoicemailUsersList':
      return list(id, 'VoicemailUserEntry', [
        { VMContext: 'default', VoiceMailbox: '100', Fullname: 'Box', Email: 'Box@x.example' },
      ])
    default:
      return yes
  }
}

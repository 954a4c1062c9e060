import { once } from 'node:events'
import { connect } from 'node:net'

/** Somebody at the PBX who may do everything, and speaks to it with nothing of ours: one action, and all that it says to it. */
export async function tester(port: number, secret: string) {
  const socket = connect({ host: '127.0.0.1', port })
  let heard = ''
  let number = 0
  let listen = () => {}
  socket.on('data', (bytes) => {
    heard += bytes.toString('utf8')
    listen()
  })
  await once(socket, 'connect')
  socket.on('error', () => {})

  /** The messages of one answer, each as text. */
  async function say(action: string, headers: Record<string, string> = {}): Promise<string[]> {
    const id = `t${++number}`
    const lines = Object.entries({ Action: action, ActionID: id, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    socket.write(`${lines.join('')}\r\n`)
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the PBX did not answer ${action}: ${heard.slice(-500)}`)), 5000)
      listen = () => {
        const all = heard
          .split('\r\n\r\n')
          .slice(0, -1)
          .filter((it) => it.includes(`ActionID: ${id}\r\n`) || it.endsWith(`ActionID: ${id}`))
        const [first] = all
        const over = first?.includes('EventList: start') ? all.some((it) => it.includes('EventList: Complete')) : first
        if (!over) return
        clearTimeout(late)
        heard = ''
        listen = () => {}
        resolve(all)
      }
      listen()
    })
  }
  let last: Promise<unknown> = Promise.resolve()
  /** One after another, whoever asks. */
  const ask = (action: string, headers?: Record<string, string>) => {
    const mine = last.then(() => say(action, headers))
    last = mine.catch(() => {})
    return mine
  }
  await ask('Login', { Username: 'tester', Secret: secret, Events: 'off' })
  return { ask, end: () => void socket.destroy() }
}

// AMI at its barest: everything is written at once, and the answers are counted.
import { once } from 'node:events'
import { connect } from 'node:net'

export type Account = { host: string; port: number; user: string; secret: string }
type Action = { Action: string } & Record<string, string>

export async function pipelined({ host, port, user, secret }: Account) {
  const socket = connect({ host, port })
  let open = 0
  let done = () => {}
  let tail = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const heard = (tail + text).split('\r\n\r\n')
    tail = heard.pop() ?? ''
    open -= heard.filter((it) => /^(Asterisk Call Manager[^\r]*\r\n)?Response: /.test(it)).length
    if (open <= 0) done()
  })
  await once(socket, 'connect')

  /** Resolves when each of them has its answer. */
  async function all(actions: Action[]) {
    open = actions.length
    const answered = new Promise<void>((resolve) => (done = resolve))
    const text = actions.map((it) => Object.entries(it).map(([name, value]) => `${name}: ${value}\r\n`))
    socket.write(text.map((lines) => `${lines.join('')}\r\n`).join(''))
    await answered
  }
  await all([{ Action: 'Login', Username: user, Secret: secret, Events: 'off' }])
  return { all, end: () => void socket.destroy() }
}

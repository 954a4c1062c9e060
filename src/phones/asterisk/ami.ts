// A client of Asterisk's manager interface, of as much as we need: log in, ask, be answered in order, hear events.
// https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/
import net from 'node:net'
import tls from 'node:tls'
import { unreachable } from '../phone-system.ts'
import { frame, reader, type Message } from './wire.ts'

export type Address = {
  host: string
  port: number
  /** `true`: the certificate must be for `host` and by an authority that Node.js trusts. `ca`: by this one, as PEM. */
  tls?: boolean | { ca: string }
}

/** What is said to every action from then on (main/manager.c). */
const GOING = 'Asterisk is shutting down'

const A_TURN = 200_000 // bytes

/** Answered, but with a no. `message` is Asterisk's own. */
export class AmiError extends Error {
  override name = 'AmiError'
}

type On = {
  event(event: Message): void
  /** Nothing more comes; told once. */
  closed(why: Error): void
}

type Waiting = {
  action: string
  resolve(messages: Message[]): void
  reject(error: Error): void
  /** the response, then the events of the list it announces */
  messages: Message[]
}

export type Ami = Awaited<ReturnType<typeof connectAmi>>

/** `silence`: milliseconds without a word that was waited for, after which it is taken for gone. */
export async function connectAmi(at: Address, on: On, silence: number) {
  const where = `${at.host}:${at.port}`
  const waiting = new Map<string, Waiting>()
  let last = 0
  let ended: Error | undefined
  let greet: (line: string) => void
  let refuse: (why: Error) => void
  const greeting = new Promise<string>((resolve, reject) => ([greet, refuse] = [resolve, reject]))

  const socket = at.tls
    ? tls.connect({
        host: at.host,
        port: at.port,
        ...(net.isIP(at.host) === 0 && { servername: at.host }),
        ...(typeof at.tls === 'object' && { ca: at.tls.ca }),
      })
    : net.connect({ host: at.host, port: at.port })
  socket.setNoDelay(true)

  function end(why: Error) {
    if (ended) return
    ended = why
    clearTimeout(patience)
    socket.destroy()
    refuse(why)
    for (const it of waiting.values()) it.reject(why)
    waiting.clear()
    on.closed(why)
  }
  let patience: NodeJS.Timeout | undefined
  function beginToWait(hint = '') {
    const why = () => unreachable(`${where} did not answer within ${silence / 1000} s${hint}.`)
    clearTimeout(patience)
    patience = setTimeout(() => end(why()), silence)
  }
  beginToWait(at.tls ? '' : ' (does it expect ASTERISK_AMI_TLS?)')

  function message(it: Message) {
    const asked = waiting.get(it.get('ActionID') ?? '')
    if (!asked) return on.event(it)
    asked.messages.push(it)
    const list = it.get('EventList')?.toLowerCase() // `start`, `Complete`, `cancelled`
    const over = list ? list !== 'start' : it.has('Response')
    if (!over) return void patience?.refresh()
    waiting.delete(it.get('ActionID')!)
    if (waiting.size > 0) patience?.refresh()
    else clearTimeout(patience)

    const items = it.get('ListItems')
    const no = it.get('Response') === 'Error' ? (it.get('Message') ?? 'no reason given') : null
    if (no === GOING) {
      asked.reject(unreachable(`${where} is shutting down.`))
      end(unreachable(`${where} is shutting down.`))
    } else if (no !== null) asked.reject(new AmiError(no))
    else if (list && (list !== 'complete' || (items && Number(items) !== asked.messages.length - 2)))
      asked.reject(unreachable(`${where} gave only a part of ${asked.action}.`))
    else asked.resolve(asked.messages)
  }

  /** The system hands over all that has come without letting others have a turn; 10,000 groups are two million bytes. */
  let sinceTurn = 0
  function takeTurns(bytes: number) {
    sinceTurn += bytes
    if (sinceTurn < A_TURN) return
    sinceTurn = 0
    socket.pause()
    setImmediate(() => socket.resume())
  }

  const read = reader({ greeting: (line) => greet(line), message })
  socket
    .on('data', (bytes) => {
      try {
        read(bytes)
        takeTurns(bytes.length)
      } catch (error) {
        end(unreachable(`${where} does not speak the manager interface as we know it.`, error))
      }
    })
    .on('error', (error) => end(unreachable(whyNot(error, at), error)))
    .on('close', () => end(unreachable(`${where} closed the connection.`)))

  const line = await greeting
  if (!line.startsWith('Asterisk Call Manager/')) {
    const said = JSON.stringify(line.slice(0, 60).replace(/[^ -~]/g, '?'))
    end(unreachable(`What answers at ${where} is not Asterisk's manager interface: it said ${said}.`))
    throw ended!
  }
  clearTimeout(patience)

  return {
    /**
     * Sends one action; no need to wait before the next, for they are answered in order. The response, and all of the list
     * if it announces one. Rejects with an AmiError where Asterisk refuses, `unreachable` where nothing more comes.
     */
    ask: (action: string, headers: Record<string, string> = {}): Promise<Message[]> =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const id = String(++last)
        const text = frame({ Action: action, ActionID: id, ...headers }) // before it waits: it may be refused here
        waiting.set(id, { action, resolve, reject, messages: [] })
        if (waiting.size === 1) beginToWait()
        socket.write(text)
      }),
    end,
  }
}

/** One sentence for whoever wrote the settings. Codes: libuv's, and Node's and OpenSSL's for certificates. */
function whyNot(error: NodeJS.ErrnoException, { host, port, tls: secure }: Address): string {
  const where = `${host}:${port}`
  const code = error.code ?? ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `There is no host "${host}" (ASTERISK_AMI_HOST).`
  if (code === 'ECONNREFUSED') return `Nobody listens at ${where} (ASTERISK_AMI_HOST, ASTERISK_AMI_PORT).`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate at ${where} is for another name than "${host}" (ASTERISK_AMI_HOST): ${error.message}`
  if (/CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code))
    return `The certificate at ${where} is not to be trusted: ${error.message} (NODE_EXTRA_CA_CERTS names an authority of your own).`
  if (secure && /^ERR_SSL|EPROTO|WRONG_VERSION/.test(code))
    return `${where} does not speak TLS (ASTERISK_AMI_TLS): ${error.message.split('\n')[0]}`
  return `The connection to ${where} failed: ${error.message}`
}

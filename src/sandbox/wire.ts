// What goes over the wire, for whoever wants to look under the page: Slack's requests to the bot and what came back, the bot's
// calls of the Web API and what they were told. Secrets are left out, and only so much is kept.
import type { ServerResponse } from 'node:http'
import type { Exchange } from './protocol.ts'

const MOST = 200
const LONGEST = 60_000 // characters of one side
const LONGEST_TOGETHER = 2_000_000

export type Wire = ReturnType<typeof openWire>
type Kept = { head: Omit<Exchange, 'asked' | 'answered'>; asked: string; answered: string }

export function openWire(now: () => Date) {
  const kept: Kept[] = [] // oldest first
  const readers = new Set<ServerResponse>()
  let last = 0

  const write = (reader: ServerResponse, them: Kept[]) => reader.write(`data: [${them.map(written).join()}]\n\n`)
  const tell = (it: Kept) => {
    for (const reader of readers) write(reader, [it])
  }
  const forget = () => {
    let size = kept.reduce((sum, it) => sum + sizeOf(it), 0)
    while (kept.length > MOST || size > LONGEST_TOGETHER) size -= sizeOf(kept.shift()!)
  }

  return {
    /** Somebody asks; the answer is told to what this returns. */
    asked(from: Exchange['from'], what: string, asked: unknown) {
      const begun = performance.now()
      const head: Kept['head'] = { id: ++last, at: now().getTime(), from, what, state: 'waits', ms: 0 }
      const it: Kept = { head, asked: shown(asked), answered: 'null' }
      kept.push(it)
      forget()
      tell(it)
      return (fine: boolean, answered: unknown) => {
        it.head = { ...head, state: fine ? 'fine' : 'failed', ms: Math.round(performance.now() - begun) }
        it.answered = shown(answered)
        forget()
        tell(it)
      }
    },
    /** All that is kept, then whatever comes. */
    follow(response: ServerResponse) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      readers.add(response)
      response.on('close', () => readers.delete(response))
      write(response, kept)
    },
    close() {
      for (const reader of readers) reader.end()
    },
  }
}

const sizeOf = ({ asked, answered }: Kept) => asked.length + answered.length
const written = ({ head, asked, answered }: Kept) =>
  `${JSON.stringify(head).slice(0, -1)},"asked":${asked},"answered":${answered}}`

/** Whoever has such a URL may speak in the bot's name. */
const SECRETS = /xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=\/response\/)\w+/g

/** As JSON, without secrets. */
function shown(it: unknown): string {
  const hidden = (key: string, value: unknown) => {
    if (/token|secret/i.test(key)) return '…'
    return typeof value === 'string' ? value.replaceAll(SECRETS, '…') : value
  }
  const text = JSON.stringify(it ?? null, hidden)
  return text.length > LONGEST ? JSON.stringify(`… ${Math.round(text.length / 1000)} kB`) : text
}

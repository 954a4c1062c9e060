// Server-sent events: one State at once, another whenever it has become a different one.
import type { ServerResponse } from 'node:http'

const TOGETHER_MS = 40

export function openStream() {
  const readers = new Map<ServerResponse, { state(): unknown; last: string }>()
  let timer: NodeJS.Timeout | undefined

  const tell = (response: ServerResponse) => {
    const reader = readers.get(response)
    const text = JSON.stringify(reader?.state())
    if (!reader || text === reader.last) return
    reader.last = text
    response.write(`data: ${text}\n\n`)
  }
  const beat = setInterval(() => {
    for (const response of readers.keys()) response.write(':\n\n')
  }, 15_000)
  beat.unref()

  return {
    add(response: ServerResponse, state: () => unknown) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      readers.set(response, { state, last: '' })
      response.on('close', () => readers.delete(response))
      tell(response)
    },
    /** However much happens at once, it is told once. */
    changed() {
      if (!readers.size) return
      timer ??= setTimeout(() => {
        timer = undefined
        for (const response of readers.keys()) tell(response)
      }, TOGETHER_MS)
    },
    close() {
      clearTimeout(timer)
      clearInterval(beat)
      for (const response of readers.keys()) response.end()
    },
  }
}

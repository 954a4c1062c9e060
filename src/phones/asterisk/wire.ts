// Asterisk's manager interface (AMI) on the wire: UTF-8 lines `Name: value`, each ended by CR LF; an empty line ends a message.
import { StringDecoder } from 'node:string_decoder'

/** One message. Of a header that comes twice the first counts: what a caller brings along comes after Asterisk's own. */
export type Message = ReadonlyMap<string, string>

const LONGEST = 1_000_000 // characters; Asterisk's own messages have some thousand

/**
 * An action as bytes. A line break in a value would be read as headers and actions of somebody else's choice, and a NUL
 * ends the line for Asterisk: there is no way to write either, so both are an error, whoever brought them along.
 */
export function frame(headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => {
    if (!/^[A-Za-z]+$/.test(name)) throw new Error(`no name of an AMI header: ${JSON.stringify(name)}`)
    if (/[\r\n\0]/.test(value))
      throw new Error(`a line break or NUL in the AMI header ${name}: ${JSON.stringify(value)}`)
    return `${name}: ${value}\r\n`
  })
  return `${lines.join('')}\r\n`
}

/** Makes messages of what arrives, wherever it was cut. The server's first line, which is no message, goes to `greeting`. */
export function reader(on: { greeting(line: string): void; message(message: Message): void }) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let greeted = false

  return (bytes: Buffer): void => {
    rest += decoder.write(bytes)
    if (!greeted) {
      const end = rest.indexOf('\n')
      if (end < 0 && rest.length < 200) return
      greeted = true
      on.greeting(rest.slice(0, end < 0 ? 200 : end).trimEnd())
      rest = rest.slice(end + 1)
    }
    const texts = rest.split('\r\n\r\n')
    rest = texts.pop()!
    for (const text of texts) {
      const message = messageIn(text)
      if (message.size > 0) on.message(message)
    }
    if (rest.length > LONGEST) throw new Error('a message without an end')
  }
}

/** An error ends with two empty lines, so the next message may begin with one. What is no header is no part of it. */
function messageIn(text: string): Message {
  const message = new Map<string, string>()
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const from = line[colon + 1] === ' ' ? colon + 2 : colon + 1
    if (name && !message.has(name)) message.set(name, line.slice(from))
  }
  return message
}

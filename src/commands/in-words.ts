import { UserId } from '../ring/actor.ts'
import { flat, point, said, type Message } from '../views/message.ts'
import { parts, user } from '../words/marks.ts'
import type { Asking } from './command.ts'

/** A sentence by itself. */
export const inWords = (sentence: string): Message => ({ text: point(sentence), blocks: [said(sentence)] })

/** A sentence where nothing can be marked, as under a field: people are called by their names. */
export async function inLetters({ nameOf }: Pick<Asking, 'nameOf'>, sentence: string): Promise<string> {
  const ids = parts(sentence).flatMap((it) => (typeof it === 'object' && 'user' in it ? it.user : []))
  let named = sentence
  for (const id of new Set(ids)) named = named.replaceAll(user(id), `@${await nameOf(UserId.parse(id))}`)
  return flat(named)
}

// What was said, and could not be noted: the connection was lost, or the transaction took too long. When the job runs again
// it is not said again, or the message that stands there is changed. Only this process knows: one that is killed between the
// two says that one thing once more.
import type { Message } from '../commands/command.ts'

/** Says it, unless just that was said and is not noted; `before`: where something else about it was said. */
export type Keep = <P>(message: Message, say: (before: P | null) => Promise<P>, about?: string) => Promise<P>
/** Does what ends with noting it; once that is done nothing has to be remembered. `key`: whom, and what it is about. */
export type Once = <T>(key: string, note: (keep: Keep) => Promise<T>) => Promise<T>

/** More than wait for a database at one time. The oldest is forgotten first. */
const MOST = 10_000

export function rememberUnnoted(): Once {
  const unnoted = new Map<string, { said: string; at: unknown }>()
  return async function once(key, note) {
    const mine: string[] = []
    const keep: Keep = async <P>(message: Message, say: (before: P | null) => Promise<P>, about = '') => {
      const which = JSON.stringify([key, about])
      mine.push(which)
      const said = JSON.stringify(message)
      const before = unnoted.get(which)
      if (before?.said === said) return before.at as P
      const at = await say((before?.at ?? null) as P | null)
      unnoted.set(which, { said, at })
      if (unnoted.size > MOST) unnoted.delete(unnoted.keys().next().value!)
      return at
    }
    const result = await note(keep)
    for (const it of mine) unnoted.delete(it)
    return result
  }
}

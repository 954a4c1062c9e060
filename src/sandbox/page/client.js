// @ts-check
/** @import { Act, Acted, State } from '../protocol.ts' */
// The line to the sandbox's server: what it says, and what we do.

/**
 * @param {Act} it
 * @returns {Promise<Acted>} an empty error: nobody answered
 */
export async function act(it) {
  try {
    const response = await fetch('/sandbox/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(it),
    })
    const acted = await response.json()
    return response.ok ? acted : { ok: false, error: String(acted.error ?? '') }
  } catch {
    return { ok: false, error: '' }
  }
}

/** What to show of it; empty: nothing. @param {Acted} acted @param {import('./say.js').Say} say */
export const errorIn = (acted, say) => (acted.ok || !('error' in acted) ? '' : acted.error || say.trouble)

/**
 * Listens for ever; after a loss it tries again, at first soon.
 * @param {string} as a user id, or nothing: whoever the server takes
 * @param {(state: State) => void} heard
 * @param {(online: boolean) => void} online
 * @returns {() => void} stops it
 */
export function listen(as, heard, online) {
  /** @type {EventSource | undefined} */
  let source
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let wait = 500

  const connect = () => {
    clearTimeout(timer)
    source?.close()
    source = new EventSource(`/sandbox/events${as && `?as=${encodeURIComponent(as)}`}`)
    source.addEventListener('message', ({ data }) => {
      wait = 500
      online(true)
      heard(JSON.parse(data))
    })
    source.addEventListener('error', () => {
      source?.close()
      online(false)
      timer = setTimeout(connect, wait)
      wait = Math.min(wait * 1.5, 5000)
    })
  }
  connect()
  addEventListener('online', connect)
  return () => {
    clearTimeout(timer)
    source?.close()
    removeEventListener('online', connect)
  }
}

// The line to the sandbox's server: what it says, and what we do.

/** An Act to its Acted; an empty error: nobody answered. */
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

/** What to show of it; empty: nothing. */
export const errorIn = (acted, say) => (acted.ok || !('error' in acted) ? '' : acted.error || say.trouble)

/**
 * Listens to server-sent JSON for ever; after a loss it tries again, at first soon. `heard` is told whether this is the first
 * of its connection, `online` whether there is one. What it returns stops it.
 */
export function listen(path, heard, online = () => {}) {
  let source
  let timer
  let wait = 500

  const connect = () => {
    clearTimeout(timer)
    source?.close()
    source = new EventSource(path)
    let first = true
    source.addEventListener('message', ({ data }) => {
      wait = 500
      online(true)
      heard(JSON.parse(data), first)
      first = false
    })
    source.addEventListener('error', () => {
      source.close()
      online(false)
      timer = setTimeout(connect, wait)
      wait = Math.min(wait * 1.5, 5000)
    })
  }
  connect()
  addEventListener('online', connect)
  return () => {
    clearTimeout(timer)
    source.close()
    removeEventListener('online', connect)
  }
}

// Where this tab is: `#U…/C…`, a person and a channel or `home`. Two tabs may be two people.
import { useEffect, useState } from 'preact/hooks'

const read = () => {
  const [as = '', at = ''] = decodeURIComponent(location.hash.slice(1)).split('/')
  return { as, at }
}

export function useRoute() {
  const [route, set] = useState(read)
  useEffect(() => {
    const moved = () => set(read())
    addEventListener('hashchange', moved)
    return () => removeEventListener('hashchange', moved)
  }, [])
  return [
    route,
    (to, replace = false) => {
      const next = { ...read(), ...to }
      const hash = `#${next.as}/${next.at}`
      if (replace) history.replaceState(null, '', hash)
      else location.hash = hash
      set(next)
    },
  ]
}

// A surface is what blocks stand on (a message, the Home, a modal): it keeps what was typed, and sends what is pressed.
import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { errorIn } from './client.js'
import { carryOver } from './values.js'
import { useWorld } from './world.js'

/** What was typed, by surface, also while another person or a pushed view is in front. */
const kept = new Map()

const keyOf = (block, element) => `${block.block_id}/${element.action_id}`

export const Surface = createContext(null)
export const useOwnSurface = () => useContext(Surface)

export function useSurface({ id, at, blocks, heard = {} }) {
  const { act, ask, say } = useWorld()
  const [, redraw] = useState(0)
  const [busy, setBusy] = useState([])
  const [errors, setErrors] = useState({})
  const [trouble, setTrouble] = useState('')
  /** Presses that wait for the typing to stop. */
  const later = useRef(new Map())

  const values = carryOver(blocks, kept.get(id) ?? heard)
  kept.set(id, values)
  useEffect(() => () => later.current.forEach(({ timer }) => clearTimeout(timer)), [])

  const dropLater = (key) => {
    clearTimeout(later.current.get(key)?.timer)
    later.current.delete(key)
  }

  const about = (block, element) => ({
    at,
    block: block.block_id,
    action: element.action_id,
    values: surface.values(),
  })

  const surface = {
    isBusy: (block, element) => busy.includes(keyOf(block, element)),
    errors,
    setErrors,
    trouble,
    setTrouble,
    values: () => kept.get(id) ?? {},
    answer: (block, element) => kept.get(id)?.[block.block_id]?.[element.action_id],
    set(block, element, answer) {
      const all = kept.get(id) ?? {}
      const own = { ...all[block.block_id], [element.action_id]: { type: element.type, ...answer } }
      kept.set(id, { ...all, [block.block_id]: own })
      if (errors[block.block_id]) {
        const { [block.block_id]: _, ...rest } = errors
        setErrors(rest)
      }
      redraw((n) => n + 1)
    },
    async press(block, element, answer) {
      const key = keyOf(block, element)
      dropLater(key)
      setBusy((all) => [...all, key])
      setTrouble('')
      const acted = await act({ do: 'press', answer, ...about(block, element) })
      setBusy((all) => all.filter((it) => it !== key))
      setTrouble(errorIn(acted, say))
    },
    /** A control that is not a button has a new answer: it is kept, and sent ('now', 'later', 'never') where Slack would send it. */
    async choose(block, element, answer, when = 'now') {
      if (element.confirm && !(await ask(element.confirm))) return redraw((n) => n + 1)
      surface.set(block, element, answer)
      if (block.type === 'input' && !block.dispatch_action) return
      const whole = { type: element.type, ...answer }
      const key = keyOf(block, element)
      dropLater(key)
      if (when === 'never') return
      const go = () => void surface.press(block, element, whole)
      if (when === 'now') go()
      else later.current.set(key, { timer: setTimeout(go, 450), go })
    },
    /** The field is left. */
    flush(block, element) {
      later.current.get(keyOf(block, element))?.go()
    },
    /** The form is sent as it is. */
    dropAllLater: () => [...later.current.keys()].forEach(dropLater),
    suggest: (block, element, typed) => act({ do: 'suggest', typed, ...about(block, element) }),
  }
  return surface
}

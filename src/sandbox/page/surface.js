// @ts-check
/** @import { Acted, Answer, At, Values } from '../protocol.ts' */
// A surface is what blocks stand on (a message, the Home, a modal): it keeps what was typed, and sends what is pressed.
import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { errorIn } from './client.js'
import { standsElsewhere } from './toasts.js'
import { carryOver, fault } from './values.js'
import { useWorld } from './world.js'

/** What was typed, by surface, also while another person or a pushed view is in front. @type {Map<string, Values>} */
const kept = new Map()

/** @typedef {ReturnType<typeof useSurface>} SurfaceHandle */
export const Surface = createContext(/** @type {SurfaceHandle} */ (/** @type {unknown} */ (null)))
export const useOwnSurface = () => useContext(Surface)

/** @param {{ id: string, at: At, blocks: any[], heard?: Values }} it heard: what the server knows of it, after a reload */
export function useSurface({ id, at, blocks, heard = {} }) {
  const { act, ask, say } = useWorld()
  const [, redraw] = useState(0)
  const [busy, setBusy] = useState(/** @type {string[]} */ ([]))
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}))
  const [trouble, setTrouble] = useState('')
  /** Presses that wait for the typing to stop. */
  const later = useRef(/** @type {Map<string, { timer: any, go: () => void }>} */ (new Map()))

  const values = carryOver(blocks, kept.get(id) ?? heard)
  kept.set(id, values)
  useEffect(() => () => later.current.forEach(({ timer }) => clearTimeout(timer)), [])

  /** @param {string} key */
  const dropLater = (key) => {
    clearTimeout(later.current.get(key)?.timer)
    later.current.delete(key)
  }

  const surface = {
    at,
    /** @param {any} block @param {any} element */
    isBusy: (block, element) => busy.includes(`${block.block_id}/${element.action_id}`),
    errors,
    setErrors,
    trouble,
    setTrouble,
    values: () => kept.get(id) ?? {},
    /** @param {any} block @param {any} element */
    answer: (block, element) => kept.get(id)?.[block.block_id]?.[element.action_id],
    /** @param {any} block @param {any} element @param {Partial<Answer>} answer */
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
    /** @param {any} block @param {any} element @param {Answer} answer @returns {Promise<void>} */
    async press(block, element, answer) {
      const key = `${block.block_id}/${element.action_id}`
      dropLater(key)
      setBusy((all) => [...all, key])
      setTrouble('')
      const acted = await act({
        do: 'press',
        at,
        block: block.block_id,
        action: element.action_id,
        answer,
        values: surface.values(),
      })
      setBusy((all) => all.filter((it) => it !== key))
      setTrouble(standsElsewhere(errorIn(acted, say)))
    },
    /**
     * A control that is not a button has a new answer: it is kept, and sent where Slack would send it.
     * @param {any} block @param {any} element @param {Partial<Answer>} answer @param {'now' | 'later' | 'never'} [when]
     */
    async choose(block, element, answer, when = 'now') {
      if (element.confirm && !(await ask(element.confirm))) return redraw((n) => n + 1)
      surface.set(block, element, answer)
      if (block.type === 'input' && !block.dispatch_action) return
      const whole = { type: element.type, ...answer }
      const key = `${block.block_id}/${element.action_id}`
      dropLater(key)
      if (when === 'never' || fault(element, whole, say)) return
      const go = () => void surface.press(block, element, whole)
      if (when === 'now') go()
      else later.current.set(key, { timer: setTimeout(go, 450), go })
    },
    /** The field is left. @param {any} block @param {any} element */
    flush(block, element) {
      later.current.get(`${block.block_id}/${element.action_id}`)?.go()
    },
    /** The form is sent as it is. */
    dropAllLater: () => [...later.current.keys()].forEach(dropLater),
    /** @param {any} block @param {any} element @param {string} typed @returns {Promise<Acted>} */
    suggest: (block, element, typed) =>
      act({
        do: 'suggest',
        at,
        block: block.block_id,
        action: element.action_id,
        typed,
        values: surface.values(),
      }),
  }
  return surface
}

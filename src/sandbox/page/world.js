// @ts-check
/** @import { Act, Acted, Person, State } from '../protocol.ts' */
/** @import { Say } from './say.js' */
// What every part of the page may ask for.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/**
 * @typedef {{
 *   state: State
 *   say: Say
 *   act: (it: DistributiveOmit<Act, 'as'>) => Promise<Acted>
 *   ask: (confirm: any) => Promise<boolean>
 *   go: (at: string) => void
 * }} World
 */
/**
 * @template T
 * @template {keyof any} K
 * @typedef {T extends unknown ? Omit<T, K> : never} DistributiveOmit
 */

export const World = createContext(/** @type {World} */ (/** @type {unknown} */ (null)))
export const useWorld = () => useContext(World)

/** @param {State} state @param {string} id @returns {Person | undefined} */
export const personOf = (state, id) => state.people.find((it) => it.id === id)

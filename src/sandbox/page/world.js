// What every part of the page may ask for.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** `state`, `say`: its words, `act`: as this person, `ask`: a question before a press, `go`: to another place. */
export const World = createContext(null)
export const useWorld = () => useContext(World)

export const personOf = (state, id) => state.people.find((it) => it.id === id)

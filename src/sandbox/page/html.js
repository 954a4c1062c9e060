// Markup as tagged templates. Whatever anybody typed becomes a text node; there is no way to put HTML in.
import { h } from 'preact'
import { useRef } from 'preact/hooks'
import htm from 'htm'

export const html = htm.bind(h)

/** A ref to an element. */
export const useElement = () => useRef(null)

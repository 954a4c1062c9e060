// @ts-check
// Markup as tagged templates. Whatever anybody typed becomes a text node; there is no way to put HTML in.
import { h } from 'preact'
import htm from 'htm'

export const html = htm.bind(h)

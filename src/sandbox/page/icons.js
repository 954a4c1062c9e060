// Line drawings on a 16 by 16 grid, and the buttons that are nothing else.
import { html } from './html.js'

const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  back: 'M10 3L5 8l5 5',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  dots: 'M3 8h.01M8 8h.01M13 8h.01',
  menu: 'M2 4h12M2 8h12M2 12h12',
  bolt: 'M9 1.5L3 9h4l-.5 5.5L13 7H8.5z',
  send: 'M2 2.5l12 5.5-12 5.5L4 8zM4 8h5',
  reply: 'M2 3h12v8H7l-3 3v-3H2z',
  eye: 'M1 8c2-3.3 4.3-5 7-5s5 1.7 7 5c-2 3.3-4.3 5-7 5S3 11.3 1 8zM8 10a2 2 0 100-4 2 2 0 000 4z',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3M8 11.5h.01',
  info: 'M8 14.5a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM8 7.5v3.5M8 5h.01',
  phone: 'M3 2h3l1.2 3.2L5.6 6.6a8 8 0 003.8 3.8l1.4-1.6L14 10v3c0 .6-.4 1-1 1C7 14 2 9 2 3c0-.6.4-1 1-1z',
  home: 'M2 7.5L8 2l6 5.5M3.5 6.5V14h9V6.5M6.5 14v-4h3v4',
  wire: 'M2 5.5h12M11 2.5l3 3-3 3M14 10.5H2M5 7.5l-3 3 3 3',
  ring: 'M8 11a3 3 0 100-6 3 3 0 000 6zM3 13a7 7 0 010-10M13 3a7 7 0 010 10',
}

export const Icon = ({ name }) =>
  html`<svg
    class=${`icon i-${name}`}
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d=${paths[name]} />
  </svg>`

export const IconButton = ({ name, label, go, className = '', ...more }) =>
  html`<button
    type="button"
    class=${`icon-button ${className}`}
    aria-label=${label}
    title=${label}
    onClick=${go}
    ...${more}
  >
    <${Icon} name=${name} />
  </button>`

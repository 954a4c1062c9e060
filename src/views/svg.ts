// Just enough of SVG: whatever anybody typed is text in it, and nothing else.

/** Attributes in the order they are given; those that are undefined are left out. */
type Attributes = Record<string, string | number | undefined>

export const tag = (name: string, attributes: Attributes, ...inside: string[]): string => {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? rounded(value) : letters(value)}"`],
  )
  return inside.length > 0 ? `<${name}${said.join('')}>${inside.join('')}</${name}>` : `<${name}${said.join('')}/>`
}

/** What stands in XML as it was typed. Characters that cannot, or that turn the text around them, are left out; emoji stay whole. */
export const letters = (text: string) =>
  text
    .replaceAll(/[^\P{C}\u200D]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** As much of a text as has room, by what letters are wide in most fonts; there is nobody here to measure it. */
export function fitting(text: string, room: number, size: number): string {
  const all = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text.slice(0, 200))]
  let left = room / size
  const fits = all.findIndex(({ segment }) => (left -= widthOf(segment)) < 0)
  return fits < 0
    ? text
    : `${all
        .slice(0, Math.max(0, fits - 1))
        .map((it) => it.segment)
        .join('')
        .trimEnd()}…`
}

const widthOf = (letter: string) => {
  if (/[\u1100-\u115F\u2E80-\uFFDC]|\p{Extended_Pictographic}/u.test(letter)) return 1.1
  if (/^[ijlI.,:;|!'()[\] ]/.test(letter)) return 0.32
  if (/^[mwMW@%]/.test(letter)) return 0.9
  return /^\p{Lu}/u.test(letter) ? 0.7 : 0.57
}

export const rounded = (value: number) => Math.round(value * 10) / 10

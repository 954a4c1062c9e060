// How wide text is where every letter has one width: some take two columns, some none.
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const WIDE =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u

const widthOf = (cluster: string) => (WIDE.test(cluster) ? 2 : 1)
const split = (text: string) => [...clusters.segment(text)].map((it) => it.segment)

/** How many columns it takes. */
export const columns = (text: string): number => split(text).reduce((sum, it) => sum + widthOf(it), 0)

/** At most so many columns, the last one an ellipsis where something was cut off. */
export function cutTo(text: string, most: number): string {
  if (columns(text) <= most) return text
  let room = most - 1
  const kept = split(text).filter((it) => (room -= widthOf(it)) >= 0)
  return `${kept.join('')}…`
}

import type { RingGroup } from '../ring/group.ts'
import type { Step } from '../ring/play.ts'
import type { Words } from '../words/index.ts'
import { called, type Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'
import { flat } from './message.ts'
import { fitting, letters, rounded, tag } from './svg.ts'
import { callInWords } from './who-card.ts'

// For a telephone of 360 px; elsewhere it grows, since it is drawn and not painted.
const WIDTH = 360
const EDGE = 12
const NAMES = 138 // wide
const BEGIN = EDGE + NAMES + 4 // of the time
const END = WIDTH - EDGE - 30 // of the wait; what comes then goes on to the edge
const HEAD = 58
const ROW = 34
const FOOT = 34
const TITLE = 15 // letters, high
const NAME = 13
const NOTE = 11
const BOLD = 1.1 // times as wide
const MOST_ROWS = 40
/** Two times closer than this would be written over each other. */
const TIME_APART = 30

type Row = { name: string; note: string; soft?: boolean; strong?: boolean; lane: (middle: number) => string[] }

/** A call to this group as a picture: a row for each phone, time from left to right, where it goes and when. SVG. */
export function whoPicture(w: Words, known: Known, group: RingGroup, steps: Step[]): string {
  const wait = steps.at(-1)?.from ?? 0
  const x = (seconds: number) => BEGIN + (wait > 0 ? ((END - BEGIN) * seconds) / wait : 0)
  const rows = steps.flatMap((it) => rowsOf(w, known, it, x))
  const [stop, ...others] = rows.toReversed()
  const shown = others.toReversed().slice(0, MOST_ROWS)
  const more = others.length - shown.length
  const all = [
    ...shown,
    ...(more > 0 ? [{ name: w.whoRings.andMore(more), note: '', soft: true, lane: () => [] }] : []),
    ...(stop ? [stop] : []),
  ]
  const bottom = HEAD + ROW * all.length
  const height = bottom + FOOT
  const title = w.whoPicture.title(groupCalled(group))
  const says = flat(callInWords(w, known, group, steps).join(' '))
  return tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      class: 'who-picture',
      role: 'img',
      lang: w.code,
      direction: 'ltr',
    },
    tag('title', {}, letters(title)),
    tag('desc', {}, letters(says)),
    tag('style', {}, STYLE),
    tag('rect', { class: 'paper', x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 10 }),
    tag(
      'svg', // cuts off what is wider than anybody thought
      { x: EDGE, y: 0, width: WIDTH - 2 * EDGE, height: HEAD },
      text('strong', 0, 25, fitting(groupCalled(group), WIDTH - 2 * EDGE, TITLE * BOLD), { 'font-size': TITLE }),
    ),
    ...times(steps, x, bottom),
    ...all.flatMap((row, place) => drawn(row, HEAD + ROW * place)),
    ...waiting(w, wait, x(wait), bottom),
  ).replaceAll(/>(?=<(?:rect|svg|text|path|circle|style|title|desc)\b)/g, '>\n')
}

function rowsOf(w: Words, known: Known, step: Step, x: (seconds: number) => number): Row[] {
  const named = (extension: string) =>
    known.directory.extensions.find((it) => it.extension === extension)?.name || w.lineCalled(extension)
  switch (step.does) {
    case 'ring':
      return step.extensions.map((it) => {
        const [from, to] = [x(step.from), x(step.to)]
        return { name: named(it), note: it, lane: (y) => bar('ring', from, to, y, w.duration(step.to - step.from)) }
      })
    case 'skip': {
      const lane = (y: number) => [
        tag('path', { class: 'skip', d: `M${BEGIN} ${y}H${END}` }),
        label('skipped', (BEGIN + END) / 2, y, w.whoPicture.skipped),
      ]
      return [{ name: named(step.extension), note: step.extension, soft: true, lane }]
    }
    case 'group': {
      const lane = (y: number) => [
        tag('path', { class: 'on', d: `M${rounded(x(step.from))} ${y}H${END}` }),
        tag('circle', { class: 'dot', cx: x(step.from), cy: y, r: 4 }),
      ]
      return [{ name: step.name, note: step.to, strong: true, lane }]
    }
    case 'voicemail': {
      const box = known.directory.extensions.find((it) => it.extension === step.box)?.name ?? ''
      return [
        { name: w.whoPicture.voicemail, note: `${step.box} ${box}`.trim(), strong: true, lane: arrow(x(step.from)) },
      ]
    }
    case 'leave':
      return [{ name: named(step.to), note: step.to, strong: true, lane: arrow(x(step.from)) }]
    case 'circle': {
      const name = called(w, known, step.back)
      return [{ name, note: w.whoPicture.circle, strong: true, lane: arrow(x(step.from)) }]
    }
  }
}

function drawn({ name, note, soft, strong, lane }: Row, top: number): string[] {
  const kind = strong ? 'strong' : soft ? 'soft' : 'name'
  const names = tag(
    'svg',
    { x: EDGE, y: top, width: NAMES, height: ROW },
    text(kind, 0, note ? 15 : 21, fitting(name, NAMES, strong ? NAME * BOLD : NAME)),
    ...(note ? [text('soft', 0, 28, fitting(note, NAMES, NOTE), { 'font-size': NOTE })] : []),
  )
  return [names, ...lane(top + ROW / 2)]
}

/** When something begins, above the rows, and a line down from there. */
function times(steps: Step[], x: (seconds: number) => number, bottom: number): string[] {
  const wait = steps.at(-1)?.from ?? 0
  const all = [...new Set(steps.map((it) => it.from))]
  let last = -TIME_APART
  const shown = all.filter((it) => {
    const fits = it === wait || (x(it) - last >= TIME_APART && x(wait) - x(it) >= TIME_APART)
    if (fits) last = x(it)
    return fits
  })
  return shown.flatMap((it) => [
    tag('path', { class: 'time', d: `M${rounded(x(it))} ${HEAD - 6}V${bottom}` }),
    text('soft', x(it), HEAD - 12, clock(it), { 'font-size': NOTE, 'text-anchor': 'middle' }),
  ])
}

/** From when to when the caller hears it ring. */
function waiting(w: Words, wait: number, end: number, bottom: number): string[] {
  const [y, said] = [bottom + 8, wait > 0 ? w.whoPicture.waits(wait) : w.whoPicture.noWait]
  const measure = `M${BEGIN} ${y - 4}v8M${BEGIN} ${y}H${rounded(end)}M${rounded(end)} ${y - 4}v8`
  return [
    ...(wait > 0 ? [tag('path', { class: 'measure', d: measure })] : []),
    text('name', (BEGIN + END) / 2, bottom + 24, said, { 'font-size': NOTE, 'text-anchor': 'middle' }),
  ]
}

const bar = (kind: string, from: number, to: number, y: number, said: string) => [
  tag('rect', { class: kind, x: from + 1, y: y - 10, width: Math.max(2, to - from - 2), height: 20, rx: 4 }),
  ...(to - from > 32 ? [label(`${kind}-text`, (from + to) / 2, y, said)] : []),
]

/** There the call stays: it points beyond the picture. */
const arrow = (from: number) => (y: number) => {
  const to = WIDTH - EDGE
  return [
    tag('path', {
      class: 'stop',
      d: `M${rounded(from + 1)} ${y - 10}H${to - 9}L${to} ${y}L${to - 9} ${y + 10}H${rounded(from + 1)}Z`,
    }),
  ]
}

const label = (kind: string, x: number, y: number, said: string) =>
  text(kind, x, y + 4, said, { 'font-size': NOTE, 'text-anchor': 'middle' })
const text = (kind: string, x: number, y: number, said: string, more: Record<string, string | number> = {}) =>
  tag('text', { class: kind, x, y, ...more }, letters(said))

/** `1:05` */
const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`

/** Colours for day and night; it stands on paper of its own, since nobody knows what is behind it. */
const STYLE = `
.who-picture{--paper:#fff;--edge:#dedde0;--ink:#1d1c1d;--soft:#5d5c60;--line:#e6e5e8;--ring:#00705a;--on:#fff;--stop:#5b3a86;font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}
@media (prefers-color-scheme:dark){.who-picture{--paper:#1a1b1f;--edge:#3a3b41;--ink:#e4e3e6;--soft:#acaab1;--line:#33343a;--ring:#4cc3a2;--on:#0d1f1a;--stop:#c8a9ee}}
.who-picture text{fill:var(--ink);white-space:pre;unicode-bidi:isolate}
.who-picture .strong{font-weight:700}
.who-picture .soft,.who-picture .skipped{fill:var(--soft)}
.who-picture .skipped{font-style:italic;paint-order:stroke;stroke:var(--paper);stroke-width:8px}
.who-picture .paper{fill:var(--paper);stroke:var(--edge)}
.who-picture path{fill:none;stroke:var(--line)}
.who-picture .measure{stroke:var(--soft)}
.who-picture .skip{stroke:var(--soft);stroke-dasharray:2 4}
.who-picture .on{stroke:var(--stop);stroke-dasharray:4 3}
.who-picture .dot,.who-picture .stop{fill:var(--stop);stroke:none}
.who-picture .ring{fill:var(--ring)}
.who-picture .ring-text{fill:var(--on);font-weight:600}
`

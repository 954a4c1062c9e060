import type { Entry } from '../ring/company.ts'
import type { Extension, RingGroup } from '../ring/group.ts'
import type { Step } from '../ring/play.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { called, type Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'
import { picture, point, said, small, type Message } from './message.ts'
import { timetable } from './timetable.ts'

/** More names than that are not read in a sentence. */
const MOST_NAMES = 6

type More = { /** nothing special: the phones are live */ notes: string[] }

/** A call to this group: the sentence first, then who rings from when to when. */
export function whoCard(w: Words, known: Known, group: RingGroup, steps: Step[], { notes }: More): Message {
  const lines = callInWords(w, known, group, steps)
  return {
    text: point(lines.join(' ')),
    blocks: [
      said(lines.join(' ')),
      picture(timetable(w, known.directory, steps)),
      ...(notes.length > 0 ? [small(notes.join(' · '))] : []),
      { type: 'actions', elements: [press('show', w.press.showGroup, { group: group.id })] },
    ],
  }
}

/** The sentence, and who is skipped. */
export const callInWords = (w: Words, known: Known, group: RingGroup, steps: Step[]): string[] => [
  sentence(w, known, group, steps),
  ...skipped(w, known, steps),
]

/** "Support (600): Bruno first, then Omar; after 40 s voicemail 100." */
function sentence(w: Words, known: Known, group: RingGroup, steps: Step[]): string {
  const short = shortNames(w, known, steps)
  const parts: string[] = []
  let here = groupCalled(group)
  for (const { group: at, from } of steps.filter((it) => it.does !== 'ring' && it.does !== 'skip')) {
    const rings = steps.flatMap((it) => (it.does === 'ring' && it.group === at ? [it] : []))
    const inGroup = w.whoRings.starts(
      here,
      ringing(
        w,
        rings.map((it) => it.extensions.map(short)),
      ),
    )
    parts.push(parts.length > 0 ? w.whoRings.after(rings[0]?.from ?? from, inGroup) : inGroup)
    const next = steps.find((it) => it.does === 'group' && it.group === at)
    if (next?.does === 'group') here = `${next.name} (${next.to})`
  }
  const last = steps.at(-1)!
  return w.whoRings.sentence([...parts, w.whoRings.after(last.from, stop(w, known, last))])
}

function ringing(w: Words, turns: string[][]): string {
  const names = turns.flat()
  const [only, ...others] = names
  if (!only) return w.whoRings.nobody
  if (others.length === 0) return w.whoRings.only(only)
  const shown =
    names.length > MOST_NAMES
      ? [...names.slice(0, MOST_NAMES - 1), w.whoRings.moreNames(names.length - MOST_NAMES + 1)]
      : names
  return turns.length === 1 ? w.whoRings.atOnce(shown) : w.whoRings.inTurn(shown)
}

function stop(w: Words, known: Known, step: Step): string {
  if (step.does === 'voicemail') return w.voicemail(step.box)
  if (step.does === 'leave') return called(w, known, step.to)
  return step.does === 'circle' ? w.whoRings.circle(called(w, known, step.back)) : ''
}

function skipped(w: Words, known: Known, steps: Step[]): string[] {
  const short = shortNames(w, known, steps)
  const off = [...new Set(steps.flatMap((it) => (it.does === 'skip' ? [it.extension] : [])))]
  return off.length > 0 ? [w.whoRings.skipped(off.map((extension) => ({ name: short(extension), extension })))] : []
}

/** A person's first name, unless two of them have it; anything else by its whole name. */
function shortNames(w: Words, { directory }: Known, steps: Step[]): (extension: Extension) => string {
  const all = new Set(
    steps.flatMap((it) => (it.does === 'ring' ? it.extensions : it.does === 'skip' ? [it.extension] : [])),
  )
  const entries = directory.extensions.filter((it) => all.has(it.extension))
  const first = (it: Entry) => (it.rings && it.voicemail ? (it.name.split(' ')[0] ?? '') : it.name)
  return (extension) => {
    const entry = entries.find((it) => it.extension === extension)
    if (!entry?.name) return entry ? w.lineCalled(extension) : extension
    const isAlone = entries.filter((it) => first(it) === first(entry)).length === 1
    return isAlone ? first(entry) : entry.name
  }
}

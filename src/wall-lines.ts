// What stands on the wall of phones, in words.
import type { Line, Wall, WallCall } from './phones/wall.ts'
import type { Extension } from './ring/group.ts'
import { national } from './ring/numbers.ts'
import type { Does, Phone, PhoneCall } from './sandbox/protocol.ts'
import type { Words } from './words/index.ts'

type Called = (extension: Extension) => string

/** By name; a phone without one is a line. */
export function naming(w: Words, { phones, names }: Wall): Called {
  const known = new Map([...names, ...phones].map(({ extension, name }) => [extension, name]))
  return (it) => known.get(it) || (known.has(it) ? w.lineCalled(it) : it)
}

export const phonesIn = ({ phones }: Wall, called: Called, doing: (it: Extension) => Does | null = () => null) =>
  phones.map(({ extension, is }): Phone => ({ extension, name: called(extension), is, does: doing(extension) }))

export const callsIn = (w: Words, { calls }: Wall, called: Called, country: string) =>
  calls.map(({ dialled, caller, ...it }): PhoneCall => ({
    ...it,
    to: national(dialled, country),
    from: caller.name || national(caller.number, country) || '?',
    lines: it.lines.map((line) => ({ ...line, says: sentence(w, line, called) })),
    now: momentOf(w, it, called),
    greeting: it.voicemail && w.wall.greeting(called(it.voicemail)),
  }))

function momentOf(
  w: Words,
  { ringing, voicemail, talking, lines }: Omit<WallCall, 'dialled' | 'caller'>,
  called: Called,
) {
  if (ringing.length > 0) return w.wall.rings(ringing.map(called))
  if (voicemail) return w.wall.voicemailAnswers(called(voicemail))
  if (talking) return w.wall.talks(called(talking))
  const last = lines.at(-1)
  return last ? sentence(w, last, called) : ''
}

function sentence({ wall: w }: Words, it: Line, called: Called): string {
  switch (it.does) {
    case 'ring':
      return w.rings(it.extensions.map(called))
    case 'skip':
      return w.isSkipped[it.why](called(it.extension))
    case 'reject':
      return w.rejects(called(it.extension))
    case 'group':
      return w.comesTo(it.name ? `${it.name} (${it.group})` : it.group)
    case 'leave':
      return w.goesOnTo(called(it.to))
    case 'voicemail':
      return w.voicemailAnswers(called(it.box))
    case 'answer':
      return w.answers(it.by ? called(it.by) : w.somebody)
    case 'over':
      return w.over[it.how]
  }
}

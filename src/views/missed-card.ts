import type { Call, Passed } from '../ring/call.ts'
import type { Extension } from '../ring/group.ts'
import { national, parseNumber } from '../ring/numbers.ts'
import type { Words } from '../words/index.ts'
import { cut, press } from './controls.ts'
import { called, fallbackCalled, type Known } from './facts.ts'
import { list, point, said, small, type Message } from './message.ts'

type World = Omit<Known, 'groups'>
type More = { simulated: boolean; mayStop?: boolean }

/** More of a caller's name nobody reads. */
const LONGEST = 80

/** A call that nobody answered: who called, which number, who was rung, how long, how it ended. */
export function missedCard(w: Words, world: World, call: Call, { simulated, mayStop = true }: More): Message {
  const { at, number, passed } = call
  const [first] = passed
  const dialled = number ? national(number, world.country) : (first?.extension ?? '')
  const title = w.calls.missed(first ? groupCalled(first) : dialled, at.toISOString())
  const told = passed.find((it) => it.tells && it.group)
  const buttons = [
    ...(first?.group && first.name ? [press('show', w.press.showGroup, { group: first.group })] : []),
    ...(told?.group && mayStop ? [press('missed', w.calls.stop, { group: told.group, tellsMissed: 'off' })] : []),
  ]
  return {
    text: point(title),
    blocks: [
      said(title),
      list('bullet', [
        w.fact.labelled(w.calls.caller, callerCalled(w, call.caller, world.country)),
        w.fact.labelled(w.calls.dialled, dialled),
        ...passed.map((it) => w.fact.labelled(rangLabel(w, it, passed), rang(w, world, it))),
        w.fact.labelled(w.calls.ended, ended(w, world, call)),
      ]),
      ...(simulated ? [small(w.stage.simulated)] : []),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    ],
  }
}

const groupCalled = ({ name, extension }: Passed) => (name ? `${name} (${extension})` : extension)

const rangLabel = (w: Words, it: Passed, all: Passed[]) =>
  all.length > 1 ? w.calls.rangIn(groupCalled(it)) : w.calls.rang

function rang(w: Words, world: World, { rang, seconds }: Passed): string {
  const who = rang.map((it) => called(w, { ...world, groups: [] }, it))
  return who.length > 0 ? w.calls.rangFor(who, seconds) : w.calls.nobodyRang
}

function ended(w: Words, world: World, { ending, passed }: Call): string {
  const it = w.calls.endings
  if (ending.how === 'voicemail')
    return it.voicemail(fallbackCalled(w, { ...world, groups: [] }, { to: 'voicemail', target: ending.box }))
  if (ending.how === 'elsewhere') return it.elsewhere(placeCalled(w, world, ending.to, passed))
  return ending.how === 'abandoned' ? it.abandoned : it.unanswered
}

const placeCalled = (w: Words, world: World, to: Extension, passed: Passed[]) => {
  const group = passed.find((it) => it.extension === to)
  return group ? groupCalled(group) : called(w, { ...world, groups: [] }, to)
}

/** "Jane Customer, 06 12 34 56 78": what a caller chose to show, which is text and nothing else. */
function callerCalled(w: Words, { number, name }: Call['caller'], country: string): string {
  const [shownName, shownNumber] = [asShown(name), asShown(number)]
  const known = parseNumber(shownNumber, country)
  const parts = [
    isHidden(shownName) || shownName === shownNumber ? '' : shownName,
    isHidden(shownNumber) ? '' : known ? national(known, country) : shownNumber,
  ].filter(Boolean)
  return parts.join(', ') || w.calls.unknownCaller
}

/** Without what cannot be seen, and what would be a mark of ours. */
const asShown = (text: string) => cut(text.replace(/\s+/g, ' ').replace(/\p{C}/gu, ''), LONGEST).trim()

/** How phone systems write that there is nothing to see. */
const isHidden = (shown: string) =>
  shown === '' ||
  /^<?(anonymous|private|restricted|unavailable|unknown|withheld|blocked)>?( (caller|number))?$/i.test(shown)

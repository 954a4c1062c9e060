// A no that has no button of its own: where the command has a form, that is the way on, with everything in it that was fine.
import type { Actor } from '../ring/actor.ts'
import type { Choice, Problem } from '../ring/refusal.ts'
import type { Command } from './command.ts'
import { isOptional } from './slots.ts'

/** None, if nothing is missing without what was wrong: then the button would do the rest of it at once. */
export function nextForm(actor: Actor, { input, form, allow }: Command, problems: Problem[]): Choice[] {
  const { shape } = input
  const wrong = problems.map(({ field = '' }) => {
    const key = field.split('.')[0]!
    return key === 'members' && shape['people'] ? 'people' : key
  })
  const isKnown = wrong.length > 0 && wrong.every((key) => Object.hasOwn(shape, key))
  const isMissed = wrong.some((key) => shape[key] && !isOptional(shape[key]))
  if (!form || !isKnown || !isMissed || problems.some((it) => it.choices?.length)) return []
  if (allow(actor, {}) === 'no') return []
  return [{ label: (w) => w.press.openForm, input: Object.fromEntries(wrong.map((key) => [key, undefined])) }]
}

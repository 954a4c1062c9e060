import type { CommandName } from '../commands/index.ts'
import type { Problem } from '../ring/refusal.ts'
import type { Words } from '../words/index.ts'
import { pressRaw } from './controls.ts'
import { point, said, type Message } from './message.ts'

const MOST_CHOICES = 5
/** Slack's; what was typed may be longer, and is then asked again in words only. */
const LONGEST_VALUE = 2000

/** A no, and the ways on from it: each button asks the same again with the choice made. */
export function refusalCard(
  w: Words,
  problems: Problem[],
  name?: CommandName,
  asked: Record<string, unknown> = {},
): Message {
  const lines = problems.map((it) => it.say(w))
  const choices = name ? problems.flatMap((it) => it.choices ?? []).slice(0, MOST_CHOICES) : []
  const buttons = choices
    .map((it, i) =>
      pressRaw(
        (it.command as CommandName | undefined) ?? name!,
        it.label(w),
        it.command ? it.input : { ...asked, ...it.input },
        `${i}`,
      ),
    )
    .filter((it) => (it.value ?? '').length <= LONGEST_VALUE)
  return {
    text: point(lines.join('\n')),
    blocks: [said(...lines), ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : [])],
  }
}

// A line whose first word is no command.
import { fold, type RingGroup } from '../ring/group.ts'
import { quoted, type Choice, type Problem } from '../ring/refusal.ts'
import { refusalCard } from '../views/refusal-card.ts'
import { unmarked } from '../words/marks.ts'
import { commandLike } from './called.ts'
import type { Asking, Reply } from './command.ts'
import { lineOf, LONGEST_RUN, read } from './grammar.ts'
import { isCalled, lexiconFor } from './lexicon.ts'
import { commands, names } from './registry.ts'

/** Groups that one line is about. More would leave no room for the command. */
const MOST_GROUPS = 2

/** Where it names a group, what one may want of that; and the nearest command, with the rest of the line. */
export async function unknown(ctx: Asking, text: string): Promise<Reply> {
  const whole = lineOf(text)
  const [first, ...words] = whole.words
  const typed = first?.text ?? ''
  const { lexicon, heard } = await lexiconFor(ctx, whole)
  const near = commandLike(ctx.words, names, typed)
  const name = near ?? 'help'
  const said = near ? read(commands[near].input, { ...whole, words }, lexicon) : {}
  const say: Problem['say'] = (w) => w.unknownCommand(unmarked(quoted(typed)))
  const choices: Choice[] = [
    ...namedFirst(
      heard.groups,
      whole.words.map((it) => it.text),
    ).flatMap((it): Choice[] => [
      { label: (w) => w.groups.showOne(it.name), command: 'show', input: { group: it.id } },
      { label: (w) => w.helping.whoRingsIn(it.name), command: 'who', input: { group: it.id } },
    ]),
    { label: (w) => `/ringgroup ${w.commands[name].typed[0]}`, input: {} },
  ]
  return { message: refusalCard(ctx.words, [{ say, choices }], name, said), refused: true }
}

/** The groups that the longest run of words from the first one on may mean. */
function namedFirst(groups: RingGroup[], words: string[]): RingGroup[] {
  for (let count = Math.min(LONGEST_RUN, words.length); count > 0; count--) {
    const run = fold(words.slice(0, count).join(' '))
    const named = groups.filter((it) => isCalled(it, run))
    if (named.length > 0) return named.slice(0, MOST_GROUPS)
  }
  return []
}

// What somebody types costs as much as it is long, and not its square: counted where it can be counted, else the same run is
// measured with four times as much.
import { describe, expect, it } from 'vitest'
import { hideSecrets } from '../src/app/log.ts'
import { commandCalled, commandLike } from '../src/commands/called.ts'
import { lineOf, read, runsIn, valueMeant, type Lexicon } from '../src/commands/grammar.ts'
import { peopleIn, saidIn } from '../src/commands/import-lines.ts'
import { commands, type CommandName } from '../src/commands/index.ts'
import { isPerson } from '../src/commands/lexicon.ts'
import { fold, normalizeName } from '../src/ring/group.ts'
import { nearest } from '../src/ring/nearest.ts'
import { parseNumber } from '../src/ring/numbers.ts'
import { quoted } from '../src/ring/refusal.ts'
import { secondsProblem } from '../src/ring/seconds.ts'
import { rowsIn } from '../src/ring/table.ts'
import { parseWhen } from '../src/ring/when.ts'
import { storable } from '../src/store/db.ts'
import { speak } from '../src/words/index.ts'
import { parts } from '../src/words/marks.ts'

const names = Object.keys(commands) as CommandName[]

/** Lines that nobody means well, as long as they are asked to be. */
const HOSTILE: Record<string, (length: number) => string> = {
  'one word after another': (n) => each(n, (i) => `w${i} `),
  'words that may be names': (n) => each(n, (i) => ['bruno ', 'keller ', 'lea ', `l${i % 7} `][i % 4]!),
  numbers: (n) => each(n, (i) => `${100 + (i % 900)} `),
  'one long word': (n) => 'x'.repeat(n),
  'one long number': (n) => '1'.repeat(n),
  keys: (n) => each(n, (i) => `k${i}=v `),
  'one key again and again': (n) => 'members=101 '.repeat(n / 12),
  'a mode again and again': (n) => 'mode=all 101 '.repeat(n / 13),
  'keys without an end': (n) => 'a=b:'.repeat(n / 4),
  'signs only': (n) => '='.repeat(n),
  'a quote that never ends': (n) => `"${'a '.repeat(n / 2)}`,
  'quotes only': (n) => '"'.repeat(n + 1),
  'quotes in quotes': (n) => each(n, (i) => (i % 2 ? '" “' : '« a ')),
  commas: (n) => ','.repeat(n),
  'names between commas': (n) => 'a,b c, d '.repeat(n / 9),
  mentions: (n) => each(n, (i) => `<@U${i}A> `),
  'mentions that never end': (n) => '<@U'.repeat(n / 3),
  emoji: (n) => '👩‍👩‍👧 '.repeat(n / 9),
  'marks on one letter': (n) => `a${'\u0301\u0323'.repeat(n / 2)}`,
  'from right to left': (n) => '\u202Eשלום '.repeat(n / 6),
  'nothing to be seen': (n) => '\u200B'.repeat(n),
  'nothing to be seen, in words': (n) => '\u200B \u2060 '.repeat(n / 4),
  blanks: (n) => ' '.repeat(n),
  backslashes: (n) => '\\'.repeat(n),
  lines: (n) => '1;a\n'.repeat(n / 4),
  'half a cell': (n) => '"a;""b\t'.repeat(n / 7),
}
function each(length: number, part: (i: number) => string): string {
  let text = ''
  for (let i = 0; text.length < length; i++) text += part(i)
  return text.slice(0, length)
}

/** What exists says nothing, everything, or what looks like a person; and counts what it is asked. */
function counting(answers: (run: string) => boolean) {
  const asked = { questions: 0, characters: 0 }
  const ask = (run: string) => {
    asked.questions++
    asked.characters += run.length
    return answers(run)
  }
  const lexicon: Lexicon = {
    group: ask,
    person: ask,
    wholePerson: ask,
    inBlock: ask,
    number: (run) => ask(run) && parseNumber(run, 'FR') !== null,
  }
  return { lexicon, asked }
}

describe.each(Object.entries(HOSTILE))('%s', (_, line) => {
  it('is read with a few questions for each word, whatever the command', () => {
    for (const answers of [() => false, () => true, isPerson])
      for (const name of TAKING) {
        const ask = (length: number) => {
          const { lexicon, asked } = counting(answers)
          read(commands[name].input, lineOf(line(length)), lexicon)
          return asked
        }
        const [once, four] = [ask(500), ask(2000)]
        expect(four.questions, name).toBeLessThanOrEqual(5 * once.questions + 50)
        expect(four.characters, name).toBeLessThanOrEqual(5 * once.characters + 20_000)
      }
  })
  it.each(Object.entries(parsers()))('%s takes four times as long for four times as much', (__, parse) => {
    expect(grown(parse, line(2000), line(8000))).toBe('fine')
  })
})

it('thousands of marks on one letter are put in no order', () => {
  const marked = HOSTILE['marks on one letter']!
  for (const it of [fold, normalizeName]) expect(grown(it, marked(25_000), marked(100_000))).toBe('fine')
  expect(fold(`Zoe${'\u0308'.repeat(100)} Support`)).toBe('zoe support')
})

/** Commands whose lines are taken apart in different ways. */
const TAKING: CommandName[] = [
  'create',
  'edit',
  'add',
  'remove',
  'order',
  'mode',
  'time',
  'fallback',
  'assign',
  'lead',
  'swap',
  'link',
  'who',
]

/** A busy machine only makes it slower: the best of a few times counts, and it may try again. */
function grown(parse: (text: string) => unknown, once: string, four: string) {
  const best = (text: string) => Math.min(...[1, 2, 3].map(() => timed(() => parse(text))))
  let measured = [0, 0] as [number, number]
  const isFine = () => {
    measured = [best(once), best(four)]
    return measured[1] < 8 * measured[0] + 25 // milliseconds
  }
  return [1, 2, 3, 4].some(isFine) ? 'fine' : `milliseconds: ${measured.join(', then ')}`
}

const timed = (work: () => unknown): number => {
  const begun = performance.now()
  work()
  return performance.now() - begun
}

function parsers(): Record<string, (text: string) => unknown> {
  const asked = {
    now: new Date('2026-05-04T10:00:00Z'),
    timeZone: 'Europe/Paris',
    language: 'fr',
    edge: 'until',
  } as const
  const orNothing = (work: () => unknown) => {
    try {
      return work()
    } catch {
      return null
    }
  }
  const nothing = counting(() => false).lexicon
  return {
    'the words of a line': lineOf,
    'the runs of a line': (text) => [1, 2, 8].map((length) => runsIn(lineOf(text), length)),
    'a line': (text) =>
      (['create', 'add', 'lead', 'assign'] as CommandName[]).map((name) =>
        read(commands[name].input, lineOf(text), nothing),
      ),
    'a command': (text) => [commandCalled(speak('fr'), names, text), commandLike(speak('en'), names, text)],
    'a word': valueMeant,
    'a name': (text) => [fold(text), normalizeName(text), storable(text), quoted(text)],
    'the nearest': (text) => nearest(text, ['Support', 'Front office', text.slice(1)].slice(0, 2)),
    'a number': (text) => parseNumber(text, 'FR'),
    seconds: secondsProblem,
    'an instant': (text) => orNothing(() => parseWhen(text, asked)),
    'a table': rowsIn,
    'an import': saidIn,
    'the people of a cell': (text) => peopleIn(text, 'FR'),
    'a sentence': parts,
    'an error in the log': (text) =>
      hideSecrets(`{"err":{"message":${JSON.stringify(text)},"token":"${text}`, ['a-secret']),
  }
}

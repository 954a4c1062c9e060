// What may be typed, as plain data: for whoever completes a line while it is being written.
import { languages } from '../words/index.ts'
import { usage } from './grammar.ts'
import { commands, names } from './registry.ts'

/** By language: what one may try, and every command with its words, its usage line and what it does. */
export const typable = () =>
  Object.fromEntries(
    Object.entries(languages).map(([code, w]) => [
      code,
      {
        usage: w.usageHint,
        examples: w.examples,
        commands: names
          .filter((name) => w.commands[name].typed.length > 0)
          .map((name) => ({
            words: w.commands[name].typed,
            usage: usage(w, name, commands[name].input),
            help: w.commands[name].help,
          })),
      },
    ]),
  )

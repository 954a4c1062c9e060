// Where a no leads on to, whatever it was about: buttons below it.
import type { Choice, Problem } from './refusal.ts'

export const allGroups: Choice = { label: (w) => w.groups.all, command: 'list', input: {} }
export const pastChanges: Choice = { label: (w) => w.press.history, command: 'history', input: {} }
export const onceMore: Choice = { label: (w) => w.press.tryAgain, input: {} }

/** `/ringgroup check`: a command that helps here, as one would type it. */
export const typed = (command: 'check' | 'numbers' | 'help'): Choice => ({
  label: (w) => `/ringgroup ${w.commands[command].typed[0]}`,
  command,
  input: {},
})

export const goneGroup: Problem = { say: (w) => w.goneGroup, choices: [allGroups] }

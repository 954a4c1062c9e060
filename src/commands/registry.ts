// Every command there is. Their names are for ever, since posted buttons are pressed next year.
import type { z } from 'zod'
import type { Command } from './command.ts'
import { add } from './add.ts'
import { assign } from './assign.ts'
import { create } from './create.ts'
import { fallback } from './fallback.ts'
import { help } from './help.ts'
import { mode } from './mode.ts'
import { order } from './order.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { renumber } from './renumber.ts'
import { show } from './show.ts'
import { time } from './time.ts'
import { unassign } from './unassign.ts'
import { undo } from './undo.ts'

export const commands = {
  help,
  show,
  create,
  rename,
  renumber,
  mode,
  time,
  fallback,
  add,
  remove,
  order,
  assign,
  unassign,
  undo,
} satisfies Record<string, Command>
export type CommandName = keyof typeof commands
export type InputOf<N extends CommandName> = z.input<(typeof commands)[N]['input']>

export const names = Object.keys(commands) as CommandName[]
export const isCommand = (name: string | undefined): name is CommandName => !!name && Object.hasOwn(commands, name)

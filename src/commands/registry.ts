// Every command there is. Their names are for ever, since posted buttons are pressed next year.
import type { z } from 'zod'
import type { Command } from './command.ts'
import { add } from './add.ts'
import { admins } from './admins.ts'
import { adopt } from './adopt.ts'
import { amendOf } from './amend.ts'
import { approveOf } from './approve.ts'
import { assign } from './assign.ts'
import { check } from './check.ts'
import { create } from './create.ts'
import { decline } from './decline.ts'
import { deletion } from './delete.ts'
import { edit } from './edit.ts'
import { extend } from './extend.ts'
import { fallback } from './fallback.ts'
import { helpOn } from './help.ts'
import { history } from './history.ts'
import { importing } from './import.ts'
import { leavers } from './leavers.ts'
import { letbe } from './letbe.ts'
import { join } from './join.ts'
import { lead } from './lead.ts'
import { leave } from './leave.ts'
import { link } from './link.ts'
import { list } from './list.ts'
import { members } from './members.ts'
import { missed } from './missed.ts'
import { mode } from './mode.ts'
import { numbers } from './numbers.ts'
import { obligeWith } from './oblige.ts'
import { order } from './order.ts'
import { pleadWith } from './plead.ts'
import { push } from './push.ts'
import { remove } from './remove.ts'
import { removeall } from './removeall.ts'
import { rename } from './rename.ts'
import { renumber } from './renumber.ts'
import { requests } from './requests.ts'
import { retry } from './retry.ts'
import { review } from './review.ts'
import { show } from './show.ts'
import { start } from './start.ts'
import { swap } from './swap.ts'
import { time } from './time.ts'
import { unassign } from './unassign.ts'
import { undo } from './undo.ts'
import { who } from './who.ts'
import { withdraw } from './withdraw.ts'

export const commands = {
  help: helpOn((): Record<string, Command> => commands),
  list,
  show,
  who,
  create,
  edit,
  rename,
  renumber,
  mode,
  time,
  fallback,
  members,
  add,
  remove,
  swap,
  order,
  join,
  leave,
  numbers,
  assign,
  unassign,
  missed,
  delete: deletion,
  history,
  undo,
  requests,
  lead,
  admins,
  link,
  check,
  adopt,
  push,
  import: importing,
  start,
  retry,
  extend,
  leavers,
  removeall,
  letbe,
  review,
  approve: approveOf((): Record<string, Command> => commands),
  decline,
  amend: amendOf((): Record<string, Command> => commands),
  withdraw,
  plead: pleadWith((): Record<string, Command> => commands),
  oblige: obligeWith((): Record<string, Command> => commands),
} satisfies Record<string, Command>
export type CommandName = keyof typeof commands
export type InputOf<N extends CommandName> = z.input<(typeof commands)[N]['input']>

export const names = Object.keys(commands) as CommandName[]
export const isCommand = (name: string | undefined): name is CommandName => !!name && Object.hasOwn(commands, name)

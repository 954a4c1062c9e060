// Every command there is. Their names are for ever, since posted buttons are pressed next year.
import type { z } from 'zod'
import type { Command } from './command.ts'
import { create } from './create.ts'
import { help } from './help.ts'
import { mode } from './mode.ts'
import { show } from './show.ts'
import { undo } from './undo.ts'

export const commands = { help, show, create, mode, undo } satisfies Record<string, Command>
export type CommandName = keyof typeof commands
export type InputOf<N extends CommandName> = z.input<(typeof commands)[N]['input']>

export const names = Object.keys(commands) as CommandName[]
export const isCommand = (name: string | undefined): name is CommandName => !!name && Object.hasOwn(commands, name)

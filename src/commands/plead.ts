import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { filePlea } from '../store/pleas.ts'
import type { Words } from '../words/index.ts'
import { command, type Reply } from './command.ts'
import type { All } from './decisions.ts'
import { inWords } from './in-words.ts'

/** Ask Them: admins are told what somebody would like, who may not do it. Each once, however often it is pressed. */
export const pleadWith = (all: All) =>
  command({
    input: z.object({ command: z.string(), said: z.record(z.string(), z.json()) }),
    find: async (_, it) => it,
    allow: anyone,
    run: async (ctx, { command, said }): Promise<Reply> => {
      const { user } = ctx.actor
      const to = (await ctx.admins()).filter((it) => it !== user)
      // what nobody can type is asked of nobody
      const isTyped = Object.hasOwn(all(), command) && typedWords(ctx.words, command).length > 0
      if (!user || !isTyped) throw new Refusal((w) => w.retired)
      if (to.length === 0) throw new Refusal((w) => w.pleas.nobody)
      const filed = await filePlea(ctx.db, { by: user, to, command, said, at: ctx.now() })
      if (filed === 'often') throw new Refusal((w) => w.pleas.often)
      const { words: w } = ctx
      const line = filed === 'sent' ? w.pleas.sent(to) : w.pleas.already(filed.to, filed.at.toISOString())
      return { message: inWords(line) }
    },
  })

const typedWords = (w: Words, command: string): string[] => w.commands[command as keyof Words['commands']].typed

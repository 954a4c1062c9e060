import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { storable } from '../store/db.ts'
import { filePlea } from '../store/pleas.ts'
import type { Words } from '../words/index.ts'
import { command, type Reply } from './command.ts'
import type { All } from './decisions.ts'
import { inWords } from './in-words.ts'

type Said = Record<string, z.core.util.JSONType>

/** Ask Them: admins are told what somebody would like, who may not do it. Each once, however often it is pressed. */
export const pleadWith = (all: All) =>
  command({
    input: z.object({ command: z.string(), said: z.record(z.string(), z.json()) }),
    // a form that somebody else fills in for them approves no request
    find: async (_, { command, said: { amends: _amends, ...said } }) => ({ command, said: kept(said) }),
    allow: anyone,
    run: async (ctx, { command, said }): Promise<Reply> => {
      const { user } = ctx.actor
      const to = (await ctx.admins()).filter((it) => it !== user)
      // what nobody can type is asked of nobody
      const isTyped = Object.hasOwn(all(), command) && typedWords(ctx.words, command).length > 0
      if (!user || !isTyped) throw new Refusal((w) => w.retired)
      if (to.length === 0) throw new Refusal((w) => w.pleas.nobody)
      const filed = await filePlea(ctx.db, { by: user, to, command, said, at: ctx.now() }, ctx.ending)
      if (filed === 'often') throw new Refusal((w) => w.pleas.often)
      const { words: w } = ctx
      const line = filed === 'sent' ? w.pleas.sent(to) : w.pleas.already(filed.to, filed.at.toISOString())
      return { message: inWords(line) }
    },
  })

/** What was said, as far as it can be kept. */
const kept = (said: Said): Said =>
  JSON.parse(JSON.stringify(said), (_, it: unknown) => (typeof it === 'string' ? storable(it) : it)) as Said

const typedWords = (w: Words, command: string): string[] => w.commands[command as keyof Words['commands']].typed

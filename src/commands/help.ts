import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { helpCard } from '../views/help-card.ts'
import { command, type Reply } from './command.ts'
import { CommandWord } from './slots.ts'

export const help = command({
  input: z.object({ command: CommandWord.optional() }),
  find: async (_, { command }) => ({ command }),
  allow: anyone,
  run: async ({ words }): Promise<Reply> => ({ message: helpCard(words) }),
})

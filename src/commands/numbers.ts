import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { parseNumber } from '../ring/numbers.ts'
import { lastCallsTo } from '../store/calls.ts'
import { entriesAt, searchNumbers } from '../store/directory.ts'
import { groupsWithNumbers } from '../store/groups.ts'
import { numberList } from '../views/number-list.ts'
import { unmarked } from '../words/marks.ts'
import { command, type Reply } from './command.ts'
import { Skip, Text } from './slots.ts'

const SIZE = 10

export const numbers = command({
  input: z.object({ words: Text.optional(), skip: Skip }),
  find: async (_, it) => it,
  allow: anyone,
  run: async ({ db, actor, words: w, settings: { country } }, { words, skip }): Promise<Reply> => {
    const asked = words ? (parseNumber(words, country) ?? words) : ''
    const found = await searchNumbers(db, asked, SIZE + 1, skip)
    const shown = found.slice(0, SIZE)
    const shownNumbers = shown.map((it) => it.number)
    const [led, calls] = await Promise.all([groupsWithNumbers(db, shownNumbers), lastCallsTo(db, shownNumbers)])
    const entries = await entriesAt(
      db,
      shown.flatMap((it) => it.leadsTo ?? []),
    )
    const rows = shown.map((it) => {
      const entry = entries.find((entry) => entry.extension === it.leadsTo)
      return { ...it, group: led.get(it.number), entry, last: calls.get(it.number) ?? null }
    })
    const page = { words: words && unmarked(words).slice(0, 200), skip, size: SIZE, more: found.length > SIZE }
    return { message: numberList(w, rows, page, country, actor.role === 'admin') }
  },
})

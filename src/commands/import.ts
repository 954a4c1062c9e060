import { z } from 'zod'
import type { ModalView } from '@slack/types'
import { admin } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { groupsFound } from '../store/found-groups.ts'
import { groupsToChange } from '../store/groups.ts'
import { importForm, LONGEST } from '../views/import-form.ts'
import { changeGroups } from './change-groups.ts'
import { command, type Asking, type Redrawn, type Reply } from './command.ts'
import { fitting, lineFor } from './import-lines.ts'
import { sheetOf, type Sheet } from './import-sheet.ts'
import { without } from './numbers-moved.ts'
import { Pasted } from './slots.ts'

/** More than fit in a field at once. */
const MOST_FOUND = 300

/** Groups out of a table. What is done is what was shown: text that was not, or that would do something else by now, is shown first. */
export const importing = command({
  input: z.object({
    text: Pasted.optional(),
    /** what the form has shown of this text */
    seen: z.string().optional(),
  }),
  find: async (_, said) => said,
  allow: admin,
  run: async (ctx, { text, seen }): Promise<Reply> => {
    if (text === undefined) return { form: await formFor(ctx, {}, {}) }
    if (text.trim() === '') throw nothing()
    if (text.length > LONGEST) throw new Refusal({ field: 'text', say: (w) => w.importing.tooLong(LONGEST) })
    if (seen !== undefined && !(await groupsToChange(ctx.db, [], ctx.askedIn))) return { touched: [] } // it came twice
    const sheet = await sheetOf(ctx, text)
    if (sheet.ready.length + sheet.toMend.length === 0) throw nothing()
    if (sheet.seen !== seen || sheet.ready.length === 0)
      return { form: formOf(ctx, { text, sheet, isOther: seen !== undefined && seen !== sheet.seen }) }
    const numbers = sheet.ready.flatMap((it) => it.directNumbers)
    return changeGroups(ctx, sheet.from, (others) => [...others.map((it) => without(it, numbers)), ...sheet.ready])
  },
  form: (ctx, known, redrawn) => formFor(ctx, known, redrawn),
})

const nothing = () => new Refusal({ field: 'text', say: (w) => w.importing.nothing })

type Known = { text?: string | undefined }

/** With what was pasted; else with what the phone system holds that is not here. */
async function formFor(ctx: Asking, { text: said }: Known, { alert }: Redrawn): Promise<ModalView> {
  const { plans, total } = said === undefined ? await groupsFound(ctx.db, MOST_FOUND) : { plans: [], total: 0 }
  const lines = fitting(
    plans.map((it) => lineFor(ctx.words, ctx.settings.country, it)),
    LONGEST,
  )
  const text = typeof said === 'string' ? said.slice(0, LONGEST) : lines.join('\n')
  const found = total > 0 ? { total, shown: lines.length } : undefined
  return formOf(ctx, { text, sheet: text.trim() === '' ? undefined : await sheetOf(ctx, text), found, alert })
}

type Drawn = {
  text: string
  sheet?: Sheet | undefined
  found?: { total: number; shown: number } | undefined
  isOther?: boolean
  alert?: string[] | undefined
}

const formOf = ({ words }: Asking, { sheet, ...it }: Drawn): ModalView =>
  importForm(words, { ...it, ...(sheet && { sheet: { ...sheet, ready: sheet.ready.length } }) })

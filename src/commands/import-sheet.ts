// What pasted text would do: which of its groups can be made, what is wrong with the others, and what should be known before.
import { createHash } from 'node:crypto'
import type { GroupId, RingGroup } from '../ring/group.ts'
import { national } from '../ring/numbers.ts'
import { planOf, samePlan, type RingPlan } from '../ring/plan.ts'
import { quoted } from '../ring/refusal.ts'
import { warnings } from '../ring/warnings.ts'
import { companyAround, type Around } from '../store/company.ts'
import { foundAround } from '../store/found-groups.ts'
import { freeExtensions } from '../store/groups.ts'
import { groupCalled } from '../views/group-lines.ts'
import { concerning, groupRow } from '../views/many-groups.ts'
import type { Words } from '../words/index.ts'
import { unmarked } from '../words/marks.ts'
import type { Asking } from './command.ts'
import { leadsElsewhere, noLonger } from './group-lines.ts'
import { draftsOf } from './import-drafts.ts'
import { COLUMNS, saidIn, type SaidText } from './import-lines.ts'
import { elsewhereIfThere, wrongWith } from './import-rules.ts'
import { placesOf } from './places.ts'

export type Sheet = {
  /** as they would be made */
  ready: RingGroup[]
  /** groups that give up numbers */
  from: GroupId[]
  /** each of the ready ones in one line */
  rows: string[]
  /** "Line 3: …" */
  toMend: string[]
  /** numbers that lead elsewhere now */
  moves: string[]
  /** what should be known besides */
  notes: string[]
  /** the same only if the text, and all that it would do, is the same */
  seen: string
}

export async function sheetOf(ctx: Asking, text: string): Promise<Sheet> {
  const { db, words: w, settings } = ctx
  const { lines, odd } = saidIn(text)
  const found = await draftsOf(ctx, lines)
  const company = await companyAround(
    db,
    found.map((it) => ({ before: null, after: it.group })),
  )
  const drafts = elsewhereIfThere(found, company.groups)
  const free = (await freeExtensions(db, settings.block, 1 + drafts.length)).filter(
    (it) => !drafts.some(({ group }) => group.extension === it),
  )
  const wrong = wrongWith(ctx, drafts, { ...company, free })
  const ready = drafts.filter((it) => !wrong.has(it)).map((it) => it.group)
  const groups = [...company.groups, ...ready]
  const known = { groups, directory: company.directory, country: settings.country }
  const plans = await foundAround(
    db,
    ready.map((it) => it.extension),
    ready.flatMap((it) => it.directNumbers),
  )
  const { moves, from } = await numbersIn(ctx, ready, plans)
  const rows = ready.map((it) => groupRow(w, known, it))
  return {
    ready,
    from,
    rows,
    toMend: [
      ...odd.map(({ line, why }) => ({ line, told: [oddLine(w, why)] })),
      ...[...wrong].map(([{ line }, told]) => ({ line, told })),
    ]
      .toSorted((one, other) => one.line - other.line)
      .map(({ line, told }) => w.importing.line(line, shortened(w, told))),
    moves,
    notes: notesOn(ctx, ready, { ...company, groups }, plans),
    seen: createHash('sha256')
      .update(JSON.stringify([text, rows, moves]))
      .digest('base64url')
      .slice(0, 20),
  }
}

/** A line with nothing but mistakes in it is not told all of them. */
const shortened = (w: Words, told: string[]) =>
  told.length <= MOST_SENTENCES
    ? told
    : [...told.slice(0, MOST_SENTENCES), `(${w.many.more(told.length - MOST_SENTENCES)})`]
const MOST_SENTENCES = 6

const oddLine = (w: Words, why: SaidText['odd'][number]['why']) =>
  typeof why === 'string'
    ? w.importing[why]
    : w.importing.unknownColumns(
        why.unknown.map((it) => unmarked(quoted(it))),
        COLUMNS.map((it) => w.field[it]),
      )

/** Numbers that will lead elsewhere, and the groups that have them. One that leads there already, on the phone system, does not move. */
async function numbersIn({ db, words: w, settings: { country } }: Asking, ready: RingGroup[], plans: RingPlan[]) {
  const led = await placesOf(
    db,
    ready.flatMap((it) => it.directNumbers),
  )
  const moves = led.flatMap((it) => {
    const to = ready.find((group) => group.directNumbers.includes(it.number))
    const on = it.group ? undefined : plans.find((plan) => plan.directNumbers.includes(it.number))
    if (on)
      return on.extension === to?.extension
        ? []
        : [w.groupForm.noLonger.group(national(it.number, country), groupCalled(on))]
    return leadsElsewhere(it, undefined) ? [noLonger(w, it, country)] : []
  })
  return { moves, from: [...new Set(led.flatMap((it) => it.group?.id ?? []))] }
}

/** Warnings, and what the phones will not do at once. */
function notesOn({ words: w, settings }: Asking, ready: RingGroup[], company: Around, plans: RingPlan[]): string[] {
  const told = ready.flatMap((group) => {
    const there = plans.find((it) => it.extension === group.extension)
    const isOther = there && !samePlan(there, planOf(group, company.groups))
    return [
      ...warnings(group, { ...settings, ...company, free: [] }).map((it) => it(w)),
      ...(isOther ? [w.importing.heldOtherwise(quoted(there.name), there.extension)] : []),
    ].map((sentence) => ({ group, sentence }))
  })
  return concerning(w, told)
}

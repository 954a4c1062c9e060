// A form was filled in by somebody who saw the group as it was, and somebody else has changed it since.
import type { Change } from '../ring/change.ts'
import { diff } from '../ring/diff.ts'
import type { RingGroup } from '../ring/group.ts'
import type { Conflict } from '../ring/patch.ts'
import { Refusal } from '../ring/refusal.ts'
import { history } from '../store/changes.ts'
import { groupsOnTheWay } from '../store/groups.ts'
import { facts, called, missingIn, type Known } from '../views/facts.ts'
import { flat } from '../views/message.ts'
import type { Words } from '../words/index.ts'
import type { Asking } from './command.ts'
import { directoryAround } from './company.ts'

/** No further back than this is looked for who it was. */
const RECENT = 20

/** A no that says who changed what, and when: in letters, for where it stands has no marks. */
export async function changedMeanwhile(ctx: Asking, now: RingGroup, conflicts: Conflict[]): Promise<Refusal> {
  const { db, words: w } = ctx
  const seen: RingGroup = {
    ...now,
    ...Object.fromEntries(conflicts.map((it) => [it.field ?? 'id', it.field ? it.from : now.id])),
  }
  const groups = await groupsOnTheWay(db, [seen, now])
  const known = { groups, directory: await directoryAround(db, [seen, now]), country: ctx.settings.country }
  const what = conflicts.flatMap(({ field }) => (field ? [difference(w, known, field, seen, now)] : []))
  const fields = conflicts.flatMap((it) => it.field ?? [])
  const changes = await history(db, { group: now.id, limit: RECENT })
  const change = changes.find((it) => concerns(it, now, fields)) ?? changes[0]
  const who = change?.by ? `@${await ctx.nameOf(change.by)}` : null
  const when = change ? clockTime(ctx, change.at) : ''
  return new Refusal((words) => words.stale.changed(who, when, what.join(', ')))
}

const concerns = ({ touched }: Change, { id }: RingGroup, fields: string[]) =>
  touched.some(({ before, after }) => after?.id === id && diff(before, after).some((it) => fields.includes(it.field)))

/** "ring time 30 → 20 s" */
function difference(w: Words, known: Known, field: keyof Words['field'], seen: RingGroup, now: RingGroup): string {
  if (field === 'ringSeconds') return w.stale.ringSeconds(seen.ringSeconds, now.ringSeconds)
  const label = w.field[field].toLowerCase()
  if (field === 'members') {
    const who = (some: RingGroup, other: RingGroup) => missingIn(some, other).map((it) => called(w, known, it))
    const [come, gone] = [who(now, seen), who(seen, now)]
    const moved = [...come.map((it) => `+ ${it}`), ...gone.map((it) => `− ${it}`)]
    return `${label} ${moved.length > 0 ? moved.join(', ') : w.stale.newOrder}`
  }
  return `${label} ${flat(w.fact.fromTo(facts(w, known, seen)[field], facts(w, known, now)[field]))}`
}

/** "at 10:40", and the day unless it is today; as the reader's clock shows it. */
function clockTime({ words, timeZone, now }: Asking, at: Date): string {
  const day = new Intl.DateTimeFormat(words.code, { timeZone, dateStyle: 'medium' })
  const time = new Intl.DateTimeFormat(words.code, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const isToday = day.format(at) === day.format(now())
  return isToday ? words.stale.today(time.format(at)) : words.stale.earlier(day.format(at), time.format(at))
}

import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { adminOrLead } from '../ring/actor.ts'
import { timesAhead, type Times } from '../ring/edits.ts'
import type { GroupId, Member, RingGroup } from '../ring/group.ts'
import * as list from '../ring/member-list.ts'
import { Listed, listOf, membersIn, rebase } from '../ring/member-list.ts'
import { Refusal, type Problem } from '../ring/refusal.ts'
import { warnings } from '../ring/warnings.ts'
import { changeNumbered, lastChangeOf } from '../store/changes.ts'
import { groupsOnTheWay } from '../store/groups.ts'
import { membersForm, type MembersDrawn } from '../views/members-form.ts'
import { whichGroupForm } from '../views/which-group-form.ts'
import { changeGroup } from './change-groups.ts'
import { command, type Asking, type Redrawn, type Reply } from './command.ts'
import { directoryAround } from './company.ts'
import { extensionNamed, groupNamed, instantNamed, namesOf } from './find.ts'
import { Group, KeyedText } from './slots.ts'

const input = z.object({
  group: Group,
  list: z.array(Listed).max(200),
  /** the last change of the group when the form was opened: what its list has to be compared with */
  seen: z.string().optional(),
  rev: z.number().optional(),
  /** a choice that the form had no time to draw */
  add: z.string().optional(),
  /** ends in open fields, by extension */
  until: z.record(z.string(), z.string().optional()).optional(),
  /** from when until when: of those who come and who leave */
  asked: z.object({ from: z.string().optional(), until: z.string().optional() }).optional(),
  reason: KeyedText.optional(),
})

/** Order, add and remove in one form. It is saved person by person, as what it changes of what was seen. */
export const members = command({
  input,
  async find(ctx, it) {
    const { id } = await groupNamed(ctx, it.group)
    const ended = list.withEnds(it.list, ends(ctx, it.list, it.until ?? {}))
    const all = it.add ? list.add(ended, await extensionNamed(ctx, it.add, 'add')) : ended
    return { group: id, list: all, seen: it.seen, ...timesAsked(ctx, it.asked), reason: it.reason }
  },
  allow: adminOrLead,
  async run(ctx, { group, list, seen, from, until }): Promise<Reply> {
    const before = await membersSeen(ctx, group, seen)
    const opened = before && { members: before }
    const called = await namesOf(
      ctx,
      list.map((it) => it.extension),
    )
    const put = (now: RingGroup) => ({ ...now, members: membersIn(list, now.members, { from, until }, called) })
    return changeGroup({ ...ctx, opened }, group, put)
  },
  asInput: ({ from, until, reason: _, ...found }, now) => ({ ...found, asked: timesAhead({ from, until }, now) }),
  async form(ctx, raw, redrawn): Promise<ModalView> {
    if (!raw.group) return whichGroupForm(ctx.words, 'members', ctx.words.membersForm.title)
    const { id } = await groupNamed(ctx, raw.group)
    const change = await lastChangeOf(ctx.db, id)
    const fresh = (change && afterOf(change.touched, id)) ?? (await groupNamed(ctx, id))
    const known = z.array(Listed).safeParse(raw.list).data
    const worked = known && asWorkedOn(known, raw.until ?? {}, redrawn)
    const before = worked ? ((await membersSeen(ctx, id, raw.seen)) ?? fresh.members) : fresh.members
    // somebody was quicker: the next save is compared with what there is now
    const isStale = redrawn.alert !== undefined && raw.seen !== change?.id
    const seen = isStale ? fresh.members : before
    const kept = worked ? (isStale ? rebase(worked, before, fresh.members) : worked) : listOf(fresh)
    const rows = stepped(kept, seen, redrawn.step)
    return draw(ctx, fresh, rows, {
      seen,
      change: (worked && !isStale ? raw.seen : change?.id) ?? undefined,
      rev: (raw.rev ?? 0) + 1,
      alert: redrawn.alert,
      asked: redrawn.asks || redrawn.amends ? { ...raw.asked, reason: redrawn.asks ? (raw.reason ?? '') : null } : null,
    })
  },
})

type Drawing = Pick<MembersDrawn, 'alert' | 'asked'> & { seen: Member[]; change: string | undefined; rev: number }

async function draw(
  ctx: Asking,
  group: RingGroup,
  rows: Listed[],
  { seen, change, rev, alert, asked }: Drawing,
): Promise<ModalView> {
  const { words: w, db, settings } = ctx
  const next = { ...group, members: membersIn(rows, seen) }
  const groups = [...(await groupsOnTheWay(db, [group])).filter((it) => it.id !== group.id), next]
  const named = { ...next, members: [...next.members, ...seen] }
  const directory = await directoryAround(db, [...groups, named])
  const company = { ...settings, groups, directory, free: [] }
  const known = warnings({ ...group, members: seen }, company).map((it) => it(w))
  return membersForm(w, {
    group,
    seen,
    list: rows,
    rev,
    known: { group: group.id, list: rows, rev, ...(change && { seen: change }) },
    around: { groups, directory, country: settings.country },
    when: (iso) => shortTime(ctx, new Date(iso)),
    full: next.members.length >= settings.mostMembers,
    warnings: warnings(next, company)
      .map((it) => it(w))
      .filter((it) => !known.includes(it)),
    alert,
    asked,
  })
}

/** What one control does to the list as it is by now, whoever was quicker. */
function stepped(rows: Listed[], seen: Member[], step: Redrawn['step']): Listed[] {
  const chosen = Listed.shape.extension.safeParse(step?.value).data
  if (step?.name === 'find:extension') return chosen ? list.add(rows, chosen) : rows
  const extension = Listed.shape.extension.safeParse(/^m-(\d+)-\d+$/.exec(step?.name ?? '')?.[1]).data
  const [, place] = /^p(\d+)$/.exec(step?.value ?? '') ?? []
  if (!extension || !step) return rows
  if (place) return list.move(rows, extension, Number(place))
  const does = {
    end: list.setEnd,
    noend: list.dropEnd,
    keep: list.keep,
    gone: (all: Listed[], it: typeof extension) => list.remove(all, it, seen),
  }
  return Object.hasOwn(does, step.value) ? does[step.value as keyof typeof does](rows, extension) : rows
}

/** An end is read from its field only where the form had one: a click may have been made before it was drawn. */
const asWorkedOn = (rows: Listed[], until: Record<string, string | undefined>, { fields = [] }: Redrawn): Listed[] =>
  rows.map((it) => (fields.includes(`until.${it.extension}`) ? list.withEnds([it], until)[0]! : it))

/** All ends, each with what is wrong about it under its own field. */
function ends(ctx: Asking, rows: Listed[], until: Record<string, string | undefined>): Record<string, string> {
  const problems: Problem[] = []
  const found: Record<string, string> = {}
  for (const { extension, ends } of rows) {
    const said = until[extension]
    if (!ends || !said) continue
    try {
      const at = instantNamed(ctx, said, 'until')
      if (at) found[extension] = at
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems.map((it) => ({ ...it, field: `until.${extension}` })))
    }
  }
  if (problems.length > 0) throw new Refusal(...problems)
  return found
}

/** What is wrong with them stands under their fields. */
function timesAsked(ctx: Asking, asked: { from?: string | undefined; until?: string | undefined } = {}): Times {
  const problems: Problem[] = []
  const at = (edge: 'from' | 'until') => {
    try {
      return instantNamed(ctx, asked[edge], edge)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems.map((it) => ({ ...it, field: `asked.${edge}` })))
      return undefined
    }
  }
  const times = { from: at('from'), until: at('until') }
  if (problems.length > 0) throw new Refusal(...problems)
  return times
}

/** The group's members as a change left them; undefined: not known, so the group is taken as it is now. */
async function membersSeen(ctx: Asking, group: GroupId, seen: string | undefined): Promise<Member[] | undefined> {
  if (!seen) return undefined
  return afterOf((await changeNumbered(ctx.db, seen)).touched, group)?.members
}

const afterOf = (touched: { after: RingGroup | null }[], id: GroupId) =>
  touched.find((it) => it.after?.id === id)?.after ?? null

/** "Fri 18:00" in the coming days, "27 Nov, 18:00" later. */
function shortTime({ words, timeZone, now }: Asking, at: Date): string {
  const isSoon = at.getTime() - now().getTime() < 6 * 24 * 3_600_000
  const day = isSoon ? ({ weekday: 'short' } as const) : ({ day: 'numeric', month: 'short' } as const)
  const locale = words.code === 'en' ? 'en-GB' : words.code
  const [date, time] = [day, { hour: '2-digit', minute: '2-digit' } as const].map((it) =>
    new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...it }).format(at),
  )
  return `${date} ${time}`
}

// The form of a whole group, filled with what is known: typed by somebody, held by the form, or what the group is now.
import type { ModalView, PlainTextOption as Option } from '@slack/types'
import { Extension, RingGroup } from '../ring/group.ts'
import { Refusal, type Problem } from '../ring/refusal.ts'
import { RING_SECONDS } from '../ring/seconds.ts'
import { companyBoxes, entriesAt } from '../store/directory.ts'
import { freeExtensions, groupsWithIds } from '../store/groups.ts'
import { groupForm } from '../views/group-form.ts'
import { flat } from '../views/message.ts'
import { wrongWith } from './change-groups.ts'
import type { Asking, Redrawn } from './command.ts'
import { extensionsNamed, fallbackNamed } from './find.ts'
import { linesOf } from './group-lines.ts'
import { Known, knownOf, rebased, valuesOf, waysOf, type Ways } from './group-known.ts'
import { valuesMeant } from './group-values.ts'
import { boxOption, groupOption, memberOptions, numberOptions, option, personOption } from './search.ts'

/** A group with more numbers than this is given them one by one. */
const MOST_NUMBERS = 40

/** `group`: the one to be changed; without one the form makes a new one. */
export async function groupFormFor(
  ctx: Asking,
  group: RingGroup | null,
  said: unknown,
  redrawn: Redrawn = {},
): Promise<ModalView> {
  const { db, words: w, settings, opened } = ctx
  const free = await freeExtensions(db, settings.block)
  const usual: Partial<Known> = group
    ? knownOf(valuesOf(group))
    : { extension: free[0], mode: 'simultaneous' as const, ringSeconds: `${RING_SECONDS.usual}` }
  const known = Known.parse(said)
  const isDrawnFresh = Boolean(redrawn.alert) || !opened
  const held = group && opened && redrawn.alert ? rebased(known, opened, group) : known
  const value = <K extends keyof Known>(key: K): Known[K] =>
    held[key] ?? (redrawn.fields?.includes(key) ? undefined : usual[key])

  const members = await peopleMeant(ctx, value('members') ?? [])
  const fallback = await waysMeant(ctx, value('fallback'))
  const found = await valuesMeant(ctx, { ringSeconds: value('ringSeconds'), directNumbers: value('directNumbers') })
  const filled = {
    name: value('name'),
    extension: value('extension'),
    mode: value('mode'),
    members: members.found,
    ringSeconds: found.values.ringSeconds,
    directNumbers: found.values.directNumbers ?? [],
    fallback: fallback.ways,
  }
  const lines = await linesOf(ctx, group, filled)
  const unfound = [...members.problems, ...found.problems, ...fallback.problems]
  const isTyped = !redrawn.alert && !redrawn.step
  const problems = isTyped ? [...unfound, ...(await wrongWithSaid(ctx, group, known, filled.members))] : []
  const { to } = fallback.ways
  const other = to && fallback.ways[to === 'voicemail' ? 'extension' : 'voicemail']
  const again = redrawn.alert && opened ? `${Number(known.again ?? 0) + 1}` : known.again
  const hasNumbers = ctx.actor.role === 'admin' && filled.directNumbers.length <= MOST_NUMBERS
  return groupForm(w, {
    command: group ? 'edit' : 'create',
    known: {
      ...(group && { group: group.id }),
      ...(other && { fallback: { [to === 'voicemail' ? 'extension' : 'voicemail']: other } }),
      ...(!to && { fallback: fallback.ways }),
      ...(lines.moving.length > 0 && { moving: lines.moving }),
      ...(again && { again }),
      ...(known.shown && { shown: known.shown }),
    },
    opened: group ? (isDrawnFresh ? shownOf(group, hasNumbers) : opened) : undefined,
    alert: redrawn.alert ?? problems.map((it) => sentence(ctx, it)),
    isNew: isTyped,
    asks: redrawn.asks ?? false,
    again,
    name: filled.name,
    extension: filled.extension,
    mode: filled.mode,
    ringSeconds: value('ringSeconds') && `${found.values.ringSeconds ?? value('ringSeconds')}`,
    members: await memberChoices(ctx, group, members.found, members.said),
    mostMembers: settings.mostMembers,
    to,
    target: to && (await targetChoice(ctx, to, fallback.ways[to])),
    directNumbers: hasNumbers ? await numberOptions(ctx, filled.directNumbers) : null,
    free,
    wait: lines.wait,
    longWait: lines.longWait,
    warnings: lines.warnings,
    moves: lines.moves,
    returns: lines.returns,
  })
}

/** What the fields hold of a group when they are drawn. */
const shownOf = (
  { id: _, members, directNumbers, leads: _leads, tellsMissed: _tells, ...group }: RingGroup,
  hasNumbers: boolean,
): Partial<RingGroup> => ({
  ...group,
  members: members.map(({ extension }) => ({ extension })),
  ...(hasNumbers && { directNumbers }),
})

/** What the rules say of a name, an extension and members that were typed, before anybody fills in the rest. */
async function wrongWithSaid(
  ctx: Asking,
  group: RingGroup | null,
  { name, extension }: Known,
  members: Extension[],
): Promise<Problem[]> {
  if (group || (name === undefined && extension === undefined && members.length === 0)) return []
  const { values } = await valuesMeant(ctx, { name, extension })
  const fields = [...Object.keys(values), ...(members.length > 0 ? ['members'] : [])]
  const [first] = ctx.settings.block
  const draft = { ...DRAFT, extension: first, ...values, members: members.map((it) => ({ extension: it })) }
  return (await wrongWith(ctx, null, draft)).filter(({ field }) => field !== undefined && fields.includes(field))
}
const DRAFT = RingGroup.omit({ extension: true, members: true }).parse({
  id: '00000000-0000-4000-8000-000000000000',
  name: '-',
  mode: 'simultaneous',
  ringSeconds: RING_SECONDS.usual,
  fallback: { to: 'voicemail', target: '00' },
  directNumbers: [],
})

/** A problem where no button can stand: what would do instead is named. */
function sentence({ words: w }: Asking, { say, choices = [] }: Problem): string {
  const instead = choices.filter((it) => !it.command).map((it) => it.label(w))
  return flat([say(w), ...(instead.length > 0 ? [w.groupForm.choicesAre(instead)] : [])].join(' '))
}

/** Each by themselves: somebody who is not found hides nobody who is. */
async function peopleMeant(ctx: Asking, people: string[]) {
  const found: Extension[] = []
  const said: string[] = []
  const problems: Problem[] = []
  for (const it of people)
    await extensionsNamed(ctx, [it], 'members').then(
      (one) => (found.push(...one), said.push(...one)),
      (error: unknown) => (problems.push(...problemsIn(error)), said.push(it)),
    )
  return { found: [...new Set(found)], said: [...new Set(said)], problems }
}

/** Typed, it is found; a form has a target for each way. Nothing said: the company's box, if there is one. */
async function waysMeant(ctx: Asking, said: Known['fallback']): Promise<{ ways: Ways; problems: Problem[] }> {
  const none = { voicemail: undefined, extension: undefined }
  if (typeof said === 'object') return { ways: said, problems: [] }
  if (said === undefined) {
    const [box, ...others] = await companyBoxes(ctx.db, 2)
    return {
      ways: { ...none, to: 'voicemail', ...(box && others.length === 0 && { voicemail: box.extension }) },
      problems: [],
    }
  }
  try {
    return { ways: waysOf(await fallbackNamed(ctx, said)), problems: [] }
  } catch (error) {
    return { ways: { ...none, to: undefined }, problems: problemsIn(error) }
  }
}

function problemsIn(error: unknown): Problem[] {
  if (error instanceof Refusal) return error.problems
  throw error
}

/** In the order in which they were said; who is not known stays as they were said. */
async function memberChoices(
  ctx: Asking,
  group: RingGroup | null,
  found: Extension[],
  said: string[],
): Promise<Option[]> {
  const options = await memberOptions(ctx, await entriesAt(ctx.db, found), group?.name)
  return said.filter((it) => it.length <= 150).map((it) => options.find(({ value }) => value === it) ?? option(it, it))
}

/** The option that a search offers for it. */
async function targetChoice(
  { db, words }: Asking,
  to: 'voicemail' | 'extension',
  target: string | undefined,
): Promise<Option | undefined> {
  if (!target) return undefined
  const extension = Extension.safeParse(target).data
  const [entry] = extension ? await entriesAt(db, [extension]) : []
  if (entry) return to === 'voicemail' ? boxOption(entry) : personOption(words, entry)
  const [group] = /^[\da-f-]{36}$/.test(target) ? await groupsWithIds(db, [target as RingGroup['id']]) : []
  return group ? groupOption(group) : target.length <= 150 ? option(target, target) : undefined
}

// The form of a command with few fields, made from its input: what is known already stands in it.
import type { ModalView, PlainTextOption } from '@slack/types'
import type { z } from 'zod'
import { Extension, Mode, type Fallback, type PhoneNumber, type RingGroup } from '../ring/group.ts'
import { wayOf } from '../ring/plan.ts'
import { Refusal } from '../ring/refusal.ts'
import { parseSeconds } from '../ring/seconds.ts'
import { warnings } from '../ring/warnings.ts'
import { national } from '../ring/numbers.ts'
import { entriesAt } from '../store/directory.ts'
import { freeExtensions, groupsAround, groupsWithIds } from '../store/groups.ts'
import { fallbackCalled, waitOf } from '../views/facts.ts'
import { fieldsForm as view, type Drawn } from '../views/fields-form.ts'
import type { Words } from '../words/index.ts'
import type { Asking, Redrawn } from './command.ts'
import { directoryAround } from './company.ts'
import {
  entryCalled,
  extensionNamed,
  extensionsNamed,
  fallbackNamed,
  groupNamed,
  instantNamed,
  numberLeads,
  numberNamed,
} from './find.ts'
import { waysOf } from './group-known.ts'
import { placesOf } from './places.ts'
import { boxOption, groupOption, memberOptions, numberOptions, personOption } from './search.ts'
import { isOptional, slotOf } from './slots.ts'

type Raw = Record<string, unknown>
type Name = keyof Words['commands'] // not the registry's: the commands are typed by what stands here

export const fieldsForm =
  (name: Name, { shape }: z.ZodObject) =>
  async (ctx: Asking, raw: Raw, redrawn: Redrawn): Promise<ModalView> => {
    const slots = Object.entries(shape).flatMap(([key, schema]) => {
      const it = slotOf(schema)
      return it ? [{ key, slot: it.slot, optional: isOptional(schema) }] : []
    })
    const said = typeof raw['group'] === 'string' ? raw['group'] : ''
    const group = said ? await groupNamed(ctx, said, { exact: name === 'renumber' }) : null
    const hasGroup = slots.some((it) => it.slot === 'group')
    const picks = hasGroup && (!group || Boolean(redrawn.fields?.includes('group')))
    const changesGroup = redrawn.step?.name === 'find:group'
    // what only stood in the fields because the group was like that is not what somebody wants of another group
    const meant = changesGroup ? withoutOpened(raw, ctx.opened) : raw
    const isOpen = ctx.opened && !changesGroup && !redrawn.alert // drawn again, but not read again
    const fresh: Partial<RingGroup> = Object.fromEntries(
      slots.flatMap(({ key }) => (group && key in group ? [[key, group[key as keyof RingGroup]]] : [])),
    )
    const found = await whatIsThere(ctx, slots, group, meant)
    const { number } = found
    const moves = number && name === 'assign' ? await numberLeads(ctx, number) : null
    const back = number && name === 'unassign' ? await leadsByItself(ctx, number) : []
    const isElsewhere = moves && moves.to !== group?.id
    const shown = number && national(number, ctx.settings.country)
    const w = ctx.words
    const about = group ? await outcome(ctx, slots, group, found) : { facts: [], warnings: [] }
    return view(w, name, {
      ...found,
      slots,
      group,
      picks,
      opened: isOpen ? ctx.opened! : fresh,
      again: redrawn.step !== undefined,
      known: {
        ...(group && !picks && { group: group.id }),
        ...(isElsewhere && { move: moves.to }),
        ...(typeof raw['person'] === 'string' && !slots.some((it) => it.key === 'person') && { person: raw['person'] }),
        ...hiddenIn(raw['fallback']),
      },
      facts: [...about.facts, ...back],
      asks: redrawn.asks ?? false,
      warnings: [...about.warnings, ...(isElsewhere && shown ? [w.moving.willNotRing(shown, moves.called)] : [])],
      submit: isElsewhere ? w.moving.press : undefined,
      alert: [...(redrawn.alert ?? []), ...(redrawn.step ? [] : found.problems)],
    })
  }

/** "5 rings" in seconds, for a field that takes digits only. */
const inSeconds = (said: string | undefined) =>
  said === undefined || /^\d+$/.test(said) ? said : parseSeconds(said)?.toString()

/** Where a number goes that leaves its group. */
async function leadsByItself({ db, words: w }: Asking, number: PhoneNumber): Promise<string[]> {
  const [led] = await placesOf(db, [number])
  if (!led?.group) return []
  return [led.byItself ? w.moving.goesBack(entryCalled(w, led.byItself)) : w.moving.leadsNowhere]
}

const withoutOpened = (raw: Raw, opened: Partial<RingGroup> = {}): Raw => {
  const { name, mode, ringSeconds } = opened
  const was: Raw = { name, mode, ringSeconds: ringSeconds === undefined ? undefined : `${ringSeconds}` }
  return Object.fromEntries(
    Object.entries(raw).filter(([key, value]) => !(key in opened) || (key in was && was[key] !== value)),
  )
}

/** What the choice that is not shown held is kept where the form does not show it. */
const hiddenIn = (fallback: unknown): Raw => (isObject(fallback) ? { fallback } : {})
const isObject = (it: unknown): it is Raw => typeof it === 'object' && it !== null && !Array.isArray(it)

type There = Pick<Drawn, 'values' | 'chosen' | 'people' | 'members' | 'fallback' | 'free'> & {
  number: PhoneNumber | undefined
  problems: string[]
}

/** What was said, as far as it is found; else what the group has. A form never fails for what is half said. */
async function whatIsThere(ctx: Asking, slots: Drawn['slots'], group: RingGroup | null, raw: Raw): Promise<There> {
  const problems: string[] = []
  const has = (slot: Drawn['slots'][number]['slot']) => slots.some((it) => it.slot === slot)
  const text = (key: string) => (typeof raw[key] === 'string' ? raw[key] : undefined)
  async function tried<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems.map((it) => it.say(ctx.words)))
      return undefined
    }
  }
  /** Typed words, as the form holds them. */
  const ways = async (it: unknown) => {
    const named = typeof it === 'string' ? await tried(() => fallbackNamed(ctx, it)) : undefined
    return named ? waysOf(named) : it
  }
  const when = (key: 'from' | 'until') => tried(() => instantNamed(ctx, text(key), key))
  const listed = Array.isArray(raw['people']) ? raw['people'].map(String) : []
  const people = (await tried(() => extensionsNamed(ctx, listed))) ?? []
  const members =
    (has('members') || slots.some(({ key }) => key === 'out')) && group
      ? await optionsOf(
          ctx,
          group.members.map((it) => it.extension),
        )
      : []
  const person = async (key: string) => {
    const named = text(key)
    const extension = has('person') && named ? await tried(() => extensionNamed(ctx, named, key)) : undefined
    return extension ? (await optionsOf(ctx, [extension], key !== 'out'))[0] : undefined
  }
  const asked = text('number')
  const number = has('number') && asked ? await tried(() => numberNamed(ctx, asked)) : undefined
  const [numberOption] = number ? await numberOptions(ctx, [number]) : []
  return {
    values: {
      name: text('name') ?? group?.name,
      extension: text('extension'),
      mode: text('mode') ?? group?.mode,
      ringSeconds: inSeconds(text('ringSeconds')) ?? (group ? `${group.ringSeconds}` : undefined),
      tellsMissed: text('tellsMissed') ?? (group ? (group.tellsMissed ? 'on' : 'off') : undefined),
      place: text('place'),
      from: has('when') ? await when('from') : undefined,
      until: has('when') ? await when('until') : undefined,
      reason: text('reason'),
    },
    chosen: {
      number: numberOption,
      out: await person('out'),
      replacement: await person('replacement'),
      person: await person('person'),
    },
    people: has('people')
      ? await optionsOf(ctx, people, true)
      : people.flatMap((it) => members.find((other) => other.value === it) ?? []),
    members,
    fallback: has('fallback') ? await fallbackIn(ctx, await ways(raw['fallback']), group) : { to: 'voicemail' },
    free: has('extension') ? await freeExtensions(ctx.db, ctx.settings.block) : [],
    number,
    problems,
  }
}

async function optionsOf(ctx: Asking, extensions: Extension[], also = false): Promise<PlainTextOption[]> {
  const entries = await entriesAt(ctx.db, extensions)
  const named = extensions.map(
    (extension) => entries.find((it) => it.extension === extension) ?? { name: extension, extension },
  )
  return also ? memberOptions(ctx, named) : named.map((it) => personOption(ctx.words, it))
}

/** The choice and the target of each choice, as the form held them; else where the group's calls go. */
async function fallbackIn(ctx: Asking, raw: unknown, group: RingGroup | null): Promise<Drawn['fallback']> {
  const said = isObject(raw) ? raw : {}
  const { to, target } = group?.fallback ?? { to: 'voicemail', target: '' }
  const usual = to === 'voicemail' ? 'voicemail' : 'extension'
  const now = said['to'] === 'voicemail' || said['to'] === 'extension' ? said['to'] : usual
  const at = (choice: typeof usual) =>
    typeof said[choice] === 'string' ? said[choice] : usual === choice && !('to' in said) ? target : ''
  const box = at('voicemail')
  const ringing = at('extension')
  const entries = await entriesAt(
    ctx.db,
    [box, ringing].flatMap((it) => Extension.safeParse(it).data ?? []),
  )
  const [other] = /^[\da-f-]{36}$/.test(ringing) ? await groupsWithIds(ctx.db, [ringing as RingGroup['id']]) : []
  const entry = (extension: string) => entries.find((it) => it.extension === extension)
  const there = entry(ringing)
  const boxed = entry(box)
  return {
    to: now,
    voicemail: boxed && boxOption(boxed),
    extension: other ? groupOption(other) : there && personOption(ctx.words, there),
  }
}

/** How long a caller would wait and what then, and what should be known before it is done. */
async function outcome(ctx: Asking, slots: Drawn['slots'], group: RingGroup, { values, fallback }: There) {
  const { words: w, db, settings } = ctx
  const shows = slots.some(({ slot }) => slot === 'mode' || slot === 'seconds' || slot === 'fallback')
  if (!shows) return { facts: [], warnings: [] }
  const target = fallback[fallback.to]?.value
  const to = target
    ? await fallbackNamed(ctx, { to: fallback.to, [fallback.to]: target }).catch(() => group.fallback)
    : group.fallback
  const has = (key: string) => slots.some((it) => it.key === key)
  const next: RingGroup = {
    ...group,
    ...(has('mode') && { mode: Mode.safeParse(values['mode']).data ?? group.mode }),
    ...(has('ringSeconds') && { ringSeconds: parseSeconds(values['ringSeconds'] ?? '') ?? group.ringSeconds }),
    ...(has('fallback') && { fallback: to satisfies Fallback }),
  }
  const groups = [...(await groupsAround(db, [{ before: group, after: next }])).filter((it) => it.id !== next.id), next]
  const directory = await directoryAround(db, groups)
  const last = wayOf(next, groups).at(-1)!
  const known = { groups, directory, country: settings.country }
  return {
    facts: [w.fact.waitThen(waitOf(next, groups), fallbackCalled(w, known, last.fallback))],
    warnings: warnings(next, { ...settings, groups, directory, free: [] }).map((it) => it(w)),
  }
}

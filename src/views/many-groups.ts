// What is said of many groups at once: each in one line, or only how many there are.
import { groupIn, type Touched } from '../ring/change.ts'
import type { RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { bold } from '../words/marks.ts'
import { facts, memberCalled, type Known } from './facts.ts'
import { groupCalled } from './group-lines.ts'

/** So many, made or deleted by one change, are not told one by one. */
const MANY = 2
/** So many are told with all their facts. */
const MOST_IN_FULL = 10
/** Nobody reads more lines. */
const MOST_LINES = 50
/** A headline names so many. */
const MOST_NAMED = 3

type Each = (it: Touched) => string[]
type Said = (groups: number) => string

const madeIn = (touched: Touched[]) => touched.filter((it) => !it.before)
const goneIn = (touched: Touched[]) => touched.filter((it) => !it.after)
const others = (touched: Touched[]) => touched.filter((it) => it.before && it.after)
export const isMany = (touched: Touched[]) => madeIn(touched).length >= MANY || goneIn(touched).length >= MANY

/** A group and all its facts, in the order in which they are always said. */
export function groupRow(w: Words, known: Known, group: RingGroup): string {
  const { mode, ringSeconds, fallback, directNumbers } = facts(w, known, group)
  const members = group.members.map((it) => memberCalled(w, known, it)).join(', ')
  const to = w.fact.labelled(w.field.fallback.toLowerCase(), fallback)
  const numbers = group.directNumbers.length > 0 ? [directNumbers] : []
  return [`${bold(group.name)} (${group.extension})`, mode, members, ringSeconds, to, ...numbers].join(' · ')
}

/** The point of a change first, then what it did to each group; `each` says it of one. */
export function manyLines(w: Words, known: Known, touched: Touched[], each: Each): string[] {
  const part = (list: Touched[], said: Said, lines: (it: Touched) => string[]) =>
    list.length < MANY
      ? list.flatMap(each)
      : [w.many.list(said(list.length)), ...list.flatMap(lines).map((it) => `• ${it}`)]
  const row = (it: RingGroup) => (madeIn(touched).length > MOST_IN_FULL ? shortRow(w, it) : groupRow(w, known, it))
  const made = part(madeIn(touched), w.many.created, (it) => [row(groupIn(it))])
  const gone = part(goneIn(touched), w.many.deleted, (it) => [groupCalled(groupIn(it)), ...each(it).slice(1)])
  return shortened(w, [...made, ...gone, ...others(touched).flatMap(each)])
}

const shortRow = (w: Words, group: RingGroup) =>
  [
    groupCalled(group),
    w.groups.mode[group.mode],
    w.groups.members(group.members.length),
    w.groups.each(group.ringSeconds),
  ].join(' · ')

const shortened = (w: Words, lines: string[]) =>
  lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), w.many.more(lines.length - MOST_LINES)]

/** A change of many in one sentence, for each kind of what it did. */
export function manyHeadline(w: Words, touched: Touched[], each: Each): string {
  const part = (list: Touched[], said: Said) => {
    if (list.length < MANY) return list.flatMap((it) => each(it).slice(0, 1))
    const names = list.slice(0, MOST_NAMED).map((it) => groupCalled(groupIn(it)))
    return [w.many.named(said(list.length), names, list.length - names.length)]
  }
  const rest = others(touched).flatMap((it) => each(it).slice(0, 1))
  const few = rest.length > MOST_NAMED ? [...rest.slice(0, MOST_NAMED), w.many.more(rest.length - MOST_NAMED)] : rest
  return [...part(madeIn(touched), w.many.created), ...part(goneIn(touched), w.many.deleted), ...few].join(' ')
}

/** That they are on the phones, or gone from there. */
export function manyLive(w: Words, touched: Touched[]): string {
  const [gone, live] = [goneIn(touched), touched.filter((it) => it.after)]
  const [one, last] = [live.length === 1 && live[0]?.after, gone.length === 1 && gone[0]]
  return [
    ...(one ? [w.told.live(one.name)] : live.length > 0 ? [w.many.live(live.length)] : []),
    ...(last ? [w.told.liveDeleted(groupIn(last).name)] : gone.length > 0 ? [w.many.gone(gone.length)] : []),
  ].join(' ')
}

/** Each sentence once, with the groups that it is about; where there is one group only, that goes without saying. */
export function concerning(w: Words, told: { group: RingGroup; sentence: string }[]): string[] {
  const names = new Map<string, string[]>()
  for (const { group, sentence } of told) names.set(sentence, [...(names.get(sentence) ?? []), group.name])
  return [...names].map(([sentence, groups]) => {
    const more = groups.length - MOST_NAMED
    return w.many.concerns([...groups.slice(0, MOST_NAMED), ...(more > 0 ? [w.many.others(more)] : [])], sentence)
  })
}

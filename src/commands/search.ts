import type { PlainTextOption } from '@slack/types'
import { fold, type Extension, type PhoneNumber, type RingGroup } from '../ring/group.ts'
import { national, parseNumber } from '../ring/numbers.ts'
import { searchEntries, searchNumbers } from '../store/directory.ts'
import { groupsWhoseMembers, searchGroups } from '../store/groups.ts'
import { cut, plain } from '../views/controls.ts'
import type { Words } from '../words/index.ts'
import type { Asking } from './command.ts'
import { nameOf } from './find.ts'
import { placesOf } from './places.ts'

/** What a search select looks for. */
export type Kind = 'extension' | 'voicemail' | 'ringing' | 'number' | 'group'

/** Slack takes a hundred; nobody reads more than a few dozen. */
const MOST = 50

/** What a search select offers for what was typed, the likeliest first. */
export async function searched(ctx: Asking, kind: Kind, typed: string): Promise<PlainTextOption[]> {
  const { db, words: w, settings } = ctx
  switch (kind) {
    case 'group':
      return (await searchGroups(db, typed, { limit: MOST })).groups.map(groupOption)
    case 'voicemail':
      return (await searchEntries(db, typed, { voicemail: true }, MOST)).map(boxOption)
    case 'ringing': {
      const { groups } = await searchGroups(db, typed, { limit: 20 })
      const entries = await searchEntries(db, typed, { rings: true }, MOST - groups.length)
      return [...groups.map(groupOption), ...entries.map((it) => personOption(w, it))]
    }
    case 'extension':
      return memberOptions(ctx, await searchEntries(db, typed, { rings: true }, MOST))
    case 'number': {
      const whole = parseNumber(typed, settings.country)
      return numberOptions(
        ctx,
        (await searchNumbers(db, whole ?? fold(typed), MOST)).map((it) => it.number),
      )
    }
  }
}

/** Members of a group, to be or already: with the groups that they ring in, `except` this one. */
export async function memberOptions(
  { db, words: w }: Asking,
  entries: Named[],
  except?: string,
): Promise<PlainTextOption[]> {
  const also = await groupsWhoseMembers(
    db,
    entries.map((it) => it.extension),
  )
  return entries.map((it) => {
    const groups = (also.get(it.extension) ?? []).filter((name) => name !== except)
    return option(memberName(w, it), it.extension, groups.length > 0 ? w.alsoIn(groups) : undefined)
  })
}

/** Numbers of the company, with where they lead now. */
export async function numberOptions(
  { db, words: w, settings }: Asking,
  numbers: PhoneNumber[],
): Promise<PlainTextOption[]> {
  return (await placesOf(db, numbers)).map(({ number, group, byItself }) => {
    const where = group ? `${group.name} (${group.extension})` : byItself && nameOf(byItself)
    return option(national(number, settings.country), number, where ? w.nowRings(where) : w.leadsNowhere)
  })
}

export const groupOption = ({ id, name, extension }: RingGroup): PlainTextOption => option(`${name} (${extension})`, id)
export const personOption = (w: Words, it: Named): PlainTextOption => option(memberName(w, it), it.extension)
export const boxOption = (it: Named): PlainTextOption => option(boxName(it), it.extension)

export const option = (text: string, value: string, description?: string): PlainTextOption => ({
  text: plain(cut(text, 75)),
  value,
  ...(description && { description: plain(cut(description, 75)) }),
})
type Named = { name: string; extension: Extension }
const memberName = (w: Words, { name, extension }: Named) => (name ? `${name} (${extension})` : w.lineCalled(extension))
const boxName = ({ name, extension }: Named) => (name ? `${extension} ${name}` : extension)

import type { Option } from '@slack/types'
import { fold } from '../ring/group.ts'
import { national, parseNumber } from '../ring/numbers.ts'
import { entriesAt, searchEntries, searchNumbers } from '../store/directory.ts'
import { groupsWhoseMembers, groupsWithNumbers, searchGroups } from '../store/groups.ts'
import { cut, plain } from '../views/controls.ts'
import type { Words } from '../words/index.ts'
import type { Asking } from './command.ts'
import { nameOf } from './find.ts'

/** What a search select looks for. */
export type Kind = 'extension' | 'voicemail' | 'ringing' | 'number' | 'group'

/** Slack takes a hundred; nobody reads more than a few dozen. */
const MOST = 50

/** What a search select offers for what was typed, the likeliest first. */
export async function searched(ctx: Asking, kind: Kind, typed: string): Promise<Option[]> {
  const { db, words: w, settings } = ctx
  switch (kind) {
    case 'group':
      return (await searchGroups(db, typed, { limit: MOST })).groups.map((it) => option(`${it.name} (${it.extension})`, it.id))
    case 'voicemail':
      return (await searchEntries(db, typed, { voicemail: true }, MOST)).map((it) => option(boxName(it), it.extension))
    case 'ringing': {
      const { groups } = await searchGroups(db, typed, { limit: 20 })
      const entries = await searchEntries(db, typed, { rings: true }, MOST - groups.length)
      return [
        ...groups.map((it) => option(`${it.name} (${it.extension})`, it.id)),
        ...entries.map((it) => option(memberName(w, it), it.extension)),
      ]
    }
    case 'extension': {
      const entries = await searchEntries(db, typed, { rings: true }, MOST)
      const also = await groupsWhoseMembers(db, entries.map((it) => it.extension))
      return entries.map((it) => {
        const groups = also.get(it.extension)
        return option(memberName(w, it), it.extension, groups && w.alsoIn(groups))
      })
    }
    case 'number': {
      const whole = parseNumber(typed, settings.country)
      const numbers = await searchNumbers(db, whole ?? fold(typed), MOST)
      const led = await groupsWithNumbers(db, numbers.map((it) => it.number))
      const entries = await entriesAt(db, numbers.flatMap((it) => it.leadsTo ?? []))
      return numbers.map(({ number, leadsTo }) => {
        const entry = entries.find((it) => it.extension === leadsTo)
        const where = led.get(number) ?? (entry ? nameOf(entry) : leadsTo)
        return option(national(number, settings.country), number, where ? w.nowRings(where) : w.leadsNowhere)
      })
    }
  }
}

const option = (text: string, value: string, description?: string): Option => ({
  text: plain(cut(text, 75)),
  value,
  ...(description && { description: plain(cut(description, 75)) }),
})
type Named = { name: string; extension: string }
const memberName = (w: Words, { name, extension }: Named) => (name ? `${name} (${extension})` : w.lineCalled(extension))
const boxName = ({ name, extension }: Named) => (name ? `${extension} ${name}` : extension)

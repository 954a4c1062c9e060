import type { ContextBlock, SectionBlock } from '@slack/types'
import type { LastCall } from '../ring/call.ts'
import type { CompanyNumber, Entry } from '../ring/company.ts'
import { national } from '../ring/numbers.ts'
import type { Words } from '../words/index.ts'
import { cut, overflow, press, pressOption } from './controls.ts'
import { lastCall } from './group-lines.ts'
import { header, point, said, section, small, type Message } from './message.ts'

/** A number, and where a call to it goes; `group`: "Support (600)". */
export type Leads = CompanyNumber & { group?: string | undefined; entry?: Entry | undefined; last: LastCall | null }

type Page = { words?: string | undefined; skip: number; size: number; more: boolean }

/** A page of the company's numbers; whoever may change them has the way to that beside each. */
export function numberList(w: Words, numbers: Leads[], page: Page, country: string, mayChange: boolean): Message {
  const { words, skip, size, more } = page
  const asked = { ...(words && { words }) }
  const it = w.numberList
  if (numbers.length === 0) {
    const line = words ? it.noneFound(cut(words, 60)) : it.none
    return { text: point(line), blocks: [said(line)] }
  }
  const title = words ? it.found(cut(words, 60)) : it.title
  const buttons = [
    ...(skip > 0 ? [press('numbers', w.groups.back, { ...asked, skip: Math.max(0, skip - size) }, 'back')] : []),
    ...(more ? [press('numbers', w.press.more, { ...asked, skip: skip + size })] : []),
  ]
  return {
    text: point(title),
    blocks: [
      header(title),
      ...numbers.flatMap((number) => [lineOf(w, number, country, mayChange), ...lastCallOf(w, number)]),
      ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    ],
  }
}

/** Only of calls to groups is anything known. */
const lastCallOf = (w: Words, { group, last }: Leads): ContextBlock[] =>
  group !== undefined || last ? [small(lastCall(w, last))] : []

function lineOf(w: Words, it: Leads, country: string, mayChange: boolean): SectionBlock {
  const { number } = it
  const shown = national(number, country)
  const line = `${shown}\n${leadsTo(w, it)}`
  if (!mayChange) return section(line)
  if (!it.group)
    return section(line, {
      ...press('assign', w.numberList.assign, { number }),
      accessibility_label: w.numberList.assignOne(shown),
    })
  const ways = [
    pressOption('assign', w.numberList.move, { number }),
    pressOption('unassign', w.numberList.unassign, { number }),
  ]
  return section(line, overflow(ways))
}

function leadsTo(w: Words, { group, entry, leadsTo }: Leads): string {
  const it = w.numberList
  if (group) return it.group(group)
  if (!leadsTo) return it.nowhere
  if (!entry) return it.phone(leadsTo)
  const who = entry.name ? `${entry.name} (${entry.extension})` : w.lineCalled(entry.extension)
  return entry.rings ? it.phone(who) : it.box(who)
}

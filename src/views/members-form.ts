import type { DateTimepicker, KnownBlock, ModalView, PlainTextOption, SectionBlock } from '@slack/types'
import type { RingGroup } from '../ring/group.ts'
import { membersIn, type Listed } from '../ring/member-list.ts'
import type { Words } from '../words/index.ts'
import { alert, cut, field, findId, form, plain, reasonField, stepId } from './controls.ts'
import { memberCalled, waitOf, type Known } from './facts.ts'
import { flat, section } from './message.ts'

export type MembersDrawn = {
  group: RingGroup
  /** its members, as they were when the form was opened */
  seen: RingGroup['members']
  list: Listed[]
  /** how often it was drawn: a control that was used has to forget what was chosen in it */
  rev: number
  known: Record<string, unknown>
  around: Known
  /** an instant, as it is read in a line */
  when: (iso: string) => string
  /** all that may ring are in it */
  full: boolean
  warnings: string[]
  alert?: string[] | undefined
  /** what stands in the fields of somebody who asks; `reason` null: it is not theirs; null: they do not have to ask */
  asked: { from?: string | undefined; until?: string | undefined; reason: string | null } | null
}

/** Slack takes 100 options; a few are no places. */
const MOST_PLACES = 96

/** Who rings, in which order, until when. The list stands in private_metadata; what is seen of it are rows with a menu. */
export function membersForm(w: Words, it: MembersDrawn): ModalView {
  const staying = it.list.filter((one) => !one.gone)
  const next = { ...it.group, members: membersIn(it.list, it.seen) }
  const wait = waitOf(next, it.around.groups)
  return form(w, 'members', {
    title: w.membersForm.title,
    submit: it.asked ? w.requests.send : w.membersForm.submit,
    known: it.known,
    alert: it.alert,
    blocks: [
      section(w.membersForm.top[next.mode](`${next.name} (${next.extension})`, next.ringSeconds, wait)),
      ...it.list.flatMap((one) => row(w, it, one, staying)),
      ...(it.full
        ? [section(w.membersForm.full(staying.length))]
        : [
            field({
              key: `add~${it.rev}`,
              label: w.membersForm.add,
              optional: true,
              steps: true,
              element: { type: 'external_select', action_id: findId('extension'), min_query_length: 0 },
            }),
          ]),
      ...(it.asked ? asked(w, it.asked) : []),
      ...it.warnings.map((line) => alert('warning', line)),
    ],
  })
}

/** From when until when, and why: for those who come and who leave. */
function asked(w: Words, { from, until, reason }: NonNullable<MembersDrawn['asked']>): KnownBlock[] {
  const when = (iso: string | undefined): DateTimepicker => {
    const at = iso ? Date.parse(iso) : Number.NaN
    return { type: 'datetimepicker', ...(!Number.isNaN(at) && { initial_date_time: Math.floor(at / 1000) }) }
  }
  const optional = true
  return [
    field({ key: 'asked.from', label: w.fields.from, hint: w.dates.askedDates, optional, element: when(from) }),
    field({ key: 'asked.until', label: w.fields.until, hint: w.dates.askedEnd, optional, element: when(until) }),
    ...(reason === null ? [] : [reasonField(w, reason)]),
  ]
}

function row(w: Words, it: MembersDrawn, one: Listed, staying: Listed[]): KnownBlock[] {
  const id = `m-${one.extension}-${it.rev}`
  const { gone: _, ...here } = one
  const [member] = membersIn([here], it.seen)
  const { until, ...others } = member!
  const called = (shown: typeof others) => flat(memberCalled(w, it.around, shown), it.when)
  const name = flat(memberCalled(w, it.around, { extension: one.extension }))
  if (one.gone) {
    const keep = { type: 'button', text: plain(w.membersForm.keep), action_id: stepId(id), value: 'keep' } as const
    return [
      {
        ...section(w.membersForm.leaves(name), { ...keep, accessibility_label: cut(w.membersForm.keepWhom(name), 75) }),
        block_id: id,
      },
    ]
  }
  const place = staying.indexOf(one) + 1
  const text = called({ ...others, ...(until && !one.ends && { until }) })
  const rows: KnownBlock[] = [
    {
      ...section(`${place}. ${text}`, menu(w, id, bareName(w, it.around, one.extension), one, place, staying.length)),
      block_id: id,
    },
  ]
  if (!one.ends) return rows
  const element = {
    type: 'datetimepicker',
    ...(until && { initial_date_time: Math.floor(Date.parse(until) / 1000) }),
  } as const
  return [...rows, field({ key: `until.${one.extension}`, label: w.membersForm.endOf(name), optional: true, element })]
}

/** Somebody without their number: "Léa Fontaine", "Line 107". */
const bareName = (w: Words, { directory }: Known, extension: string): string =>
  directory.extensions.find((it) => it.extension === extension)?.name || w.lineCalled(extension)

function menu(
  w: Words,
  id: string,
  name: string,
  one: Listed,
  place: number,
  places: number,
): SectionBlock['accessory'] {
  const option = (text: string, value: string): PlainTextOption => ({ text: plain(text), value })
  const all = Array.from({ length: Math.min(places, MOST_PLACES) }, (_, i) => option(w.fields.nth(i + 1), `p${i + 1}`))
  const initial = all[place - 1]
  const ends = one.ends ?? Boolean(one.until)
  return {
    type: 'static_select',
    action_id: stepId(id),
    placeholder: plain(cut(w.membersForm.placeOf(name), 150)),
    ...(initial && { initial_option: initial }),
    option_groups: [
      { label: plain(w.membersForm.places), options: all },
      {
        label: plain(w.membersForm.member),
        options: [
          option(w.membersForm.setEnd, 'end'),
          ...(ends ? [option(w.membersForm.noEnd, 'noend')] : []),
          option(w.membersForm.remove, 'gone'),
        ],
      },
    ],
  }
}

// How a group stands in AstDB. The dialplan (dialplan/ringgroups.conf) reads the same, so the two change together:
//
//     rg/600 = 1|seq|20|vm|100|101-102-103|Sales%3A%20      version, mode, seconds, fallback, its target, members, label
//     rgdid/33155500103 = 600                               a direct number without its +, and its group
//
// The label is what phones show before the caller's name: the group's name and ": ", percent-encoded, so that no character
// of it can mean anything to the dialplan, to AMI or to SIP.
import { Extension, PhoneNumber } from '../../ring/group.ts'
import { RingPlan } from '../../ring/plan.ts'
import type { Problem } from '../../ring/refusal.ts'

/** Dial() rings them all for one call out of a variable of 4,095 bytes, where each phone takes up to some 130. */
export const MOST_MEMBERS = 30
/** AMI refuses a value of more than 1,017 bytes ("line too long", main/manager.c). */
const MOST_BYTES = 1000

const MODES = { all: 'simultaneous', seq: 'consecutive' } as const
const TARGETS = { vm: 'voicemail', ext: 'extension' } as const

const VALUE =
  /^1\|(?<mode>all|seq)\|(?<seconds>[1-9]|[1-5]\d|60)\|(?<to>vm|ext)\|(?<target>\d{2,6})\|(?<members>\d{2,6}(-\d{2,6})*)?(\|(?<label>([A-Za-z0-9._~-]|%[2-9A-Fa-f][0-9A-Fa-f])*))?$/

export function valueOf({ mode, ringSeconds, fallback, members, name }: RingPlan): string {
  const how = mode === 'simultaneous' ? 'all' : 'seq'
  const to = fallback.to === 'voicemail' ? 'vm' : 'ext'
  return ['1', how, ringSeconds, to, fallback.target, members.join('-'), labelOf(name)].join('|')
}

/** null: it is no plan, whatever the dialplan makes of it. */
export function planIn(value: string, extension: Extension, directNumbers: PhoneNumber[]): RingPlan | null {
  const { mode, seconds, to, target, members = '', label = '' } = VALUE.exec(value)?.groups ?? {}
  const name = nameIn(label)
  if (!mode || !to || name === null) return null
  const plan = RingPlan.safeParse({
    name,
    extension,
    mode: MODES[mode as keyof typeof MODES],
    ringSeconds: Number(seconds),
    members: members ? members.split('-') : [],
    fallback: { to: TARGETS[to as keyof typeof TARGETS], target },
    directNumbers,
  })
  return plan.data ?? null
}

/** Why AstDB cannot hold it so that the dialplan reads back what was said. */
export function problemsOf(plan: RingPlan): Problem[] {
  if (plan.members.length > MOST_MEMBERS) return [{ field: 'members', say: (w) => w.tooMany(MOST_MEMBERS) }]
  const value = /\p{Surrogate}/u.test(plan.name) ? '' : valueOf(plan)
  const same = value.length <= MOST_BYTES && planIn(value, plan.extension, plan.directNumbers)
  return same && valueOf(same) === value ? [] : [{ say: (w) => w.onAsterisk.doesNotFit }]
}

/** The key of a direct number, `33155500103`, and back; null: a key that is nobody's. */
export const keyOf = (number: PhoneNumber): string => number.slice(1)
export const numberIn = (key: string): PhoneNumber | null => PhoneNumber.safeParse(`+${key}`).data ?? null
/** Where a number leads; the dialplan, too, looks at the digits alone. */
export const extensionIn = (value: string): Extension | null =>
  Extension.safeParse(value.replace(/\D/g, '')).data ?? null

const labelOf = (name: string) => (name ? encode(`${name}: `) : '')

/** A label without ": " at its end was not written for a name. None at all: no name. */
function nameIn(label: string): string | null {
  try {
    const text = decodeURIComponent(label)
    return text === '' ? '' : text.length > 2 && text.endsWith(': ') ? text.slice(0, -2) : null
  } catch {
    return null // no UTF-8
  }
}

/** RFC 3986, strictly: encodeURIComponent leaves these five as they are, and an apostrophe means something to AstDB's SQL. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)

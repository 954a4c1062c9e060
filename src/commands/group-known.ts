// What the form of a group holds, as its fields say it: texts and lists of texts.
import { z } from 'zod'
import { Mode, type Extension, type Fallback, type Member, type RingGroup } from '../ring/group.ts'
import { patch } from '../ring/patch.ts'
import type { Values } from './group-values.ts'

const text = z.string().optional().catch(undefined)
const texts = z.array(z.string()).optional().catch(undefined)
const Ways = z.object({
  to: z.enum(['voicemail', 'extension']).optional().catch(undefined),
  voicemail: text,
  extension: text,
})

/** Half-filled as it may be: what is none of this is not said. */
export const Known = z.object({
  name: text,
  extension: text,
  members: texts,
  mode: Mode.optional().catch(undefined),
  ringSeconds: text,
  fallback: z.union([z.string(), Ways]).optional().catch(undefined),
  directNumbers: texts,
  moving: texts,
  again: text,
  shown: text,
})
export type Known = z.output<typeof Known>
export type Ways = z.output<typeof Ways>

export const waysOf = ({ to, target }: Fallback): Ways => ({
  to: to === 'voicemail' ? to : 'extension',
  voicemail: to === 'voicemail' ? target : undefined,
  extension: to === 'voicemail' ? undefined : target,
})

/** What was found, as a form holds it. */
export const knownOf = ({ ringSeconds, fallback, ...rest }: Values): Partial<Known> => ({
  ...rest,
  ...(ringSeconds !== undefined && { ringSeconds: `${ringSeconds}` }),
  ...(fallback && { fallback: waysOf(fallback) }),
})

const bare = (members: { extension: Extension }[]) => members.map((it) => it.extension)
export const valuesOf = ({ id: _, members, ...group }: RingGroup): Values => ({ ...group, members: bare(members) })

/** A form shows who is a member, and not their dates: those it leaves as they are. */
export const withDates = (opened: Member[], now: RingGroup): Member[] =>
  opened.map((it) => now.members.find((member) => member.extension === it.extension) ?? it)

/** What is in a form, once the group was changed by somebody else: whatever the person has not changed there is as it is now. */
export function rebased(known: Known, opened: Partial<RingGroup>, now: RingGroup): Known {
  const { members = [], ...rest } = opened
  const [seen, is] = [knownOf({ ...rest, members: bare(members) }), knownOf(valuesOf(now))]
  const fresh = <K extends 'name' | 'extension' | 'mode' | 'ringSeconds'>(key: K) =>
    known[key] === seen[key] ? is[key] : known[key]
  return {
    ...known,
    name: fresh('name'),
    extension: fresh('extension'),
    mode: fresh('mode'),
    ringSeconds: fresh('ringSeconds'),
    fallback: aim(known.fallback) === aim(seen.fallback) ? is.fallback : known.fallback,
    members: known.members && list(known.members, bare(members), bare(now.members)),
    directNumbers:
      known.directNumbers && list(known.directNumbers, opened.directNumbers ?? now.directNumbers, now.directNumbers),
  }

  /** Person by person, as saving does; where it cannot be both, what was said. */
  function list(said: string[], seen: string[], is: string[]): string[] {
    const as = (them: string[]): RingGroup => ({ ...now, members: them.map((it) => ({ extension: it as Extension })) })
    const done = patch(as(is), as(seen), as(said))
    return !done || Array.isArray(done) ? said : bare(done.members)
  }
}

const aim = (fallback: Known['fallback']) =>
  typeof fallback === 'string' ? fallback : fallback?.to && `${fallback.to} ${fallback[fallback.to] ?? ''}`

// The wall of phones of a real PBX: how its endpoints are, asked while somebody looks, and the calls that its dialplan tells of.
// Nothing of this is needed to hold ring groups, and it asks for nothing that the bot may not ask for anyway.
import type { Directory } from '../../ring/company.ts'
import { Extension } from '../../ring/group.ts'
import { isUnreachable } from '../phone-system.ts'
import { REMEMBERED, type Line, type PhoneState, type Wall, type WallCall } from '../wall.ts'
import { valueAt } from './astdb.ts'
import { AmiError, type Ami } from './ami.ts'
import { callEventIn } from './calls.ts'
import { statesOf, type Ringing } from './states.ts'
import { planIn } from './value.ts'
import type { Message } from './wire.ts'

/** Milliseconds from one look at the endpoints to the next, while something happens and while nothing does. */
const BUSY = 300
const QUIET = 1500
/** Nobody has looked for so long: nobody looks. Who does is told something each `QUIET`. */
const ALONE = 10_000
/** A look at ten thousand endpoints takes its time, and is not to be all that the PBX does. */
const SHARE = 10
/** Names change far more seldom than states. */
const NAMES = 60_000

type Seen = Omit<WallCall, 'seconds' | 'ringing'> & { began: number; ended: number | null }
type Options = { session(): Promise<Ami>; directory(): Promise<Directory> }

export function openWall({ session, directory }: Options) {
  const onlookers = new Set<() => void>()
  const names = new Map<Extension, string>()
  let states = new Map<Extension, PhoneState>()
  let ringing: Ringing[] = []
  let calls: Seen[] = []
  let named = -Infinity
  let looked = -Infinity
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const changed = () => onlookers.forEach((it) => it())
  const secondsOf = (call: Seen) => ((call.ended ?? performance.now()) - call.began) / 1000
  const note = (call: Seen, line: Line) => void call.lines.push(line)
  const ringingIn = ({ id, over }: Seen) =>
    over ? [] : [...new Set(ringing.flatMap((it) => (it.call === id ? [it.extension] : [])))]

  async function look() {
    const begun = performance.now()
    try {
      if (begun - named > NAMES) {
        const { extensions } = await directory()
        for (const { extension, name } of extensions) names.set(extension, name)
        named = begun
      }
      ;({ states, ringing } = await statesOf(await session()))
      for (const call of calls) noteRinging(call)
    } catch (error) {
      if (!isUnreachable(error) && !(error instanceof AmiError)) throw error
      ringing = []
      for (const it of states.keys()) states.set(it, 'off')
    }
    changed()
    timer = undefined
    goOn(performance.now() - begun)
  }
  function goOn(took = 0) {
    const now = performance.now()
    if (closed || timer || onlookers.size === 0 || now - looked > ALONE) return
    const quiet = calls.every((it) => it.over) && [...states.values()].every((it) => it === 'idle' || it === 'off')
    timer = setTimeout(() => void look(), Math.max(quiet ? QUIET : BUSY, took * SHARE)).unref()
  }
  /** At once: a call has begun or gone on. */
  function hurry() {
    if (!timer || performance.now() - looked > ALONE) return
    clearTimeout(timer)
    timer = setTimeout(() => void look(), 30).unref()
  }
  /** Who was not seen ringing in this group yet. */
  function noteRinging(call: Seen) {
    const group = call.lines.findLastIndex((it) => it.does === 'group')
    const seen = call.lines.slice(group).flatMap((it) => (it.does === 'ring' ? it.extensions : []))
    const extensions = ringingIn(call).filter((it) => !seen.includes(it))
    if (extensions.length > 0) note(call, { at: secondsOf(call), does: 'ring', extensions })
  }

  /** Nobody rings for it any more; what they do instead is seen at the next look. */
  function silence({ id }: Seen) {
    for (const it of ringing) if (it.call === id) states.set(it.extension, 'idle')
    ringing = ringing.filter((it) => it.call !== id)
  }

  function event(message: Message) {
    if (onlookers.size === 0 || message.get('UserEvent') !== 'RingGroup') return
    const known = callEventIn(message)
    const id = message.get('Linkedid') ?? ''
    if (known?.does === 'start' && !calls.some((it) => it.id === id)) {
      const { number, group, caller } = known
      const fresh = { talking: null, voicemail: null, over: false, lines: [], ended: null }
      calls = [{ id, dialled: number ?? group, caller, began: performance.now(), ...fresh }, ...calls]
      calls = calls.filter((it, i) => !it.over || i < REMEMBERED)
    }
    const call = calls.find((it) => it.id === id)
    if (!call || call.over) return
    const at = secondsOf(call)
    const does = message.get('State')
    if (does === 'answered' || does === 'fallback' || does === 'end') silence(call)
    if (known?.does === 'start') {
      const { group } = known
      const last = call.lines.at(-1)
      if (last?.does === 'leave' && last.to === group) call.lines.pop()
      const line: Line = { at, does: 'group', group, name: names.get(group) ?? '' }
      note(call, line)
      void nameOf(group).then((name) => ((line.name = name), changed()))
    } else if (does === 'skip') {
      const member = Extension.safeParse(message.get('Member')).data
      if (member)
        note(call, { at, does: 'skip', extension: member, why: message.get('Why') === 'BUSY' ? 'busy' : 'off' })
    } else if (does === 'answered') {
      call.talking = Extension.safeParse(message.get('By')?.replace(/^.*\//, '')).data ?? null
      if (call.talking) states.set(call.talking, 'talking')
      note(call, { at, does: 'answer', by: call.talking })
    } else if (does === 'fallback') {
      const [to, target] = (message.get('To') ?? '').split(':')
      const extension = Extension.safeParse(target).data
      if (extension && to === 'vm') {
        call.voicemail = extension
        note(call, { at, does: 'voicemail', box: extension })
      } else if (extension) note(call, { at, does: 'leave', to: extension })
    } else if (known?.does === 'end') {
      const { result, by } = known
      const how = result === 'fallback' ? (call.voicemail ? 'voicemail' : by ? 'answered' : 'unanswered') : result
      Object.assign(call, { ended: performance.now(), over: true, talking: null, voicemail: null })
      note(call, { at, does: 'over', how })
    }
    hurry()
    changed()
  }

  /** As the label says that the phones show. */
  async function nameOf(group: Extension): Promise<string> {
    try {
      const name = planIn((await valueAt(await session(), 'rg', group)) ?? '', group, [])?.name ?? ''
      names.set(group, name)
      return name
    } catch {
      return names.get(group) ?? '' // it matters to nobody but those who look
    }
  }

  return {
    event,
    wall(): Wall {
      looked = performance.now()
      goOn()
      return {
        phones: [...states]
          .map(([extension, is]) => ({ extension, name: names.get(extension) ?? '', is }))
          .toSorted((one, other) => (one.extension < other.extension ? -1 : 1)),
        names: [...names].map(([extension, name]) => ({ extension, name })),
        calls: calls.map(({ began: _, ended: __, ...it }, i) => ({
          ...it,
          seconds: secondsOf(calls[i]!),
          ringing: ringingIn(calls[i]!),
        })),
      }
    },
    onWall(changed: () => void) {
      onlookers.add(changed)
      return () => void onlookers.delete(changed)
    },
    close() {
      closed = true
      clearTimeout(timer)
      onlookers.clear()
    },
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { touchedBy } from '../src/ring/change.ts'
import { diff } from '../src/ring/diff.ts'
import { addMembers, assign, order, removeMembers, rename, setMembers, swap, unassign } from '../src/ring/edits.ts'
import { emptyFrom, endingOf, extend, isRinging } from '../src/ring/ends.ts'
import { Extension, fold, GroupId, normalizeName, PhoneNumber, type Member, type RingGroup } from '../src/ring/group.ts'
import { lapse } from '../src/ring/lapse.ts'
import { nearest } from '../src/ring/nearest.ts'
import { national, parseNumber } from '../src/ring/numbers.ts'
import { patch } from '../src/ring/patch.ts'
import { everyState, isBetween, planOf, samePlan, type RingPlan } from '../src/ring/plan.ts'
import { lastStop, play, wait } from '../src/ring/play.ts'
import { Refusal } from '../src/ring/refusal.ts'
import { parseSeconds, secondsProblem } from '../src/ring/seconds.ts'
import { instantOf, isDay, later, wallAt } from '../src/ring/wall.ts'
import { parseWhen } from '../src/ring/when.ts'
import { languages } from '../src/words/index.ts'

const holds = <T>(arbitrary: fc.Arbitrary<T>, check: (it: T) => void) =>
  fc.assert(
    fc.property(arbitrary, (it) => {
      check(it)
    }),
  )
const optional = <T, K extends string>(key: K, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: null }).map((it) => (it === null ? {} : { [key]: it }) as { [P in K]?: T })

// Few extensions and few moments, so that they meet.
const extension = fc.integer({ min: 10, max: 19 }).map((it) => Extension.parse(`${it}`))
const extensions = fc.uniqueArray(extension, { maxLength: 6 })
const moment = fc.integer({ min: 0, max: 9 }).map((it) => new Date(Date.UTC(2030, 0, 1, it)))
const when = moment.map((it) => it.toISOString())
const away = fc.tuple(optional('from', when), when).map(([from, until]) => ({ ...from, until }))
const memberWith = (extension: Extension): fc.Arbitrary<Member> =>
  fc
    .tuple(optional('from', when), optional('until', when), optional('away', away))
    .map(([from, until, away]) => ({ extension, ...from, ...until, ...away }))
const members = extensions.chain((all) => fc.tuple(...all.map(memberWith)))
const number = fc.integer({ min: 1, max: 5 }).map((it) => PhoneNumber.parse(`+3315550010${it}`))
const groupWith = (id: string, members: fc.Arbitrary<Member[]>): fc.Arbitrary<RingGroup> =>
  fc.record({
    id: fc.constant(GroupId.parse(id)),
    name: fc.constantFrom('Support', 'Sales', 'Desk'),
    extension: fc.constantFrom('600', '601').map((it) => Extension.parse(it)),
    mode: fc.constantFrom('simultaneous', 'consecutive'),
    ringSeconds: fc.integer({ min: 5, max: 60 }),
    members,
    fallback: fc.record({ to: fc.constant('voicemail'), target: fc.constantFrom('100', '101') }),
    directNumbers: fc.uniqueArray(number).map((it) => it.toSorted()),
    tellsMissed: fc.boolean(),
    leads: fc.constant([]),
  })
const id = '00000000-0000-4000-8000-000000000000'
const group = groupWith(id, members)
const plain = groupWith(
  id,
  extensions.map((all) => all.map((extension) => ({ extension }))),
)
const keys = ({ members }: RingGroup) => members.map((it) => it.extension)
const orRefusal = <T>(act: () => T): T | null => {
  try {
    return act()
  } catch (no) {
    if (no instanceof Refusal) return null
    throw no
  }
}
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))

describe('names', () => {
  it('normalised once is normalised for ever, without blanks at the edge or in a row', () =>
    holds(text, (it) => {
      const name = normalizeName(it)
      expect(normalizeName(name)).toBe(name)
      expect(name).not.toMatch(/^ | $| {2}|[\t\n\r]/)
      expect(fold(name)).toBe(fold(it))
    }))
  it('folding is idempotent, and blind to case and to how a letter is written', () =>
    holds(text, (it) => {
      expect(fold(fold(it))).toBe(fold(it))
      for (const other of [it.normalize('NFC'), it.normalize('NFD'), it.normalize('NFKC'), fold(it).toUpperCase()])
        expect(fold(other)).toBe(fold(it))
    }))
  it('the beginning of a name is the beginning of what it folds to', () =>
    holds(
      fc.tuple(fc.string({ unit: fc.constantFrom('a', 'É', 'œ', 'ß', 'Σ', '’', ' ', '-') }), fc.nat(9)),
      ([it, length]) => expect(fold(it).startsWith(fold([...it].slice(0, length).join('')))).toBe(true),
    ))
  it('a swapped, missing, or wrong letter is still the nearest', () => {
    const names = ['support', 'accounting', 'front desk', 'warehouse']
    const slip = fc.tuple(fc.constantFrom(...names), fc.nat(20), fc.constantFrom('drop', 'swap', 'change'))
    holds(slip, ([name, at, how]) => {
      const i = at % (name.length - 1)
      const letters = [...name]
      if (how === 'drop') letters.splice(i, 1)
      else if (how === 'swap') letters.splice(i, 2, letters[i + 1]!, letters[i]!)
      else letters[i] = '#'
      expect(nearest(letters.join(''), names)).toBe(name)
    })
  })
})

describe('edits', () => {
  const times = fc
    .tuple(optional('from', when), optional('until', when))
    .map(([from, until]) => ({ ...from, ...until }))
  it('adding loses nobody and adds exactly those named, together, at their place', () =>
    holds(
      fc.tuple(group, fc.array(extension, { minLength: 1 }), times, fc.integer({ min: 1, max: 8 })),
      ([now, people, at, place]) => {
        const next = orRefusal(() => addMembers(now, people, { ...at, place }))
        const isMember = people.some((it) => keys(now).includes(it))
        expect(next === null).toBe(isMember)
        if (!next) return
        const added = [...new Set(people)]
        const first = Math.min(place - 1, now.members.length)
        expect(keys(next).slice(first, first + added.length)).toEqual(added)
        expect(next.members.filter((it) => !added.includes(it.extension))).toEqual(now.members)
        expect(orRefusal(() => removeMembers(next, people))).toEqual(now)
      },
    ))
  it('removing touches nobody else, and keeps the place of who is only away', () =>
    holds(fc.tuple(group, extensions, times), ([now, people, at]) => {
      const next = orRefusal(() => removeMembers(now, people, at))
      const leave = now.members.filter((it) => people.includes(it.extension))
      const absences = at.until ? leave.filter((it) => it.away) : [] // one that is planned may lie apart from this one
      if (absences.length === 0) expect(next === null).toBe(leave.length < people.length)
      if (!next) return
      const others = (it: RingGroup) => it.members.filter((member) => !people.includes(member.extension))
      expect(others(next)).toEqual(others(now))
      if (at.until) expect(keys(next)).toEqual(keys(now))
    }))
  it('ordering is a permutation: those named first, the others as before', () =>
    holds(fc.tuple(group, extensions), ([now, some]) => {
      const people = some.filter((it) => keys(now).includes(it))
      const next = order(now, people)
      expect(keys(next)).toEqual([...people, ...keys(now).filter((it) => !people.includes(it))])
      expect(next.members.toSorted(byExtension)).toEqual(now.members.toSorted(byExtension))
    }))
  it('a list from a form is that list, with the dates of those who stay', () =>
    holds(fc.tuple(group, extensions), ([now, people]) => {
      const next = setMembers(now, people)
      expect(keys(next)).toEqual(people)
      for (const it of now.members) if (people.includes(it.extension)) expect(next.members).toContainEqual(it)
    }))
  it('a number comes and goes, and the others stay', () =>
    holds(fc.tuple(group, number), ([now, it]) => {
      const without = unassign(now, it)
      expect(without.directNumbers).not.toContain(it)
      expect(assign(without, it).directNumbers).toEqual([...new Set([...now.directNumbers, it])].toSorted())
    }))
  it('a new name changes the name alone', () =>
    holds(fc.tuple(group, text), ([now, name]) => expect({ ...rename(now, name), name: now.name }).toEqual(now)))
})
const byExtension = (one: Member, other: Member) => one.extension.localeCompare(other.extension)

describe('the clock', () => {
  it('comes to the same whether or not somebody looked in between', () =>
    holds(fc.tuple(group, moment, moment), ([it, one, other]) => {
      const [first, second] = one < other ? [one, other] : [other, one]
      expect(lapse(lapse(it, first), second)).toEqual(lapse(it, second))
      expect(lapse(lapse(it, second), second)).toEqual(lapse(it, second))
      expect(lapse(lapse(it, second), first)).toEqual(lapse(it, second))
    }))
  it('adds nobody, moves nobody, and leaves nothing that is due', () =>
    holds(fc.tuple(group, moment), ([it, now]) => {
      const next = lapse(it, now)
      expect(keys(next)).toEqual(keys(it).filter((key) => keys(next).includes(key)))
      const dates = next.members.flatMap(({ from, until, away }) => [from, until, away?.from, away?.until])
      for (const date of dates) if (date) expect(Date.parse(date)).toBeGreaterThan(now.getTime())
    }))
  it('every state of a group is among those that its dates make', () =>
    holds(fc.tuple(group, moment), ([it, now]) => {
      const rung = (state: RingGroup) => planOf(state, []).members
      expect(everyState(it).map(rung)).toContainEqual(rung(lapse(it, now)))
    }))
})

describe('somebody instead of somebody, for a while', () => {
  const [early, late] = [new Date(Date.UTC(2029, 0, 1)), new Date(Date.UTC(2031, 0, 1))]
  const hours = Array.from({ length: 11 }, (_, i) => new Date(Date.UTC(2030, 0, 1, i)))
  const swaps = fc.array(fc.tuple(extension, extension, optional('from', when), optional('until', when)), {
    minLength: 1,
    maxLength: 4,
  })
  const isForward = ({ members }: RingGroup) =>
    members.every(
      ({ from, until, away }) => (!from || !until || from < until) && (!away?.from || away.from < away.until),
    )
  const swapped = (now: RingGroup, all: [Extension, Extension, { from?: string }, { until?: string }][]) =>
    all.reduce((group, [out, replacement, from, until]) => {
      const next = orRefusal(() => swap(group, out, replacement, { ...from, ...until }))
      return next && isForward(next) ? next : group
    }, now)
  const inTime = (all: [Extension, Extension, { from?: string }, { until?: string }][]) =>
    all.filter(([, , , { until }]) => until !== undefined)
  const plan = (it: RingGroup, at: Date) => planOf(lapse(it, at), [it]).members

  it('when all dates have passed the group is as it was before, in the same order', () =>
    holds(fc.tuple(plain, swaps), ([now, all]) => expect(lapse(swapped(now, inTime(all)), late)).toEqual(now)))
  it('at no instant does anybody ring twice, and nobody is lost whom somebody has not taken out', () =>
    holds(fc.tuple(group, swaps), ([now, all]) => {
      const next = swapped(now, inTime(all))
      for (const at of [early, ...hours, late]) {
        const ringing = plan(next, at)
        expect(new Set(ringing).size).toBe(ringing.length)
        const there = keys(lapse(next, at))
        for (const it of keys(lapse(now, at))) expect(there).toContain(it)
      }
    }))
  it('one swap: exactly one of the two rings in that place, each at their time', () =>
    holds(fc.tuple(plain, swaps), ([now, [one]]) => {
      const [out, replacement, { from }, { until }] = one!
      const next = swapped(now, [one!])
      if (next === now) return
      const place = keys(now).indexOf(out)
      for (const at of [early, ...hours, late]) {
        const isOver = until !== undefined && Date.parse(until) <= at.getTime()
        const isHere = !isOver && (!from || Date.parse(from) <= at.getTime())
        expect(plan(next, at)).toEqual(keys(now).with(place, isHere ? replacement : out))
      }
    }))
  it('does not care which of two edits that do not concern each other comes first', () =>
    holds(fc.tuple(plain, swaps, extension, when), ([now, [one], other, until]) => {
      const [out, replacement, from, end] = one!
      if (!keys(now).includes(other) || [out, replacement].includes(other)) return
      const put = (group: RingGroup) => orRefusal(() => swap(group, out, replacement, { ...from, ...end }))
      const away = (group: RingGroup) => removeMembers(group, [other], { until })
      const both = put(now)
      if (!both) return
      expect(put(away(now))).toEqual(away(both))
      expect(patch(away(now), now, both)).toEqual(away(both))
      expect(patch(both, now, away(now))).toEqual(away(both))
    }))
  it('a later end is one for both, and then again everything is as before', () =>
    holds(fc.tuple(plain, swaps, fc.boolean()), ([now, [one], ofOut]) => {
      const [out, replacement, from] = one!
      const end = hours[9]!.toISOString()
      const next = orRefusal(() => swap(now, out, replacement, { ...from, until: end }))
      if (!next || !isForward(next)) return
      const later = new Date(Date.UTC(2030, 5, 1)).toISOString()
      const extended = extend(next, ofOut ? out : replacement, later, (it) => it)
      expect(extended).toEqual(swap(now, out, replacement, { ...from, until: later }))
      expect(endingOf(extended, out)).toEqual({ at: later, how: 'instead', who: replacement, back: out })
      expect(lapse(extended, late)).toEqual(now)
    }))
  it('nobody rings from when on it is said, and somebody did before', () =>
    holds(group, (now) => {
      const at = emptyFrom(now, late)
      const states = hours.map((it) => ({ at: it, rings: isRinging(lapse(now, it)) }))
      const first = states.find((it, i) => !it.rings && (i === 0 ? isRinging(now) : states[i - 1]!.rings))
      if (!at) expect(first).toBeUndefined()
      else expect(first?.at.toISOString()).toBe(at)
    }))
})

describe('differences', () => {
  it('there are none from a state to itself, and applied they lead to the other', () =>
    holds(fc.tuple(group, group), ([one, other]) => {
      expect(diff(one, one)).toEqual([])
      const to = Object.fromEntries(diff(one, other).map((it) => [it.field, it.to]))
      const from = Object.fromEntries(diff(one, other).map((it) => [it.field, it.from]))
      expect([
        { ...one, ...to },
        { ...other, ...from },
      ]).toEqual([other, one])
    }))
  it('of several groups only those count that differ', () =>
    holds(fc.tuple(group, group), ([one, other]) => {
      expect(touchedBy([one], [one])).toEqual([])
      expect(touchedBy([one], [])).toEqual([{ before: one, after: null }])
      expect(touchedBy([one], [other])).toHaveLength(diff(one, other).length > 0 ? 1 : 0)
    }))
})

describe('patch', () => {
  it('does, undoes, and does nothing twice', () =>
    holds(fc.tuple(group, group), ([one, other]) => {
      expect(patch(one, one, other)).toEqual(other)
      expect(patch(other, other, one)).toEqual(one)
      expect(patch(other, one, other)).toEqual(other)
      expect(patch(other, one, one)).toEqual(other)
    }))
  it('changes of different fields do not care which comes first', () =>
    holds(
      fc.tuple(group, group, fc.subarray(['name', 'mode', 'ringSeconds', 'fallback'] as const)),
      ([base, other, mine]) => {
        const some = Object.fromEntries(mine.map((field) => [field, other[field]]))
        const [one, two] = [
          { ...base, ...some },
          { ...other, ...Object.fromEntries(mine.map((it) => [it, base[it]])) },
        ]
        expect(patch(one, base, two)).toEqual(other)
        expect(patch(two, base, one)).toEqual(other)
      },
    ))
  it('members come and go person by person, whatever happened to others', () =>
    holds(fc.tuple(plain, extensions, extensions), ([base, mine, theirs]) => {
      const toggled = (it: RingGroup, people: Extension[]) =>
        people.reduce((now, one) => (keys(now).includes(one) ? removeMembers(now, [one]) : addMembers(now, [one])), it)
      const others = theirs.filter((it) => !mine.includes(it))
      const [now, to] = [toggled(base, others), toggled(base, mine)]
      const done = patch(now, base, to) as RingGroup
      expect(keys(done).toSorted()).toEqual(keys(toggled(now, mine)).toSorted())
      const undone = patch(done, to, base) as RingGroup
      expect(keys(undone).toSorted()).toEqual(keys(now).toSorted())
    }))
  it('never loses or doubles anybody, and a conflict says what it is and was', () =>
    holds(fc.tuple(group, group, group), ([now, from, to]) => {
      const done = patch(now, from, to)
      if (Array.isArray(done)) {
        for (const it of done) {
          expect(it.field).toBeDefined()
          if (it.field) expect([it.from, it.now]).toEqual([from[it.field], now[it.field]])
        }
        return
      }
      const all = keys(done!)
      expect(new Set(all).size).toBe(all.length)
      for (const key of keys(now)) if (keys(from).includes(key) === keys(to).includes(key)) expect(all).toContain(key)
    }))
  it('keeps the order of those it does not move', () =>
    holds(fc.tuple(plain, plain, extensions), ([now, from, people]) => {
      const to = setMembers(from, [...keys(from), ...people.filter((it) => !keys(from).includes(it))])
      const done = patch({ ...from, members: now.members }, from, to)
      if (Array.isArray(done)) return
      expect(keys(done!).filter((it) => keys(now).includes(it))).toEqual(keys(now))
    }))
})

describe('a call', () => {
  // A few groups that lead to each other, to a box or to a phone, at random.
  const numbers = ['600', '601', '602', '603'].map((it) => Extension.parse(it))
  const planAt = (extension: Extension) =>
    fc.tuple(plain, fc.constantFrom('box', 'phone', ...numbers)).map(([it, next]): RingPlan => ({
      ...planOf(it, []),
      extension,
      fallback:
        next === 'box'
          ? { to: 'voicemail', target: Extension.parse('100') }
          : { to: 'extension', target: Extension.parse(next === 'phone' ? '50' : next) },
    }))
  const world = fc.record({ plans: fc.tuple(...numbers.map(planAt)), off: extensions })

  it('ends, its times never go back, and nobody waits longer than said', () =>
    holds(world, ({ plans, off }) => {
      const [first] = plans
      const steps = play(first!, { plans, reachable: (it) => !off.includes(it) })
      const last = steps.at(-1)!
      expect(steps.slice(0, -1).every((it) => ['ring', 'skip', 'group'].includes(it.does))).toBe(true)
      expect(['voicemail', 'leave', 'circle']).toContain(last.does)
      const times = steps.flatMap((it) => (it.does === 'ring' ? [it.from, it.to] : [it.from]))
      expect(times).toEqual(times.toSorted((one, other) => one - other))
      expect(last.from).toBeLessThanOrEqual(wait(first!, plans))
      const to = lastStop(first!, plans)
      expect({ ...last, from: 0 }).toEqual({ ...to, from: 0 }) // phones that are off change when, never where
    }))
  it('in each group everybody rings or is skipped, once, in order, as the mode says', () =>
    holds(world, ({ plans, off }) => {
      const steps = play(plans[0]!, { plans, reachable: (it) => !off.includes(it) })
      const been = [...new Set(steps.map((it) => it.group))]
      expect(been).toEqual([...new Set(been)])
      for (const [depth, group] of been.entries()) {
        const plan = plans.find((it) => it.extension === group)!
        const mine = steps.filter((it) => it.group === group)
        expect(mine.every((it) => it.depth === depth)).toBe(true)
        const rings = mine.flatMap((it) => (it.does === 'ring' ? [it] : []))
        const on = plan.members.filter((it) => !off.includes(it))
        expect(rings.flatMap((it) => it.extensions)).toEqual(on)
        expect(mine.flatMap((it) => (it.does === 'skip' ? it.extension : []))).toEqual(
          plan.members.filter((it) => off.includes(it)),
        )
        expect(rings.length).toBe(plan.mode === 'consecutive' ? on.length : Math.min(1, on.length))
        for (const it of rings) expect(it.to - it.from).toBe(plan.ringSeconds)
      }
    }))
  it('a caller waits for the sum of the groups on the way', () =>
    holds(world, ({ plans }) => {
      const way = new Set(play(plans[0]!, { plans, reachable: () => true }).map((it) => it.group))
      const each = ({ mode, members, ringSeconds }: RingPlan) =>
        mode === 'consecutive' ? members.length * ringSeconds : members.length > 0 ? ringSeconds : 0
      const sum = plans.filter((it) => way.has(it.extension)).reduce((sum, it) => sum + each(it), 0)
      expect(wait(plans[0]!, plans)).toBe(sum)
    }))
})

describe('a plan', () => {
  it('is the same when only dates to come or our ids differ', () =>
    holds(plain, (it) => {
      const other = { ...it, id: GroupId.parse('00000000-0000-4000-8000-000000000001') }
      expect(samePlan(planOf(it, []), planOf(other, []))).toBe(true)
    }))
  it('written half-way is between what was and what is to be', () =>
    holds(fc.tuple(plain, plain, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })), ([one, other, flips]) => {
      const [was, tobe] = [planOf(one, []), planOf(other, [])]
      const fields = Object.keys(was).filter((it) => it !== 'directNumbers') as (keyof RingPlan)[]
      const mixed = fields.map((field, i) => [field, (flips[i] ? tobe : was)[field]])
      const directNumbers = [...new Set([...was.directNumbers, ...tobe.directNumbers])].toSorted()
      const found = { ...was, ...Object.fromEntries(mixed), directNumbers } as RingPlan
      expect(isBetween(found, was, tobe)).toBe(true)
      expect(isBetween({ ...found, name: 'somebody else’s' }, was, tobe)).toBe(false)
      expect(isBetween({ ...found, directNumbers: [PhoneNumber.parse('+442079460000')] }, was, tobe)).toBe(false)
    }))
})

describe('what people type', () => {
  it('a ring time is read back in every way of writing it', () => {
    const ways = fc.constantFrom('', 's', ' s', ' sec', ' secs', ' seconds', ' secondes', 'S', ' s.')
    holds(fc.tuple(fc.integer({ min: 5, max: 60 }), ways), ([n, unit]) => expect(parseSeconds(`${n}${unit}`)).toBe(n))
    holds(
      fc.tuple(fc.integer({ min: 1, max: 10 }), fc.constantFrom('rings', 'ring', 'sonneries', 'sonnerie')),
      ([n, unit]) => expect(parseSeconds(`${n} ${unit}`)).toBe(n * 6),
    )
  })
  it('either a ring time, or a sentence in every language', () =>
    holds(fc.oneof(text, fc.integer().map(String), fc.double().map(String)), (it) => {
      const [seconds, problem] = [parseSeconds(it), secondsProblem(it)]
      expect(seconds === null).toBe(problem !== null)
      if (seconds !== null) expect(Number.isInteger(seconds) && seconds >= 5 && seconds <= 60).toBe(true)
      for (const words of Object.values(languages)) if (problem) expect(problem.say(words)).toMatch(/\.$/)
    }))
  it('a phone number is read back as it is shown', () =>
    holds(fc.integer({ min: 100_000_000, max: 599_999_999 }), (it) => {
      const number = `+33${it}`
      for (const country of ['FR', 'GB']) expect(parseNumber(national(number, country), country)).toBe(number)
    }))

  const zone = fc.constantFrom(
    'Europe/Paris',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'UTC',
  )
  const instant = fc.integer({ min: 0, max: 365 * 24 * 60 }).map((it) => new Date(Date.UTC(2026, 10, 25, 0, it)))
  const now = new Date('2026-11-25T00:00:00Z')
  const two = (it: number) => `${it}`.padStart(2, '0')

  it('a clock on the wall shows what it was read from, but in the hour that is shown twice', () =>
    holds(fc.tuple(instant, zone), ([at, timeZone]) => {
      const shown = wallAt(at, timeZone)
      const read = instantOf(shown, timeZone)
      expect(wallAt(read, timeZone)).toEqual(shown)
      expect(read.getTime()).toBeLessThanOrEqual(at.getTime())
      expect(at.getTime() - read.getTime()).toBeLessThanOrEqual(60 * 60_000)
    }))
  it('what is not shown is read later, never earlier', () =>
    holds(fc.tuple(instant, zone), ([at, timeZone]) => {
      const wall = { ...wallAt(at, 'UTC') } // any wall time, also skipped ones
      const read = wallAt(instantOf(wall, timeZone), timeZone)
      const minutes = (it: typeof wall) => Date.UTC(it.year, it.month - 1, it.day, it.hour, it.minute) / 60_000
      expect(minutes(read)).toBeGreaterThanOrEqual(minutes(wall))
    }))
  it('a day later is a day, and there is always one', () =>
    holds(
      fc.tuple(instant, fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 24 })),
      ([at, days, months]) => {
        const day = later(wallAt(at, 'UTC'), { days, months })
        expect(isDay(day)).toBe(true)
      },
    ))
  it('an instant is read back as it is written, in any zone', () =>
    holds(fc.tuple(instant, zone), ([at, timeZone]) => {
      fc.pre(at > now)
      const { year, month, day, hour, minute } = wallAt(at, timeZone)
      const [date, time] = [`${year}-${two(month)}-${two(day)}`, `${two(hour)}:${two(minute)}`]
      const exact = { at: instantOf({ year, month, day, hour, minute }, timeZone) }
      const read = (said: string, language: string) => parseWhen(said, { now, timeZone, language, edge: 'until' })
      fc.pre(exact.at > now)
      for (const language of ['en', 'fr']) {
        expect(read(at.toISOString(), language)).toEqual({ at })
        expect(read(`${at.getTime() / 1000}`, language)).toEqual({ at })
        expect(read(`${date} ${time}`, language)).toEqual(exact)
        expect(read(`${date}T${time}`, language)).toEqual(exact)
      }
      expect(read(`${day}/${month}/${year} ${time}`, 'fr')).toEqual(exact)
      expect(read(`${two(day)}/${two(month)}/${year} à ${hour}h${two(minute)}`, 'fr')).toEqual(exact)
    }))
  it('dates in words are read back, in both languages', () => {
    const english = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'full',
      timeStyle: 'short',
      timeZone: 'Europe/Paris',
    })
    const french = new Intl.DateTimeFormat('fr', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Europe/Paris' })
    holds(instant, (at) => {
      const exact = { at: instantOf(wallAt(at, 'Europe/Paris'), 'Europe/Paris') }
      fc.pre(exact.at > now)
      const read = (said: string, language: string) =>
        parseWhen(said, { now, timeZone: 'Europe/Paris', language, edge: 'from' })
      expect(read(english.format(at), 'en')).toEqual(exact)
      expect(read(french.format(at), 'fr')).toEqual(exact)
    })
  })
  it('durations are exact in hours and keep the time of day in days', () =>
    holds(fc.tuple(instant, zone, fc.integer({ min: 1, max: 300 })), ([now, timeZone, n]) => {
      const read = (said: string) => parseWhen(said, { now, timeZone, language: 'en', edge: 'until' })
      expect(read(`${n} hours`)).toEqual({ at: new Date(now.getTime() + n * 3_600_000) })
      const then = read(`${n}d`) as { at: Date }
      const [day, today] = [wallAt(then.at, timeZone), wallAt(now, timeZone)]
      const expected = later(today, { days: n })
      expect([day.year, day.month, day.day]).toEqual([expected.year, expected.month, expected.day])
    }))
  it('whatever is typed: an instant ahead, a question, nothing or a sentence', () => {
    const words = fc.constantFrom(
      'friday',
      'vendredi',
      '18:00',
      '18h',
      '2',
      '31/12',
      'next',
      'prochain',
      'demain',
      'à',
      'midi',
      '2h',
      'dec',
      '9',
      '-',
    )
    const said = fc.oneof(
      text,
      fc.array(words, { maxLength: 5 }).map((it) => it.join(' ')),
    )
    const asked = fc.record({
      now: instant,
      timeZone: zone,
      language: fc.constantFrom('en', 'en-GB', 'fr'),
      edge: fc.constantFrom('from', 'until'),
    })
    holds(fc.tuple(said, asked), ([it, asked]) => {
      const meant = orRefusal(() => parseWhen(it, asked))
      const all = meant && ('at' in meant ? [meant.at] : meant.ambiguous)
      for (const at of all ?? []) {
        expect(at.getTime() % 60_000).toBe(0)
        expect(at.getTime()).toBeGreaterThanOrEqual(asked.now.getTime())
      }
      if (meant && 'ambiguous' in meant) expect(new Set(meant.ambiguous.map(Number)).size).toBeGreaterThan(1)
    })
  })
})

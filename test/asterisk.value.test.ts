import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planIn, problemsOf, valueOf } from '../src/phones/asterisk/value.ts'
import { Extension } from '../src/ring/group.ts'
import { RingPlan } from '../src/ring/plan.ts'
import { speak } from '../src/words/index.ts'

const group = Extension.parse('600')
const plan = (it: object = {}): RingPlan =>
  RingPlan.parse({
    name: 'Sales',
    extension: group,
    mode: 'consecutive',
    ringSeconds: 20,
    members: ['101', '102'],
    fallback: { to: 'voicemail', target: '100' },
    directNumbers: [],
    ...it,
  })
const read = (value: string) => planIn(value, group, [])

const extension = fc.integer({ min: 10, max: 999_999 }).map((it) => Extension.parse(`${it}`))
const anyPlan = fc.record({
  name: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((it) => !/[\p{Cc}\p{Cs}]/u.test(it)),
  extension: fc.constant(group),
  mode: fc.constantFrom('simultaneous' as const, 'consecutive' as const),
  ringSeconds: fc.integer({ min: 1, max: 60 }),
  members: fc.array(extension, { maxLength: 30 }),
  fallback: fc.record({ to: fc.constantFrom('voicemail' as const, 'extension' as const), target: extension }),
  directNumbers: fc.constant<RingPlan['directNumbers']>([]),
})

describe('a plan in AstDB', () => {
  it('looks so', () => {
    expect(valueOf(plan())).toBe('1|seq|20|vm|100|101-102|Sales%3A%20')
    expect(
      valueOf(
        plan({ mode: 'simultaneous', fallback: { to: 'extension', target: '601' }, members: [], name: "d'Élan (1)!*" }),
      ),
    ).toBe('1|all|20|ext|601||d%27%C3%89lan%20%281%29%21%2A%3A%20')
  })

  it('comes back as it went, in characters that mean nothing to anybody, and fits', () => {
    fc.assert(
      fc.property(anyPlan, (it) => {
        const value = valueOf(it)
        expect(read(value)).toEqual(it)
        expect(value).toMatch(/^[\w|~.%-]{1,1000}$/)
        expect(problemsOf(it)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('is read, however it is written: what is no plan is none', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^1\|(all|seq)\|\d{1,2}\|(vm|ext|none)\|\d*\|[\d-]*\|?[\w%]*$/)),
        (value) => {
          const it = read(value)
          expect(it && read(valueOf(it))).toEqual(it)
        },
      ),
    )
  })

  it.each([
    ['1|all|20|vm|100|101', { name: '', mode: 'simultaneous', members: ['101'] }],
    ['1|seq|1|vm|100||', { name: '', members: [], ringSeconds: 1 }],
    ['1|seq|20|vm|100|101-102|%53ales%3a%20', {}],
    ['1|seq|20|vm|100|101-101|Sales%3A%20', { members: ['101', '101'] }],
  ])('understands %s', (value, it) => expect(read(value)).toEqual(plan(it)))

  it.each([
    '',
    'somebody was here',
    '2|all|20|vm|100|101|',
    '1|all|0|vm|100|101|',
    '1|all|61|vm|100|101|',
    '1|all|020|vm|100|101|',
    '1|any|20|vm|100|101|',
    '1|all|20|none||101|',
    '1|all|20|ext|*98|101|',
    '1|all|20|ext|1|101|',
    '1|all|20|vm|100|101-|',
    '1|all|20|vm|100|1|',
    '1|all|20|vm|100|101,102|',
    '1|all|20|vm|100|101|Sales',
    '1|all|20|vm|100|101|Sales: ',
    '1|all|20|vm|100|101|%3A%20',
    '1|all|20|vm|100|101|%E9%3A%20',
    '1|all|20|vm|100|101|a%0D%0Ab%3A%20',
    '1|all|20|vm|100|101|Sales%3A%20|',
    '1|all|20|vm|100|101|Sales%3A%20\n',
  ])('says of %j that it is none', (value) => expect(read(value)).toBeNull())

  it('is refused before it is saved, when it would not come back', () => {
    const sentences = (it: object) =>
      problemsOf(plan(it)).map((problem) => [problem.say(speak('en')), problem.say(speak('fr'))])
    const many = Array.from({ length: 31 }, (_, i) => `${101 + i}`)
    expect(sentences({ members: many }).flat()[0]).toBe('At most 30 phones can ring in one group.')
    for (const it of [
      { ringSeconds: 0 },
      { ringSeconds: 61 },
      { ringSeconds: 7.5 },
      { name: 'a\nb' },
      { name: '\ud83d' },
      { name: 'é'.repeat(200) },
    ])
      expect(sentences(it)).toEqual([
        [
          'Asterisk cannot hold this group as it is. Nothing was changed.',
          'Asterisk ne peut pas contenir ce groupe tel quel. Rien n’a été modifié.',
        ],
      ])
    expect(sentences({ members: many.slice(1), name: '👍'.repeat(40) })).toEqual([])
  })
})

import { beforeEach, expect, it } from 'vitest'
import type { Delivered } from '../../src/ring/change.ts'
import { UserId } from '../../src/ring/actor.ts'
import { checkMessage, checkView } from '../../src/sandbox/validate.ts'
import { node } from '../../src/sandbox/json.ts'
import { changeCard, headline, nowLive } from '../../src/views/change-card.ts'
import { importForm } from '../../src/views/import-form.ts'
import { concerning, groupRow } from '../../src/views/many-groups.ts'
import { languages, type Words } from '../../src/words/index.ts'
import { groupOf, knownWith, startCounting } from '../kit/northwind.ts'
import { looksLike } from '../kit/screens.ts'

beforeEach(startCounting)

it('the form before anything is pasted', async () => {
  const text = await looksLike('import', (w) => importForm(w, { text: '' }))
  expect(text['en']).toMatch(/^Groups, one a line: 600; Support; 101 102; all; 30; voicemail 100; 01 55 50 01 03\n/)
  expect(text['fr']).toMatch(
    /^Groupes, un par ligne: 600\u00A0; Support\u00A0; 101 102\u00A0; tous\u00A0; 30\u00A0; messagerie 100\u00A0; 01 55 50 01 03\n/,
  )
})

const groups = () => [
  groupOf({ name: 'Support', directNumbers: ['+33155500102'] as never }),
  groupOf({ name: 'Night *shift*', extension: '601' as never, fallback: { to: 'voicemail', target: '104' } }),
]

it('the preview: what would be made, what is to be mended, what moves', async () => {
  const draw = (w: Words) => {
    startCounting()
    const [one, other] = groups() as [ReturnType<typeof groupOf>, ReturnType<typeof groupOf>]
    const known = knownWith(one, other)
    return importForm(w, {
      text: '600;Support;102 108 106\n601;Night *shift*;102 108 106\n601;Sales;999',
      sheet: {
        ready: 2,
        rows: [one, other].map((it) => groupRow(w, known, it)),
        toMend: [w.importing.line(3, [w.importing.sameExtension('601', 2), w.problems.noExtension('999')])],
        moves: [w.groupForm.noLonger.phone('01 55 50 01 02', 'Alice Martin (101)')],
        notes: concerning(w, [{ group: other, sentence: w.warnings.noEmail('104 Dmitri Ivanov') }]),
        seen: 'x',
      },
      isOther: true,
    })
  }
  const text = await looksLike('import-preview', draw)
  expect(text['en']).toContain('2 ready, 1 line to mend')
  expect(text['fr']).toContain('2 prêts, 1 ligne à corriger')
  expect(text['en']).toContain('Line 3: Line 2 has 601 already. There is no extension 999.')
})

it('what was found on the phone system, more than fits', async () => {
  const text = await looksLike('import-found', (w) =>
    importForm(w, { text: '600; Support; 101', found: { total: 60, shown: 44 } }),
  )
  expect(text['en']).toContain('I found 60 groups on the phone system; nothing changes until you accept.')
})

/** As much as a field can hold, and the longest that can be said of it. */
it('stays within Slack’s limits whatever is pasted', () => {
  for (const w of Object.values(languages)) {
    const many = (line: string) => Array.from({ length: 290 }, () => line)
    const text = 'x'.repeat(3000)
    const none = { rows: [], toMend: [], moves: [], notes: [], seen: 'x' }
    const all = {
      ...none,
      ready: 290,
      rows: many('r'.repeat(180)),
      moves: many('v'.repeat(80)),
      notes: many('n'.repeat(60)),
    }
    for (const sheet of [all, { ...none, ready: 0, toMend: many('m'.repeat(400)) }]) {
      const form = importForm(w, { text, sheet, isOther: true, alert: ['a'.repeat(4000)] })
      expect(() => checkView(form, 'modal', new Set())).not.toThrow()
      const letters = JSON.stringify(form.blocks).replaceAll(/[^rvm]/g, '').length
      expect(letters).toBeGreaterThan(290 * (sheet.ready > 0 ? 260 : 400))
    }
  }
})

const change = (count: number, how: 'created' | 'deleted'): Delivered => {
  const all = Array.from({ length: count }, (_, i) =>
    groupOf({
      name: `Group ${i}${'x'.repeat(i % 30)}`,
      extension: `${600 + i}` as never,
      directNumbers: ['+33155500102'] as never,
    }),
  )
  return {
    id: '12',
    command: how === 'created' ? 'import' : 'undo',
    by: UserId.parse('UALICE'),
    at: new Date(0),
    because: null,
    touched: all.map((it) => (how === 'created' ? { before: null, after: it } : { before: it, after: null })),
    deliveries: [],
  }
}
const progress = {
  stage: 'live',
  liveAt: new Date(0),
  downSince: null,
  simulated: false,
  noUndo: false,
  warnings: [],
} as const

it('the answer to an import of forty groups, and to its undo', async () => {
  const card = (count: number, how: 'created' | 'deleted') => (w: Words) => {
    startCounting()
    const it = change(count, how)
    const known = knownWith(...it.touched.flatMap(({ after }) => after ?? []))
    return changeCard(w, known, it, { ...progress, warnings: ['A warning.'] })
  }
  const made = await looksLike('import-answer', card(40, 'created'))
  expect(made['en']?.split('\n').slice(0, 2)).toEqual([
    '40 groups were created:',
    '• Group 0 (600) · One after another · 3 members · 20 s each',
  ])
  expect(made['fr']).toContain('40 groupes sont créés\u00A0:\n• Group 0')
  const gone = await looksLike('import-undone', card(40, 'deleted'))
  expect(gone['en']).toMatch(/^40 groups were deleted:\n• Group 0 \(600\)\n• 01 55 50 01 02 no longer leads to Group 0/)
  for (const w of Object.values(languages))
    for (const count of [1, 3, 4, 100, 300])
      for (const how of ['created', 'deleted'] as const) {
        const message = card(count, how)(w)
        expect(() => checkMessage(node(message), new Set())).not.toThrow()
        expect(message.text.length).toBeLessThan(500)
        expect(Math.max(...message.blocks!.map((it) => JSON.stringify(it).length))).toBeLessThan(12_000)
      }
})

it('a headline, and that all is live, stay one sentence', () => {
  const [many, one] = [change(40, 'created'), change(1, 'created')]
  const known = knownWith(...many.touched.flatMap(({ after }) => after ?? []))
  const { en, fr } = languages as { en: Words; fr: Words }
  expect(headline(en, known, one.touched)).toContain('was created.')
  expect(headline(en, known, many.touched.slice(0, 2))).toMatch(
    /groups were created.*: Group 0 \(600\), Group 1x \(601\)\.$/,
  )
  expect(headline(fr, known, many.touched)).toContain('Group 2xx (602) et 37 autres.')
  expect(nowLive(en, known, [many]).text).toBe('40 groups are live on the phones.')
  expect(nowLive(fr, known, [change(40, 'deleted')]).text).toBe('40 groupes ne sont plus sur les téléphones.')
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planOf } from '../src/ring/plan.ts'
import { play } from '../src/ring/play.ts'
import { Extension, type RingGroup } from '../src/ring/group.ts'
import { whoPicture } from '../src/views/who-picture.ts'
import { languages } from '../src/words/index.ts'
import { groupOf, knownWith } from './kit/northwind.ts'
import { openWorld } from './kit/world.ts'

const [en, fr] = [languages['en']!, languages['fr']!]
const support = groupOf()
const sales = groupOf({
  name: 'Sales',
  extension: Extension.parse('601'),
  mode: 'simultaneous',
  members: ['109', '103', '107'],
  ringSeconds: 30,
  fallback: { to: 'extension', target: '105' },
})
const chain = groupOf({ fallback: { to: 'group', target: sales.id } })

function drawn(w: typeof en, groups: [RingGroup, ...RingGroup[]], off: string[] = [], known = knownWith(...groups)) {
  const plans = groups.map((it) => planOf(it, groups))
  return whoPicture(w, known, groups[0], play(plans[0]!, { plans, reachable: (it) => !off.includes(it) }))
}
/** What stands in it, in the order in which it is read. */
const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((it) => it[1])
const bars = (svg: string) => [...svg.matchAll(/<rect class="ring" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)]

it('the README’s picture is what is drawn: a row for each phone, who is skipped, where it goes and when', async () => {
  const svg = drawn(en, [support], ['106'])
  await expect(`${svg}\n`).toMatchFileSnapshot('../docs/who.svg')
  expect(svg).toContain('<title>Who rings when: Support (600)</title>')
  expect(svg).toContain(
    '<desc>Support (600): Bruno first, then Omar; after 40 s voicemail 100. Léa is skipped: phone off.</desc>',
  )
  expect(svg).toContain('role="img"')
  const [, says = ''] = /<desc>(.*)<\/desc>/.exec(svg) ?? []
  expect(readFileSync('README.md', 'utf8')).toContain(`src="docs/who.svg" width="440" alt="${says}"`)
  const [bruno, omar] = bars(svg)
  expect(Number(omar![1])).toBeGreaterThan(Number(bruno![1]) + Number(bruno![2]))
  expect(texts(svg)).toEqual([
    'Support (600)',
    '0:00',
    '0:20',
    '0:40',
    'Bruno Keller',
    '102',
    '20 s',
    'Omar Haddad',
    '108',
    '20 s',
    'Léa Fontaine',
    '106',
    'skipped: phone off',
    'Voicemail',
    '100 Virtual Receptionist',
    'The caller waits 40 s',
  ])
})

it('in French: on into another group where all ring at once, and out to a line', async () => {
  const svg = drawn(fr, [chain, sales], ['108'])
  await expect(`${svg}\n`).toMatchFileSnapshot('__views__/who-picture.fr.svg')
  expect(texts(svg)).toEqual([
    'Support (600)',
    '0:00',
    '0:20',
    '0:40',
    '1:10',
    'Bruno Keller',
    '102',
    '20 s',
    'Léa Fontaine',
    '106',
    '20 s',
    'Omar Haddad',
    '108',
    'ignoré\u00A0: éteint',
    'Sales',
    '601',
    'Priya Nair',
    '109',
    '30 s',
    'Chloé Dubois',
    '103',
    '30 s',
    'Ligne 107',
    '107',
    '30 s',
    'Front Desk',
    '105',
    'L’appelant attend 1 min 10 s',
  ])
  const [, , priya, chloe] = bars(svg)
  expect(chloe!.slice(1)).toEqual(priya!.slice(1))
})

it('nobody rings: the caller does not wait; round in a circle it says so', () => {
  expect(texts(drawn(en, [support], ['102', '106', '108']))).toEqual(
    expect.arrayContaining(['skipped: phone off', 'Voicemail', 'The caller does not wait']),
  )
  const round = groupOf({ fallback: { to: 'extension', target: '600' } })
  expect(texts(drawn(en, [round]))).toEqual(expect.arrayContaining(['Support (600)', 'round in a circle']))
})

it('as many phones as one likes: those that have no room are counted, where it ends is always seen', () => {
  const wide = groupOf({ members: Array.from({ length: 60 }, (_, i) => `${1000 + i}`) })
  const said = texts(drawn(en, [wide]))
  expect(said).toContain('and 20 more')
  expect(said).toContain('Voicemail')
})

it('whatever a name is, it is text of well-formed XML that fits a telephone', () => {
  const rude = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('</text><script>alert(1)</script>', '"&<!channel>]]>', '\u202Eabc\u0000\uD800', '漢字'.repeat(20)),
  )
  fc.assert(
    fc.property(rude, rude, fc.subarray(['102', '106', '108']), (name, person, off) => {
      const group = groupOf({ name })
      const known = knownWith(group)
      const extensions = known.directory.extensions.map((it) => ({ ...it, name: person }))
      const svg = drawn(en, [group], off, { ...known, directory: { ...known.directory, extensions } })
      // oxlint-disable-next-line no-control-regex -- those are what it looks for
      expect(svg).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|\p{Cs}/u)
      const between = svg.replaceAll(/<\/?(svg|title|desc|style|rect|text|path|circle)( [a-zA-Z-]+="[^"<]*")*\/?>/g, '')
      expect(between).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/)
    }),
  )
})

it('the page gets it for every group, in the language of whoever looks, and nothing for what is none', async () => {
  const { as, sandbox } = await openWorld()
  const alice = as('UALICE')
  await alice.types('/ringgroup create Support 600 Bruno Omar time=20 mode=consecutive')
  await alice.hears('Live on the phones')
  const who = (query: string) => fetch(`${sandbox.url}sandbox/who?${query}`)
  const answer = await who('extension=600&as=UALICE')
  expect(answer.headers.get('content-type')).toContain('image/svg+xml')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(texts(await answer.text())).toContain('The caller waits 40 s')
  expect(texts(await (await who('extension=600&as=UCHLOE')).text())).toContain('L’appelant attend 40 s')
  for (const query of ['extension=601', 'extension=Support', 'extension=', '', `extension=${'6'.repeat(5000)}`])
    expect((await who(query)).status, query).toBe(404)
})

import { afterAll, describe, expect, it } from 'vitest'
import { directory } from '../src/jobs/directory.ts'
import { northwind } from '../src/phones/simulated/northwind.ts'
import type { Directory, Entry } from '../src/ring/company.ts'
import { Extension, PhoneNumber } from '../src/ring/group.ts'
import * as store from '../src/store/directory.ts'
import { openDb } from '../src/store/db.ts'
import { freshDatabase } from './kit/database.ts'

const { url, drop } = await freshDatabase()
const db = openDb(url)
afterAll(async () => {
  await db.$disconnect()
  await drop()
})

const at = new Date('2026-03-02T09:00:00Z')
const [alice, bruno, chloe] = ['101', '102', '103'].map((it) => Extension.parse(it)) as [
  Extension,
  Extension,
  Extension,
]
const keep = (it: Directory) => store.keepDirectory(db, it, at)
const numbers = (found: { extension: Extension }[]) => found.map((it) => it.extension)
const without = (gone: Extension): Directory => ({
  ...northwind,
  extensions: northwind.extensions.filter((it) => it.extension !== gone),
})
const named = (number: number | string, name: string, more: Partial<Entry> = {}): Entry => {
  return { extension: Extension.parse(`${number}`), name, rings: true, voicemail: true, reachable: true, ...more }
}

describe('the directory', () => {
  it('is what the phone system last said', async () => {
    await keep(northwind)
    expect(await store.entriesAt(db, numbers(northwind.extensions))).toEqual(northwind.extensions)
    expect(await store.allNumbers(db, { limit: 100 })).toEqual(northwind.numbers)
    expect(await db.phoneSystemState.findFirst()).toMatchObject({ directoryAt: at })
  })

  it('does not write again what is as it was', async () => {
    await keep(northwind)
    const rows = () =>
      db.$queryRaw`select xmin::text from "DirectoryEntry" union all select xmin::text from "CompanyNumber"`
    const before = await rows()
    await keep(northwind)
    expect(await rows()).toEqual(before)
  })

  it('marks what vanished, and what is back is no longer marked', async () => {
    await keep(northwind)
    await keep({ ...without(alice), numbers: northwind.numbers.slice(1) })
    expect(await store.entriesAt(db, [alice, bruno])).toMatchObject([{ extension: bruno }])
    expect(await store.searchEntries(db, 'alice', {}, 5)).toEqual([])
    expect(await store.entriesCalled(db, ['alice martin'])).toEqual([])
    expect(await store.entryWithEmail(db, 'alice.martin@northwind.example')).toBeNull()
    expect(await store.numbersKnown(db, [northwind.numbers[0]!.number])).toEqual([])
    expect(await store.searchNumbers(db, '0155500101', 5)).toEqual([])
    expect(await db.directoryEntry.findUnique({ where: { extension: alice } })).toMatchObject({ goneAt: at })
    await store.keepDirectory(db, without(alice), new Date())
    expect(await db.directoryEntry.findUnique({ where: { extension: alice } })).toMatchObject({ goneAt: at })
    await keep(northwind)
    expect(await store.entriesAt(db, [alice])).toEqual([northwind.extensions[1]])
  })

  it('follows names, addresses and phones that are switched off', async () => {
    const changed = named(chloe, 'Chloé Petit', { email: 'chloe.petit@northwind.example', reachable: false })
    await keep({ ...northwind, extensions: [...without(chloe).extensions, changed] })
    expect(await store.entriesAt(db, [chloe])).toEqual([changed])
    expect(numbers(await store.searchEntries(db, 'petit', {}, 5))).toEqual([chloe])
    expect(await store.searchEntries(db, 'dubois', {}, 5)).toEqual([])
  })

  it('has no character that the database has not', async () => {
    await keep({ ...northwind, extensions: [named(alice, 'Al\0ice \ud800')] })
    expect(await store.entriesAt(db, [alice])).toMatchObject([{ name: 'Alice ' }])
  })

  it('has no name that marks something in a sentence', async () => {
    await keep({ ...northwind, extensions: [named(alice, '\uE000uUEVERYBODY\uE001 Martin')] })
    expect(await store.entriesAt(db, [alice])).toMatchObject([{ name: 'uUEVERYBODY Martin' }])
  })

  it('stays as it was when the phone system does not answer', async () => {
    await keep(northwind)
    const phones = { directory: () => Promise.reject(new Error('no answer')) }
    const job = directory({ db, phones, now: () => at })
    await expect(job()).rejects.toThrow('no answer')
    expect(await store.entriesAt(db, [alice])).toHaveLength(1)
  })
})

describe('who is meant', () => {
  it('by words: the whole name before its beginning and before a word in it', async () => {
    await keep({
      ...northwind,
      extensions: [...northwind.extensions, named(201, 'Martin'), named(202, 'Martin Alice'), named(203, 'Omartin')],
    })
    const called = await store.entriesCalled(db, [
      'martin',
      'lea',
      'lea fontaine',
      'eme',
      'a%',
      '',
      '101',
      'm\0',
      '\udc00',
    ])
    expect(called.map(({ run, whole, entry }) => [run, whole, entry.name])).toEqual([
      ['martin', true, 'Martin'],
      ['martin', false, 'Martin Alice'],
      ['martin', false, 'Alice Martin'],
      ['lea', false, 'Léa Fontaine'],
      ['lea fontaine', true, 'Léa Fontaine'],
    ])
    expect(await store.entriesCalled(db, ['martin'], 1)).toHaveLength(1)
    expect(await store.entriesCalled(db, [])).toEqual([])
  })

  it('by address, in any case; two phones are not one', async () => {
    await keep({ ...northwind, extensions: [...northwind.extensions, named(301, 'Twin', { email: 'Two@x.example' })] })
    expect(await store.entryWithEmail(db, 'LEA.Fontaine@northwind.example')).toMatchObject({ name: 'Léa Fontaine' })
    expect(await store.entryWithEmail(db, 'two@X.example')).toMatchObject({ name: 'Twin' })
    const twins = [301, 302].map((it) => named(it, 'Twin', { email: 'two@x.example' }))
    await keep({ ...northwind, extensions: [...northwind.extensions, ...twins] })
    expect(await store.entryWithEmail(db, 'two@x.example')).toBeNull()
    expect(await store.entriesWithEmail(db, 'two@x.example')).toHaveLength(2)
    expect(await store.entryWithEmail(db, '')).toBeNull()
  })
})

describe('the search', () => {
  const search = async (text: string, kind: store.Kind = {}, limit = 20) =>
    numbers(await store.searchEntries(db, text, kind, limit))

  it.each([
    ['10', ['100', '101', '102', '103', '104', '105', '106', '107', '108', '109', '211']],
    ['101', ['101']],
    ['01', []], // digits begin a number
    ['3', ['210']], // … or a word
    ['MARTIN', ['101']],
    ['lea fon', ['106']],
    ['fontaine léa', ['106']],
    ['106 léa', ['106']],
    ['o', ['108', '100', '102', '103', '104', '105', '106', '210']], // whose name begins so is first
    ['Fontiane', ['106']],
    ['aliec', ['101']],
    ['bruon keler', ['102']],
    ['xyz', []],
    ['', ['100', '101', '102', '103', '104', '105', '106', '107', '108', '109', '210', '211']],
    ['%', ['211']],
    ['_', []],
    ['\\', []],
    ["' or 1=1 --", []],
    ['lé\0a', ['106']],
    ['\ud800', ['100', '101', '102', '103', '104', '105', '106', '107', '108', '109', '210', '211']],
    ['x'.repeat(10_000), []],
  ])('%s', async (text, expected) => {
    await keep({
      ...northwind,
      extensions: [...northwind.extensions, named(210, 'Room 3'), named(211, '100%', { rings: false })],
    })
    expect(await search(text)).toEqual(expected)
  })

  it('asks for what rings, for what takes messages, and for so many', async () => {
    await keep(northwind)
    expect(await search('10', { rings: true })).not.toContain('100')
    expect(await search('10', { voicemail: true })).toEqual(['100', '101', '102', '103', '104', '106', '108', '109'])
    expect(await search('recption', { rings: true })).toEqual([])
    expect(await search('', {}, 3)).toEqual(['100', '101', '102'])
  })

  it.each([
    ['01 55 50 01 03', ['+33155500103']],
    ['+33 1 55 50 01 03', ['+33155500103']],
    ['0033155500103', ['+33155500103']],
    ['(01) 55.50.01-03', ['+33155500103']],
    ['10', ['+33155500101', '+33155500102', '+33155500103', '+33155500104', '+33155500105', '+33155500106']],
    ['', ['+33155500101', '+33155500102', '+33155500103', '+33155500104', '+33155500105', '+33155500106']],
    ['martin alice', ['+33155500102']], // where it leads
    ['receptionist', ['+33155500101']],
    ['%', []],
    ['nobody', []],
  ])('a number by %s', async (text, expected) => {
    await keep(northwind)
    expect((await store.searchNumbers(db, text, 6)).map((it) => it.number)).toEqual(expected)
  })

  it('turns the pages of all numbers', async () => {
    await keep(northwind)
    const [first, second] = await store.allNumbers(db, { limit: 2 })
    expect([first, second]).toEqual(northwind.numbers.slice(0, 2))
    expect(await store.allNumbers(db, { after: second!.number, limit: 100 })).toEqual(northwind.numbers.slice(2))
    const other = PhoneNumber.parse('+33155500999')
    expect(await store.numbersKnown(db, [other, first!.number])).toEqual([first])
  })
})

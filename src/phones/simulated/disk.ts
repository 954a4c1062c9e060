// What the simulated phones hold, in one file to which lines are only ever added: each says what stands somewhere from now
// on, null: nothing. So one change costs one line and one fsync whatever else is held, a process that is killed leaves
// whole lines and at most one torn one, which says nothing, and other processes read on from where they were.
// When most of it has been said again since, the file is written anew beside itself and takes its place.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Extension, PhoneNumber } from '../../ring/group.ts'

const Line = z.union([
  z.tuple([z.literal('group'), Extension, z.string().nullable()]),
  z.tuple([z.literal('number'), PhoneNumber, Extension.nullable()]),
  z.tuple([z.literal('off'), z.union([z.literal('all'), Extension]), z.literal(true).nullable()]),
])
export type Line = z.output<typeof Line>

export type Held = {
  /** A group as it stands there, whether it can be read or not. */
  groups: ReadonlyMap<Extension, string>
  numbers: ReadonlyMap<PhoneNumber, Extension>
  /** The numbers that lead to an extension, sorted. */
  numbersOf(extension: Extension): PhoneNumber[]
  /** Phones that are switched off; `all`: the phone system does not answer. */
  off: ReadonlySet<Extension | 'all'>
}

export function openDisk(file: string) {
  mkdirSync(path.dirname(file), { recursive: true })
  let fd = openSync(file, 'a+')
  let held = nothing()
  let read = 0 // bytes, up to the end of the last whole line
  let lines = 0

  /** What others have written since is read, too. */
  function refresh() {
    const now = statSync(file, { throwIfNoEntry: false })
    const mine = fstatSync(fd)
    if (now?.ino !== mine.ino || now.size < read) {
      closeSync(fd)
      fd = openSync(file, 'a+')
      ;[held, read, lines] = [nothing(), 0, 0]
    }
    const news = Buffer.alloc(fstatSync(fd).size - read)
    if (news.length === 0) return
    const whole = news.subarray(0, readSync(fd, news, 0, news.length, read)).lastIndexOf(10) + 1
    for (const text of news.toString('utf8', 0, whole).split('\n').slice(0, -1)) {
      const line = lineIn(text)
      if (line) held.put(line)
      lines++
    }
    read += whole
  }

  function add(news: Line[]) {
    if (news.length === 0) return
    refresh()
    const torn = fstatSync(fd).size > read // somebody was killed in the middle of a line: ours begins a new one
    const { ino } = fstatSync(fd)
    writeAll(fd, (torn ? '\n' : '') + textOf(news))
    refresh()
    if (fstatSync(fd).ino !== ino) add(news) // another process wrote the file anew meanwhile, perhaps without these
    else if (lines > 1000 && lines > 4 * held.size()) writeAnew()
  }

  function writeAnew() {
    const beside = `${file}.${process.pid}`
    const copy = openSync(beside, 'w')
    writeAll(copy, textOf(held.lines()))
    fsyncSync(copy)
    closeSync(copy)
    const nobodyElseWrote = statSync(file).size === read
    if (nobodyElseWrote) renameSync(beside, file)
    else rmSync(beside) // the next line is another occasion
    syncFolder()
    refresh()
  }

  function syncFolder() {
    const folder = openSync(path.dirname(file), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }

  refresh()
  syncFolder()

  return {
    /** As of now, also by other processes. */
    held(): Held {
      refresh()
      return held
    },
    /** At once, and whatever happens to this process it is there; what a power cut must not undo is flushed, too. */
    add,
    async flush() {
      const all = await open(file, 'r+') // not our descriptor: that one may be closed meanwhile
      await all.datasync().finally(() => all.close())
    },
    close: () => closeSync(fd),
  }
}

function nothing() {
  const groups = new Map<Extension, string>()
  const numbers = new Map<PhoneNumber, Extension>()
  const leading = new Map<Extension, Set<PhoneNumber>>()
  const off = new Set<Extension | 'all'>()

  function lead(number: PhoneNumber, to: Extension | null) {
    const before = numbers.get(number)
    if (before) leading.get(before)?.delete(number)
    if (to) leading.set(to, (leading.get(to) ?? new Set()).add(number))
    setOrDelete(numbers, number, to)
  }

  return {
    groups,
    numbers,
    off,
    numbersOf: (extension: Extension) => [...(leading.get(extension) ?? [])].toSorted(),
    put([what, where, is]: Line) {
      if (what === 'number') lead(where, is)
      else if (what === 'group') setOrDelete(groups, where, is)
      else if (is) off.add(where)
      else off.delete(where)
    },
    size: () => groups.size + numbers.size + off.size,
    lines: (): Line[] => [
      ...[...groups].map(([extension, text]): Line => ['group', extension, text]),
      ...[...numbers].map(([number, to]): Line => ['number', number, to]),
      ...[...off].map((which): Line => ['off', which, true]),
    ],
  }
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | null) {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

function lineIn(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // torn
  }
}

const textOf = (lines: Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

function writeAll(fd: number, text: string) {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
}

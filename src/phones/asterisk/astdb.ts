// Asterisk's own little database: families of keys and values.
import { AmiError, type Ami } from './ami.ts'
import type { Message } from './wire.ts'

/**
 * The keys right under a family, or the one key of it. Asterisk looks for families with SQL's LIKE, which knows no case,
 * so what it brings along is looked at again; the key of a family within the family is somebody else's.
 */
export async function treeOf(ami: Ami, family: string, key?: string): Promise<Map<string, string>> {
  const list = await ami.ask('DBGetTree', { Family: family, ...(key && { Key: key }) })
  const begins = `/${family}/`
  const values = new Map<string, string>()
  for (const it of list) {
    const path = it.get('Key') ?? ''
    const rest = path.slice(begins.length)
    if (path.startsWith(begins) && !rest.includes('/') && (!key || rest === key)) values.set(rest, it.get('Val') ?? '')
  }
  return values
}

/** Older versions cut the answer to DBGet at 255 bytes; it is the only one that does not look through the whole database. */
const CUT = 250

/** What stands there; undefined: nothing. */
export async function valueAt(ami: Ami, family: string, key: string): Promise<string | undefined> {
  const list = await ami.ask('DBGet', { Family: family, Key: key }).catch((error: Error): Message[] => {
    if (error instanceof AmiError && /not found/i.test(error.message)) return []
    throw error
  })
  const value = list.find((it) => it.has('Val'))?.get('Val')
  return value !== undefined && Buffer.byteLength(value) > CUT ? (await treeOf(ami, family, key)).get(key) : value
}

/** Acknowledged is not yet on the disk: Asterisk commits about once a second (main/db.c), a killed one forgets the rest. */
export const put = (ami: Ami, family: string, key: string, value: string) =>
  ami.ask('DBPut', { Family: family, Key: key, Val: value })

/** That it is not there is what was wanted. */
export const del = (ami: Ami, family: string, key: string) =>
  ami.ask('DBDel', { Family: family, Key: key }).catch((error: Error) => {
    if (!(error instanceof AmiError && /could not be deleted|not found/i.test(error.message))) throw error
  })

/** All at once would keep everybody else waiting for the one connection, and for this process. */
export async function inBatches<T>(all: T[], send: (it: T) => Promise<unknown>, size = 200): Promise<void> {
  for (let done = 0; done < all.length; done += size) await Promise.all(all.slice(done, done + size).map(send))
}

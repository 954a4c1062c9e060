import { Prisma } from '../generated/prisma/client.ts'
import type { UserId } from '../ring/actor.ts'
import type { CompanyNumber, Directory, Entry } from '../ring/company.ts'
import { fold, type Extension, type PhoneNumber } from '../ring/group.ts'
import { storable, type Db } from './db.ts'
import { phonesWith } from './people.ts'

/** What somebody looks for: something that rings, or something that takes messages. */
export type Kind = { rings?: true; voicemail?: true }

const LONGEST = 80 // more than any name; nobody types on when nothing fits

/** A run of words, and an entry that it names: the whole name, or the beginning of the name or of a word in it. */
export type Called = { run: string; whole: boolean; entry: Entry }

/**
 * Keeps what the phone system said of itself. What vanished is marked, what is back is unmarked, and a row that says the
 * same as before is not written again, so that it may be read often.
 */
export const keepDirectory = (db: Db, { extensions, numbers }: Directory, at: Date) =>
  db.$transaction(async (tx) => {
    await tx.$executeRaw`
      with it as materialized (
        select * from json_to_recordset(${JSON.stringify(extensions.map(asRow))}::json) as it(extension text, name text,
          "searchKey" text, rings boolean, voicemail boolean, email text, reachable boolean)),
      vanished as (
        update "DirectoryEntry" set "goneAt" = ${at}
        where "goneAt" is null and extension not in (select extension from it))
      insert into "DirectoryEntry" as was (extension, name, "searchKey", rings, voicemail, email, reachable)
      select extension, name, "searchKey", rings, voicemail, email, reachable from it
      on conflict (extension) do update set name = excluded.name, "searchKey" = excluded."searchKey",
        rings = excluded.rings, voicemail = excluded.voicemail, email = excluded.email,
        reachable = excluded.reachable, "goneAt" = null
      where was is distinct from excluded`
    await tx.$executeRaw`
      with it as materialized (
        select * from json_to_recordset(${JSON.stringify(numbers)}::json) as it(number text, "leadsTo" text)),
      vanished as (
        update "CompanyNumber" set "goneAt" = ${at}
        where "goneAt" is null and number not in (select number from it))
      insert into "CompanyNumber" as was (number, "leadsTo") select number, "leadsTo" from it
      on conflict (number) do update set "leadsTo" = excluded."leadsTo", "goneAt" = null
      where was is distinct from excluded`
    await tx.phoneSystemState.upsert({ where: { id: 1 }, create: { directoryAt: at }, update: { directoryAt: at } })
  })

/** Those of these extensions that are in the directory now. */
export const entriesAt = (db: Db, extensions: Extension[]) =>
  entries(db, Prisma.sql`extension = any(${extensions}) order by extension`)

/** What these folded runs of words can mean, the best first; of each run at most `limit` entries. */
export async function entriesCalled(db: Db, runs: string[], limit = 10): Promise<Called[]> {
  const asked = JSON.stringify(
    runs.filter((it) => it && it === storable(it)).map((run) => ({ run, begins: `${literally(run)}%` })),
  )
  const rows = await db.$queryRaw<(Row & Omit<Called, 'entry'>)[]>`
    select run, found.* from json_to_recordset(${asked}::json) as asked(run text, begins text),
    lateral (select ${columns}, ${nameKey} = run as whole from "DirectoryEntry"
      where "goneAt" is null and "searchKey" like '% ' || begins
      order by whole desc, ${nameKey} like begins desc, extension limit ${limit}) as found`
  return rows.map(({ run, whole, ...row }) => ({ run, whole, entry: asEntry(row) }))
}

/** The boxes that do nothing but take messages: the company's own, as a rule one. */
export const companyBoxes = (db: Db, limit: number) =>
  entries(db, Prisma.sql`voicemail and not rings order by extension limit ${limit}`)

/** Whose messages go to this address; somebody may have several phones. */
export const entriesWithEmail = (db: Db, email: string) =>
  entries(db, Prisma.sql`email = ${storable(email.toLowerCase())} order by extension`)

/** The phones that are somebody's: several only if they have one e-mail address. */
export const entriesOf = (db: Db, user: UserId, email: string | null) =>
  entries(db, Prisma.sql`extension in (${phonesWith(user, email)}) order by extension`)

/** The phone of the person with this address; null if there is none, or if it would be a guess. */
export async function entryWithEmail(db: Db, email: string): Promise<Entry | null> {
  const [entry, ...others] = await entriesWithEmail(db, email)
  return entry && others.length === 0 ? entry : null
}

/** For a field in which somebody types: digits begin a number, words stand anywhere; what nothing fits is taken for a typo. */
export async function searchEntries(db: Db, text: string, kind: Kind, limit: number): Promise<Entry[]> {
  const typed = fold(storable(text.slice(0, LONGEST)))
  const ofKind = Prisma.sql`(rings or ${!kind.rings}) and (voicemail or ${!kind.voicemail})`
  const begins = `${literally(typed)}%`
  if (/^\d*$/.test(typed)) {
    if (typed === '') return entries(db, Prisma.sql`${ofKind} order by extension limit ${limit}`)
    const byNumber = Prisma.sql`extension like ${begins} desc, extension limit ${limit}`
    const fits = Prisma.sql`("searchKey" like ${begins} or "searchKey" like ${`% ${begins}`})` // it begins with the number
    return entries(db, Prisma.sql`${ofKind} and ${fits} order by ${byNumber}`)
  }
  const words = typed.split(' ').map((word) => Prisma.sql`"searchKey" like ${`%${literally(word)}%`}`)
  const byName = Prisma.sql`${nameKey} like ${begins} desc, extension limit ${limit}`
  const found = await entries(db, Prisma.sql`${ofKind} and ${Prisma.join(words, ' and ')} order by ${byName}`)
  return found.length > 0 ? found : typedWrong(db, typed, ofKind, limit)
}

/** Far more are a little alike than much, so those are looked for first. */
const ALIKE = ['0.5', '0.4']

// the operator and not the function, for only the operator is answered by the index; how alike is a setting
const typedWrong = (db: Db, typed: string, ofKind: Prisma.Sql, limit: number) =>
  db.$transaction(async (tx) => {
    const alike = Prisma.sql`${typed} <% "searchKey" order by ${typed} <<-> "searchKey", extension limit ${limit}`
    for (const least of ALIKE) {
      await tx.$queryRaw`select set_config('pg_trgm.word_similarity_threshold', ${least}, true)`
      const found = await entries(tx, Prisma.sql`${ofKind} and ${alike}`)
      if (found.length > 0) return found
    }
    return []
  })

/** Those of these numbers that are the company's now. */
export const numbersKnown = (db: Db, numbers: PhoneNumber[]) =>
  companyNumbers(db, Prisma.sql`it.number = any(${numbers}) order by it.number`)

/** By a part of the number, as one writes it in the country or abroad, or by words of the place where it leads. */
export function searchNumbers(db: Db, text: string, limit: number, skip = 0): Promise<CompanyNumber[]> {
  const typed = fold(storable(text.slice(0, LONGEST)))
  const digits = typed.replace(/\D/g, '').replace(/^0+/, '') // 01… and 0033… are +331… and +33…
  const isNumber = /^[\d\s+().-]*$/.test(typed)
  const words = typed.split(' ').map((word) => Prisma.sql`place like ${`%${literally(word)}%`}`)
  return companyNumbers(
    db,
    Prisma.sql`${isNumber ? Prisma.sql`it.number like ${`%${digits}%`}` : Prisma.join(words, ' and ')}
      order by it.number offset ${skip} limit ${limit}`,
  )
}

/** In order; a page begins behind the last number of the one before. */
export const allNumbers = (db: Db, { after = '', limit }: { after?: string | undefined; limit: number }) =>
  companyNumbers(db, Prisma.sql`it.number > ${after} order by it.number limit ${limit}`)

export type Row = Omit<Entry, 'email'> & { email: string | null }

/** Of a `Row`. */
export const columns = Prisma.sql`extension, name, rings, voicemail, email, reachable`
/** The search key without the number. */
const nameKey = Prisma.sql`substr("searchKey", length(extension) + 2)`

const entries = async (db: Db, which: Prisma.Sql): Promise<Entry[]> =>
  (await db.$queryRaw<Row[]>`select ${columns} from "DirectoryEntry" where "goneAt" is null and ${which}`).map(asEntry)

const companyNumbers = (db: Db, which: Prisma.Sql) => db.$queryRaw<CompanyNumber[]>`
  select it.number, it."leadsTo" from "CompanyNumber" it
  left join "DirectNumber" direct on direct.number = it.number
  left join "RingGroup" rings on rings.id = direct."groupId"
  left join "DirectoryEntry" entry on entry.extension = it."leadsTo",
  lateral (select coalesce(rings.extension || ' ' || rings."nameKey", entry."searchKey")) as at(place)
  where it."goneAt" is null and ${which}`

// addresses are compared without case, and kept so: the index is of what is kept
const asRow = ({ email, ...entry }: Entry) => ({
  ...entry,
  name: storable(entry.name),
  email: email?.toLowerCase() || null,
  searchKey: fold(storable(`${entry.extension} ${entry.name}`)),
})
export const asEntry = ({ email, ...row }: Row): Entry => ({ ...row, ...(email && { email }) })

const literally = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`)

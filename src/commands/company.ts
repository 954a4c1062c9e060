// As much of the company as the rules and the cards need to know about some groups.
import type { Directory } from '../ring/company.ts'
import { Extension, type RingGroup } from '../ring/group.ts'
import { entriesAt, numbersKnown } from '../store/directory.ts'
import type { Db } from '../store/db.ts'

/** Everything that these groups name, and whoever has their extensions or is where their numbers lead by themselves. */
export async function directoryAround(db: Db, groups: RingGroup[]): Promise<Directory> {
  const numbers = await numbersKnown(db, groups.flatMap((it) => it.directNumbers))
  const named = groups.flatMap(({ extension, members, fallback: { to, target } }) => [
    extension,
    ...members.map((it) => it.extension),
    ...(to === 'group' ? [] : [Extension.parse(target)]),
  ])
  const led = numbers.flatMap((it) => it.leadsTo ?? [])
  return { extensions: await entriesAt(db, [...new Set([...named, ...led])]), numbers }
}

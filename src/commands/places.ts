// Where a company's numbers lead: to a group, or to where the phone system sends them by itself.
import type { Entry } from '../ring/company.ts'
import type { PhoneNumber, RingGroup } from '../ring/group.ts'
import { entriesAt, numbersKnown } from '../store/directory.ts'
import { groupsHolding } from '../store/groups.ts'
import type { Db } from '../store/db.ts'

export type Led = {
  number: PhoneNumber
  /** the group that has it */
  group: RingGroup | null
  /** where it leads when no group has it; a number alone is not in the directory; null: nowhere */
  byItself: Pick<Entry, 'extension' | 'name' | 'rings'> | null
}

/** In the order in which they are asked about; three questions, however many numbers there are. */
export async function placesOf(db: Db, numbers: PhoneNumber[]): Promise<Led[]> {
  if (numbers.length === 0) return []
  const known = await numbersKnown(db, numbers)
  const entries = await entriesAt(
    db,
    known.flatMap((it) => it.leadsTo ?? []),
  )
  const groups = await groupsHolding(db, numbers)
  return numbers.map((number) => {
    const leadsTo = known.find((it) => it.number === number)?.leadsTo ?? null
    const entry = entries.find((it) => it.extension === leadsTo)
    return {
      number,
      group: groups.find((it) => it.directNumbers.includes(number)) ?? null,
      byItself: entry ?? (leadsTo && { extension: leadsTo, name: '', rings: true }),
    }
  })
}

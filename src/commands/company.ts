// As much of the company as the rules and the cards need to know about some groups.
import type { Directory } from '../ring/company.ts'
import type { RingGroup } from '../ring/group.ts'
import { directoryOf, namedIn } from '../store/company.ts'
import type { Db } from '../store/db.ts'

/** Everything that these groups name, and whoever has their extensions or is where their numbers lead by themselves. */
export const directoryAround = (db: Db, groups: RingGroup[]): Promise<Directory> => directoryOf(db, namedIn(groups))

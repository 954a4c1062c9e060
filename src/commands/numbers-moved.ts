// Numbers that come to a group from elsewhere, in one change with all the rest.
import type { GroupId, PhoneNumber, RingGroup } from '../ring/group.ts'
import type { Asking } from './command.ts'
import { leadsElsewhere } from './group-lines.ts'
import { placesOf } from './places.ts'

/** The groups that these numbers leave for this one, and those of them of which the person was not told where they lead now. */
export async function takenOver({ db }: Asking, id: GroupId, numbers: PhoneNumber[], told: string[] = []) {
  const moving = (await placesOf(db, numbers)).filter((it) => leadsElsewhere(it, id))
  return {
    from: [...new Set(moving.flatMap((it) => it.group?.id ?? []))],
    unsaid: moving.map((it) => it.number).filter((it) => !told.includes(it)),
  }
}

export const without = (group: RingGroup, numbers: PhoneNumber[]): RingGroup => ({
  ...group,
  directNumbers: group.directNumbers.filter((it) => !numbers.includes(it)),
})

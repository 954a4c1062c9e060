import type { Personal } from '../ring/change.ts'
import type { Words } from '../words/index.ts'

/** What became of a person, the point first, then what it was. */
export function personLines(w: Words, person: Personal): string[] {
  const { user } = person
  if ('admin' in person) {
    const { after } = person.admin
    return [after === null ? w.admins.asInSlack(user) : w.admins.changed[after ? 'on' : 'off'](user)]
  }
  const { before, after } = person.phone
  return [after ? w.linking.linked(user, after) : w.linking.unlinked(user), ...(before ? [w.fact.was(before)] : [])]
}

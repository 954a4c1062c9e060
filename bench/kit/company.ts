// A company of any size: as many groups as extensions, each group with five members and a number, all of it on the phones.
import { randomUUID } from 'node:crypto'
import type { PhoneSystem } from '../../src/phones/phone-system.ts'
import type { Directory } from '../../src/ring/company.ts'
import { Extension, fold, PhoneNumber, RingGroup } from '../../src/ring/group.ts'
import { planOf } from '../../src/ring/plan.ts'
import type { Db } from '../../src/store/db.ts'
import { keepDirectory } from '../../src/store/directory.ts'
import { rowsOf } from '../../src/store/groups.ts'
import { setOut, settle } from '../../src/store/held.ts'

export type Size = number

export const BLOCK = ['600000', '699999'] as const
export const groupAt = (place: number) => `${600_000 + place}`
const personAt = (place: number) => Extension.parse(`${200_000 + place}`)

const FIRST = ['Alice', 'Bruno', 'Chloé', 'Dmitri', 'Léa', 'Omar', 'Priya', 'Quentin', 'Rosa', 'Tomás', 'Ulla', 'Wen']
const LAST = ['Martin', 'Keller', 'Dubois', 'Ivanov', 'Fontaine', 'Haddad', 'Nair', 'Peña', 'Schmidt', 'Øster', 'Zhou']
const WORK = ['Support', 'Sales', 'Workshop', 'Delivery', 'Accounts', 'Reception', 'Returns', 'Night desk', 'Café']
const PLACE = ['Lyon', 'Paris', 'Lille', 'Nantes', 'Brest', 'Rennes', 'Nice', 'Metz', 'Dijon', 'Tours']

/** The first ten: everybody else has names that many have. */
const RARE = [
  'Zoé Marchetti',
  'Ivo Lindqvist',
  'Hana Okafor',
  'Jorge Villalba',
  'Ewa Nowicka',
  'Yusuf Demir',
  'Greta Brandt',
  'Kofi Mensah',
  'Fiona Gallagher',
  'Viktor Szabo',
]

/** Different whatever the place: what is left when the others have been through is a number behind the name. */
function named(place: number, [first, second]: [string[], string[]]): string {
  const round = Math.floor(place / (first.length * second.length))
  const name = `${first[place % first.length]} ${second[Math.floor(place / first.length) % second.length]}`
  return round === 0 ? name : `${name} ${round + 1}`
}

const numberAt = (place: number) => PhoneNumber.parse(`+331${55_500_000 + place}`)

const groupsOf = (size: Size) =>
  Array.from({ length: size }, (_, place) =>
    RingGroup.parse({
      id: randomUUID(),
      name: named(place, [WORK, PLACE]),
      extension: groupAt(place),
      mode: 'simultaneous',
      ringSeconds: 20,
      fallback: { to: 'voicemail', target: personAt(place) },
      members: [0, 1, 2, 3, 4].map((it) => ({ extension: personAt((place + it) % size) })),
      directNumbers: [numberAt(place)],
    }),
  )

/** Straight into the records and onto the phones: as if it had been there for long. */
export async function fill(db: Db, phones: PhoneSystem, size: Size) {
  const groups = groupsOf(size)
  const directory = directoryOf(size)
  phones.directory = async () => directory // whenever it is read again
  await keepDirectory(db, directory, new Date())
  await store(db, groups)
  const plans = new Map(groups.map((it) => [it.extension, planOf(it, groups)]))
  await setOut(db, plans)
  await phones.apply([...plans.values()], [])
  await settle(db, { seen: [], live: [...plans.keys()], refused: [], at: new Date() })
  await db.$executeRaw`vacuum analyze`
}

const directoryOf = (size: Size): Directory => ({
  extensions: Array.from({ length: size }, (_, place) => {
    const name = RARE[place] ?? named(place, [FIRST, LAST])
    const email = `${fold(name).replaceAll(' ', '.')}@bench.example`
    return { extension: personAt(place), name, rings: true, voicemail: true, reachable: true, email }
  }),
  numbers: Array.from({ length: size }, (_, place) => ({ number: numberAt(place), leadsTo: null })),
})

async function store(db: Db, all: RingGroup[]) {
  const { groups, memberships, directNumbers } = rowsOf(all)
  await db.ringGroup.createMany({ data: groups })
  await db.membership.createMany({
    data: memberships.map(({ groupId, position, extension }) => ({ groupId, position, extension })),
  })
  await db.directNumber.createMany({ data: directNumbers })
}

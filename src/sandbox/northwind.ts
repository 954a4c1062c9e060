// The people of Northwind, Paris, as their Slack knows them.
import type { Person, UserId } from './protocol.ts'

/** Somebody in the workspace; the optional fields are those that a bot must look at before it trusts them. */
export type Member = Person & { teamId?: string; isStranger?: boolean; isBot?: boolean }

export type Seed = {
  id: string
  name: string
  members: UserId[]
  bot: boolean
  isPrivate?: boolean
  isArchived?: boolean
}

const paris = { tz: 'Europe/Paris', locale: 'en-US', isAdmin: false, isOwner: false, isGuest: false, deleted: false }

export const northwind: Member[] = [
  {
    ...paris,
    id: 'UALICE',
    name: 'Alice Martin',
    handle: 'alice',
    email: 'alice.martin@northwind.example',
    isAdmin: true,
    isOwner: true,
  },
  {
    ...paris,
    id: 'UCHLOE',
    name: 'Chloé Dubois',
    handle: 'chloe',
    email: 'chloe.dubois@northwind.example',
    isAdmin: true,
    locale: 'fr-FR',
  },
  {
    ...paris,
    id: 'ULEA',
    name: 'Léa Fontaine',
    handle: 'lea',
    email: 'lea.fontaine@northwind.example',
    locale: 'fr-FR',
  },
  { ...paris, id: 'UBRUNO', name: 'Bruno Keller', handle: 'bruno', email: 'bruno.keller@northwind.example' },
  { ...paris, id: 'UOMAR', name: 'Omar Haddad', handle: 'omar', email: 'omar.haddad@northwind.example' },
  { ...paris, id: 'UPRIYA', name: 'Priya Nair', handle: 'priya', email: 'priya.nair@northwind.example' },
  { ...paris, id: 'UGUEST', name: 'Sam Ortiz', handle: 'sam', email: 'sam.ortiz@freelance.example', isGuest: true },
]

/** The bot was invited to #phones and to nothing else; a guest sees one channel. */
export const channelsOf = (people: Member[]): Seed[] => [
  { id: 'CPHONES', name: 'phones', members: people.map((it) => it.id), bot: true },
  { id: 'CGENERAL', name: 'general', members: people.filter((it) => !it.isGuest).map((it) => it.id), bot: false },
]

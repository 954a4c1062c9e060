import type { KnownBlock } from '@slack/types'
import type { AdminBy, UserId } from '../ring/actor.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { header, point, row, said, small, type Message } from './message.ts'

/** Who said it last, and when; null: nobody here. */
type Word = { by: string | null; at: Date } | null

export type Admins = {
  admins: { user: UserId; by: AdminBy; word: Word }[]
  /** who would be one, had nobody said no */
  gone: { user: UserId; word: Word }[]
  /** of whoever looks */
  mayChange: boolean
}

/** Slack takes 50 blocks of a message. */
const MOST = 40

/** Everybody who decides, and what makes them one. */
export function adminList(w: Words, { admins, gone, mayChange }: Admins): Message {
  const button = (how: 'add' | 'remove', user: UserId) =>
    mayChange ? press('admins', w.admins.press[how], { how, person: `<@${user}>` }) : undefined
  const told = (word: Word) => (word ? w.admins.saidBy(word.by, word.at.toISOString()) : null)
  const line = (user: UserId, why: string | null) => (why ? w.admins.line(user, why) : w.admins.alone(user))
  const rows: KnownBlock[] = [
    ...admins.map(({ user, by, word }) =>
      row(
        line(user, by === 'word' ? told(word) : w.admins.by[by]),
        by === 'configuration' ? undefined : button('remove', user),
      ),
    ),
    ...gone.map(({ user, word }) =>
      row(word ? w.admins.goneBy(user, word.by, word.at.toISOString()) : w.admins.gone(user), button('add', user)),
    ),
  ]
  const fromSlack = admins.every((it) => it.by !== 'configuration')
  return {
    text: point(w.admins.title),
    blocks: [
      header(w.admins.title),
      ...(rows.length > 0 ? rows.slice(0, MOST) : [said(w.admins.nobody)]),
      ...(rows.length > MOST ? [small(w.many.more(rows.length - MOST))] : []),
      ...(fromSlack ? [small(w.admins.ownersToo)] : []),
      ...(mayChange
        ? [{ type: 'actions' as const, elements: [press('admins', w.admins.addOne, { how: 'add' }, 'add')] }]
        : []),
    ],
  }
}

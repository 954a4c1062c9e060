import { z } from 'zod'
import { adminOrLead } from '../ring/actor.ts'
import { timesAhead } from '../ring/edits.ts'
import { endingOf, extend as extendEnd } from '../ring/ends.ts'
import { Refusal } from '../ring/refusal.ts'
import { extendForm } from '../views/extend-form.ts'
import { changeGroup } from './change-groups.ts'
import { command } from './command.ts'
import { extensionNamed, groupNamed, instantNamed, namesOf } from './find.ts'
import { Group, KeyedText, KeyedWhen, Person } from './slots.ts'

const input = z.object({ group: Group, person: Person, until: KeyedWhen, reason: KeyedText.optional() })

/** Another end for somebody who rings, or is away, for a while; whoever is back then, or has come for them, has the same. */
export const extend = command({
  input,
  find: async (ctx, it) => ({
    group: (await groupNamed(ctx, it.group)).id,
    person: await extensionNamed(ctx, it.person, 'person'),
    until: instantNamed(ctx, it.until, 'until')!,
    reason: it.reason,
  }),
  allow: adminOrLead,
  async run(ctx, { group, person, until }) {
    const called = await namesOf(ctx, [person])
    return changeGroup(ctx, group, (now) => extendEnd(now, person, until, called))
  },
  async form(ctx, { group: said = '', person: whom = '', until, reason }, { alert, asks }) {
    const group = await groupNamed(ctx, said)
    const person = await extensionNamed(ctx, whom, 'person')
    const ending = endingOf(group, person)
    const called = await namesOf(ctx, [person, ...(ending ? [ending.who, ...(ending.back ? [ending.back] : [])] : [])])
    if (!ending) throw new Refusal((w) => w.dates.noEnd(called(person), group.name))
    const asked = asks ? { reason: reason ?? '' } : null
    return extendForm(ctx.words, { group, ending, person, called, until: until ?? ending.at, asked, alert })
  },
  asInput: ({ until, ...found }, now) => ({ ...found, ...timesAhead({ until }, now) }),
})
